"""Practical sessions: signed off, corrected, refused for oneself, and never done twice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.domain.people import SYSTEM, Role
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import evidence, ledger, people, practicals
from tests.services.test_attempts import do, finish_course
from tests.services.test_evidence import duty
from tests.stage import START

DAY = START.date()
MET = {"radio": "met", "cover": "met"}


def open_session(house, actor, *who):
    """A session of today with these people of the cast, by their first names, on its list."""
    made = do(house, actor, practicals.begin, "field-day", DAY, "Nairobi")
    for number, one in enumerate(who):
        do(house, actor, practicals.save, made, number, {}, email=f"{one}@example.org")
    return made


def revision(house, actor, made):
    return do(house, actor, practicals.show, made, writes=False).revision


def signed(house, cast):
    """Aiko passes, Bayo was there and lacks a skill, Daud was not there."""
    made = open_session(house, cast.chiara, "aiko", "bayo", "daud")
    sent = {cast.aiko.id: (True, MET), cast.bayo.id: (True, {**MET, "cover": "not-yet"}), cast.daud.id: (False, MET)}
    do(house, cast.chiara, practicals.save, made, 3, sent)
    do(house, cast.chiara, practicals.sign, made, 4)
    return made


def facts(house, person):
    return do(house, person, evidence.page, person.id, writes=False).facts


def test_signing_off_gives_evidence_to_who_passed_and_tells_the_others_why(house, cast):
    finish_course(house, cast.aiko)
    assert not duty(house, cast.aiko, cast.aiko, 3).met
    made = signed(house, cast)
    assert duty(house, cast.aiko, cast.aiko, 3).met
    (fact,) = [one for one in facts(house, cast.aiko) if not one.own]
    assert (fact.evidence.name, fact.evidence.valid_from, fact.evidence.valid_until, fact.by) == ("HEAT", DAY, date(2029, 3, 1), "Chiara Rossi")
    assert facts(house, cast.bayo) == facts(house, cast.daud) == ()
    (bayo,) = do(house, cast.bayo, practicals.of_person, cast.bayo.id, writes=False)
    (daud,) = do(house, cast.emi, practicals.of_person, cast.daud.id, writes=False)
    assert [one.key for one in bayo.outcome.missing] == ["cover"] and not daud.outcome.there and bayo.trainer == "Chiara Rossi"
    with pytest.raises(Forbidden):
        do(house, cast.chiara, practicals.of_person, cast.aiko.id, writes=False)
    assert [one.action for one in do(house, cast.farid, ledger.page, writes=False)].count("practicals.sign") == 3
    do(house, cast.chiara, practicals.correct, made, revision(house, cast.chiara, made), {cast.aiko.id: (False, MET)}, "It was somebody else.")
    assert not duty(house, cast.aiko, cast.aiko, 3).met


def test_a_correction_withdraws_and_records_keeps_both_lists_and_needs_a_reason(house, cast, clock):
    made = signed(house, cast)
    with pytest.raises(Conflict, match="signed off"):
        do(house, cast.chiara, practicals.save, made, revision(house, cast.chiara, made), {})
    turned = {cast.aiko.id: (True, {**MET, "radio": "not-seen"}), cast.bayo.id: (True, MET)}
    now = revision(house, cast.chiara, made)
    with pytest.raises(Invalid, match="Give the reason"):
        do(house, cast.chiara, practicals.correct, made, now, turned, " ")
    with pytest.raises(Invalid, match="Nothing differs"):
        do(house, cast.chiara, practicals.correct, made, now, {}, "Two lines were swapped.")
    clock.forward(days=1)
    do(house, cast.chiara, practicals.correct, made, now, turned, "Two lines were swapped.")
    assert facts(house, cast.aiko) == () and [one.evidence.name for one in facts(house, cast.bayo)] == ["HEAT"]
    page = do(house, cast.chiara, practicals.show, made, writes=False)
    assert [(one.number, one.reason) for one in page.signings] == [(2, "Two lines were swapped."), (1, "")]
    with house.store.reading() as db:
        first = {row.person_id: row for row in practicals.store.results(db, made, 1)}
        row = practicals.evidence.evidence.get(db, first[cast.aiko.id].evidence_id)
    assert first[cast.aiko.id].passed and first[cast.aiko.id].marks["radio"] == "met" and row.superseded_why == "Two lines were swapped."


def test_nobody_signs_off_a_list_they_are_on_or_puts_themselves_on_it(house, cast):
    do(house, SYSTEM, people.change_role, cast.daud.id, Role.TRAINER, give=True)
    other = replace(cast.daud, roles=frozenset({Role.TRAINER}))
    made = open_session(house, other, "chiara")
    for act in (practicals.sign, lambda uow, *given: practicals.save(uow, *given, {}), lambda uow, *given: practicals.correct(uow, *given, {}, "Wrong.")):
        with pytest.raises(Forbidden):
            do(house, cast.chiara, act, made, 1)
    with pytest.raises(Invalid, match="cannot be on a list that you keep"):
        do(house, other, practicals.save, made, 1, {}, email="daud@example.org")
    do(house, other, practicals.sign, made, 1)


def test_what_cannot_be_opened_or_put_on_a_list_is_refused_with_the_reason(house, cast):
    with pytest.raises(Invalid) as fault:
        do(house, cast.chiara, practicals.begin, "juggling", DAY + timedelta(days=1), " ")
    assert set(fault.value.problems) == {"practical", "day", "place"}
    made = open_session(house, cast.chiara, "aiko")
    for email, said in (("nobody@example.org", "Nobody has an account"), ("aiko@example.org", "on the list already"), ("aiko", "Nobody has an account")):
        with pytest.raises(Invalid, match=said):
            do(house, cast.chiara, practicals.save, made, 1, {cast.aiko.id: (True, MET)}, email=email)
    with pytest.raises(Invalid, match="Choose a mark"):
        do(house, cast.chiara, practicals.save, made, 1, {cast.aiko.id: (True, {"radio": "perhaps"})})
    assert not do(house, cast.chiara, practicals.show, made, writes=False).people[0].seen.there
    do(house, cast.chiara, practicals.save, made, 1, {}, leaving=frozenset({cast.aiko.id}))
    with pytest.raises(Conflict, match="Nobody is on the list"):
        do(house, cast.chiara, practicals.sign, made, 2)
    with pytest.raises(Conflict, match="not been signed off yet"):
        do(house, cast.chiara, practicals.correct, made, 2, {}, "Wrong.")
    with pytest.raises(NotFound):
        do(house, cast.chiara, practicals.sign, cast.aiko.id, 0)


def test_of_two_sign_offs_at_once_one_wins_and_gives_evidence_once(house, cast):
    made = open_session(house, cast.chiara, "aiko")
    do(house, cast.chiara, practicals.save, made, 1, {cast.aiko.id: (True, MET)})

    def attempt(_):
        try:
            do(house, cast.chiara, practicals.sign, made, 2)
        except Conflict:
            return "refused"
        return "signed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["refused", "signed"]
    assert len(facts(house, cast.aiko)) == 1
