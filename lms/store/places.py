"""Places: danger levels that registrars have set, only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, Row, Table, select

from lms.store.base import Db, day, identity, instant, key, metadata, refers, words
from lms.store.people import people

place_levels = Table(
    "place_levels",
    metadata,
    identity(),
    key("place"),
    day("from_day"),
    Column("level", Integer, nullable=False),
    words("reason"),
    refers("set_by", "people"),
    instant("recorded_at"),
    Index("ix_place_levels_place", "place", "recorded_at"),
)


def add(db: Db, **columns: Any) -> None:
    """Record a level."""
    db.execute(place_levels.insert().values(**columns))


def said(db: Db, before: datetime | None = None) -> list[Row[Any]]:
    """Every level that was recorded before an instant (None for all), in the order of recording, with the name of who set it."""
    found = select(place_levels, people.c.name.label("by")).join(people, people.c.id == place_levels.c.set_by)
    if before is not None:
        found = found.where(place_levels.c.recorded_at < before)
    return list(db.execute(found.order_by(place_levels.c.recorded_at, place_levels.c.id)))
