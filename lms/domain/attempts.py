"""Attempts: when one may begin, when its time is over, and what happens to an answer that comes late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(seconds=30)
"""How long after the deadline, or after a pause began, an answer still on its way is taken."""

WINDOW = timedelta(hours=24)
"""How long after the deadline a device that was cut off may still deliver what was given in time, and so how long an attempt waits for it.

A day: long enough for a power cut, a flight or a drive back from the field; short enough that nobody waits long for a result.
"""

COUNTED = frozenset({"", "delayed"})
"""The marks of an answer under which it counts: none, or that it was delayed on its way."""


@dataclass(frozen=True, slots=True)
class Times:
    """As much of a sitting as decides whether an answer still counts. `paused`: since when its time stands still."""

    deadline: datetime | None
    submitted: datetime | None
    paused: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sitting of a quiz, frozen at its start. `paused`: since when its time stands still; `extra`: per cent more time for this person."""

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
    paused: datetime | None = None
    extra: int = 0
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


@dataclass(frozen=True, slots=True)
class Sent:
    """How an answer came: its number on the device, the device's clock when it was given, ours when it arrived."""

    seq: int
    at: datetime | None
    received: datetime


def answer_flag(attempt: Times | Attempt, received: datetime) -> str:
    """What is noted on an answer received now: empty when it counts; `submitted`, `paused` or `late` when it is only kept."""
    if attempt.submitted is not None:
        return "submitted"
    if attempt.paused is not None and received > attempt.paused + GRACE:
        return "paused"
    if overdue(attempt, received):
        return "late"
    return ""


def over(attempt: Attempt, now: datetime) -> bool:
    """Whether the time to give answers is over."""
    return attempt.deadline is not None and attempt.paused is None and now > attempt.deadline


def overdue(attempt: Times | Attempt, now: datetime) -> bool:
    """Whether the attempt's time, with the grace for answers on their way, is over; the time of a paused one stands still."""
    return attempt.deadline is not None and attempt.paused is None and now > attempt.deadline + GRACE


def lapsed(attempt: Attempt, now: datetime, awaited: bool) -> bool:
    """Whether nobody need wait for the attempt any more. `awaited`: a device that was heard in time may still hold answers."""
    return attempt.deadline is not None and attempt.paused is None and now > attempt.deadline + (WINDOW if awaited else GRACE)


def delayed(attempt: Times | Attempt, received: datetime, known: Iterable[Sent], fresh: Iterable[Sent]) -> frozenset[int]:
    """The numbers of those `fresh` answers of one device, arriving too late now, that were given in time as far as a server can tell.

    `known` are the answers of the same device to this attempt that count already. They must have begun to arrive in time; the
    fresh ones must follow the highest of them without a gap; the device's clock must never go backwards along all of them; and
    each must have been given before the deadline, or before the pause began. When, is told by the device's clock, set by ours: an
    answer takes some time to arrive and never less than none, so (received − at) is never less than what the device's clock is
    behind ours, and at + the smallest (received − at) is never earlier than the true moment. What is taken was in time.

    That holds for a clock that runs on undisturbed. It does not prove anything against somebody who has no line, sets the clock
    of the device back between two answers, by less than the time since the first, and answers on; or who writes a program that sends
    made-up times. So these answers count and stay marked, and a trainer sees them with both times.
    """
    limit = attempt.paused or attempt.deadline
    if attempt.submitted is not None or limit is None or (attempt.paused is None and received > limit + WINDOW):
        return frozenset()
    chain = sorted(known, key=lambda one: one.seq)
    readings = [one.at for one in chain if one.at is not None]
    if len(readings) < len(chain) or readings != sorted(readings) or not any(one.received <= limit for one in chain):
        return frozenset()
    behind = min(one.received - at for one, at in zip(chain, readings, strict=True))
    seq, reading, found = chain[-1].seq, readings[-1], set()
    for one in sorted(fresh, key=lambda one: one.seq):
        if one.seq != seq + 1 or one.at is None or one.at < reading or (one.at - limit) + behind > timedelta(0):
            break
        seq, reading = one.seq, one.at
        found.add(seq)
    return frozenset(found)
