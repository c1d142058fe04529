"""Receipts: only ever added, one for each attempt handed in and each lesson done."""

from typing import Any

from sqlalchemy import CheckConstraint, Row, Select, Table, UniqueConstraint, func, select

from lms.store.attempts import attempts
from lms.store.base import Db, identity, instant, key, metadata, refers
from lms.store.people import people
from lms.store.progress import enrolments

receipts = Table(
    "receipts",
    metadata,
    identity(),
    key("code", unique=True),
    refers("person_id", "people", index=True),
    refers("enrolment_id", "enrolments"),
    refers("attempt_id", "attempts", nullable=True, unique=True),
    key("lesson", nullable=True),
    key("digest"),
    key("result", nullable=True),
    instant("made_at"),
    UniqueConstraint("enrolment_id", "lesson"),
    CheckConstraint("(attempt_id IS NULL) = (lesson IS NOT NULL)", name="subject"),
    CheckConstraint("(attempt_id IS NULL) = (result IS NULL)", name="result"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a receipt."""
    db.execute(receipts.insert().values(**columns))


def of_attempt(db: Db, attempt_id: str) -> str:
    """The code for an attempt; empty when there is none."""
    return db.scalar(select(receipts.c.code).where(receipts.c.attempt_id == attempt_id)) or ""


def of_lesson(db: Db, enrolment_id: str, lesson: str) -> str:
    """The code for a lesson done under an enrolment; empty when there is none."""
    return db.scalar(select(receipts.c.code).where(receipts.c.enrolment_id == enrolment_id, receipts.c.lesson == lesson)) or ""


def by_code(db: Db, code: str) -> Row[Any] | None:
    """A receipt with whom and what it is about."""
    return db.execute(_whole().where(receipts.c.code == code)).first()


def of_person(db: Db, person_id: str, skip: int, limit: int) -> list[Row[Any]]:
    """Some of a person's receipts, newest first."""
    mine = _whole().where(receipts.c.person_id == person_id)
    return list(db.execute(mine.order_by(receipts.c.made_at.desc(), receipts.c.id.desc()).offset(skip).limit(limit)))


def count(db: Db, person_id: str) -> int:
    """How many receipts a person has."""
    return db.scalar(select(func.count()).select_from(receipts).where(receipts.c.person_id == person_id)) or 0


def _whole() -> Select[Any]:
    joined = receipts.join(enrolments, enrolments.c.id == receipts.c.enrolment_id).join(people, people.c.id == receipts.c.person_id)
    joined = joined.outerjoin(attempts, attempts.c.id == receipts.c.attempt_id)
    about = (enrolments.c.course, enrolments.c.edition_id, people.c.name, people.c.name_local, attempts.c.quiz, attempts.c.number)
    return select(receipts, *about).select_from(joined)
