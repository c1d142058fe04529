"""Answer events: only ever added, each id once."""

from typing import Any

from sqlalchemy import Column, Index, Integer, Row, Table, UniqueConstraint, case, distinct, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from lms.store.base import Db, identity, instant, key, metadata, of_many, refers, value

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

Index("ix_answer_events_marked", answer_events.c.attempt_id, sqlite_where=text("flag <> ''"), postgresql_where=text("flag <> ''"))

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


def of_device(db: Db, attempt_id: str, device: str) -> list[Row[Any]]:
    """Every answer event of an attempt that came from one device, by its numbers."""
    mine = (answer_events.c.attempt_id == attempt_id, answer_events.c.device == device)
    return list(db.execute(select(answer_events).where(*mine).order_by(answer_events.c.seq)))


def marked(db: Db, attempt_id: str) -> list[Row[Any]]:
    """The answer events of an attempt that carry a mark, in the order of arrival."""
    mine = (answer_events.c.attempt_id == attempt_id, answer_events.c.flag != "")
    return list(db.execute(select(answer_events).where(*mine).order_by(answer_events.c.received_at, answer_events.c.seq)))


def heard(db: Db, attempt_ids: list[str]) -> dict[str, Row[Any]]:
    """Of several attempts that have answers: how many items are answered (`items`) or carry marks (`marks`), and when one came last (`seen`)."""
    columns = (
        answer_events.c.attempt_id, func.count(distinct(answer_events.c.item)).label("items"), func.max(answer_events.c.received_at).label("seen"),
        func.sum(case((answer_events.c.flag != "", 1), else_=0)).label("marks"),
    )  # fmt: skip
    found = db.execute(select(*columns).where(answer_events.c.attempt_id.in_(attempt_ids)).group_by(answer_events.c.attempt_id))
    return {row.attempt_id: row for row in found}


def of_attempts(db: Db, attempt_ids: list[str]) -> list[Row[Any]]:
    """Every answer event of some attempts, in the order of arrival."""
    mine = select(answer_events).order_by(answer_events.c.received_at, answer_events.c.id)
    return of_many(db, mine, answer_events.c.attempt_id, attempt_ids)
