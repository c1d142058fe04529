"""Evidence: language scales, equivalences with their dates, and what a name means."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.evidence import (
    LADDERS,
    SCORES,
    TOEIC_MINIMUM,
    Equivalence,
    Evidence,
    EvidenceKind,
    circle,
    counting,
    is_own,
    rank,
    reaches,
    validity,
    worked,
)
from lms.domain.intervals import ALWAYS, NEVER, Interval, contains

BSITF = Equivalence("BSITF", "BSAFE", None, date(2019, 6, 30))
levels = st.one_of(
    st.sampled_from([(scale, level) for scale, ladder in LADDERS.items() for level in ladder]),
    st.sampled_from([(scale, str(score)) for scale, scores in SCORES.items() for score in scores]),
)


def test_a_higher_level_shows_a_lower_one_on_the_same_scale():
    assert reaches(("cefr", "C1"), ("cefr", "B2"))
    assert reaches(("toeic", "860"), ("toeic", "860"))
    assert not reaches(("un", "II"), ("un", "III"))
    assert not reaches(("toefl-ibt", "99"), ("toefl-ibt", "100"))


def test_a_toeic_score_shows_the_cefr_level_whose_minimum_it_reaches():
    for level, minimum in TOEIC_MINIMUM.items():
        assert reaches(("toeic", str(minimum)), ("cefr", level))
        assert not reaches(("toeic", str(minimum - 5)), ("cefr", level))


def test_no_toeic_score_shows_c2_and_no_cefr_level_shows_a_score():
    assert not reaches(("toeic", "990"), ("cefr", "C2"))
    assert not reaches(("cefr", "C2"), ("toeic", "120"))
    assert not reaches(("un", "IV"), ("cefr", "A1"))


def test_an_unknown_scale_level_or_score_shows_nothing():
    assert rank("cefr", "B3") is None
    assert rank("klingon", "B2") is None
    assert rank("toeic", "991") is None
    assert rank("toeic", "1e3") is None
    assert not reaches(("cefr", "B3"), ("cefr", "A1"))
    assert not reaches(("cefr", "A1"), ("cefr", "B3"))


@given(levels, levels, levels)
def test_showing_is_transitive(high, middle, low):
    if reaches(high, middle) and reaches(middle, low):
        assert reaches(high, low)


def test_an_equivalence_counts_to_its_last_day_and_not_after():
    days = counting("BSITF", ("BSAFE",), (BSITF,))
    assert contains(days, date(2019, 6, 30))
    assert not contains(days, date(2019, 7, 1))


def test_a_name_counts_always_for_itself():
    assert counting("BSAFE", ("SSAFE", "BSAFE"), (BSITF,)) == ALWAYS


def test_equivalences_have_one_direction_and_are_not_chained():
    chain = (BSITF, Equivalence("OLD", "BSITF"))
    assert counting("BSAFE", ("BSITF",), chain) == NEVER
    assert counting("OLD", ("BSAFE",), chain) == NEVER


def test_a_ring_of_equivalences_is_named():
    ring = circle((Equivalence("A", "B"), Equivalence("B", "C"), Equivalence("C", "A")))
    assert ring[0] == ring[-1]
    assert set(ring) == {"A", "B", "C"}
    assert circle((Equivalence("A", "A"),)) == ("A", "A")
    assert circle((BSITF, Equivalence("ASITF", "BSAFE"))) == ()


def test_small_letters_mean_our_own_courses():
    assert is_own("security-management")
    assert is_own("module:peacebuilding/a2")
    assert not is_own("BSAFE")


def test_stated_dates_are_last_days():
    paper = Evidence("e", EvidenceKind.CERTIFICATE, "BSAFE", date(2024, 1, 1), date(2024, 12, 31))
    assert validity(paper) == Interval(date(2024, 1, 1), date(2025, 1, 1))


def test_experience_runs_over_its_own_dates_or_else_those_of_its_validity():
    dates = {"started": date(2020, 1, 1), "ended": date(2020, 12, 31)}
    job = Evidence("e", EvidenceKind.EXPERIENCE, "police-service", date(2024, 1, 1), **dates)
    assert worked(job) == Interval(date(2020, 1, 1), date(2021, 1, 1))
    plain = Evidence("e", EvidenceKind.EXPERIENCE, "police-service", date(2024, 1, 1), date(2024, 1, 31))
    assert worked(plain) == Interval(date(2024, 1, 1), date(2024, 2, 1))
