"""Eligibility spans: for whom, by which set, in which situation, from and until which departure day; kept when corrected."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, Row, Table, select

from lms.store.base import Db, day, identity, instant, key, metadata, refers, value

eligibility_spans = Table(
    "eligibility_spans",
    metadata,
    identity(),
    refers("person_id", "people"),
    refers("set_id", "requirement_sets"),
    key("situation"),
    day("from_day"),
    day("until_day"),
    Column("met", Boolean, nullable=False),
    value("missing"),
    Column("lacks", Integer, nullable=False),
    instant("recorded_at"),
    instant("superseded_at", nullable=True),
    Index("ix_eligibility_spans_person", "person_id", "superseded_at"),
    Index("ix_eligibility_spans_day", "person_id", "set_id", "situation", "superseded_at", "lacks", "from_day", "until_day"),
    Index("ix_eligibility_spans_ready", "set_id", "situation", "superseded_at", "lacks", "from_day", "until_day", "person_id"),
)


def current(db: Db, person_id: str, set_id: str | None = None) -> list[Row[Any]]:
    """A person's spans that stand, of one version of a set or of all."""
    mine = [eligibility_spans.c.person_id == person_id, eligibility_spans.c.superseded_at.is_(None)]
    if set_id is not None:
        mine.append(eligibility_spans.c.set_id == set_id)
    return list(db.execute(select(eligibility_spans).where(*mine)))


def supersede(db: Db, ids: list[str], at: datetime) -> None:
    """Say that spans no longer stand."""
    if ids:
        db.execute(eligibility_spans.update().where(eligibility_spans.c.id.in_(ids)).values(superseded_at=at))


def add(db: Db, spans: list[dict[str, Any]]) -> None:
    """Record spans."""
    if spans:
        db.execute(eligibility_spans.insert(), spans)
