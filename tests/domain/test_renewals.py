"""From when a certificate may be renewed, until when the new one counts, and which reminder is due."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.certificates import Certificate, State, add_months, last_valid_day
from lms.domain.renewals import MARKS, OPEN, Chance, chance, last_day, mark, opens_on, worth_telling
from tests.domain.test_courses import SNAPSHOT

END = date(2028, 3, 1)
DAYS = st.dates(date(2020, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        (None, END - timedelta(days=90), Chance.LATER), (None, END - timedelta(days=89), Chance.ENDING), (None, END, Chance.ENDING),
        (None, END + timedelta(days=1), Chance.LAPSED), (State.REINSTATED, END, Chance.ENDING), (State.REVOKED, date(2026, 4, 1), Chance.AGAIN),
        (State.REPLACED, END, Chance.NEVER), (State.WITHHELD, END, Chance.NEVER),
    ],
)  # fmt: skip
def test_it_may_be_renewed_on_its_last_days_after_its_end_and_in_place_of_a_revoked_one(state, today, expected):
    assert chance(Certificate("1", "c", "p", SNAPSHOT, state), today, 90) is expected
    assert (expected in OPEN) == (expected in (Chance.ENDING, Chance.LAPSED, Chance.AGAIN))


def test_one_that_never_ends_is_never_renewed():
    assert chance(Certificate("1", "c", "p", replace(SNAPSHOT, valid_until=None)), date(2099, 1, 1), 90) is Chance.NEVER


def test_the_window_has_as_many_days_as_it_says():
    assert (END - opens_on(END, 90)).days + 1 == 90 and opens_on(END, 1) == END


@given(DAYS, st.integers(0, 89), st.integers(1, 120))
def test_renewing_early_loses_no_day(until, early, months):
    new = last_day(until - timedelta(days=early), months, until)
    assert new in (add_months(until, months), last_valid_day(until + timedelta(days=1), months)) and new >= add_months(until, months)
    assert new >= last_valid_day(until + timedelta(days=1), months)


@given(DAYS, st.integers(1, 4000))
def test_renewing_late_counts_from_the_day_of_issue(until, late):
    issued = until + timedelta(days=late)
    assert last_day(issued, 24, until) == last_day(issued, 24, None) == last_valid_day(issued, 24) and last_day(until, None, until) is None


@given(st.integers(1, 400), st.lists(st.integers(-10, 400), max_size=60))
def test_each_mark_is_met_at_most_once_and_one_that_was_missed_is_not_made_up_for(first, looks):
    told = []
    for left in sorted({first, *looks}, reverse=True):
        days = mark(END, END - timedelta(days=left))
        assert (days is None) == (left < 0 or left > 90) and (days is None or days == min(one for one in MARKS if left <= one))
        if days is not None and days not in told:
            told.append(days)
    assert told == sorted(told, reverse=True)


def test_a_mark_on_or_before_the_first_day_is_not_worth_telling():
    assert worth_telling(END - timedelta(days=31), END, 30) and not worth_telling(END - timedelta(days=30), END, 30)
