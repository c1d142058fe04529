"""Accommodations: how much more time a person has in timed quizzes; only ever added, the newest counts."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, PrimaryKeyConstraint, Row, Table, select

from lms.store.base import Db, instant, metadata, refers
from lms.store.people import people

accommodations = Table(
    "accommodations",
    metadata,
    refers("person_id", "people"),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("percent", Integer, nullable=False),
    instant("set_at"),
    refers("set_by", "people"),
    PrimaryKeyConstraint("person_id", "number"),
    CheckConstraint("percent >= 0 AND percent <= 300", name="percent"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a decision."""
    db.execute(accommodations.insert().values(**columns))


def of_person(db: Db, person_id: str) -> list[Row[Any]]:
    """Every decision about a person, the newest first, with the name of who made it."""
    made = select(accommodations, people.c.name.label("by")).join(people, people.c.id == accommodations.c.set_by)
    return list(db.execute(made.where(accommodations.c.person_id == person_id).order_by(accommodations.c.number.desc())))


def percent(db: Db, person_id: str) -> int:
    """The per cent that counts now; none was decided: 0."""
    newest = select(accommodations.c.percent).where(accommodations.c.person_id == person_id).order_by(accommodations.c.number.desc()).limit(1)
    return db.scalars(newest).first() or 0
