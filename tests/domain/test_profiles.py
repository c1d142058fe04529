"""Traits: what a profile states and what evidence shows, on which departure days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.evidence import SPOKEN, Evidence, EvidenceKind, reaches
from lms.domain.intervals import Interval, contains
from lms.domain.profiles import LEVELS, NOTICES, Profile, Trait, TraitKind, is_askable, names, shown, stated

DAY = date(2026, 3, 2)


def spoke(level, scale="cefr", until=None, verified=True):
    return Evidence(f"{scale}{level}{until}", EvidenceKind.LANGUAGE, "fr", DAY, until, verified, scale=scale, level=level)


def test_fields_and_regions_hold_always_and_availability_in_its_days():
    found = dict(stated(Profile(("ddr",), ("014",), 4, DAY, date(2026, 4, 1))))
    assert found == {
        Trait(TraitKind.FIELD, "ddr"): Interval(), Trait(TraitKind.REGION, "014"): Interval(), Trait(TraitKind.AVAILABLE, "4"): Interval(DAY, date(2026, 4, 2)),
    }  # fmt: skip
    assert dict(stated(Profile(("ddr",), first=DAY))) == {Trait(TraitKind.FIELD, "ddr"): Interval()}


@given(st.lists(st.tuples(st.sampled_from([("cefr", one) for one in LEVELS] + [("toeic", "800")]), st.integers(0, 400), st.booleans()), max_size=4))
def test_a_language_is_shown_at_each_level_that_verified_evidence_reaches_on_the_day(given_):
    facts = [spoke(level, scale, DAY + timedelta(days=days), verified) for (scale, level), days, verified in given_]
    found = list(shown(facts))
    for level in LEVELS:
        for day in (DAY, DAY + timedelta(days=200)):
            expected = any(one.verified and day <= one.valid_until and reaches((one.scale, one.level), ("cefr", level)) for one in facts)
            assert sum(trait == Trait(TraitKind.LANGUAGE, f"fr:{level}") and contains((days,), day) for trait, days in found) == expected


def test_years_are_shown_from_the_day_they_are_full_and_no_day_counts_twice():
    first = Evidence("a", EvidenceKind.EXPERIENCE, "work", DAY, None, True, started=date(2020, 1, 1), ended=date(2020, 12, 30))
    same = Evidence("b", EvidenceKind.EXPERIENCE, "other-work", DAY, None, True, started=date(2020, 6, 1), ended=date(2020, 12, 30))
    assert list(shown([first, same])) == [(Trait(TraitKind.YEARS, "1"), Interval(date(2020, 12, 31)))]
    assert list(shown([])) == []


@pytest.mark.parametrize("days", [-5, 0, 6, 7, 28, 400])
def test_a_notice_fits_before_the_departure_or_there_is_none(days):
    found = names(Trait(TraitKind.AVAILABLE), DAY, DAY + timedelta(days=days))
    assert found == tuple(str(weeks) for weeks in NOTICES if weeks == 0 or weeks * 7 <= days)
    assert names(Trait(TraitKind.FIELD, "ddr"), DAY, DAY) == ("ddr",)


@pytest.mark.parametrize("trait", [
    Trait(TraitKind.FIELD, "ddr"), Trait(TraitKind.REGION, "014"), Trait(TraitKind.AVAILABLE), Trait(TraitKind.YEARS, "3"),
    *(Trait(TraitKind.LANGUAGE, f"{code}:B2") for code in SPOKEN),
])  # fmt: skip
def test_only_what_there_is_can_be_asked_for(trait):
    assert is_askable(trait, ("ddr", "014")) and not is_askable(Trait(trait.kind, f"{trait.name}x"), ("ddr", "014"))
