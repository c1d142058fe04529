"""The ledger's entries, the openings of their commitments, and the head that grows with each."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, ForeignKey, Integer, PrimaryKeyConstraint, Row, Table, select, tuple_

from lms.store.base import MOST_IDS, Db, instant, key, metadata, raw, refers, value, words

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    instant("at"),
    key("action", index=True),
    words("entry"),
    raw("leaf"),
)

ledger_openings = Table(
    "ledger_openings",
    metadata,
    Column("number", ForeignKey("ledger_entries.number"), nullable=False),
    key("field"),
    refers("person_id", "people", nullable=True, index=True),
    raw("salt"),
    value("value", nullable=True),
    PrimaryKeyConstraint("number", "field"),
)

ledger_head = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    value("frontier"),
    key("root"),
)

ledger_nodes = Table(
    "ledger_nodes",
    metadata,
    Column("level", Integer, autoincrement=False, nullable=False),
    Column("place", BigInteger, autoincrement=False, nullable=False),
    raw("hash"),
    PrimaryKeyConstraint("level", "place"),
)
"""Roots of full subtrees, 2**level leaves each; level 0 are the entries' own leaves. Filled in up to the newest checkpoint."""

ledger_checkpoints = Table(
    "ledger_checkpoints",
    metadata,
    Column("size", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    key("root"),
    instant("at"),
    words("signature"),
    value("witnesses"),
)
"""Signed notes: `signature` holds the whole note; `witnesses` the lines that others have put under it."""


def head(db: Db) -> Row[Any]:
    """Size, frontier and root, held against others until the transaction ends; made when the ledger is new."""
    found = db.execute(select(ledger_head).with_for_update()).first()
    if found is None:
        db.execute(ledger_head.insert().values(id=1, size=0, frontier=[], root=""))
        found = db.execute(select(ledger_head).with_for_update()).one()
    return found


def read_head(db: Db) -> Row[Any] | None:
    """Size, frontier and root, only read."""
    return db.execute(select(ledger_head)).first()


def add(db: Db, entry: dict[str, Any], openings: list[dict[str, Any]], size: int, frontier: list[str | None], root: str) -> None:
    """Append an entry and move the head."""
    db.execute(ledger_entries.insert().values(**entry))
    if openings:
        db.execute(ledger_openings.insert(), openings)
    db.execute(ledger_head.update().values(size=size, frontier=frontier, root=root))


def entries(db: Db, start: int, count: int) -> list[Row[Any]]:
    """Entries from a number on."""
    return list(db.execute(select(ledger_entries).where(ledger_entries.c.number >= start).order_by(ledger_entries.c.number).limit(count)))


def latest(db: Db, before: int | None, count: int) -> list[Row[Any]]:
    """The newest entries, or those before a number."""
    newest = select(ledger_entries).order_by(ledger_entries.c.number.desc()).limit(count)
    return list(db.execute(newest.where(ledger_entries.c.number < before) if before is not None else newest))


def of_actions(
    db: Db, actions: tuple[str, ...], start: datetime | None, end: datetime | None, before: int | None, count: int
) -> list[Row[Any]]:
    """The newest entries of some actions, of those made from an instant on and before another, and before a number."""
    entry = ledger_entries.c
    asked: list[ColumnElement[bool]] = [entry.action.in_(actions)]
    asked += [entry.at >= start] if start else []
    asked += [entry.at < end] if end else []
    asked += [entry.number < before] if before is not None else []
    return list(db.execute(select(ledger_entries).where(*asked).order_by(entry.number.desc()).limit(count)))


def openings(db: Db, numbers: list[int]) -> list[Row[Any]]:
    """Openings of several entries."""
    found: list[Row[Any]] = []
    for start in range(0, len(numbers), MOST_IDS):
        some = numbers[start : start + MOST_IDS]
        found += db.execute(select(ledger_openings).where(ledger_openings.c.number.in_(some)))
    return found


def add_checkpoint(db: Db, nodes: dict[tuple[int, int], bytes], **columns: Any) -> None:
    """Keep a checkpoint and the subtrees ((level, place) → hash) completed since the one before."""
    if nodes:
        db.execute(ledger_nodes.insert(), [{"level": level, "place": place, "hash": one} for (level, place), one in nodes.items()])
    db.execute(ledger_checkpoints.insert().values(**columns))


def checkpoint(db: Db, size: int | None = None) -> Row[Any] | None:
    """The checkpoint of a size, or the newest."""
    found = select(ledger_checkpoints)
    which = found.where(ledger_checkpoints.c.size == size) if size is not None else found.order_by(ledger_checkpoints.c.size.desc()).limit(1)
    return db.execute(which).first()


def checkpoints(db: Db, before: int | None, count: int) -> list[Row[Any]]:
    """Checkpoints, the newest first, or those of a smaller size."""
    newest = select(ledger_checkpoints).order_by(ledger_checkpoints.c.size.desc()).limit(count)
    return list(db.execute(newest.where(ledger_checkpoints.c.size < before) if before is not None else newest))


def add_witness(db: Db, size: int, lines: list[str]) -> None:
    """Put what witnesses have signed under a checkpoint."""
    db.execute(ledger_checkpoints.update().where(ledger_checkpoints.c.size == size).values(witnesses=lines))


def subtrees(db: Db, places: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Hashes of full subtrees by (level, place), leaves being level 0; what is not there is left out."""
    found = {}
    if leaves := [place for level, place in places if level == 0]:
        rows = db.execute(select(ledger_entries.c.number, ledger_entries.c.leaf).where(ledger_entries.c.number.in_(leaves)))
        found = {(0, row.number): row.leaf for row in rows}
    if higher := [one for one in places if one[0]]:
        rows = db.execute(select(ledger_nodes).where(tuple_(ledger_nodes.c.level, ledger_nodes.c.place).in_(higher)))
        found |= {(row.level, row.place): row.hash for row in rows}
    return found
