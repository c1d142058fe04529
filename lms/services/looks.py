"""Looking at somebody's proof: the look is recorded first, and shown to whom it is about."""

from collections.abc import Iterable
from datetime import date, timedelta

from lms.domain.languages import say
from lms.domain.people import Role
from lms.domain.permissions import Action
from lms.services import requirements
from lms.services.work import UnitOfWork, existing
from lms.store import looks, people

FRESH = timedelta(hours=1)
"""So long a recorded look lets the same person see the same proof again, on any day and at any place."""


def fresh(uow: UnitOfWork, person_id: str, duty: str) -> bool:
    """Whether the proof may be shown: it is one's own, or this look has been recorded."""
    uow.authorize(Action.READ_ELIGIBILITY, person_id)
    return person_id == uow.actor.id or looks.since(uow.db, person_id, uow.actor.id, duty, uow.now - FRESH)


def look(uow: UnitOfWork, person_id: str, duty: str, day: date | None = None) -> None:
    """Record that the actor looks at the proof of a person for a duty and a departure day (today when none is given)."""
    uow.authorize(Action.LOOK, person_id)
    existing(people.get(uow.db, person_id), say("There is no such person."))
    existing(requirements.governing(uow, duty, day or uow.today), say("There is no such duty."))
    note(uow, (person_id,), "proof", duty, day or uow.today)


def note(uow: UnitOfWork, person_ids: Iterable[str], kind: str, duty: str, day: date, reason: str = "") -> None:
    """Keep looks; a step of looking and of exporting. One's own data is one's own business."""
    role = Role.REGISTRAR if Role.REGISTRAR in uow.actor.roles else Role.AUDITOR
    common = {"looked_by": uow.actor.id, "role": role.value, "kind": kind, "duty": duty, "day": day, "reason": reason, "at": uow.now}
    looks.add(uow.db, [{"id": uow.new_id(), "person_id": one, **common} for one in person_ids if one != uow.actor.id])
