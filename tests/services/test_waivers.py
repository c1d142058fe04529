"""Waivers: asked for by one registrar, confirmed by another, counted, ended, and proven afterwards."""

from dataclasses import replace
from datetime import date

import pytest

from lms.content.compiled import pack_set
from lms.domain.evidence import EvidenceKind
from lms.domain.people import SYSTEM, Role
from lms.domain.requirements import Group, GroupKind, LanguageLevel, RequirementSet, Rule, RuleKind
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import eligibility, ledger, people, waivers
from lms.services.work import work_in
from lms.store import eligibility as span_store
from lms.store import requirements as store
from tests.services.test_attempts import do, finish_course

COURSE = Rule("course", RuleKind.CERTIFICATE, {"en": "Field basics"}, ("field-basics",))
FRENCH = Rule("french", RuleKind.LANGUAGE, {"en": "French at B1"}, languages=(LanguageLevel("fr", "cefr", "B1"),))
START, UNTIL = date(2026, 4, 1), date(2026, 6, 30)
WHY = "No test is held before July."


def install(house):
    """A duty that asks for the course and for French."""
    duty = RequirementSet("courier", 1, {"en": "Courier"}, date(2025, 1, 1), Group(GroupKind.ALL_OF, (COURSE, FRENCH)))
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        store.add(
            uow.db, id=uow.new_id(), key="courier", version=1, seal="x", body=pack_set(duty), recorded_at=uow.now, effective_from=duty.effective_from,
            effective_until=None,
        )  # fmt: skip
    house.shelf.pop("sets", None)


def ask_waiver(house, cast, **more):
    """Emi asks that Aiko may go without French."""
    if not any(one.value.key == "courier" for one in house.shelf.get("sets", (None, ()))[1]):
        install(house)
    return do(house, cast.emi, waivers.ask, cast.aiko.id, "courier", **{"rule": "french", "start": START, "until": UNTIL, "reason": WHY, **more})


@pytest.fixture
def kenji(house, cast):
    """A second registrar: Daud, for these tests."""
    do(house, SYSTEM, people.change_role, cast.daud.id, Role.REGISTRAR, give=True)
    return replace(cast.daud, roles=frozenset({Role.REGISTRAR}))


def verdict(house, actor, person, day=START, known=None):
    return do(house, actor, eligibility.duty, person.id, "courier", day, None, known, writes=False).verdict


def stored(house, person, day):
    with work_in(house) as uow:
        uow.asked = True
        (row,) = [one for one in span_store.current(uow.db, person.id) if one.from_day <= day < one.until_day and one.set_id == courier(uow)]
        return row.met


def courier(uow):
    return store.version(uow.db, "courier", 1).id


def test_two_registrars_waive_french_for_aiko_and_she_may_go_until_the_waiver_ends(house, cast, kenji):
    finish_course(house, cast.aiko)
    made = ask_waiver(house, cast)
    assert not verdict(house, cast.aiko, cast.aiko).met
    with pytest.raises(Conflict, match="Another registrar"):
        do(house, cast.emi, waivers.confirm, made)
    do(house, kenji, waivers.confirm, made)
    found = verdict(house, cast.aiko, cast.aiko)
    assert found.met and found.lapses == date(2026, 7, 1)
    (said,) = found.proof.children[1].evidence
    assert said.kind is EvidenceKind.WAIVER and said.source == f"Emi Sato, Daud Rahimi: {WHY}"
    assert [stored(house, cast.aiko, day) for day in (date(2026, 3, 31), START, UNTIL, date(2026, 7, 1))] == [False, True, True, False]
    with pytest.raises(Conflict, match="decided"):
        do(house, kenji, waivers.confirm, made)
    with pytest.raises(Conflict, match="waived already"):
        ask_waiver(house, cast)


def test_a_waiver_ends_early_with_a_reason_and_the_old_answer_stays_provable(house, cast, kenji, clock):
    finish_course(house, cast.aiko)
    made = ask_waiver(house, cast)
    do(house, kenji, waivers.confirm, made)
    clock.forward(days=60)
    with pytest.raises(Invalid):
        do(house, cast.emi, waivers.end, made, " ")
    do(house, cast.emi, waivers.end, made, "A test is held after all.")
    assert verdict(house, cast.farid, cast.aiko, date(2026, 4, 30)).met
    assert not verdict(house, cast.farid, cast.aiko, date(2026, 5, 1)).met and not stored(house, cast.aiko, date(2026, 5, 1))
    assert verdict(house, cast.farid, cast.aiko, date(2026, 6, 1), date(2026, 4, 1)).met
    with pytest.raises(Conflict, match="ended already"):
        do(house, cast.emi, waivers.end, made, "Again.")
    (shown,) = do(house, cast.farid, waivers.page, writes=False)
    assert (shown.state, shown.why, shown.until) == ("ended", "A test is held after all.", date(2026, 4, 30))
    actions = [one.action for one in do(house, cast.farid, ledger.page, writes=False)]
    assert actions[:3] == ["waivers.end", "waivers.confirm", "waivers.ask"]


def test_a_declined_waiver_never_counts(house, cast, kenji):
    finish_course(house, cast.aiko)
    made = ask_waiver(house, cast)
    do(house, kenji, waivers.end, made, "Aiko can take the test in May.")
    assert not verdict(house, cast.emi, cast.aiko).met
    with pytest.raises(Conflict):
        do(house, kenji, waivers.confirm, made)
    assert do(house, cast.emi, waivers.page, writes=False)[0].state == "declined"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"rule": "heat"}, "rule"), ({"until": date(2027, 4, 1)}, "until"), ({"start": date(2026, 3, 1)}, "start"), ({"reason": " "}, "reason"),
        ({"until": date(2026, 3, 31)}, "until"),
    ],
)  # fmt: skip
def test_a_waiver_that_cannot_be_is_refused_at_its_field(house, cast, more, field):
    with pytest.raises(Invalid) as refused:
        ask_waiver(house, cast, **more)
    assert set(refused.value.problems) == {field}


def test_security_is_never_waived_and_nobody_waives_for_themselves(house, cast):
    offer = do(house, cast.emi, waivers.offer, cast.aiko.id, "driver", writes=False)
    assert "heat" not in {rule.key for rule in offer.rules} and "heat" in {rule.key for rule, _ in offer.refused}
    with pytest.raises(Invalid, match="security"):
        do(house, cast.emi, waivers.ask, cast.aiko.id, "driver", rule="heat", start=START, until=UNTIL, reason=WHY)
    with pytest.raises(Forbidden):
        do(house, cast.emi, waivers.ask, cast.emi.id, "driver", rule="course", start=START, until=UNTIL, reason=WHY)
    with pytest.raises(NotFound):
        do(house, cast.emi, waivers.confirm, "0199c0de-0000-7000-8000-000000000001")
    for who in (cast.aiko, cast.bayo, cast.chiara, cast.daud, cast.farid, cast.grace):
        with pytest.raises(Forbidden):
            do(house, who, waivers.ask, cast.bayo.id, "driver", rule="course", start=START, until=UNTIL, reason=WHY)
