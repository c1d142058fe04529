"""Sets of whole days, kept as half-open intervals, and the month arithmetic that bounds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from lms.domain.certificates import add_months

FIRST = date.min.toordinal()
END = date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from `start` up to, but without, `until`. None: no bound on that side."""

    start: date | None = None
    until: date | None = None


Days = tuple[Interval, ...]
"""Intervals in order that neither overlap, touch nor stand empty; two equal sets of days are equal tuples."""

ALWAYS: Days = (Interval(),)
NEVER: Days = ()


def day_after(day: date | None) -> date | None:
    """The bound that closes an interval whose last day is `day`; none for None and for the calendar's last day."""
    return None if day is None or day == date.max else day + timedelta(days=1)


def normalise(intervals: Iterable[Interval]) -> Days:
    """The days that lie in any of the intervals; those that end before they begin hold none."""
    return at_least(1, [(interval,) for interval in intervals])


def union(*sets: Days) -> Days:
    """The days that lie in any of the sets."""
    return at_least(1, sets)


def intersect(*sets: Days) -> Days:
    """The days that lie in every one of the sets; all days when there is none."""
    return at_least(len(sets), sets)


def at_least(count: int, sets: Iterable[Days]) -> Days:
    """The days that lie in `count` or more of the sets, by one sweep over their bounds."""
    if count <= 0:
        return ALWAYS
    steps: dict[int, int] = {}
    for interval in chain.from_iterable(sets):
        start, until = _ordinals(interval)
        if start < until:
            steps[start] = steps.get(start, 0) + 1
            steps[until] = steps.get(until, 0) - 1
    found, depth, opened = [], 0, FIRST
    for bound in sorted(steps):
        before, depth = depth, depth + steps[bound]
        if before < count <= depth:
            opened = bound
        elif depth < count <= before:
            found.append(_interval(opened, bound))
    return tuple(found)


def contains(days: Days, day: date) -> bool:
    """Whether the day is one of the days."""
    return any((i.start is None or i.start <= day) and (i.until is None or day < i.until) for i in days)


def first_outside(days: Days, day: date) -> date | None:
    """The first day, from `day` on, that is not one of the days; None when there is none."""
    holding = [interval for interval in days if contains((interval,), day)]
    return holding[0].until if holding else day


def bounds(sets: Iterable[Days]) -> tuple[date, ...]:
    """Every day on which membership of one of the sets can change, in order."""
    ends = {end for interval in chain.from_iterable(sets) for end in (interval.start, interval.until)}
    return tuple(sorted(end for end in ends if end is not None))


def months_after(day: date, months: int) -> date | None:
    """The same day `months` later, or the last day of a shorter month: 31 August and 6 months are the last of February.

    None when that lies outside the calendar.
    """
    try:
        return add_months(day, months)
    except (ValueError, OverflowError):
        return None


def last_with_months_left(until: date, months: int) -> date | None:
    """The last day from which `months` fit before the bound `until`, so that `months_after(day, months) <= until`.

    None when that day lies outside the calendar.
    """
    latest = months_after(until, -months)
    closes_month = until == date.max or (until + timedelta(days=1)).day == 1
    if latest is None or not closes_month:
        return latest
    next_month = months_after(latest.replace(day=1), 1)
    return date.max if next_month is None else next_month - timedelta(days=1)


def _ordinals(interval: Interval) -> tuple[int, int]:
    start = FIRST if interval.start is None else interval.start.toordinal()
    return start, END if interval.until is None else interval.until.toordinal()


def _interval(start: int, until: int) -> Interval:
    return Interval(
        None if start == FIRST else date.fromordinal(start),
        None if until == END else date.fromordinal(until),
    )
