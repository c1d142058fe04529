"""Marks: what trainers gave for essays; the newest of an essay counts, the earlier ones stay."""

from typing import Any

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Row, Table, select

from lms.store.attempts import attempts
from lms.store.base import Db, instant, key, metadata, of_many, refers, value, words

marks = Table(
    "marks",
    metadata,
    refers("attempt_id", "attempts"),
    key("item"),
    Column("number", Integer, nullable=False, autoincrement=False),
    value("points"),
    words("comment"),
    words("reason"),
    instant("marked_at", index=True),
    refers("marked_by", "people"),
    PrimaryKeyConstraint("attempt_id", "item", "number"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a mark."""
    db.execute(marks.insert().values(**columns))


def of_attempt(db: Db, attempt_id: str) -> list[Row[Any]]:
    """Every mark of an attempt, the first of each essay before its later ones."""
    return list(db.execute(select(marks).where(marks.c.attempt_id == attempt_id).order_by(marks.c.item, marks.c.number)))


def of_attempts(db: Db, attempt_ids: list[str]) -> list[Row[Any]]:
    """Every mark of some attempts, the first of each essay before its later ones."""
    mine = select(marks).order_by(marks.c.attempt_id, marks.c.item, marks.c.number)
    return of_many(db, mine, marks.c.attempt_id, attempt_ids)


def waiting(db: Db, limit: int) -> list[Row[Any]]:
    """Attempts with an essay that has no mark, the oldest first."""
    return list(db.execute(select(attempts).where(attempts.c.waiting).order_by(attempts.c.submitted_at, attempts.c.id).limit(limit)))


def newest(db: Db, limit: int) -> list[Row[Any]]:
    """The newest marks, with whose essay and which quiz they belong to."""
    columns = (marks.c.attempt_id, marks.c.item, marks.c.marked_at, attempts.c.person_id, attempts.c.quiz, attempts.c.edition_id)
    joined = marks.join(attempts, attempts.c.id == marks.c.attempt_id)
    order = (marks.c.marked_at.desc(), marks.c.attempt_id, marks.c.item)
    return list(db.execute(select(*columns).select_from(joined).order_by(*order).limit(limit)))
