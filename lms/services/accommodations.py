"""Extra time: how much more of it a person has in every timed quiz, decided by staff, never by oneself."""

from dataclasses import dataclass
from datetime import datetime

from lms.domain.adjustments import MOST_EXTRA
from lms.domain.languages import say
from lms.domain.people import clean_text
from lms.domain.permissions import Action
from lms.errors import Invalid
from lms.services import adjustments
from lms.services.work import UnitOfWork, existing
from lms.store import accommodations, people

NOBODY = say("There is no such person.")
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """So many per cent, since when, set by whom (a name)."""

    percent: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ExtraTime:
    """A person's name, and every decision on their extra time, the newest first."""

    person: str
    name: str
    percent: int
    decisions: tuple[Decision, ...]


def show(uow: UnitOfWork, person_id: str) -> ExtraTime:
    """A person's extra time, for staff."""
    uow.authorize(Action.SET_EXTRA_TIME, person_id)
    row = existing(people.get(uow.db, person_id), NOBODY)
    made = tuple(Decision(one.percent, one.set_at, one.by) for one in accommodations.of_person(uow.db, person_id))
    return ExtraTime(row.id, row.name, made[0].percent if made else 0, made)


def change(uow: UnitOfWork, person_id: str, percent: int, note: str = "") -> int:
    """Give a person so many per cent more time from now on, in attempts that are open too, which only ever become longer.

    Gives how many open attempts moved. The note stands in the ledger alone; no reason of health belongs anywhere.
    """
    uow.authorize(Action.SET_EXTRA_TIME, person_id)
    said = clean_text(note)
    if not 0 <= percent <= MOST_EXTRA:
        raise Invalid(percent=say("Enter a whole number from 0 to %(most)s.", most=MOST_EXTRA))
    if len(said) > LONGEST:
        raise Invalid(note=say("Use at most %(most)s characters.", most=LONGEST))
    hold(uow, person_id)
    number = len(accommodations.of_person(uow.db, person_id)) + 1
    accommodations.add(uow.db, person_id=person_id, number=number, percent=percent, set_at=uow.now, set_by=uow.actor.id)
    moved = adjustments.more_time(uow, person_id, percent)
    uow.record(Action.SET_EXTRA_TIME, person_id, person_id, percent=percent, note=said, attempts=moved)
    return len(moved)


def hold(uow: UnitOfWork, person_id: str) -> None:
    """Hold a person's extra time against others until the transaction ends: before the enrolment, the attempt and the ledger; a step."""
    existing(people.lock(uow.db, person_id), NOBODY)


def percent(uow: UnitOfWork, person_id: str) -> int:
    """The per cent that count now; a step of beginning, and of saying beforehand."""
    return accommodations.percent(uow.db, person_id)
