"""Consent: a person decides whether the roster lists them, and sees who looked."""

from dataclasses import dataclass
from datetime import datetime

from lms.domain.permissions import Action
from lms.services.work import UnitOfWork
from lms.store import consents, looks

SHOWN = 100
"""Looks shown on one page."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked. `kind`: proof or export; `reason`: why a list was taken."""

    name: str
    role: str
    kind: str
    duty: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """Whether a person is listed, since when that stands, and who looked. `earlier`: where the next page of looks begins."""

    listed: bool
    since: datetime | None
    looks: tuple[Look, ...]
    earlier: datetime | None


def page(uow: UnitOfWork, before: datetime | None = None) -> PrivacyView:
    """A person's own consent, and who looked at them."""
    uow.authorize(Action.READ_OWN_LOOKS, uow.actor.id)
    decided = consents.history(uow.db, uow.actor.id)
    rows = looks.of_person(uow.db, uow.actor.id, before, SHOWN + 1)
    shown = tuple(Look(row.name, row.role, row.kind, row.duty, row.reason, row.at) for row in rows[:SHOWN])
    listed = bool(decided) and decided[0].state == consents.GIVEN
    return PrivacyView(listed, decided[0].at if decided else None, shown, shown[-1].at if len(rows) > SHOWN else None)


def change(uow: UnitOfWork, give: bool) -> None:
    """Be listed on the roster from now on, or no longer; saying again what stands changes nothing."""
    uow.authorize(Action.CHANGE_OWN_CONSENT, uow.actor.id)
    decided = consents.history(uow.db, uow.actor.id)
    if give == (bool(decided) and decided[0].state == consents.GIVEN):
        return
    state = consents.GIVEN if give else consents.WITHDRAWN
    consents.add(uow.db, uow.actor.id, state, uow.now)
    uow.record(Action.CHANGE_OWN_CONSENT, uow.new_id(), uow.actor.id, state=state)
