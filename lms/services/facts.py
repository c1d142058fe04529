"""What counts for a person: recorded evidence, completed modules, the date of birth; a step of evaluating."""

from datetime import date, datetime, timedelta
from typing import Any

from lms.content.credentials import read_credentials
from lms.domain.evidence import OWN_MODULE, Credential, Evidence, EvidenceKind
from lms.services.work import UnitOfWork, existing
from lms.store import evidence, people, progress, waivers
from lms.store.base import Db


def of_person(uow: UnitOfWork, person_id: str, known: datetime | None = None, at: Db | None = None) -> tuple[Evidence, ...]:
    """Everything that counts for a person, oldest evidence first, or counted by what was recorded before an instant.

    `at`: the transaction to look in, where it is not the unit of work's own. Raises NotFound when there is no such person. The day of
    birth has no history: it is the one given now.
    """
    db = at or uow.db
    facts = [fact(row) for row in evidence.of_person(db, person_id, known)]
    for row in progress.modules_of_person(db, person_id):
        if known is not None and row.completed_at >= known:
            continue
        day = uow.day(row.completed_at)
        name = f"{OWN_MODULE}{row.course}/{row.module}"
        facts.append(Evidence(f"{row.id}/{row.module}", EvidenceKind.MODULE, name, day, None, True, "hato"))
    facts.extend(_waiver(uow, row) for row in waivers.standing(db, person_id, known))
    person = existing(people.get(db, person_id))
    if person.birth_date:
        facts.append(Evidence(f"{person_id}/birth", EvidenceKind.BIRTH, "birth", person.birth_date, None, True, "account"))
    return tuple(facts)


def fact(row: Any) -> Evidence:
    """A stored fact as a value."""
    more: dict[str, Any] = {key: date.fromisoformat(one) if key in ("started", "ended") else one for key, one in row.details.items()}
    source = "hato" if row.certificate_id else "registrar"
    return Evidence(row.id, EvidenceKind(row.kind), row.name, row.valid_from, row.valid_until, True, source, **more)


def _waiver(uow: UnitOfWork, row: Any) -> Evidence:
    """A confirmed waiver as evidence; one that was ended counts for departures before the day of its end."""
    until = min(row.until_day, uow.day(row.ended_at) - timedelta(days=1)) if row.ended_at else row.until_day
    name = f"{row.duty}/{row.version}/{row.rule}"
    return Evidence(row.id, EvidenceKind.WAIVER, name, row.from_day, until, True, f"{row.asker}, {row.confirmer}: {row.reason}")


def credentials(uow: UnitOfWork) -> tuple[Credential, ...]:
    """Outside credentials that requirement sets may name; read once, since the folder changes with the code."""
    shelf = uow.house.shelf
    if "credentials" not in shelf:
        shelf["credentials"] = read_credentials(uow.house.home / "eligibility")
    return shelf["credentials"]
