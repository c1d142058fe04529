"""The ledger's entries, the openings of their commitments, and the head that grows with each."""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, PrimaryKeyConstraint, Row, Table, select

from lms.store.base import Db, instant, key, metadata, raw, refers, value, words

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

ledger_checkpoints = Table(
    "ledger_checkpoints",
    metadata,
    Column("size", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    key("root"),
    instant("at"),
    words("signature"),
    value("witnesses"),
)


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


def openings(db: Db, numbers: list[int]) -> list[Row[Any]]:
    """Openings of several entries."""
    return list(db.execute(select(ledger_openings).where(ledger_openings.c.number.in_(numbers))))
