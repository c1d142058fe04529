"""Grounds: which days evidence satisfies a rule, and the reason told on the others."""

from datetime import date

import pytest

from lms.domain.evidence import Equivalence, Evidence, EvidenceKind
from lms.domain.grounds import Cause, Reason, reason, support, weigh
from lms.domain.intervals import ALWAYS, NEVER, Interval, contains
from lms.domain.requirements import LanguageLevel, Rule, RuleKind

DAY = date(2025, 6, 1)
BSITF = Equivalence("BSITF", "BSAFE", None, date(2019, 6, 30))


def rule(kind: RuleKind = RuleKind.CERTIFICATE, names=("BSAFE",), **more) -> Rule:
    return Rule("r", kind, {"en": "r"}, names, **more)


def has(kind=EvidenceKind.CERTIFICATE, name="BSAFE", since=date(2025, 1, 1), until=None, **more) -> Evidence:
    return Evidence(more.pop("id", name), kind, name, since, until, more.pop("verified", True), **more)


def why(asked: Rule, *evidence: Evidence, day: date = DAY, equivalences=()) -> Reason:
    case = weigh(asked, evidence, equivalences)
    assert not contains(case.days, day)
    return reason(case, day)


def test_a_certificate_counts_from_the_day_it_was_obtained_to_its_last_valid_day():
    case = weigh(rule(), [has(until=date(2025, 12, 31))], ())
    assert case.days == (Interval(date(2025, 1, 1), date(2026, 1, 1)),)


def test_a_maximum_age_cuts_a_longer_validity_and_never_lengthens_a_shorter_one():
    asked = rule(max_age_months=6)
    assert weigh(asked, [has(until=date(2030, 1, 1))], ()).days == (Interval(date(2025, 1, 1), date(2025, 7, 1)),)
    assert weigh(asked, [has(until=date(2025, 1, 31))], ()).days == (Interval(date(2025, 1, 1), date(2025, 2, 1)),)


def test_six_months_from_the_end_of_august_end_before_the_last_day_of_february():
    case = weigh(rule(max_age_months=6), [has(since=date(2024, 8, 31))], ())
    assert case.days == (Interval(date(2024, 8, 31), date(2025, 2, 28)),)


def test_a_renewed_certificate_adds_its_days():
    old, new = has(since=date(2023, 1, 1)), has(since=date(2025, 1, 1))
    case = weigh(rule(max_age_months=12), [old, new], ())
    assert case.days == (Interval(date(2023, 1, 1), date(2024, 1, 1)), Interval(date(2025, 1, 1), date(2026, 1, 1)))


def test_a_completed_module_is_a_certificate_of_its_own_name():
    asked = rule(names=("module:peacebuilding/a2",))
    assert contains(weigh(asked, [has(EvidenceKind.MODULE, "module:peacebuilding/a2")], ()).days, DAY)


def test_evidence_of_another_kind_or_name_does_not_count():
    assert weigh(rule(), [has(EvidenceKind.DOCUMENT), has(name="SSAFE")], ()).grounds == ()


def test_unverified_evidence_never_counts_and_is_told():
    waiting = has(verified=False)
    assert weigh(rule(), [waiting], ()).days == NEVER
    assert why(rule(), waiting) == Reason(Cause.UNVERIFIED, waiting)
    assert why(rule(), has(since=date(2026, 1, 1), verified=False)) == Reason(Cause.MISSING)


def test_an_old_basic_certificate_counts_as_the_new_one_until_the_equivalence_ends():
    old = has(name="BSITF", since=date(2018, 1, 1))
    case = weigh(rule(), [old], (BSITF,))
    assert support(case, date(2019, 6, 30)) == (old,)
    assert support(case, date(2019, 7, 1)) == ()
    assert reason(case, date(2019, 7, 1)) == Reason(Cause.NOT_EQUIVALENT, old, None, date(2019, 6, 30))


def test_nothing_at_all_is_missing():
    assert why(rule()) == Reason(Cause.MISSING)
    assert why(rule(RuleKind.AGE, (), min_age=25)) == Reason(Cause.MISSING)
    assert why(rule(RuleKind.EXPERIENCE, ("police-service",), min_years=1)) == Reason(Cause.MISSING)


def test_the_reason_says_since_when_and_until_when():
    assert why(rule(), late := has(since=date(2025, 7, 1))) == Reason(Cause.NOT_YET, late, date(2025, 7, 1), None)
    over = has(until=date(2025, 3, 31))
    assert why(rule(), over) == Reason(Cause.EXPIRED, over, date(2025, 1, 1), date(2025, 3, 31))
    aged = has(since=date(2024, 1, 1))
    assert why(rule(max_age_months=12), aged) == Reason(Cause.TOO_OLD, aged, None, date(2024, 12, 31), 12)


def test_the_nearest_reason_is_told_and_of_equal_ones_the_newest_evidence():
    aged, older = has(since=date(2024, 1, 1), id="aged"), has(since=date(2022, 1, 1), id="older")
    late = has(since=date(2025, 7, 1), id="late")
    asked = rule(max_age_months=12)
    assert why(asked, older, aged).evidence == aged
    assert why(asked, aged, late).cause is Cause.NOT_YET


def test_a_passport_must_last_some_months_beyond_the_departure():
    asked = rule(RuleKind.DOCUMENT, ("passport",), min_months=18)
    passport = has(EvidenceKind.DOCUMENT, "passport", date(2020, 1, 1), date(2026, 11, 30))
    case = weigh(asked, [passport], ())
    assert contains(case.days, DAY)
    assert case.days[0].until == date(2025, 6, 2)
    told = reason(case, date(2025, 6, 2))
    assert told == Reason(Cause.ENDS_TOO_SOON, passport, None, DAY, 18)


def test_a_paper_without_an_end_always_has_months_left():
    asked = rule(RuleKind.DOCUMENT, ("passport",), min_months=18)
    assert weigh(asked, [has(EvidenceKind.DOCUMENT, "passport")], ()).days == (Interval(date(2025, 1, 1), None),)


def test_a_paper_that_ended_before_the_calendar_allows_never_has_months_left():
    asked = rule(RuleKind.DOCUMENT, ("passport",), min_months=18)
    ancient = has(EvidenceKind.DOCUMENT, "passport", date(1, 1, 1), date(1, 6, 1))
    assert weigh(asked, [ancient], ()).days == NEVER
    assert why(asked, ancient).cause is Cause.EXPIRED


def test_an_age_is_counted_in_completed_years():
    asked = rule(RuleKind.AGE, (), min_age=25, max_age=61)
    born = has(EvidenceKind.BIRTH, "birth", date(1980, 6, 1))
    assert weigh(asked, [born], ()).days == (Interval(date(2005, 6, 1), date(2042, 6, 1)),)
    young = Reason(Cause.TOO_YOUNG, born, date(2005, 6, 1), None, 25)
    assert why(asked, born, day=date(2005, 5, 31)) == young
    assert why(asked, born, day=date(2042, 6, 1)) == Reason(Cause.OVER_AGE, born, None, date(2042, 5, 31), 61)


def test_an_age_without_an_upper_or_lower_limit_has_none():
    born = has(EvidenceKind.BIRTH, "birth", date(1980, 6, 1))
    assert weigh(rule(RuleKind.AGE, (), min_age=25), [born], ()).days == (Interval(date(2005, 6, 1), None),)
    assert weigh(rule(RuleKind.AGE, (), max_age=50), [born], ()).days[0].until == date(2031, 6, 1)
    late = has(EvidenceKind.BIRTH, "birth", date(9990, 1, 1))
    assert weigh(rule(RuleKind.AGE, (), min_age=25), [late], ()).days == NEVER
    assert why(rule(RuleKind.AGE, (), min_age=25), late) == Reason(Cause.TOO_YOUNG, late, None, None, 25)


ENGLISH_OR_FRENCH = (LanguageLevel("en", "cefr", "B2"), LanguageLevel("fr", "cefr", "B2"))


@pytest.mark.parametrize(
    ("language", "scale", "level", "enough"),
    [
        ("en", "cefr", "C1", True),
        ("fr", "cefr", "B2", True),
        ("en", "toeic", "785", True),
        ("en", "toeic", "780", False),
        ("fr", "cefr", "B1", False),
    ],
)
def test_a_language_counts_at_its_level_or_higher(language, scale, level, enough):
    asked = rule(RuleKind.LANGUAGE, (), languages=ENGLISH_OR_FRENCH)
    proof = has(EvidenceKind.LANGUAGE, language, scale=scale, level=level)
    assert contains(weigh(asked, [proof], ()).days, DAY) is enough
    if not enough:
        assert why(asked, proof) == Reason(Cause.LEVEL_TOO_LOW, proof)


def test_a_language_nobody_asked_for_is_not_too_low_but_missing():
    asked = rule(RuleKind.LANGUAGE, (), languages=ENGLISH_OR_FRENCH)
    spanish = has(EvidenceKind.LANGUAGE, "es", scale="cefr", level="C2")
    assert why(asked, spanish) == Reason(Cause.MISSING)


def work(first: date, last: date | None = None, **more) -> Evidence:
    return has(EvidenceKind.EXPERIENCE, "police-service", first, started=first, ended=last, **more)


POLICE_YEAR = rule(RuleKind.EXPERIENCE, ("police-service",), min_years=1)


def test_days_worked_twice_count_once():
    first, second = work(date(2023, 1, 1), date(2023, 6, 30)), work(date(2023, 4, 1), date(2023, 12, 30))
    assert weigh(POLICE_YEAR, [first, second], ()).days == NEVER
    third = work(date(2024, 2, 1), date(2024, 2, 1))
    assert weigh(POLICE_YEAR, [first, second, third], ()).days == (Interval(date(2024, 2, 2), None),)


def test_only_time_before_the_departure_counts():
    going_on = work(date(2024, 7, 1))
    case = weigh(POLICE_YEAR, [going_on], ())
    assert case.days == (Interval(date(2025, 7, 1), None),)
    assert reason(case, DAY) == Reason(Cause.TOO_SHORT, going_on, date(2025, 7, 1), None, 365, 335)
    assert support(case, date(2025, 7, 1)) == (going_on,)


def test_experience_that_will_never_be_enough_names_no_day():
    short = work(date(2024, 1, 1), date(2024, 3, 31))
    assert why(POLICE_YEAR, short) == Reason(Cause.TOO_SHORT, short, None, None, 365, 91)


def test_any_experience_at_all_is_enough_where_no_years_are_asked():
    asked = rule(RuleKind.EXPERIENCE, ("election-observation",), min_years=0)
    seen = has(EvidenceKind.EXPERIENCE, "election-observation", DAY)
    assert weigh(asked, [seen], ()).days == (Interval(date(2025, 6, 2), None),)


def test_experience_that_would_be_enough_if_checked_is_told_as_unverified():
    checked = work(date(2022, 1, 1), date(2022, 6, 30))
    waiting = work(date(2023, 1, 1), date(2023, 12, 31), verified=False)
    assert why(POLICE_YEAR, checked, waiting) == Reason(Cause.UNVERIFIED, waiting)
    little = work(date(2023, 1, 1), date(2023, 1, 31), verified=False)
    assert why(POLICE_YEAR, checked, little).cause is Cause.TOO_SHORT


def test_work_that_begins_on_the_last_day_there_is_never_counts():
    assert support(weigh(POLICE_YEAR, [work(date.max)], ()), date.max) == ()


def test_what_lasts_longest_supports_first():
    short, long = has(until=date(2025, 8, 1), id="short"), has(until=date(2026, 8, 1), id="long")
    endless = has(id="endless")
    case = weigh(rule(), [short, long, endless], ())
    assert [piece.id for piece in support(case, DAY)] == ["endless", "long", "short"]


def test_a_maximum_age_that_leaves_the_calendar_is_no_limit():
    assert weigh(rule(max_age_months=1200), [has(since=date(9950, 1, 1))], ()).days == (Interval(date(9950, 1, 1)),)
    assert weigh(rule(), [has(since=date.min)], ()).days == ALWAYS
