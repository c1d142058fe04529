"""The ledger as people read it, and as it is checked."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.ledger import commitment, first_fault, grow, root
from lms.domain.permissions import Action
from lms.services.work import UnitOfWork
from lms.store import ledger

CHUNK = 5000
PAGE = 50


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry; `details` is empty where a salt was erased."""

    number: int
    at: datetime
    action: str
    actor: str
    details: dict[str, Any]
    leaf: str


@dataclass(frozen=True, slots=True)
class Check:
    """What checking found. `fault` is the number of the first entry that is wrong, None when all stand."""

    size: int
    root: str
    fault: int | None


def page(uow: UnitOfWork, before: int | None = None) -> tuple[EntryView, ...]:
    """The newest entries, or those before a number."""
    uow.authorize(Action.READ_LEDGER)
    rows = ledger.latest(uow.db, before, PAGE)
    opened: dict[int, dict[str, Any]] = {}
    for one in ledger.openings(uow.db, [row.number for row in rows]):
        opened.setdefault(one.number, {})[one.field] = one.value
    none: dict[str, Any] = {}
    said = [(row, opened.get(row.number, none)) for row in rows]
    return tuple(
        EntryView(row.number, row.at, row.action, one.get("actor") or "", one.get("details") or {}, row.leaf.hex()) for row, one in said
    )  # fmt: skip


def verify(uow: UnitOfWork) -> Check:
    """Recompute every leaf, every opening that is left, and the root; names the first entry that was changed, dropped or moved."""
    uow.authorize(Action.OPERATE)
    head = ledger.read_head(uow.db)
    size, expected = (int(head.size), head.root) if head else (0, "")
    frontier: tuple[bytes | None, ...] = ()
    start = 0
    while rows := ledger.entries(uow.db, start, CHUNK):
        broken = first_fault([(row.number, row.entry.encode(), row.leaf) for row in rows], start)
        wrong = [number for number in (broken, _column_fault(rows), _opening_fault(uow, rows)) if number is not None]
        if wrong:
            return Check(size, expected, min(wrong))
        for row in rows:
            frontier = grow(frontier, row.leaf)
        start += len(rows)
    if start != size or (size and root(frontier).hex() != expected):
        return Check(size, expected, min(start, size))
    return Check(size, expected, None)


def _column_fault(rows: list) -> int | None:
    """The first entry whose columns say something else than its text, which alone is hashed."""
    said = ((row, json.loads(row.entry)) for row in rows)
    return next((row.number for row, one in said if (row.at, row.action) != (datetime.fromisoformat(one["at"]), one["action"])), None)


def _opening_fault(uow: UnitOfWork, rows: list) -> int | None:
    """The first entry whose opening does not fit its commitment, or is filed under another person."""
    entries = {row.number: json.loads(row.entry) for row in rows}
    wrong = [
        one.number for one in ledger.openings(uow.db, list(entries))
        if commitment(one.salt, one.value) != entries[one.number].get(one.field) or (one.field == "person" and one.value != (one.person_id or ""))
    ]  # fmt: skip
    return min(wrong, default=None)
