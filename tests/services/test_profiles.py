"""What people say of themselves, and the lists that it narrows: any combination, on any day, as known on any day."""

from datetime import date, timedelta

import pytest

from lms.domain.evidence import EvidenceKind
from lms.domain.profiles import Profile, Trait, TraitKind
from lms.errors import Invalid, NotFound
from lms.services import evidence, ledger, profiles, roster
from lms.services.roster import Kind, Question
from lms.store import roster as store
from tests.services.test_attempts import do
from tests.services.test_roster import agree

DDR, EAST = Trait(TraitKind.FIELD, "ddr"), Trait(TraitKind.REGION, "014")
FREE, YEARS = Trait(TraitKind.AVAILABLE), Trait(TraitKind.YEARS, "2")
FRENCH = {level: Trait(TraitKind.LANGUAGE, f"fr:{level}") for level in ("A1", "B2", "C1")}
SPEAKS = {"kind": EvidenceKind.LANGUAGE, "name": "fr", "scale": "cefr", "level": "B2", "note": "Seen.", "valid_from": date(2026, 1, 1)}
SERVED = {"kind": EvidenceKind.EXPERIENCE, "name": "field-work", "note": "Seen.", "valid_from": date(2020, 1, 1), "started": date(2020, 1, 1)}


def names(house, cast, *traits, day=date(2026, 12, 1), known=None):
    """The first names on the list of everybody who lacks one or two rules, by each way of looking for it."""
    found = set()
    for few in (0, store.FEW):
        store.FEW, kept = few, store.FEW
        try:
            page = do(house, cast.emi, roster.page, Question("driver", day, {}, known, Kind.NEARLY, traits=traits), writes=False)
        finally:
            store.FEW = kept
        found.add(tuple(one.name.split()[0].lower() for one in page.people))
    assert len(found) == 1
    return list(found.pop())


def test_a_list_is_narrowed_by_any_combination_of_what_people_state_and_evidence_shows(house, cast):
    agree(house, cast)
    do(house, cast.aiko, profiles.state, Profile(("ddr", "elections"), ("014",), 4, date(2026, 11, 1), date(2026, 12, 31)))
    do(house, cast.bayo, profiles.state, Profile(("ddr",), ("030",)))
    do(house, cast.emi, evidence.add, cast.aiko.id, **SPEAKS, valid_until=date(2027, 6, 30))
    do(house, cast.emi, evidence.add, cast.bayo.id, **{**SPEAKS, "level": "A2"})
    assert names(house, cast) == ["aiko", "bayo", "chiara", "daud"]
    assert names(house, cast, DDR) == ["aiko", "bayo"] and names(house, cast, DDR, EAST) == ["aiko"] == names(house, cast, FREE)
    assert names(house, cast, FRENCH["A1"]) == ["aiko", "bayo"] and names(house, cast, FRENCH["B2"], DDR, EAST, FREE) == ["aiko"]
    assert names(house, cast, FRENCH["C1"]) == [] == names(house, cast, FREE, day=date(2027, 1, 1))
    assert names(house, cast, FRENCH["B2"], day=date(2027, 6, 30)) == ["aiko"] and names(house, cast, FRENCH["B2"], day=date(2027, 7, 1)) == []


def test_who_needs_four_weeks_is_not_available_in_three(house, cast, clock):
    agree(house, cast)
    do(house, cast.aiko, profiles.state, Profile(notice=4))
    today = clock.now.date()
    assert [names(house, cast, FREE, day=today + timedelta(days=days)) for days in (0, 27, 28)] == [[], [], ["aiko"]]


def test_years_of_experience_count_from_the_day_they_are_full(house, cast):
    agree(house, cast)
    known = next(one.name for one in profiles_of(house, cast) if one.kind is EvidenceKind.EXPERIENCE)
    for start, end in ((date(2020, 1, 1), date(2020, 12, 31)), (date(2020, 7, 1), date(2021, 6, 30))):
        do(house, cast.emi, evidence.add, cast.daud.id, **{**SERVED, "name": known, "started": start, "ended": end})
    assert names(house, cast, YEARS) == [] and names(house, cast, Trait(TraitKind.YEARS, "1")) == ["daud"]
    do(house, cast.emi, evidence.add, cast.daud.id, **{**SERVED, "name": known, "started": date(2026, 3, 1)})
    full = date(2026, 3, 1) + timedelta(days=2 * 365 - 547)
    assert names(house, cast, YEARS, day=full) == ["daud"] and names(house, cast, YEARS, day=full - timedelta(days=1)) == []


def profiles_of(house, cast):
    return do(house, cast.emi, evidence.page, cast.aiko.id, writes=False).credentials


def test_what_was_stated_and_shown_on_a_day_stays_answerable(house, cast, clock):
    agree(house, cast)
    do(house, cast.aiko, profiles.state, Profile(("ddr",)))
    fact = do(house, cast.emi, evidence.add, cast.aiko.id, **SPEAKS)
    clock.forward(days=2)
    do(house, cast.aiko, profiles.state, Profile(("elections",)))
    do(house, cast.emi, evidence.withdraw, fact, "A mistake.")
    assert names(house, cast, DDR) == [] == names(house, cast, FRENCH["B2"])
    assert names(house, cast, DDR, FRENCH["B2"], known=date(2026, 3, 2)) == ["aiko"]
    assert names(house, cast, DDR, known=date(2026, 3, 4)) == []


def test_a_profile_is_kept_in_the_ledger_once_and_refuses_what_is_not_on_the_lists(house, cast):
    mine = Profile(("ddr",), ("014",), 0, date(2026, 5, 1))
    do(house, cast.aiko, profiles.state, mine)
    do(house, cast.aiko, profiles.state, mine)
    assert [one.action for one in do(house, cast.farid, ledger.page, writes=False)].count("profiles.state-own") == 1
    wrong = Profile(("magic",), ("999",), 3, date(2026, 5, 2), date(2026, 5, 1))
    with pytest.raises(Invalid) as fault:
        do(house, cast.aiko, profiles.state, wrong)
    assert set(fault.value.problems) == {"fields", "regions", "notice", "last"}
    assert do(house, cast.aiko, profiles.page, writes=False).profile == mine


@pytest.mark.parametrize("trait", [("field", "014x"), ("language", "fr:Z9"), ("language", "xx:B2"), ("years", "4"), ("available", "maybe")])
def test_what_cannot_be_asked_for_is_not_found(house, cast, trait):
    with pytest.raises(NotFound):
        names(house, cast, Trait(TraitKind(trait[0]), trait[1]))
