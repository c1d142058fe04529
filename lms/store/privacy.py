"""One person's rows in every table: gathered for them, and erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select

from lms.store.base import Db, metadata
from lms.store.certificates import certificate_files, certificates
from lms.store.claims import claim_files, claims
from lms.store.corrections import decisions
from lms.store.notices import notices
from lms.store.people import people
from lms.store.sessions import tries

NOBODY = "(erased)"
"""Stands where the name of whoever did something is shown."""

DELETED = frozenset({
    "accommodations", "adjustments", "answer_events", "badges", "claim_files", "claim_steps", "claims", "consents", "ledger_openings", "looks",
    "marks", "notices", "play_steps", "posting_acts", "practical_attendees", "practical_results", "profiles", "receipts", "revocation_outcomes",
    "revocations", "roles", "second_factors", "sessions", "tokens", "traits", "waiver_states", "waivers",
})  # fmt: skip
"""Tables whose rows go with the person."""

EMPTIED: dict[str, dict[str, Any]] = {
    "attempts": {"checked": None, "waiting": False},
    "certificate_states": {"reason": ""},
    "decisions": {"reason": ""},
    "evidence": {"note": "", "details": {}, "superseded_why": "erased"},
    "people": {"name": NOBODY, "name_local": "", "password_hash": "", "birth_date": None},
}
"""Tables whose rows stay without what they say of the person: column → what stands there instead. Certificates lose their names."""

KEPT = {
    "badge_places": "places in status lists, so that they stay as they are",
    "certificate_files": "hashes of printed files; the files go",
    "certificate_limits": "sooner ends that policies gave to certificates",
    "certificates": "code, course, days and result, without names",
    "completed_modules": "which modules were completed, by somebody",
    "eligibility_spans": "superseded: for an id that belongs to nobody any more",
    "enrolments": "that somebody took a course",
    "gradings": "results in numbers",
    "lesson_progress": "which lessons were done, by somebody",
    "plays": "how scenarios ended",
    "reminders": "before which ends somebody was reminded",
}
"""Tables whose rows stay as they are, and what of them."""

SECRET = frozenset({"password_hash", "token_hash", "device_hash", "secret"})
"""Columns that open something; they are in no copy, not even the person's own."""


def theirs(table: Table, person_id: str) -> ColumnElement[bool] | None:
    """Which rows of a table are about a person; None when the table is about nobody. What somebody did to others is about those others."""
    if table is people:
        return people.c.id == person_id
    if "person_id" in table.c:
        return table.c.person_id == person_id
    for column in table.c:
        for foreign in column.foreign_keys:
            owner = foreign.column.table
            inner = None if owner in (people, table) else theirs(owner, person_id)
            if inner is not None:
                return column.in_(select(foreign.column).where(inner))
    return None


def of_person(db: Db, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person by table, without what opens something."""
    found = {}
    for table in metadata.sorted_tables:
        mine = theirs(table, person_id)
        if mine is not None:
            shown = [column for column in table.c if column.name not in SECRET]
            found[table.name] = [dict(row) for row in db.execute(select(*shown).where(mine)).mappings()]
    return found


def printed(db: Db, person_id: str) -> list[Row[Any]]:
    """(code, number, sha256) of every file that a person's certificates were printed into."""
    columns = (certificates.c.code, certificate_files.c.number, certificate_files.c.sha256)
    of_it = select(*columns).join(certificate_files, certificate_files.c.certificate_id == certificates.c.id)
    return list(db.execute(of_it.where(certificates.c.person_id == person_id).order_by(certificates.c.code, certificate_files.c.number)))


def brought(db: Db, person_id: str) -> list[Row[Any]]:
    """(id, kind, sha256) of the files that a person brought as evidence."""
    of_it = select(claim_files.c.id, claim_files.c.kind, claim_files.c.sha256).join(claims, claims.c.id == claim_files.c.claim_id)
    return list(db.execute(of_it.where(claims.c.person_id == person_id)))


def is_brought(db: Db, sha256: str) -> bool:
    """Whether anybody brings a file of this hash."""
    return db.execute(select(claim_files.c.id).where(claim_files.c.sha256 == sha256).limit(1)).first() is not None


def messages(db: Db, person_id: str) -> list[str]:
    """The ids of a person's messages."""
    return list(db.scalars(select(notices.c.id).where(notices.c.person_id == person_id)))


def undecided(db: Db, person_id: str) -> list[str]:
    """Codes of a person's certificates that wait for a registrar's decision."""
    waiting = select(certificates.c.code).join(decisions, decisions.c.certificate_id == certificates.c.id)
    return list(db.scalars(waiting.where(certificates.c.person_id == person_id, decisions.c.outcome.is_(None)).distinct()))


def erase(db: Db, person_id: str, at: datetime) -> None:
    """Delete and empty everything about a person, for ever; again deletes what has come since.

    The id takes the place of the address, which must be nobody else's: nobody can sign in with it.
    """
    fresh = people.update().where(people.c.id == person_id, people.c.erased_at.is_(None))
    db.execute(fresh.values(email=person_id, erased_at=at, disabled_at=at, **EMPTIED["people"]))
    for row in db.execute(select(certificates.c.id, certificates.c.snapshot).where(certificates.c.person_id == person_id)).all():
        if row.snapshot["name"]:
            nameless = {**row.snapshot, "name": "", "name_local": ""}
            db.execute(certificates.update().where(certificates.c.id == row.id).values(snapshot=nameless))
    for table in reversed(metadata.sorted_tables):
        mine = theirs(table, person_id)
        if mine is None or table is people:
            continue
        if table.name in DELETED:
            db.execute(table.delete().where(mine))
        elif table.name in EMPTIED:
            db.execute(table.update().where(mine).values(**EMPTIED[table.name]))


def forget_tries(db: Db, account: str) -> None:
    """Delete the tries to sign in with an address, given by its hash."""
    db.execute(tries.delete().where(tries.c.account == account))


def erased(db: Db) -> list[str]:
    """The ids of everybody who was erased."""
    return list(db.scalars(select(people.c.id).where(people.c.erased_at.is_not(None)).order_by(people.c.erased_at, people.c.id)))
