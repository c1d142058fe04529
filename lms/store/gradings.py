"""Gradings: every result an attempt has had; the newest counts, the earlier ones stay."""

from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, PrimaryKeyConstraint, Row, Table, select

from lms.store.base import Db, instant, key, metadata, refers, value, words

gradings = Table(
    "gradings",
    metadata,
    refers("attempt_id", "attempts"),
    Column("number", Integer, nullable=False, autoincrement=False),
    key("why"),
    words("reason"),
    Column("points", Integer, nullable=False),
    Column("out_of", Integer, nullable=False),
    Column("percent", Integer, nullable=False),
    Column("passed", Boolean, nullable=False),
    value("grade"),
    instant("graded_at"),
    refers("graded_by", "people", nullable=True),
    PrimaryKeyConstraint("attempt_id", "number"),
    CheckConstraint("points >= 0 AND points <= out_of", name="points"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a result."""
    db.execute(gradings.insert().values(**columns))


def of_attempt(db: Db, attempt_id: str) -> list[Row[Any]]:
    """Every result of an attempt, the first one first."""
    return list(db.execute(select(gradings).where(gradings.c.attempt_id == attempt_id).order_by(gradings.c.number)))
