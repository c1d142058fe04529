"""Looks: who looked at a person's proof, or took a list that names them, and when."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Row, Table, select

from lms.store.base import Db, day, identity, instant, key, metadata, refers, words
from lms.store.people import people

looks = Table(
    "looks",
    metadata,
    identity(),
    refers("person_id", "people"),
    refers("looked_by", "people"),
    key("role"),
    key("kind"),
    key("duty"),
    day("day"),
    words("reason"),
    instant("at"),
    CheckConstraint("kind IN ('proof', 'export', 'file')", name="kind"),
    Index("ix_looks_person", "person_id", "at"),
)


def add(db: Db, rows: list[dict[str, Any]]) -> None:
    """Record looks."""
    if rows:
        db.execute(looks.insert(), rows)


def since(db: Db, person_id: str, looked_by: str, duty: str, at: datetime, kind: str = "proof") -> bool:
    """Whether somebody has opened this proof since an instant; for the kind file `duty` is the claim."""
    mine = (looks.c.person_id == person_id, looks.c.at >= at, looks.c.looked_by == looked_by, looks.c.duty == duty, looks.c.kind == kind)
    return db.execute(select(looks.c.id).where(*mine).limit(1)).first() is not None


def of_person(db: Db, person_id: str, before: datetime | None, size: int) -> list[Row[Any]]:
    """Who looked at a person, the newest first, with the name they have now."""
    query = select(looks, people.c.name).join(people, looks.c.looked_by == people.c.id).where(looks.c.person_id == person_id)
    if before is not None:
        query = query.where(looks.c.at < before)
    return list(db.execute(query.order_by(looks.c.at.desc(), looks.c.id.desc()).limit(size)))
