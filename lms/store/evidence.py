"""Evidence: dated facts a person can show, only ever added and superseded."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, or_, select

from lms.store.base import Db, day, identity, instant, key, metadata, refers, value, words

evidence = Table(
    "evidence",
    metadata,
    identity(),
    refers("person_id", "people", index=True),
    key("kind"),
    key("name"),
    day("valid_from"),
    day("valid_until", nullable=True),
    value("details"),
    words("note"),
    refers("certificate_id", "certificates", nullable=True),
    instant("recorded_at"),
    refers("verified_by", "people", nullable=True),
    instant("superseded_at", nullable=True),
    key("superseded_why", nullable=True),
)


def add(db: Db, **columns: Any) -> None:
    """Record a fact."""
    db.execute(evidence.insert().values(**columns))


def of_person(db: Db, person_id: str, known: datetime | None = None) -> list[Row[Any]]:
    """A person's facts that stand, or stood just before an instant, oldest first."""
    stands = (evidence.c.superseded_at.is_(None),)
    stood = (evidence.c.recorded_at < known, or_(evidence.c.superseded_at.is_(None), evidence.c.superseded_at >= known)) if known else stands
    return list(db.execute(select(evidence).where(evidence.c.person_id == person_id, *stood).order_by(evidence.c.valid_from, evidence.c.id)))


def get(db: Db, evidence_id: str) -> Row[Any] | None:
    """A fact by id."""
    return db.execute(select(evidence).where(evidence.c.id == evidence_id)).first()


def supersede(db: Db, evidence_id: str, at: datetime, why: str) -> bool:
    """Say that a fact no longer stands; False when that was said already."""
    one = (evidence.c.id == evidence_id, evidence.c.superseded_at.is_(None))
    return db.execute(evidence.update().where(*one).values(superseded_at=at, superseded_why=why)).rowcount == 1


def of_certificate(db: Db, certificate_id: str) -> list[Row[Any]]:
    """Facts that stand and rest on a certificate."""
    mine = (evidence.c.certificate_id == certificate_id, evidence.c.superseded_at.is_(None))
    return list(db.execute(select(evidence).where(*mine)))
