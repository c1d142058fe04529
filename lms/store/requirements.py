"""Requirement sets: every version that was ever in force."""

from typing import Any

from sqlalchemy import Column, Integer, Row, Table, UniqueConstraint, func, select

from lms.store.base import Db, day, identity, instant, key, metadata, value

requirement_sets = Table(
    "requirement_sets",
    metadata,
    identity(),
    key("key"),
    Column("version", Integer, nullable=False),
    key("seal"),
    day("effective_from"),
    day("effective_until", nullable=True),
    value("body"),
    instant("recorded_at"),
    instant("withdrawn_at", nullable=True),
    UniqueConstraint("key", "version"),
)


def add(db: Db, **columns: Any) -> None:
    """Record a version of a set."""
    db.execute(requirement_sets.insert().values(**columns))


def all_versions(db: Db) -> list[Row[Any]]:
    """Every version that is not withdrawn, by key and version."""
    standing = select(requirement_sets).where(requirement_sets.c.withdrawn_at.is_(None))
    return list(db.execute(standing.order_by(requirement_sets.c.key, requirement_sets.c.version)))


def count(db: Db) -> int:
    """How many versions are not withdrawn."""
    return int(db.execute(select(func.count()).select_from(requirement_sets).where(requirement_sets.c.withdrawn_at.is_(None))).scalar_one())


def version(db: Db, set_key: str, number: int) -> Row[Any] | None:
    """One version of a set."""
    return db.execute(select(requirement_sets).where(requirement_sets.c.key == set_key, requirement_sets.c.version == number)).first()
