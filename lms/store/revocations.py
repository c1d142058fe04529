"""Revocations that a registrar asked for, and what another one decided."""

from typing import Any

from sqlalchemy import CheckConstraint, Row, Table, select

from lms.store.base import Db, identity, instant, key, metadata, refers, words
from lms.store.certificates import certificates
from lms.store.people import people

revocations = Table(
    "revocations",
    metadata,
    identity(),
    refers("certificate_id", "certificates", index=True),
    words("reason"),
    instant("asked_at"),
    refers("asked_by", "people"),
)

revocation_outcomes = Table(
    "revocation_outcomes",
    metadata,
    refers("revocation_id", "revocations", primary_key=True),
    key("outcome"),
    words("reason"),
    instant("at"),
    refers("by_id", "people"),
    CheckConstraint("outcome IN ('confirmed', 'declined')", name="outcome"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a request."""
    db.execute(revocations.insert().values(**columns))


def decide(db: Db, **columns: Any) -> None:
    """Keep what became of a request."""
    db.execute(revocation_outcomes.insert().values(**columns))


def get(db: Db, revocation_id: str) -> Row[Any] | None:
    """A request by id, with its outcome if there is one."""
    return db.execute(_told().where(revocations.c.id == revocation_id)).first()


def waiting(db: Db, count: int, certificate_id: str = "") -> list[Row[Any]]:
    """Requests that wait for a decision, of one certificate or of all, the longest waiting first."""
    found = _told().where(revocation_outcomes.c.outcome.is_(None)).order_by(revocations.c.asked_at, revocations.c.id).limit(count)
    return list(db.execute(found.where(revocations.c.certificate_id == certificate_id) if certificate_id else found))


def _told() -> Any:
    """With code, course and holder of the certificate, and who asked."""
    asker = people.alias()
    columns = (certificates.c.code, certificates.c.course, certificates.c.person_id, people.c.name, asker.c.name.label("asker"))
    joined = revocations.join(certificates, certificates.c.id == revocations.c.certificate_id).join(people, people.c.id == certificates.c.person_id)
    joined = joined.join(asker, asker.c.id == revocations.c.asked_by)
    joined = joined.outerjoin(revocation_outcomes, revocation_outcomes.c.revocation_id == revocations.c.id)
    return select(revocations, *columns, revocation_outcomes.c.outcome).select_from(joined)
