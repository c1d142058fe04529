"""Corrections of questions, and the certificates that they put to a registrar's decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, Row, Table, UniqueConstraint, select

from lms.store.attempts import attempts
from lms.store.base import Db, identity, instant, key, metadata, refers, value, words
from lms.store.certificates import certificates
from lms.store.editions import editions
from lms.store.people import people

corrections = Table(
    "corrections",
    metadata,
    identity(),
    key("course"),
    key("quiz"),
    key("item"),
    Column("number", Integer, nullable=False),
    Column("edition", Integer, nullable=False),
    key("kind"),
    value("corrects", nullable=True),
    value("key", nullable=True),
    words("reason"),
    key("fingerprint", unique=True),
    Column("changed", Integer, nullable=False),
    instant("made_at"),
    refers("made_by", "people"),
    UniqueConstraint("course", "quiz", "item", "number"),
    CheckConstraint("kind IN ('void', 'credit', 'rekey')", name="kind"),
)

decisions = Table(
    "decisions",
    metadata,
    identity(),
    refers("certificate_id", "certificates"),
    refers("correction_id", "corrections"),
    instant("opened_at"),
    key("outcome", nullable=True),
    words("reason", nullable=True),
    instant("decided_at", nullable=True),
    refers("decided_by", "people", nullable=True),
    UniqueConstraint("certificate_id", "correction_id"),
    CheckConstraint("outcome IS NULL OR outcome IN ('kept', 'revoked', 'settled')", name="outcome"),
    CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
)

Index("ix_decisions_outcome", decisions.c.outcome, decisions.c.opened_at)


def hold(db: Db, course: str) -> None:
    """Keep results of a course from being worked out until the transaction ends; waits for those being worked out."""
    mine = select(editions.c.id).where(editions.c.course == course).order_by(editions.c.id)
    db.execute(mine.with_for_update(key_share=True)).all()


def hold_shared(db: Db, edition_id: str) -> None:
    """Keep corrections of an edition's course from being made until the transaction ends."""
    db.execute(select(editions.c.id).where(editions.c.id == edition_id).with_for_update(read=True)).all()


def add(db: Db, **columns: Any) -> None:
    """Keep a correction."""
    db.execute(corrections.insert().values(**columns))


def of_course(db: Db, course: str) -> list[Row[Any]]:
    """Every correction of a course's questions, the oldest first."""
    return list(db.execute(select(corrections).where(corrections.c.course == course).order_by(corrections.c.made_at, corrections.c.number)))


def get(db: Db, correction_id: str) -> Row[Any] | None:
    """A correction by id, with the name of who made it."""
    return db.execute(_named().where(corrections.c.id == correction_id)).first()


def by_fingerprint(db: Db, fingerprint: str) -> Row[Any] | None:
    """The correction that was made from one preview."""
    return db.execute(select(corrections).where(corrections.c.fingerprint == fingerprint)).first()


def latest(db: Db, count: int) -> list[Row[Any]]:
    """The newest corrections, with the names of who made them."""
    return list(db.execute(_named().order_by(corrections.c.made_at.desc(), corrections.c.number.desc()).limit(count)))


def handed_in(db: Db, course: str, quizzes: list[str], after: str = "", count: int | None = None) -> list[Row[Any]]:
    """Submitted attempts at some quizzes of a course in the order of their ids, each with the name of its owner."""
    columns = (attempts, people.c.name)
    mine = (attempts.c.course == course, attempts.c.quiz.in_(quizzes), attempts.c.submitted_at.is_not(None), people.c.erased_at.is_(None))
    found = select(*columns).join(people, people.c.id == attempts.c.person_id).where(*mine).order_by(attempts.c.id)
    if after:
        found = found.where(attempts.c.id > after)
    return list(db.execute(found.limit(count) if count else found))


def put(db: Db, **columns: Any) -> bool:
    """Put a certificate to a registrar's decision; False when this correction did so before."""
    same = (decisions.c.certificate_id == columns["certificate_id"], decisions.c.correction_id == columns["correction_id"])
    if db.execute(select(decisions.c.id).where(*same)).first():
        return False
    db.execute(decisions.insert().values(**columns))
    return True


def decision(db: Db, decision_id: str) -> Row[Any] | None:
    """A certificate put to a decision, with its code, held against others until the transaction ends."""
    found = select(decisions, certificates.c.code, certificates.c.person_id).join(certificates, certificates.c.id == decisions.c.certificate_id)
    return db.execute(found.where(decisions.c.id == decision_id).with_for_update(of=decisions)).first()


def decide(db: Db, certificate_id: str, outcome: str, reason: str, at: datetime, by: str | None) -> int:
    """Close what is open about a certificate; gives how many."""
    mine = (decisions.c.certificate_id == certificate_id, decisions.c.outcome.is_(None))
    return db.execute(decisions.update().where(*mine).values(outcome=outcome, reason=reason, decided_at=at, decided_by=by)).rowcount


def waits(db: Db, certificate_id: str) -> bool:
    """Whether a certificate waits for a decision."""
    mine = (decisions.c.certificate_id == certificate_id, decisions.c.outcome.is_(None))
    return db.execute(select(decisions.c.id).where(*mine)).first() is not None


def pending(db: Db, count: int) -> list[Row[Any]]:
    """Certificates that wait for a decision, the longest waiting first, with holder and correction."""
    columns = (
        decisions.c.id, decisions.c.opened_at, certificates.c.code, certificates.c.course, certificates.c.person_id, people.c.name,
        corrections.c.id.label("correction_id"), corrections.c.quiz, corrections.c.item, corrections.c.kind, corrections.c.reason,
    )  # fmt: skip
    joined = decisions.join(certificates, certificates.c.id == decisions.c.certificate_id).join(people, people.c.id == certificates.c.person_id)
    joined = joined.join(corrections, corrections.c.id == decisions.c.correction_id)
    waiting = select(*columns).select_from(joined).where(decisions.c.outcome.is_(None))
    return list(db.execute(waiting.order_by(decisions.c.opened_at, decisions.c.id).limit(count)))


def _named() -> Any:
    return select(corrections, people.c.name).join(people, people.c.id == corrections.c.made_by)
