"""Revoking a certificate with four eyes: one registrar asks, another one confirms or declines; until then it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.certificates import State
from lms.domain.corrections import read_reason
from lms.domain.identifiers import read_code
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.errors import Conflict, Forbidden, Invalid
from lms.services import certificates
from lms.services.work import UnitOfWork, existing
from lms.store import certificates as certificate_store
from lms.store import revocations

OUTCOMES = ("confirmed", "declined")


@dataclass(frozen=True, slots=True)
class RevocationView:
    """A request that waits; `mine` says that the actor made it, so another one decides."""

    id: str
    code: str
    course: str
    holder: str
    reason: str
    asked: datetime
    by: str
    mine: bool


def page(uow: UnitOfWork) -> tuple[RevocationView, ...]:
    """What waits for a second registrar, the longest waiting first; never what concerns the reader's own certificates."""
    uow.authorize(Action.READ_REVOCATIONS)
    return tuple(_view(uow, row) for row in revocations.waiting(uow.db, 200) if row.person_id != uow.actor.id)


def about(uow: UnitOfWork, typed: str) -> RevocationView | None:
    """The request that waits about a certificate, if there is one."""
    row = certificate_store.by_code(uow.db, read_code(typed) or "")
    uow.authorize(Action.READ_REVOCATIONS, row.person_id if row else None)
    found = revocations.waiting(uow.db, 1, row.id) if row else []
    return _view(uow, found[0]) if found else None


def ask(uow: UnitOfWork, typed: str, reason: str) -> str:
    """Ask that a certificate be revoked; gives the request. The certificate stands until another registrar confirms."""
    row = certificate_store.by_code(uow.db, read_code(typed) or "")
    uow.authorize(Action.ASK_REVOCATION, row.person_id if row else None)
    row = existing(row, say("No certificate was issued under this code."))
    certificate_store.hold(uow.db, row.id)
    if existing(certificate_store.get(uow.db, row.id)).state == State.REVOKED:
        raise Conflict(say("The certificate is in that state already."))
    if revocations.waiting(uow.db, 1, row.id):
        raise Conflict(say("A revocation of this certificate waits for another registrar already."))
    said, made = read_reason(reason), uow.new_id()
    revocations.add(uow.db, id=made, certificate_id=row.id, reason=said, asked_at=uow.now, asked_by=uow.actor.id)
    uow.record(Action.ASK_REVOCATION, made, row.person_id, certificate=row.id, reason=said)
    return made


def decide(uow: UnitOfWork, revocation_id: str, outcome: str, reason: str) -> None:
    """Confirm or decline what another registrar asked for, with a reason; who asked cannot decide."""
    row = revocations.get(uow.db, revocation_id)
    uow.authorize(Action.DECIDE_REVOCATION, row.person_id if row else None)
    row = existing(row)
    if row.asked_by == uow.actor.id:
        raise Forbidden(say("You asked for it, so another registrar decides."))
    if outcome not in OUTCOMES:
        raise Invalid(outcome=say("Choose whether the revocation is confirmed or declined."))
    said = read_reason(reason)
    certificate_store.hold(uow.db, row.certificate_id)
    if existing(revocations.get(uow.db, revocation_id)).outcome is not None:
        raise Conflict(say("This has been decided already."))
    found = existing(certificate_store.get(uow.db, row.certificate_id))
    if outcome == "confirmed" and found.state == State.REVOKED:
        raise Conflict(say("The certificate was revoked meanwhile. Decline this request."))
    revocations.decide(uow.db, revocation_id=revocation_id, outcome=outcome, reason=said, at=uow.now, by_id=uow.actor.id)
    uow.record(Action.DECIDE_REVOCATION, revocation_id, row.person_id, certificate=row.certificate_id, outcome=outcome, reason=said)
    if outcome == "confirmed":
        certificates.turn(uow, found, State.REVOKED, row.reason)


def _view(uow: UnitOfWork, row: Any) -> RevocationView:
    return RevocationView(row.id, row.code, row.course, row.name, row.reason, row.asked_at, row.asker, row.asked_by == uow.actor.id)
