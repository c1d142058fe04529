"""Waivers of rules, and what became of each: only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Row, Table, and_, select

from lms.store.base import Db, day, identity, instant, key, metadata, refers, words
from lms.store.people import people
from lms.store.requirements import requirement_sets

waivers = Table(
    "waivers",
    metadata,
    identity(),
    refers("person_id", "people"),
    refers("set_id", "requirement_sets"),
    key("rule"),
    day("from_day"),
    day("until_day"),
    words("reason"),
    instant("asked_at"),
    refers("asked_by", "people"),
    CheckConstraint("from_day <= until_day", name="days"),
    Index("ix_waivers_person", "person_id"),
)

waiver_states = Table(
    "waiver_states",
    metadata,
    refers("waiver_id", "waivers"),
    Column("number", Integer, autoincrement=False, nullable=False),
    key("state"),
    words("reason"),
    instant("at"),
    refers("by", "people"),
    PrimaryKeyConstraint("waiver_id", "number"),
    CheckConstraint("state IN ('confirmed', 'declined', 'ended')", name="state"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a waiver that waits for its confirmation."""
    db.execute(waivers.insert().values(**columns))


def add_state(db: Db, **columns: Any) -> None:
    """Say what became of a waiver: its first state has the number 1, its end the number 2."""
    db.execute(waiver_states.insert().values(**columns))


def lock(db: Db, waiver_id: str) -> Row[Any] | None:
    """A waiver as `_whole` gives it, held against others until the transaction ends."""
    if db.execute(select(waivers.c.id).where(waivers.c.id == waiver_id).with_for_update()).first() is None:
        return None
    return db.execute(_whole().where(waivers.c.id == waiver_id)).first()


def standing(db: Db, person_id: str, known: datetime | None = None) -> list[Row[Any]]:
    """A person's confirmed waivers, oldest first; those confirmed before an instant, with what had ended by then."""
    return list(db.execute(_whole(known).where(waivers.c.person_id == person_id, _decided.c.state == "confirmed").order_by(waivers.c.id)))


def of_person(db: Db, person_id: str) -> list[Row[Any]]:
    """A person's waivers, newest first."""
    return list(db.execute(_whole().where(waivers.c.person_id == person_id).order_by(waivers.c.id.desc())))


def latest(db: Db, count: int) -> list[Row[Any]]:
    """The newest waivers of anybody, those that wait first."""
    return list(db.execute(_whole().order_by(_decided.c.state.is_not(None), waivers.c.id.desc()).limit(count)))


_decided, _ended = waiver_states.alias("decided"), waiver_states.alias("ended")
_asker, _confirmer, _holder = people.alias("asker"), people.alias("confirmer"), people.alias("holder")


def _whole(known: datetime | None = None) -> Any:
    """A waiver with its set, the names of those concerned, what was decided and when it ended."""
    one = and_(_decided.c.waiver_id == waivers.c.id, _decided.c.number == 1)
    two = and_(_ended.c.waiver_id == waivers.c.id, _ended.c.number == 2)
    if known is not None:
        one, two = and_(one, _decided.c.at < known), and_(two, _ended.c.at < known)
    columns = (
        waivers, requirement_sets.c.key.label("duty"), requirement_sets.c.version, _holder.c.name.label("holder"), _asker.c.name.label("asker"),
        _decided.c.state, _decided.c.by.label("decided_by"), _decided.c.reason.label("decided_why"), _confirmer.c.name.label("confirmer"),
        _ended.c.at.label("ended_at"), _ended.c.reason.label("ended_why"),
    )  # fmt: skip
    joined = waivers.join(requirement_sets, requirement_sets.c.id == waivers.c.set_id).join(_holder, _holder.c.id == waivers.c.person_id)
    joined = joined.join(_asker, _asker.c.id == waivers.c.asked_by).outerjoin(_decided, one).outerjoin(_ended, two)
    return select(*columns).select_from(joined.outerjoin(_confirmer, _confirmer.c.id == _decided.c.by))
