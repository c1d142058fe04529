"""Drafts of requirement sets: what is written in the browser, looked at, proposed by one registrar and published by another."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from lms.domain.people import SYSTEM, Actor, Role
from lms.errors import Conflict, Forbidden, Invalid, NotFound, Trouble
from lms.services import drafts, jobs, ledger, people, requirements
from lms.services.work import work_in
from tests.services.test_attempts import do, finish_course
from tests.services.test_requirements import add, driver
from tests.services.test_roster import agree, names

HEAT_ALWAYS = ("    when:\n      danger_level: {at_least: 3}\n", "")


@pytest.fixture
def hana(house) -> Actor:
    """A second registrar."""
    with work_in(house, SYSTEM, writes=True) as uow:
        found = people.add(uow, name="Hana Mori", name_local="", email="hana@example.org", password="seven quiet rivers run", role=Role.REGISTRAR)
    return Actor(found, "Hana Mori", frozenset({Role.REGISTRAR}))


def see(house, actor, draft):
    return do(house, actor, drafts.show, draft, writes=False)


def write(house, actor, draft, *change):
    page = see(house, actor, draft)
    assert change[0] in page.text
    do(house, actor, drafts.save, draft, page.text.replace(*change), page.revision)
    return see(house, actor, draft)


def begun(house, cast):
    draft = do(house, cast.emi, drafts.begin, "driver")
    return draft, write(house, cast.emi, draft, *HEAT_ALWAYS)


def proposed(house, actor, draft):
    seen = do(house, actor, drafts.preview, draft, writes=False)
    do(house, actor, drafts.propose, draft, "HEAT is asked everywhere now.", seen.fingerprint)
    return seen.fingerprint


def test_a_new_version_is_seen_proposed_and_published_by_another_registrar(house, cast, hana, clock):
    agree(house, cast, "aiko", "bayo")
    finish_course(house, cast.aiko)
    draft, page = begun(house, cast)
    assert [one.fields for one in page.changes.rules] == [("when",)] and page.changes.aspects == ("effective_from",)
    seen = do(house, cast.emi, drafts.preview, draft, writes=False)
    assert (seen.looked, seen.more, seen.gain, seen.lose, seen.day) == (2, False, 0, 1, date(2026, 3, 3))
    assert [(one.name, one.turned[0].now) for one in seen.losing] == [("Aiko Tanaka", ("heat",))]
    with pytest.raises(Conflict, match="not proposed"):
        do(house, hana, drafts.publish, draft, seen.fingerprint)
    seal = proposed(house, cast.emi, draft)
    with pytest.raises(Forbidden):
        do(house, cast.emi, drafts.publish, draft, seal)
    assert do(house, hana, drafts.publish, draft, seal) == ("driver", 2)
    while jobs.run_one(house):
        pass
    clock.forward(days=1)
    assert names(house, cast.emi) == [] and names(house, cast.emi, day=date(2026, 3, 2)) == ["aiko"]
    shown = do(house, cast.farid, requirements.show, "driver", 2, writes=False)
    assert (shown.drafted_by, shown.published_by, shown.reason) == ("Emi Sato", "Hana Mori", "HEAT is asked everywhere now.")
    assert shown.against.version == 1 and shown.following is None
    assert "requirements.publish" in {one.action for one in do(house, cast.farid, ledger.page, writes=False)}
    with pytest.raises(Conflict, match="closed"):
        do(house, hana, drafts.publish, draft, seal)


def test_what_has_faults_is_kept_and_cannot_be_proposed(house, cast):
    draft = do(house, cast.emi, drafts.begin, "driver")
    page = write(house, cast.emi, draft, "any_of: [HEAT]", "any_of: [HAET]  # a slip")
    line = page.text.split("\n").index("    any_of: [HAET]  # a slip")
    assert "# a slip" in page.text and "is it `HEAT`?" in page.faults[0].reason and line - 4 <= page.faults[0].line <= line + 1
    with pytest.raises(Conflict, match="faults"):
        do(house, cast.emi, drafts.preview, draft, writes=False)
    page = write(house, cast.emi, draft, "[HAET]", "[HEAT]")
    old = write(house, cast.emi, draft, "any_of: [field-basics]", "any_of: [PSEA]")
    assert "family security" in old.faults[0].reason or "security" in " ".join(one.reason for one in old.faults)
    write(house, cast.emi, draft, "any_of: [PSEA]", "any_of: [field-basics]")
    for change, reason in ((("version: 2", "version: 4"), "the next one is version 2"), (("2026-03-03", "2026-02-28"), "in the past")):
        assert reason in write(house, cast.emi, draft, *change).faults[0].reason
        write(house, cast.emi, draft, *change[::-1])
    assert see(house, cast.emi, draft).faults == ()


def test_two_registrars_who_write_at_once_lose_nothing(house, cast, hana):
    draft = do(house, cast.emi, drafts.begin, "driver")
    assert do(house, hana, drafts.begin, "driver") == draft
    first = see(house, cast.emi, draft).revision
    do(house, cast.emi, drafts.save, draft, "version: 2\n", first)
    with pytest.raises(Invalid, match="Somebody else has changed"):
        do(house, hana, drafts.save, draft, "version: 3\n", first)
    assert see(house, cast.emi, draft).text == "version: 2\n"


def test_a_changed_draft_is_proposed_anew_and_an_old_preview_publishes_nothing(house, cast, hana):
    draft, _ = begun(house, cast)
    seal = proposed(house, cast.emi, draft)
    write(house, cast.emi, draft, "max_age_months: 12", "max_age_months: 6")
    assert see(house, cast.emi, draft).state == "open"
    with pytest.raises(Conflict, match="look at the preview again"):
        do(house, hana, drafts.publish, draft, seal)
    seal = proposed(house, cast.emi, draft)
    agree(house, cast, "aiko")
    with pytest.raises(Conflict, match="look at the preview again"):
        do(house, hana, drafts.publish, draft, seal)
    do(house, cast.emi, drafts.discard, draft)
    with pytest.raises(Conflict, match="closed"):
        do(house, cast.emi, drafts.save, draft, "x", see(house, cast.emi, draft).revision)


def test_of_two_registrars_who_publish_at_once_one_does(house, cast, hana):
    draft, _ = begun(house, cast)
    seal, gate = proposed(house, cast.emi, draft), threading.Barrier(2)

    def publish(_):
        gate.wait()
        try:
            return do(house, hana, drafts.publish, draft, seal)
        except Trouble as fault:
            return fault.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(publish, range(2)), key=str) == [("driver", 2), "conflict"]
    assert len(do(house, cast.emi, requirements.listing, writes=False)[0].versions) == 2


def test_a_duty_that_has_ended_is_drafted_anew(house, cast):
    ended = driver(house)
    add(house, type(ended)("driver", 2, ended.title, date(2025, 1, 1), ended.root, date(2025, 12, 31), ended.conditions, ended.sources))
    page = see(house, cast.emi, do(house, cast.emi, drafts.begin, "driver"))
    assert page.faults == () and page.value.version == 3 and page.value.effective_until is None and page.value.effective_from == date(2026, 3, 3)


def test_one_rule_is_changed_added_and_taken_out_by_the_form(house, cast):
    draft = do(house, cast.emi, drafts.begin, "driver")
    page = see(house, cast.emi, draft)
    heat = page.value.root.children[1]
    do(house, cast.emi, drafts.change, draft, type(heat)("first-aid", heat.kind, {"en": "First aid"}, ("FIRST-AID-JRC",)), page.revision)
    do(house, cast.emi, drafts.remove, draft, "heat", page.revision + 1)
    assert [one.kind.value for one in see(house, cast.emi, draft).changes.rules] == ["added", "removed"]
    with pytest.raises(Invalid, match="there is no certificate"):
        do(house, cast.emi, drafts.change, draft, type(heat)("x", heat.kind, {"en": "X"}, ("NOWHERE",)), page.revision + 2)
    with pytest.raises(Invalid, match="security"):
        do(house, cast.emi, drafts.remove, draft, "course", page.revision + 2)
    assert see(house, cast.emi, draft).revision == page.revision + 2


@pytest.mark.parametrize("who", ["aiko", "chiara", "daud", "grace", "farid"])
def test_only_registrars_write_drafts(house, cast, who):
    with pytest.raises(Forbidden):
        do(house, getattr(cast, who), drafts.begin, "driver")
    with pytest.raises(NotFound):
        do(house, cast.emi, drafts.begin, "pilot")
