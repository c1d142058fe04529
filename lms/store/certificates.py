"""Certificates: the record, its later states, and the file that was printed."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, Row, Table, select

from lms.store.base import Db, day, identity, instant, key, metadata, refers, value, words

certificates = Table(
    "certificates",
    metadata,
    identity(),
    key("code", unique=True),
    refers("enrolment_id", "enrolments", unique=True),
    refers("person_id", "people", index=True),
    key("course"),
    value("snapshot"),
    day("valid_from"),
    day("valid_until", nullable=True),
    instant("issued_at"),
    refers("replaces", "certificates", nullable=True),
)

certificate_states = Table(
    "certificate_states",
    metadata,
    identity(),
    refers("certificate_id", "certificates", index=True),
    key("state"),
    words("reason"),
    instant("at"),
    refers("by_id", "people", nullable=True),
    CheckConstraint("state IN ('revoked', 'reinstated', 'replaced', 'withheld')", name="state"),
)

certificate_files = Table(
    "certificate_files",
    metadata,
    refers("certificate_id", "certificates", primary_key=True),
    key("sha256", index=True),
    Column("bytes", Integer, nullable=False),
    key("signature", nullable=True),
    instant("made_at"),
)


def add(db: Db, **columns: Any) -> None:
    """Record a certificate."""
    db.execute(certificates.insert().values(**columns))


def _with_state() -> Any:
    later = certificate_states.alias()
    of_it = select(later.c.id).where(later.c.certificate_id == certificates.c.id).order_by(later.c.at.desc(), later.c.id.desc())
    last = of_it.limit(1).correlate(certificates).scalar_subquery()
    joined = certificates.outerjoin(certificate_states, certificate_states.c.id == last)
    joined = joined.outerjoin(certificate_files, certificate_files.c.certificate_id == certificates.c.id)
    state = (certificate_states.c.state, certificate_states.c.at.label("state_at"), certificate_states.c.reason)
    of_file = (certificate_files.c.sha256, certificate_files.c.bytes, certificate_files.c.signature)
    return select(certificates, *state, *of_file).select_from(joined)


def by_code(db: Db, code: str) -> Row[Any] | None:
    """A certificate by code, with its last state and its file."""
    return db.execute(_with_state().where(certificates.c.code == code)).first()


def get(db: Db, certificate_id: str) -> Row[Any] | None:
    """A certificate by id, with its last state and its file."""
    return db.execute(_with_state().where(certificates.c.id == certificate_id)).first()


def of_enrolment(db: Db, enrolment_id: str) -> Row[Any] | None:
    """The certificate of an enrolment."""
    return db.execute(_with_state().where(certificates.c.enrolment_id == enrolment_id)).first()


def of_person(db: Db, person_id: str) -> list[Row[Any]]:
    """A person's certificates, newest first."""
    return list(db.execute(_with_state().where(certificates.c.person_id == person_id).order_by(certificates.c.issued_at.desc())))


def add_state(db: Db, **columns: Any) -> None:
    """Add a later fact about a certificate."""
    db.execute(certificate_states.insert().values(**columns))


def add_file(db: Db, **columns: Any) -> None:
    """Note the bytes that were printed."""
    db.execute(certificate_files.insert().values(**columns))


def file_of(db: Db, certificate_id: str) -> Row[Any] | None:
    """The printed file of a certificate."""
    return db.execute(select(certificate_files).where(certificate_files.c.certificate_id == certificate_id)).first()


def has_file(db: Db, sha256: str) -> bool:
    """Whether a certificate was printed into the file of this hash."""
    return db.execute(select(certificate_files.c.sha256).where(certificate_files.c.sha256 == sha256).limit(1)).first() is not None
