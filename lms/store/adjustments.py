"""Adjustments: what trainers did to the time of an attempt; only ever added."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, PrimaryKeyConstraint, Row, Table, select

from lms.store.base import Db, instant, key, metadata, refers, words
from lms.store.people import people

adjustments = Table(
    "adjustments",
    metadata,
    refers("attempt_id", "attempts"),
    Column("number", Integer, nullable=False, autoincrement=False),
    key("kind"),
    Column("minutes", Integer, nullable=False),
    words("reason"),
    instant("made_at"),
    refers("made_by", "people"),
    PrimaryKeyConstraint("attempt_id", "number"),
    CheckConstraint("kind IN ('pause', 'resume', 'extend')", name="kind"),
    CheckConstraint("(kind = 'extend') = (minutes > 0) AND minutes >= 0", name="minutes"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep what was done."""
    db.execute(adjustments.insert().values(**columns))


def of_attempt(db: Db, attempt_id: str) -> list[Row[Any]]:
    """Everything done to an attempt's time, the first one first, with the name of who did it."""
    done = select(adjustments, people.c.name.label("by")).join(people, people.c.id == adjustments.c.made_by)
    return list(db.execute(done.where(adjustments.c.attempt_id == attempt_id).order_by(adjustments.c.number)))
