"""Policies of validity: months, ends of what was issued earlier, the policy that issues, and what is refused."""

from datetime import date

from lms.domain.certificates import last_day as sooner
from lms.domain.eligibility import Span
from lms.domain.policies import Earlier, Policy, first_lost, governing, last_day, limit, months, problems, quarrels

DAY = date(2027, 1, 1)
FIRST = Policy("2026-1", {"en": "First"}, date(2026, 1, 1))
NEXT = Policy("2027-1", {"en": "Next"}, DAY, 24, {"driving": 12, "peace": "none", "own": "course"})


def test_a_course_counts_as_long_as_the_policy_says_of_it_or_of_all():
    assert [months(NEXT, course, 36) for course in ("driving", "peace", "own", "other")] == [12, None, 36, 24]
    assert months(FIRST, "driving", 36) == 36 and months(FIRST, "driving", None) is None


def test_a_sunset_counts_on_its_day_and_a_void_ends_the_day_before():
    kept, sunset, void = FIRST, Policy("s", {}, DAY, earlier=Earlier.SUNSET, on=DAY), Policy("v", {}, DAY, earlier=Earlier.VOID, on=DAY)
    assert [last_day(one) for one in (kept, sunset, void)] == [None, DAY, date(2026, 12, 31)]


def test_an_earlier_certificate_is_only_ever_ended_sooner():
    sunset = Policy("s", {}, DAY, earlier=Earlier.SUNSET, on=DAY, touches=("driving",))
    assert limit(sunset, "driving", None) == limit(sunset, "driving", date(2027, 1, 2)) == DAY
    assert limit(sunset, "driving", DAY) is None and limit(sunset, "peace", None) is None and limit(FIRST, "driving", None) is None
    assert sooner(None, None) is None and sooner(DAY, None) == sooner(None, DAY) == sooner(date(2028, 1, 1), DAY) == DAY


def test_the_newest_policy_that_has_begun_issues():
    assert [governing((NEXT, FIRST), day) for day in (date(2025, 1, 1), date(2026, 12, 31), DAY)] == [FIRST, FIRST, NEXT]
    assert governing((), DAY) is None


def test_a_duty_is_lost_on_the_first_day_on_which_it_would_have_been_met():
    whole = (Span(None, None, True, ()),)
    cut = (Span(None, date(2027, 3, 1), True, ()), Span(date(2027, 3, 1), None, False, ("course",)))
    assert first_lost(whole, cut, DAY) == date(2027, 3, 1) and first_lost(whole, cut, date(2027, 5, 1)) == date(2027, 5, 1)
    assert first_lost(cut, cut, DAY) is None and first_lost(cut, whole, DAY) is None


def test_what_makes_no_sense_is_told_with_its_place():
    wrong = Policy("w", {}, DAY, "often", {"driving": 0, "peace": 601, "fine": 1}, Earlier.SUNSET, date(2026, 12, 31), ("sailing",))
    assert [(place, sentence.split(";")[0].split(":")[-1].strip()) for place, sentence in problems(wrong, {"driving", "peace", "fine"})] == [
        (("validity", "default"), "write a number of months, `course` or `none`"),
        (("validity", "courses", "driving"), "the validity would end before it begins"),
        (("validity", "courses", "peace"), "601 months are too long"),
        (("earlier", "courses"), "there is no course `sailing`"),
        (("earlier", "sunset"), "2026-12-31 is before the first day of the policy, 2027-01-01"),
    ]
    assert problems(NEXT) == [] and problems(NEXT, ["peace", "own"])[0][1] == "there is no course `driving`"


def test_two_policies_share_neither_name_nor_first_day():
    same_day = Policy("2027-2", {}, DAY)
    assert quarrels((FIRST, NEXT)) == {}
    assert quarrels((NEXT, FIRST, Policy("2027-1", {}, date(2028, 1, 1)), same_day)) == {
        2: (("name",), "the name `2027-1` is used twice"), 3: (("issues_from",), "`2027-1` begins on 2027-01-01 too"),
    }  # fmt: skip
