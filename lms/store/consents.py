"""Consents: whether a person is listed on the roster, as facts that follow one another."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, PrimaryKeyConstraint, Row, Table, func, select

from lms.store.base import Db, instant, key, metadata, refers

GIVEN, WITHDRAWN = "given", "withdrawn"

consents = Table(
    "consents",
    metadata,
    refers("person_id", "people"),
    Column("number", Integer, autoincrement=False, nullable=False),
    key("state"),
    instant("at"),
    CheckConstraint("state IN ('given', 'withdrawn')", name="state"),
    PrimaryKeyConstraint("person_id", "number"),
)


def add(db: Db, person_id: str, state: str, at: Any) -> None:
    """Record what a person has decided; two at once meet at the number."""
    last = db.execute(select(func.max(consents.c.number)).where(consents.c.person_id == person_id)).scalar()
    db.execute(consents.insert().values(person_id=person_id, number=(last or 0) + 1, state=state, at=at))


def history(db: Db, person_id: str) -> list[Row[Any]]:
    """Everything a person has decided, the newest first."""
    return list(db.execute(select(consents).where(consents.c.person_id == person_id).order_by(consents.c.number.desc())))
