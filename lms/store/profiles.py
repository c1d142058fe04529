"""Profiles: what people say of themselves, as facts that follow one another; and the traits by which the roster is narrowed."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Integer, PrimaryKeyConstraint, Row, Table, func, or_, select

from lms.store.base import Db, day, identity, instant, key, metadata, refers, value

profiles = Table(
    "profiles",
    metadata,
    refers("person_id", "people"),
    Column("number", Integer, autoincrement=False, nullable=False),
    value("stated"),
    instant("at"),
    PrimaryKeyConstraint("person_id", "number"),
)

traits = Table(
    "traits",
    metadata,
    identity(),
    refers("person_id", "people"),
    key("kind"),
    key("name"),
    day("from_day"),
    day("until_day"),
    instant("recorded_at"),
    instant("superseded_at", nullable=True),
    Index("ix_traits_person", "person_id", "kind", "name", "superseded_at", "from_day", "until_day"),
    Index("ix_traits_name", "kind", "name", "superseded_at", "from_day", "until_day", "person_id"),
)
"""For whom, what, from and until which departure day; kept when corrected. Days of one person and name do not overlap."""


def state(db: Db, person_id: str, stated: dict[str, Any], at: datetime) -> None:
    """Record what a person states; two at once meet at the number."""
    last = db.execute(select(func.max(profiles.c.number)).where(profiles.c.person_id == person_id)).scalar()
    db.execute(profiles.insert().values(person_id=person_id, number=(last or 0) + 1, stated=stated, at=at))


def newest(db: Db, person_id: str) -> Row[Any] | None:
    """What a person states now."""
    mine = select(profiles).where(profiles.c.person_id == person_id)
    return db.execute(mine.order_by(profiles.c.number.desc()).limit(1)).first()


def current(db: Db, person_id: str, kinds: Collection[str]) -> list[Row[Any]]:
    """A person's traits of these kinds that stand."""
    mine = (traits.c.person_id == person_id, traits.c.kind.in_(kinds), traits.c.superseded_at.is_(None))
    return list(db.execute(select(traits).where(*mine)))


def supersede(db: Db, ids: list[str], at: datetime) -> None:
    """Say that traits no longer stand."""
    if ids:
        db.execute(traits.update().where(traits.c.id.in_(ids)).values(superseded_at=at))


def add(db: Db, rows: list[dict[str, Any]]) -> None:
    """Record traits."""
    if rows:
        db.execute(traits.insert(), rows)


def has(kind: str, names: tuple[str, ...], on: date, known: datetime | None) -> tuple[ColumnElement[bool], ...]:
    """The traits of one kind and any of these names that hold on a day, as known before an instant (None for what stands now)."""
    found = (traits.c.kind == kind, traits.c.name.in_(names), traits.c.from_day <= on, traits.c.until_day > on)
    if known is None:
        return *found, traits.c.superseded_at.is_(None)
    return *found, traits.c.recorded_at < known, or_(traits.c.superseded_at.is_(None), traits.c.superseded_at >= known)
