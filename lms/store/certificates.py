"""Certificates: the record, its later states, and the file that was printed."""

from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Row, Table, UniqueConstraint, and_, func, select, text

from lms.store.base import Db, day, identity, instant, key, metadata, refers, value, words
from lms.store.people import people

certificates = Table(
    "certificates",
    metadata,
    identity(),
    key("code", unique=True),
    refers("enrolment_id", "enrolments", index=True),
    refers("person_id", "people", index=True),
    key("course"),
    value("snapshot"),
    day("valid_from"),
    day("valid_until", nullable=True, index=True),
    instant("issued_at"),
    refers("replaces", "certificates", nullable=True),
    Column("corrected", Boolean, nullable=False, default=False),
    UniqueConstraint("replaces"),
    CheckConstraint("NOT corrected OR replaces IS NOT NULL", name="corrected"),
)
"""`replaces`: the one whose place it took; `corrected`: the same completion once more, under the name as it is now."""

FIRST = text("NOT corrected")
Index("uq_certificates_completion", certificates.c.enrolment_id, unique=True, sqlite_where=FIRST, postgresql_where=FIRST)

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
    Column("number", Integer, primary_key=True, autoincrement=False),
    key("sha256", index=True),
    Column("bytes", Integer, nullable=False),
    key("signature", nullable=True),
    instant("made_at"),
)
"""Every file that a certificate was printed into, counted from 1: the last is handed out, each stays recognised."""

certificate_limits = Table(
    "certificate_limits",
    metadata,
    refers("certificate_id", "certificates", primary_key=True),
    key("policy", primary_key=True),
    day("until"),
    instant("at"),
)


def add(db: Db, **columns: Any) -> None:
    """Record a certificate."""
    db.execute(certificates.insert().values(**columns))


def _with_state() -> Any:
    """Certificates with their last state but *withheld*, which is about the holder and hides no other; with what took their place."""
    later, newer = certificate_states.alias(), certificates.alias()
    of_it = select(later.c.id).where(later.c.certificate_id == certificates.c.id, later.c.state != "withheld")
    last = of_it.order_by(later.c.at.desc(), later.c.id.desc()).limit(1).correlate(certificates).scalar_subquery()
    joined = certificates.outerjoin(certificate_states, certificate_states.c.id == last)
    joined = joined.outerjoin(certificate_files, newest_file())
    joined = joined.outerjoin(newer, newer.c.replaces == certificates.c.id).outerjoin(certificate_limits, _soonest())
    state = (certificate_states.c.state, certificate_states.c.at.label("state_at"), certificate_states.c.reason)
    after = (newer.c.code.label("replaced_by"), newer.c.corrected.label("corrected_since"))
    limit = (certificate_limits.c.until.label("limit_until"), certificate_limits.c.policy.label("limit_policy"))
    of_file = (certificate_files.c.sha256, certificate_files.c.bytes, certificate_files.c.signature, certificate_files.c.number.label("prints"))
    return select(certificates, *state, *after, *limit, _withheld(), *of_file).select_from(joined)


def newest_file() -> Any:
    """The file that a certificate was printed into last."""
    other = certificate_files.alias()
    last = select(func.max(other.c.number)).where(other.c.certificate_id == certificates.c.id).correlate(certificates).scalar_subquery()
    return and_(certificate_files.c.certificate_id == certificates.c.id, certificate_files.c.number == last)


def _withheld() -> Any:
    """Whether the holder's name is withheld; where it is for one of a person's certificates, it is for all."""
    theirs, said = certificates.alias(), certificate_states.alias()
    of_person = select(said.c.id).join(theirs, theirs.c.id == said.c.certificate_id)
    mine = (theirs.c.person_id == certificates.c.person_id, said.c.state == "withheld")
    return of_person.where(*mine).correlate(certificates).exists().label("withheld")


def _soonest() -> Any:
    """The limit of a certificate that ends first."""
    other = certificate_limits.alias()
    of_it = select(other.c.policy).where(other.c.certificate_id == certificates.c.id).order_by(other.c.until, other.c.policy)
    first = of_it.limit(1).correlate(certificates).scalar_subquery()
    return and_(certificate_limits.c.certificate_id == certificates.c.id, certificate_limits.c.policy == first)


def by_code(db: Db, code: str) -> Row[Any] | None:
    """A certificate by code, with its last state and its file."""
    return db.execute(_with_state().where(certificates.c.code == code)).first()


def get(db: Db, certificate_id: str) -> Row[Any] | None:
    """A certificate by id, with its last state and its file."""
    return db.execute(_with_state().where(certificates.c.id == certificate_id)).first()


def of_enrolment(db: Db, enrolment_id: str) -> Row[Any] | None:
    """The certificate of an enrolment, the last where it was corrected."""
    newer = certificates.alias()
    corrected = select(newer.c.id).where(newer.c.replaces == certificates.c.id, newer.c.corrected).correlate(certificates).exists()
    return db.execute(_with_state().where(certificates.c.enrolment_id == enrolment_id, ~corrected)).first()


def of_person(db: Db, person_id: str) -> list[Row[Any]]:
    """A person's certificates, newest first."""
    return list(db.execute(_with_state().where(certificates.c.person_id == person_id).order_by(certificates.c.issued_at.desc())))


def add_state(db: Db, **columns: Any) -> None:
    """Add a later fact about a certificate."""
    db.execute(certificate_states.insert().values(**columns))


def hold(db: Db, certificate_id: str) -> None:
    """Keep others from adding facts about a certificate until the transaction ends."""
    db.execute(select(certificates.c.id).where(certificates.c.id == certificate_id).with_for_update()).all()


def add_limit(db: Db, **columns: Any) -> None:
    """Add that a later policy ends a certificate sooner."""
    db.execute(certificate_limits.insert().values(**columns))


def promises(db: Db, but: str, certificate_id: str = "", after: str = "", count: int | None = None) -> list[Row[Any]]:
    """What certificates promise that were issued under other policies `but` this, or one of them: holder, last day, soonest limit; by id."""
    columns = [certificates.c[name] for name in ("id", "code", "course", "person_id", "valid_until")]
    policy = certificates.c.snapshot["policy"].as_string()
    soonest = select(func.min(certificate_limits.c.until)).where(certificate_limits.c.certificate_id == certificates.c.id).correlate(certificates)
    found = select(*columns, policy.label("policy"), soonest.scalar_subquery().label("limit_until"), people.c.name)
    found = found.join(people, people.c.id == certificates.c.person_id).where(policy != but).order_by(certificates.c.id)
    if certificate_id:
        found = found.where(certificates.c.id == certificate_id)
    if after:
        found = found.where(certificates.c.id > after)
    return list(db.execute(found.limit(count) if count else found))


def add_file(db: Db, **columns: Any) -> None:
    """Note the bytes that were printed."""
    db.execute(certificate_files.insert().values(**columns))


def files_of(db: Db, certificate_id: str) -> list[Row[Any]]:
    """Every file that a certificate was printed into, the last first."""
    of_it = select(certificate_files).where(certificate_files.c.certificate_id == certificate_id)
    return list(db.execute(of_it.order_by(certificate_files.c.number.desc())))


def has_file(db: Db, sha256: str) -> bool:
    """Whether a certificate was printed into the file of this hash."""
    return db.execute(select(certificate_files.c.sha256).where(certificate_files.c.sha256 == sha256).limit(1)).first() is not None
