"""Answer events: only ever added, each id once."""

from typing import Any

from sqlalchemy import Column, Integer, Row, Table, UniqueConstraint, select
from sqlalchemy.dialects import postgresql, sqlite

from lms.store.base import Db, identity, instant, key, metadata, refers, value

answer_events = Table(
    "answer_events",
    metadata,
    identity(),
    refers("attempt_id", "attempts"),
    key("device"),
    Column("seq", Integer, nullable=False),
    key("item"),
    value("value", nullable=True),
    instant("at", nullable=True),
    instant("received_at"),
    key("flag"),
    UniqueConstraint("attempt_id", "device", "seq"),
)


ADD = {
    "sqlite": sqlite.insert(answer_events).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
    "postgresql": postgresql.insert(answer_events).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
}
"""Every saved answer asks this. It is put together once, since that takes longer than running it."""


def add(db: Db, events: list[dict[str, Any]]) -> bool:
    """Keep answer events; True when all were new.

    One that is kept already changes nothing, nor does one whose id, or whose device's sequence number, stands for another: see `known`.
    """
    return not events or db.execute(ADD[db.dialect.name], events).rowcount == len(events)


def known(db: Db, ids: list[str]) -> dict[str, Row[Any]]:
    """Kept events by id."""
    return {row.id: row for row in db.execute(select(answer_events).where(answer_events.c.id.in_(ids)))}


def of_attempt(db: Db, attempt_id: str) -> list[Row[Any]]:
    """Every answer event of an attempt, in the order of arrival."""
    mine = select(answer_events).where(answer_events.c.attempt_id == attempt_id)
    return list(db.execute(mine.order_by(answer_events.c.received_at, answer_events.c.id)))
