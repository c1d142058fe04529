"""Attempts: one open at a time, numbered, closed once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Row, Table, UniqueConstraint, bindparam, case, func, select, text

from lms.store.base import Db, identity, instant, key, metadata, refers, value

attempts = Table(
    "attempts",
    metadata,
    identity(),
    refers("enrolment_id", "enrolments"),
    refers("person_id", "people", index=True),
    refers("edition_id", "editions"),
    key("course"),
    key("quiz"),
    Column("number", Integer, nullable=False),
    key("seed"),
    value("paper"),
    instant("started_at"),
    instant("deadline", nullable=True),
    instant("submitted_at", nullable=True),
    Column("points", Integer),
    Column("out_of", Integer),
    Column("percent", Integer),
    Column("passed", Boolean),
    value("grade", nullable=True),
    Column("waiting", Boolean),
    value("checked", nullable=True),
    UniqueConstraint("enrolment_id", "quiz", "number"),
    CheckConstraint("points IS NULL OR (points >= 0 AND points <= out_of)", name="points"),
    CheckConstraint("(submitted_at IS NULL) = (points IS NULL)", name="graded"),
)

Index(
    "uq_attempts_open",
    attempts.c.enrolment_id,
    attempts.c.quiz,
    unique=True,
    sqlite_where=text("submitted_at IS NULL"),
    postgresql_where=text("submitted_at IS NULL"),
)
Index("ix_attempts_waiting", attempts.c.submitted_at, sqlite_where=text("waiting"), postgresql_where=text("waiting"))


LOCK = select(attempts).where(attempts.c.id == bindparam("attempt_id")).with_for_update()
RESULTS = (
    select(
        attempts.c.quiz, func.max(attempts.c.percent).label("percent"), func.max(case((attempts.c.passed, 1), else_=0)).label("passed"),
        func.count().label("attempts"), func.max(case((attempts.c.waiting, 1), else_=0)).label("waiting"),
    )
    .where(attempts.c.enrolment_id == bindparam("enrolment_id"), attempts.c.submitted_at.is_not(None))
    .group_by(attempts.c.quiz)
)  # fmt: skip
"""Every saved answer asks the one, every page of a course the other. They are put together once, since that takes longer than running them."""


def add(db: Db, **columns: Any) -> None:
    """Begin an attempt."""
    db.execute(attempts.insert().values(**columns))


def get(db: Db, attempt_id: str) -> Row[Any] | None:
    """An attempt by id."""
    return db.execute(select(attempts).where(attempts.c.id == attempt_id)).first()


def lock(db: Db, attempt_id: str) -> Row[Any] | None:
    """An attempt, held against others until the transaction ends."""
    return db.execute(LOCK, {"attempt_id": attempt_id}).first()


def of_quiz(db: Db, enrolment_id: str, quiz: str) -> list[Row[Any]]:
    """Every attempt at a quiz under an enrolment, in order, without paper and grade."""
    columns = [column for column in attempts.c if column.name not in ("paper", "grade", "checked")]
    mine = (attempts.c.enrolment_id == enrolment_id, attempts.c.quiz == quiz)
    return list(db.execute(select(*columns).where(*mine).order_by(attempts.c.number)))


def set_result(db: Db, attempt_id: str, **columns: Any) -> None:
    """Close an attempt with its result, or give a closed one its newer result."""
    db.execute(attempts.update().where(attempts.c.id == attempt_id).values(**columns))


def met(db: Db, enrolment_id: str, quiz: str) -> list[Any]:
    """The paper of every attempt at a quiz under an enrolment."""
    mine = (attempts.c.enrolment_id == enrolment_id, attempts.c.quiz == quiz)
    return list(db.execute(select(attempts.c.paper).where(*mine)).scalars())


def set_checked(db: Db, attempt_id: str, items: list[str]) -> None:
    """Note which questions have been checked, so that their answers stay."""
    db.execute(attempts.update().where(attempts.c.id == attempt_id).values(checked=items))


def results(db: Db, enrolment_id: str) -> list[Row[Any]]:
    """For each quiz under an enrolment: best percentage, whether passed, how many submitted attempts, whether one waits for a mark."""
    return list(db.execute(RESULTS, {"enrolment_id": enrolment_id}))


def overdue(db: Db, before: datetime) -> list[Row[Any]]:
    """Id and person of open attempts whose deadline was before a moment."""
    late = (attempts.c.submitted_at.is_(None), attempts.c.deadline < before)
    return list(db.execute(select(attempts.c.id, attempts.c.person_id).where(*late).order_by(attempts.c.deadline).limit(100)))
