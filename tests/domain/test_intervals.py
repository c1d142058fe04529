"""Sets of whole days: union, intersection and counting agree with looking at every day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.intervals import (
    ALWAYS,
    NEVER,
    Interval,
    at_least,
    bounds,
    contains,
    day_after,
    first_outside,
    intersect,
    last_with_months_left,
    months_after,
    normalise,
    union,
)

START = date(2024, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(40)]
ends = st.none() | st.sampled_from(DAYS)
intervals = st.lists(st.builds(Interval, ends, ends), max_size=5)
sets = st.lists(intervals.map(normalise), max_size=5)
EVERY_DAY = [date.min, START - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=1), date.max]


def inside(interval: Interval, day: date) -> bool:
    return (interval.start or date.min) <= day and (interval.until is None or day < interval.until)


@given(intervals)
def test_normalised_days_are_in_order_apart_and_hold_the_same_days(given_intervals):
    days = normalise(given_intervals)
    for day in EVERY_DAY:
        assert contains(days, day) == any(inside(interval, day) for interval in given_intervals)
    for before, after in zip(days, days[1:], strict=False):
        assert before.until < after.start
    assert normalise(days) == days


@given(sets, st.integers(-1, 6))
def test_at_least_counts_the_sets_that_hold_a_day(given_sets, count):
    found = at_least(count, given_sets)
    for day in EVERY_DAY:
        assert contains(found, day) == (sum(contains(days, day) for days in given_sets) >= count)


@given(sets)
def test_union_needs_one_set_and_intersection_needs_all(given_sets):
    for day in EVERY_DAY:
        assert contains(union(*given_sets), day) == any(contains(days, day) for days in given_sets)
        assert contains(intersect(*given_sets), day) == all(contains(days, day) for days in given_sets)


@given(sets, st.sampled_from(EVERY_DAY))
def test_membership_changes_only_on_bounds(given_sets, day):
    if day > date.min and day not in bounds(given_sets):
        for days in given_sets:
            assert contains(days, day) == contains(days, day - timedelta(days=1))


def test_intervals_that_touch_become_one():
    touching = [Interval(date(2024, 1, 1), date(2024, 2, 1)), Interval(date(2024, 2, 1), date(2024, 3, 1))]
    assert normalise(touching) == (Interval(date(2024, 1, 1), date(2024, 3, 1)),)


def test_an_interval_that_ends_before_it_begins_holds_no_day():
    assert normalise([Interval(date(2024, 2, 1), date(2024, 1, 1))]) == NEVER


def test_the_first_and_last_day_of_the_calendar_mean_no_bound():
    assert normalise([Interval(date.min, None)]) == ALWAYS
    assert day_after(date.max) is None
    assert day_after(None) is None
    assert day_after(date(2024, 2, 28)) == date(2024, 2, 29)


def test_the_first_day_outside_is_the_day_itself_when_it_is_not_inside():
    days = (Interval(date(2024, 1, 1), date(2024, 2, 1)),)
    assert first_outside(days, date(2024, 1, 15)) == date(2024, 2, 1)
    assert first_outside(days, date(2024, 5, 5)) == date(2024, 5, 5)
    assert first_outside(ALWAYS, date(2024, 5, 5)) is None


def test_six_months_after_the_end_of_august_is_the_last_day_of_february():
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_after(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert months_after(date(2024, 8, 15), 6) == date(2025, 2, 15)


def test_a_month_outside_the_calendar_is_no_day():
    assert months_after(date(9999, 12, 1), 1) is None
    assert months_after(date(1, 1, 1), -1) is None
    assert months_after(date(2024, 1, 1), 10**12) is None
    assert last_with_months_left(date(1, 1, 31), 2) is None


def test_months_left_reach_to_the_ends_of_the_calendar():
    assert last_with_months_left(date.max, 1) == date(9999, 11, 30)
    assert last_with_months_left(date(9999, 12, 31), 0) == date.max


@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.integers(0, 30))
def test_the_last_day_with_months_left_is_the_latest_from_which_they_fit(until, months):
    last = last_with_months_left(until, months)
    assert months_after(last, months) <= until
    assert months_after(last + timedelta(days=1), months) > until
