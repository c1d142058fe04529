"""Attempts: when one may begin, and what happens to an answer that comes late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(seconds=30)
"""How long after the deadline an answer still on its way is taken."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sitting of a quiz, frozen at its start."""

    id: str
    enrolment: str
    person: str
    course: str
    quiz: str
    number: int
    edition: str
    seed: str
    started: datetime
    deadline: datetime | None = None
    submitted: datetime | None = None
    points: int | None = None
    out_of: int | None = None
    percent: int | None = None
    passed: bool | None = None
    waiting: bool = False

    @property
    def open(self) -> bool:
        """Whether it has not been submitted."""
        return self.submitted is None


def start_problem(used: int, limit: int | None, passed: bool, locked: bool, waiting: bool = False, closed: bool = False) -> str | None:
    """Why another attempt may not begin; None to go on.

    `passed`, `waiting` (an essay has no mark yet), `closed` (its last day is over), `locked` (steps before the exam are missing), `used-up`.
    """
    if passed:
        return "passed"
    if waiting:
        return "waiting"
    if closed:
        return "closed"
    if locked:
        return "locked"
    if limit is not None and used >= limit:
        return "used-up"
    return None


def opens(earlier: Iterable[Attempt], wait: int | None) -> datetime | None:
    """From when the next attempt may begin: `wait` minutes after the last one was handed in; None when there is nothing to wait for."""
    ends = [one.submitted for one in earlier if one.submitted is not None]
    return max(ends) + timedelta(minutes=wait) if wait and ends else None


def answer_flag(attempt: Attempt, received: datetime) -> str:
    """What is noted on an answer received now: empty when it counts, `submitted` or `late` when it is only kept."""
    if not attempt.open:
        return "submitted"
    if overdue(attempt, received):
        return "late"
    return ""


def overdue(attempt: Attempt, now: datetime) -> bool:
    """Whether the attempt's time, with the grace for answers on their way, is over."""
    return attempt.deadline is not None and now > attempt.deadline + GRACE
