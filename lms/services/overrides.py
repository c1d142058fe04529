"""Every override and waiver, from the ledger: what, who, about whom, why, when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lms.domain.overrides import KINDS, OverrideKind, actions, what, why
from lms.domain.permissions import Action
from lms.services.work import UnitOfWork
from lms.store import ledger, people

PAGE = 50
MOST = 5_000
"""Entries in one table that is taken away."""


@dataclass(frozen=True, slots=True)
class OverrideView:
    """One act. `actor`, `about`, `what` and `why` are empty where the salts were erased with the person; `about` also where it is about nobody."""

    number: int
    at: datetime
    kind: OverrideKind
    action: str
    actor: str
    about: str
    about_id: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which acts: of a kind, from and until a day, both included."""

    kind: OverrideKind | None = None
    since: date | None = None
    until: date | None = None


def page(uow: UnitOfWork, asked: Asked, before: int | None = None) -> tuple[tuple[OverrideView, ...], int | None]:
    """Fifty acts, the newest first, and the number before which the next page begins; None on the last."""
    uow.authorize(Action.READ_OVERRIDES)
    found = _found(uow, asked, before, PAGE + 1)
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def table(uow: UnitOfWork, asked: Asked) -> tuple[OverrideView, ...]:
    """The newest acts, as many as fit into one table."""
    uow.authorize(Action.READ_OVERRIDES)
    return _found(uow, asked, None, MOST)


def _found(uow: UnitOfWork, asked: Asked, before: int | None, count: int) -> tuple[OverrideView, ...]:
    zone = uow.house.terms.zone
    start = datetime.combine(asked.since, time(), zone) if asked.since else None
    end = datetime.combine(asked.until + timedelta(days=1), time(), zone) if asked.until and asked.until < date.max else None
    rows = ledger.of_actions(uow.db, actions(asked.kind), start, end, before, count)
    opened: dict[int, dict[str, Any]] = {}
    for one in ledger.openings(uow.db, [row.number for row in rows]):
        opened.setdefault(one.number, {})[one.field] = one.value
    said = [(row, opened.get(row.number, {})) for row in rows]
    ids = {str(each.get(field) or "") for _, each in said for field in ("actor", "person")} - {"", "system"}
    names = people.names(uow.db, sorted(ids))
    return tuple(_view(row, each, names) for row, each in said)


def _view(row: Any, opened: Mapping[str, Any], names: Mapping[str, str]) -> OverrideView:
    actor, about, details = opened.get("actor") or "", opened.get("person") or "", opened.get("details") or {}
    return OverrideView(
        row.number, row.at, KINDS[row.action], row.action, names.get(actor, actor if actor == "system" else ""), names.get(about, ""),
        about if about in names else "", what(details), why(details),
    )  # fmt: skip
