"""Adjustments: extra time for a person; pausing, resuming and extending an attempt; and the deadline that follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.domain.attempts import Attempt, over

MOST_EXTRA = 300
"""Per cent of extra time that a person may have."""
MOST_MINUTES = 600
"""Minutes that a trainer may add at once."""


class Kind(StrEnum):
    """What a trainer may do to the time of an attempt."""

    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One act of a trainer; `minutes` are those that an extension adds."""

    kind: Kind
    at: datetime
    minutes: int = 0


def extra_minutes(limit: int, percent: int) -> int:
    """Whole minutes that `percent` more of `limit` minutes are, rounded up in favour of the person."""
    return -(-limit * percent // 100)


def deadline(started: datetime, limit: int, percent: int, made: Iterable[Adjustment]) -> datetime:
    """Until when answers count, from the limit in minutes, the per cent of extra time and what trainers did, in whatever order it is given.

    An extension adds its minutes. A pause that has been ended adds its length; one that goes on adds nothing yet, for its time stands still.
    """
    acts = list(made)
    pauses = sorted(one.at for one in acts if one.kind is Kind.PAUSE)
    resumes = sorted(one.at for one in acts if one.kind is Kind.RESUME)
    stood = sum((end - begin for begin, end in zip(pauses, resumes, strict=False)), timedelta())
    minutes = limit + extra_minutes(limit, percent) + sum(one.minutes for one in acts)
    return started + timedelta(minutes=minutes) + stood


def adjust_problem(attempt: Attempt, kind: Kind, now: datetime) -> str | None:
    """Why a trainer may not do this to the attempt now: `submitted`, `untimed`, `paused`, `running`, `over`; None to go on."""
    if not attempt.open:
        return "submitted"
    if attempt.deadline is None:
        return "untimed"
    if kind is Kind.PAUSE and attempt.paused is not None:
        return "paused"
    if kind is Kind.RESUME and attempt.paused is None:
        return "running"
    return "over" if kind is Kind.PAUSE and over(attempt, now) else None
