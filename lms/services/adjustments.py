"""What a trainer does to the time of an attempt that is open: pause, resume, extend; each with a reason that is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.adjustments import MOST_MINUTES, Adjustment, Kind, adjust_problem, deadline
from lms.domain.languages import say
from lms.domain.people import clean_text
from lms.domain.permissions import Action
from lms.errors import Conflict, Invalid
from lms.services import answers, editions
from lms.services.work import UnitOfWork, existing
from lms.store import adjustments, attempts

PROBLEMS = {
    "submitted": say("This attempt has been handed in. Its time can no longer be changed."),
    "untimed": say("This quiz has no time limit, so there is no time to change."),
    "paused": say("This attempt is paused already."),
    "running": say("This attempt is not paused."),
    "over": say("The time of this attempt is over. Give more time instead of pausing it."),
}
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Act:
    """What was done to an attempt's time, when, by whom (a name) and why."""

    kind: Kind
    minutes: int
    reason: str
    at: datetime
    by: str


def pause(uow: UnitOfWork, attempt_id: str, reason: str) -> None:
    """Let the time of an attempt stand still; its questions are hidden until a trainer lets it go on."""
    row = existing(attempts.lock(uow.db, attempt_id))
    uow.authorize(Action.ADJUST_ATTEMPT, row.person_id)
    _adjust(uow, row, Kind.PAUSE, reason)


def resume(uow: UnitOfWork, attempt_id: str, reason: str) -> None:
    """Let the time go on; the deadline moves by as long as it stood still."""
    row = existing(attempts.lock(uow.db, attempt_id))
    uow.authorize(Action.ADJUST_ATTEMPT, row.person_id)
    _adjust(uow, row, Kind.RESUME, reason)


def extend(uow: UnitOfWork, attempt_id: str, minutes: int, reason: str) -> None:
    """Add minutes to the time of an attempt, also when it was over; answers that were marked before stay marked."""
    row = existing(attempts.lock(uow.db, attempt_id))
    uow.authorize(Action.ADJUST_ATTEMPT, row.person_id)
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(minutes=say("Enter a whole number from 1 to %(most)s.", most=MOST_MINUTES))
    _adjust(uow, row, Kind.EXTEND, reason, minutes)


def of_attempt(uow: UnitOfWork, attempt_id: str) -> tuple[Act, ...]:
    """Everything done to the time of an attempt, in order; a step of showing it."""
    return tuple(Act(Kind(row.kind), row.minutes, row.reason, row.made_at, row.by) for row in adjustments.of_attempt(uow.db, attempt_id))


def more_time(uow: UnitOfWork, person_id: str, percent: int) -> list[str]:
    """Let a person's open attempts have at least so much extra time; gives those whose deadline moved. A step of setting it."""
    moved = []
    for row in attempts.lock_open(uow.db, person_id):
        if percent > row.extra:
            attempts.set_time(uow.db, row.id, extra=percent, deadline=_deadline(uow, row, percent))
            moved.append(row.id)
    return moved


def _adjust(uow: UnitOfWork, row: Any, kind: Kind, reason: str, minutes: int = 0) -> None:
    said = clean_text(reason)
    if not said or len(said) > LONGEST:
        raise Invalid(reason=say("Give the reason, in at most %(most)s characters. The trainee sees it, and it is kept.", most=LONGEST))
    if problem := adjust_problem(answers.stored_attempt(row), kind, uow.now):
        raise Conflict(PROBLEMS[problem])
    number = len(adjustments.of_attempt(uow.db, row.id)) + 1
    adjustments.add(uow.db, attempt_id=row.id, number=number, kind=kind.value, minutes=minutes, reason=said, made_at=uow.now, made_by=uow.actor.id)
    until = _deadline(uow, row, row.extra)
    paused = {Kind.PAUSE: uow.now, Kind.RESUME: None}.get(kind, row.paused_at)
    attempts.set_time(uow.db, row.id, deadline=until, paused_at=paused)
    uow.record(Action.ADJUST_ATTEMPT, row.id, row.person_id, kind=kind, minutes=minutes, reason=said, deadline=until.isoformat())


def _deadline(uow: UnitOfWork, row: Any, percent: int) -> datetime:
    quiz = existing(editions.edition(uow, row.edition_id).quiz(row.quiz))
    made = [Adjustment(Kind(one.kind), one.made_at, one.minutes) for one in adjustments.of_attempt(uow.db, row.id)]
    return deadline(row.started_at, quiz.time_limit or 0, percent, made)
