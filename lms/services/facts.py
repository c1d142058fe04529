"""What counts for a person: recorded evidence, completed modules, the date of birth; a step of evaluating."""

from datetime import date
from typing import Any

from lms.content.credentials import read_credentials
from lms.domain.evidence import OWN_MODULE, Credential, Evidence, EvidenceKind
from lms.services.work import UnitOfWork, existing
from lms.store import evidence, people, progress
from lms.store.base import Db


def of_person(uow: UnitOfWork, person_id: str, at: Db | None = None) -> tuple[Evidence, ...]:
    """Everything that counts for a person, oldest evidence first; raises NotFound when there is no such person.

    `at`: the transaction to look in, where it is not the unit of work's own.
    """
    db = at or uow.db
    facts = [fact(row) for row in evidence.of_person(db, person_id)]
    for row in progress.modules_of_person(db, person_id):
        day = uow.day(row.completed_at)
        name = f"{OWN_MODULE}{row.course}/{row.module}"
        facts.append(Evidence(f"{row.id}/{row.module}", EvidenceKind.MODULE, name, day, None, True, "hato"))
    person = existing(people.get(db, person_id))
    if person.birth_date:
        facts.append(Evidence(f"{person_id}/birth", EvidenceKind.BIRTH, "birth", person.birth_date, None, True, "account"))
    return tuple(facts)


def fact(row: Any) -> Evidence:
    """A stored fact as a value."""
    more: dict[str, Any] = {key: date.fromisoformat(one) if key in ("started", "ended") else one for key, one in row.details.items()}
    source = "hato" if row.certificate_id else "registrar"
    return Evidence(row.id, EvidenceKind(row.kind), row.name, row.valid_from, row.valid_until, True, source, **more)


def credentials(uow: UnitOfWork) -> tuple[Credential, ...]:
    """Outside credentials that requirement sets may name; read once, since the folder changes with the code."""
    shelf = uow.house.shelf
    if "credentials" not in shelf:
        shelf["credentials"] = read_credentials(uow.house.home / "eligibility")
    return shelf["credentials"]
