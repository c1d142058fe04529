"""Privacy: a person takes their data along, or is erased; codes and the ledger go on verifying."""

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

from lms.domain.certificates import State
from lms.domain.identifiers import is_uuid
from lms.domain.languages import say
from lms.domain.people import Role
from lms.domain.permissions import Action
from lms.errors import Conflict, Invalid
from lms.services import certificates
from lms.services.recognition import digest
from lms.services.work import UnitOfWork, existing
from lms.store import certificates as certificate_store
from lms.store import eligibility, evidence, people, privacy

ASKED = "The person asked for it."
LIST = "erased.txt"
DEAD = (State.REVOKED, State.REPLACED)
"""States that stay when the holder is erased: what does not count must not seem to count."""


def take(uow: UnitOfWork) -> bytes:
    """Everything kept about the actor as a ZIP file: `hato.json` with the rows of each table, printed certificates, files brought as evidence."""
    uow.authorize(Action.TAKE_OWN_DATA, uow.actor.id)
    told = {"made_at": uow.now, "issuer": uow.house.terms.issuer, "tables": privacy.of_person(uow.db, uow.actor.id)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hato.json", json.dumps(told, ensure_ascii=False, indent=1, default=_as_text))
        for row in privacy.printed(uow.db, uow.actor.id):
            if uow.house.files.whole(row.sha256):  # a lost one was or will be printed anew
                again = f"-{row.number}" if row.number > 1 else ""
                archive.writestr(f"certificates/{row.code}{again}.pdf", uow.house.files.get(row.sha256))
        for row in privacy.brought(uow.db, uow.actor.id):
            archive.writestr(f"evidence/{row.id}.{row.kind}", uow.house.files.get(row.sha256))
    return packed.getvalue()


def erase_own(uow: UnitOfWork, password: str) -> None:
    """Erase the actor, who proves by the password that it is them. Raises Conflict where something stands in the way."""
    uow.authorize(Action.ERASE_OWN, uow.actor.id)
    with uow.look() as db:
        row = existing(people.get(db, uow.actor.id))
    if not uow.house.passwords.verify(row.password_hash, password):
        raise Invalid(password=say("This is not your present password."))
    _check(uow, row.id)
    _erase(uow, row.id, ASKED)


def erase(uow: UnitOfWork, email: str, reason: str) -> str:
    """Erase a person for whoever runs the house; gives the id. `reason` stays in the ledger, so it must name nobody."""
    uow.authorize(Action.ERASE_PERSON)
    if not 3 <= len(reason.strip()) <= 300:
        raise Invalid(reason=say("Say why, in 3 to 300 characters. It stays in the ledger, so write no name."))
    row = existing(people.by_email(uow.db, email.strip().lower()), say("There is no such person."))
    _check(uow, row.id)
    _erase(uow, row.id, reason.strip())
    return str(row.id)


def again(uow: UnitOfWork, ids: Iterable[str]) -> int:
    """Erase everybody on a kept list whom an older copy has brought back; gives how many those were."""
    uow.authorize(Action.ERASE_PERSON)
    back = 0
    for one in ids:
        row = people.get(uow.db, one) if is_uuid(one) else None
        if row is not None and row.erased_at is None:
            _erase(uow, row.id, "Erased again after a restore.")
            back += 1
    return back


def erased(uow: UnitOfWork) -> list[str]:
    """The ids of everybody who was erased, to be kept beside the backups."""
    uow.authorize(Action.ERASE_PERSON)
    return privacy.erased(uow.db)


def forget(uow: UnitOfWork, person_id: str, messages: Iterable[str], brought: Iterable[str] = ()) -> None:
    """Delete a person's files, and put them on the list that outlives the database; a step of the job, again the same."""
    for row in privacy.printed(uow.db, person_id):
        uow.house.files.remove(row.sha256)
    for one in brought:
        if not privacy.is_brought(uow.db, one):
            uow.house.files.remove(one)
    for one in messages:
        uow.house.mailer.forget(one)
    place = uow.house.data / LIST
    if not place.exists() or person_id not in place.read_text().split():
        with place.open("a") as kept:
            kept.write(f"{person_id}\n")


def sweep(uow: UnitOfWork, person_id: str) -> None:
    """Delete what another request still wrote while a person was being erased; a step of the job."""
    privacy.erase(uow.db, person_id, uow.now)


def _check(uow: UnitOfWork, person_id: str) -> None:
    row = existing(people.lock(uow.db, person_id))
    last = Role.ADMINISTRATOR in people.roles_of(uow.db, person_id) and people.holders(uow.db, Role.ADMINISTRATOR) < 2
    if last and row.disabled_at is None:
        raise Conflict(say("This is the last administrator. Make another one first."))
    if waiting := privacy.undecided(uow.db, person_id):
        raise Conflict(say("A registrar still has to decide about the certificate %(codes)s. Erase after that.", codes=", ".join(waiting)))


def _erase(uow: UnitOfWork, person_id: str, reason: str) -> None:
    email, messages = existing(people.get(uow.db, person_id)).email, privacy.messages(uow.db, person_id)
    brought = [row.sha256 for row in privacy.brought(uow.db, person_id)]
    for row in certificate_store.of_person(uow.db, person_id):
        if row.state not in DEAD and not row.withheld:
            certificates.turn(uow, row, State.WITHHELD, "")
    for row in evidence.of_person(uow.db, person_id):
        evidence.supersede(uow.db, row.id, uow.now, "erased")
    eligibility.supersede(uow.db, [row.id for row in eligibility.current(uow.db, person_id)], uow.now)
    privacy.forget_tries(uow.db, digest(email))
    privacy.erase(uow.db, person_id, uow.now)
    uow.record(Action.ERASE_PERSON, person_id, None, reason=reason)
    uow.later("forget", f"forget:{person_id}:{uow.now.isoformat()}", person=person_id, messages=messages, brought=brought)


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no way into JSON")
