"""The roster: who is ready, nearly ready or lapsing, on any day and as known on any day; consent, looks and lists taken away."""

import random
from datetime import date, timedelta

import pytest

from lms.domain.people import SYSTEM
from lms.errors import Forbidden, Invalid, NotFound
from lms.services import consents, eligibility, evidence, ledger, looks, people, roster
from lms.services.roster import Kind, Question
from lms.services.work import work_in
from lms.store import roster as store
from tests.services.test_attempts import do, finish_course
from tests.services.test_evidence import HEAT

TODAY = date(2026, 3, 2)
NAMES = ("aiko", "bayo", "chiara", "daud")


def agree(house, cast, *who):
    for one in who or NAMES:
        do(house, getattr(cast, one), consents.change, True)


def names(house, actor, after="", **asked):
    place = {"danger_level": asked.pop("level", 0)}
    found = do(house, actor, roster.page, Question("driver", place=place, **asked), after, writes=False)
    return [one.name.split()[0].lower() for one in found.people]


def test_who_is_ready_and_who_is_nearly_ready_with_what_is_missing(house, cast):
    agree(house, cast)
    finish_course(house, cast.aiko)
    assert names(house, cast.emi) == ["aiko"] and names(house, cast.emi, kind=Kind.NEARLY) == ["bayo", "chiara", "daud"]
    assert names(house, cast.farid, level=3) == []
    page = do(house, cast.emi, roster.page, Question("driver", place={"danger_level": 3}, kind=Kind.NEARLY), writes=False)
    assert {one.name.split()[0]: one.missing for one in page.people} == {
        "Aiko": ("heat",), "Bayo": ("course", "heat"), "Chiara": ("course", "heat"), "Daud": ("course", "heat"),
    }  # fmt: skip


def test_the_list_is_of_the_day_of_departure_past_or_future(house, cast):
    agree(house, cast)
    finish_course(house, cast.aiko)
    assert names(house, cast.emi, day=date(2027, 3, 1)) == ["aiko"]
    assert names(house, cast.emi, day=date(2027, 3, 2)) == [] == names(house, cast.emi, day=date(2026, 3, 1))


def test_whose_readiness_lapses_before_a_day(house, cast):
    agree(house, cast)
    finish_course(house, cast.aiko)
    assert names(house, cast.emi, kind=Kind.LAPSING, before=date(2027, 3, 2)) == ["aiko"]
    assert names(house, cast.emi, kind=Kind.LAPSING, before=date(2027, 3, 1)) == [] == names(house, cast.emi, kind=Kind.LAPSING)
    assert names(house, cast.emi, kind=Kind.LAPSING, day=date(2027, 1, 1)) == ["aiko"]


def test_what_was_known_on_a_day_stays_answerable_after_a_correction(house, cast, clock):
    agree(house, cast)
    finish_course(house, cast.aiko)
    clock.forward(days=2)
    fact = do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
    clock.forward(days=2)
    do(house, cast.emi, evidence.withdraw, fact, "It was somebody else's.")
    assert names(house, cast.emi, level=3) == []
    known = {day: names(house, cast.emi, level=3, known=date(2026, 3, day)) for day in range(2, 8)}
    assert known == {2: [], 3: [], 4: ["aiko"], 5: ["aiko"], 6: [], 7: []}
    with pytest.raises(NotFound, match="no rules"):
        names(house, cast.emi, known=date(2026, 3, 1))


def test_people_appear_only_with_their_consent_and_go_when_they_withdraw_it(house, cast, clock):
    finish_course(house, cast.aiko)
    assert names(house, cast.emi) == []
    agree(house, cast, "aiko")
    agree(house, cast, "aiko")
    assert names(house, cast.emi) == ["aiko"] and do(house, cast.aiko, consents.page, writes=False).listed
    clock.forward(days=1)
    do(house, cast.aiko, consents.change, False)
    assert names(house, cast.emi) == [] == names(house, cast.emi, known=TODAY)
    page = do(house, cast.aiko, consents.page, writes=False)
    assert not page.listed and page.since == clock.now
    assert do(house, cast.emi, eligibility.duty, cast.aiko.id, "driver", writes=False).verdict.met


def test_a_closed_account_is_on_no_list(house, cast):
    agree(house, cast)
    do(house, cast.grace, people.disable, cast.bayo.id, disabled=True)
    assert names(house, cast.emi, kind=Kind.NEARLY) == ["aiko", "chiara", "daud"]


def test_pages_follow_one_another_by_name_and_a_name_narrows(house, cast, monkeypatch):
    agree(house, cast)
    monkeypatch.setattr(roster, "PAGE", 2)
    asked = Question("driver", kind=Kind.NEARLY)
    for few in (store.FEW, 0):
        monkeypatch.setattr(store, "FEW", few)
        first = do(house, cast.emi, roster.page, asked, writes=False)
        second = do(house, cast.emi, roster.page, asked, first.more, writes=False)
        assert [one.name for page in (first, second) for one in page.people] == ["Aiko Tanaka", "Bayo Adeyemi", "Chiara Rossi", "Daud Rahimi"]
        assert second.more == ""
        assert names(house, cast.emi, kind=Kind.NEARLY, search="RoSS") == ["chiara"] == names(house, cast.emi, kind=Kind.NEARLY, search="chiara r")
        assert names(house, cast.emi, kind=Kind.NEARLY, search="田中") == ["aiko"] and names(house, cast.emi, kind=Kind.NEARLY, search="%") == []


@pytest.mark.parametrize("who", ["aiko", "bayo", "chiara", "daud", "grace"])
def test_only_registrars_and_auditors_ask_the_roster(house, cast, who):
    for service, given in ((roster.page, (Question("driver"),)), (roster.export, (Question("driver"), "To plan.")), (roster.duties, ())):
        with pytest.raises(Forbidden):
            do(house, getattr(cast, who), service, *given)


def test_an_unknown_duty_and_an_unknown_place_are_told(house, cast):
    with pytest.raises(NotFound):
        do(house, cast.emi, roster.page, Question("pilot"), writes=False)
    with pytest.raises(NotFound):
        do(house, cast.emi, roster.page, Question("driver", day=date(2024, 12, 31)), writes=False)
    with pytest.raises(Invalid):
        do(house, cast.emi, roster.page, Question("driver", place={"danger_level": 9}), writes=False)


def test_whoever_is_looked_at_sees_who_looked(house, cast, clock):
    assert not do(house, cast.emi, looks.fresh, cast.aiko.id, "driver", writes=False)
    do(house, cast.emi, looks.look, cast.aiko.id, "driver")
    assert do(house, cast.emi, looks.fresh, cast.aiko.id, "driver", writes=False)
    assert not do(house, cast.farid, looks.fresh, cast.aiko.id, "driver", writes=False)
    clock.forward(hours=2)
    assert not do(house, cast.emi, looks.fresh, cast.aiko.id, "driver", writes=False)
    seen = do(house, cast.aiko, consents.page, writes=False).looks
    assert [(one.name, one.role, one.kind, one.duty) for one in seen] == [("Emi Sato", "registrar", "proof", "driver")]
    assert do(house, cast.bayo, consents.page, writes=False).looks == ()
    for actor, person in ((cast.emi, cast.emi), (cast.aiko, cast.bayo), (cast.grace, cast.aiko)):
        with pytest.raises(Forbidden):
            do(house, actor, looks.look, person.id, "driver")


def test_a_list_is_taken_with_a_reason_that_the_ledger_and_the_people_on_it_keep(house, cast):
    agree(house, cast)
    finish_course(house, cast.aiko)
    for reason in ("", "  x "):
        with pytest.raises(Invalid) as fault:
            do(house, cast.farid, roster.export, Question("driver"), reason)
        assert "reason" in fault.value.problems
    taken = do(house, cast.farid, roster.export, Question("driver", kind=Kind.NEARLY), "To plan the rotation.")
    assert [one.name for one in taken.people] == ["Bayo Adeyemi", "Chiara Rossi", "Daud Rahimi"]
    newest = do(house, cast.farid, ledger.page, writes=False)[0]
    assert (newest.action, newest.details["reason"], newest.details["kind"], newest.details["people"]) == ("roster.export", "To plan the rotation.", "nearly", 3)
    with work_in(house, SYSTEM) as uow:
        found = ledger.verify(uow)
    assert (taken.size, taken.root, found.fault) == (found.size, found.root, None)
    assert [(one.kind, one.reason, one.role) for one in do(house, cast.bayo, consents.page, writes=False).looks] == [("export", "To plan the rotation.", "auditor")]
    assert do(house, cast.aiko, consents.page, writes=False).looks == ()


def test_a_list_that_is_too_long_is_refused_whole(house, cast, monkeypatch):
    agree(house, cast)
    monkeypatch.setattr(roster, "MOST", 2)
    with pytest.raises(Invalid) as fault:
        do(house, cast.emi, roster.export, Question("driver", kind=Kind.NEARLY), "To plan the rotation.")
    assert "More than 2 people" in str(fault.value.problems["reason"])
    assert do(house, cast.bayo, consents.page, writes=False).looks == ()


@pytest.mark.parametrize("seed", range(3))
def test_the_list_is_what_evaluating_everybody_on_the_day_gives(house, cast, clock, seed):
    """Random facts and withdrawals on random days; then random departure days, places and days of knowledge, with either plan."""
    chance = random.Random(seed)
    agree(house, cast)
    people_ = [getattr(cast, one) for one in NAMES]
    for who in chance.sample(people_, 2):
        finish_course(house, who)
    facts, verdicts = [], {}
    days = [TODAY + timedelta(days=chance.randrange(-200, 800)) for _ in range(6)]
    for _ in range(5):
        for _ in range(chance.randrange(1, 4)):
            if facts and chance.random() < 0.4:
                do(house, cast.emi, evidence.withdraw, facts.pop(chance.randrange(len(facts))), "A mistake.")
            else:
                start = TODAY - timedelta(days=chance.randrange(0, 300))
                until = start + timedelta(days=chance.randrange(300, 900)) if chance.random() < 0.7 else None
                facts.append(do(house, cast.emi, evidence.add, chance.choice(people_).id, **{**HEAT, "valid_from": start, "valid_until": until}))
        known = clock.now.date()
        for level in (0, 3):
            for day in days:
                found = {
                    who.name: do(house, cast.emi, eligibility.duty, who.id, "driver", day, {"danger_level": level}, writes=False).verdict for who in people_
                }
                verdicts[known, level, day] = found
        clock.forward(days=chance.randrange(1, 30))
    for (known, level, day), found in verdicts.items():
        for few in (0, 5_000):
            store.FEW, kept = few, store.FEW
            try:
                page = do(house, cast.emi, roster.page, Question("driver", day, {"danger_level": level}, known), writes=False)
                soon = Question("driver", day, {"danger_level": level}, known, Kind.LAPSING, day + timedelta(days=200))
                lapsing = do(house, cast.emi, roster.page, soon, writes=False)
            finally:
                store.FEW = kept
            assert [one.name for one in page.people] == [name for name, verdict in found.items() if verdict.met]
            by = {name for name, one in found.items() if one.met and one.lapses and one.lapses <= soon.before}
            assert {one.name for one in lapsing.people} == by
            for one in page.people:
                lapses = found[one.name].lapses
                assert one.last == (lapses - timedelta(days=1) if lapses else None)
