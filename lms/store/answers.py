"""Answer events: only ever added, each id once."""

from typing import Any

from sqlalchemy import Column, Integer, Row, Table, UniqueConstraint, bindparam, select

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


MOST_IDS = 500
"""Ids in one question to the database."""

_mine = (answer_events.c.attempt_id == bindparam("attempt_id")) & (answer_events.c.device == bindparam("device"))
KNOWN = select(answer_events).where(
    answer_events.c.id.in_(bindparam("ids", expanding=True)) | (_mine & answer_events.c.seq.in_(bindparam("seqs", expanding=True)))
)
ADD = answer_events.insert()
"""Every saved answer asks these. They are put together once, since that takes longer than running them."""


def add(db: Db, events: list[dict[str, Any]]) -> None:
    """Keep answer events."""
    if events:
        db.execute(ADD, events)


def known(db: Db, attempt_id: str, device: str, ids: list[str], seqs: list[int]) -> dict[str, Row[Any]]:
    """Events that are kept already under one of the ids, or by this device under one of the sequence numbers; by id."""
    found = db.execute(KNOWN, {"attempt_id": attempt_id, "device": device, "ids": ids, "seqs": seqs})
    return {row.id: row for row in found}


def of_attempt(db: Db, attempt_id: str) -> list[Row[Any]]:
    """Every answer event of an attempt, in the order of arrival."""
    mine = select(answer_events).where(answer_events.c.attempt_id == attempt_id)
    return list(db.execute(mine.order_by(answer_events.c.received_at, answer_events.c.id)))


def of_attempts(db: Db, attempt_ids: list[str]) -> list[Row[Any]]:
    """Every answer event of some attempts, in the order of arrival."""
    found: list[Row[Any]] = []
    for start in range(0, len(attempt_ids), MOST_IDS):
        some = select(answer_events).where(answer_events.c.attempt_id.in_(attempt_ids[start : start + MOST_IDS]))
        found.extend(db.execute(some.order_by(answer_events.c.received_at, answer_events.c.id)))
    return found
