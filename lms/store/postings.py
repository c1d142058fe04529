"""Postings: what a team is wanted for, whether it is being filled, and who was put where; all only ever added."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Row, Table, func, select

from lms.store.base import Db, day, identity, instant, key, metadata, of_many, refers, value, words
from lms.store.people import people

postings = Table(
    "postings",
    metadata,
    identity(),
    words("title"),
    key("duty"),
    day("day"),
    key("place"),
    value("situation"),
)

posting_states = Table(
    "posting_states",
    metadata,
    refers("posting_id", "postings"),
    Column("number", Integer, autoincrement=False, nullable=False),
    key("state"),
    words("reason"),
    instant("at"),
    refers("by", "people"),
    PrimaryKeyConstraint("posting_id", "number"),
    CheckConstraint("state IN ('opened', 'closed')", name="state"),
)

posting_acts = Table(
    "posting_acts",
    metadata,
    refers("posting_id", "postings"),
    Column("number", Integer, autoincrement=False, nullable=False),
    refers("person_id", "people"),
    key("act"),
    words("reason"),
    instant("at"),
    refers("by", "people"),
    PrimaryKeyConstraint("posting_id", "number"),
    CheckConstraint("act IN ('shortlisted', 'joined', 'left')", name="act"),
    Index("ix_posting_acts_person", "person_id"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a posting."""
    db.execute(postings.insert().values(**columns))


def add_state(db: Db, posting_id: str, **columns: Any) -> None:
    """Say that a posting is opened or closed; two at once meet at the number."""
    db.execute(posting_states.insert().values(posting_id=posting_id, number=_next(db, posting_states, posting_id), **columns))


def add_act(db: Db, posting_id: str, **columns: Any) -> None:
    """Keep what was done with a person; two at once meet at the number."""
    db.execute(posting_acts.insert().values(posting_id=posting_id, number=_next(db, posting_acts, posting_id), **columns))


def lock(db: Db, posting_id: str) -> Row[Any] | None:
    """A posting as `get` gives it, held against others until the transaction ends."""
    db.execute(select(postings.c.id).where(postings.c.id == posting_id).with_for_update())
    return get(db, posting_id)


def get(db: Db, posting_id: str) -> Row[Any] | None:
    """A posting with its newest state, who said so, when and why."""
    return db.execute(_whole().where(postings.c.id == posting_id)).first()


def latest(db: Db, count: int) -> list[Row[Any]]:
    """Postings as `get` gives them, the latest departure first, open ones before those that are closed."""
    return list(db.execute(_whole().order_by(posting_states.c.state.desc(), postings.c.day.desc(), postings.c.id).limit(count)))


def waiting(db: Db, since: Any) -> list[Row[Any]]:
    """Open postings that depart on a day or later, the soonest first."""
    open_ones = _whole().where(posting_states.c.state == "opened", postings.c.day >= since)
    return list(db.execute(open_ones.order_by(postings.c.day, postings.c.id)))


def acts(db: Db, posting_id: str) -> list[Row[Any]]:
    """What was done with people, oldest first, with the name of who did it."""
    mine = select(posting_acts, people.c.name.label("by_name")).join(people, people.c.id == posting_acts.c.by)
    return list(db.execute(mine.where(posting_acts.c.posting_id == posting_id).order_by(posting_acts.c.number)))


def acts_of(db: Db, posting_ids: list[str]) -> list[Row[Any]]:
    """(posting_id, number, person_id, act) of several postings, in no order."""
    mine = select(posting_acts.c.posting_id, posting_acts.c.number, posting_acts.c.person_id, posting_acts.c.act)
    return of_many(db, mine, posting_acts.c.posting_id, posting_ids)


def _next(db: Db, table: Table, posting_id: str) -> int:
    return int(db.execute(select(func.max(table.c.number)).where(table.c.posting_id == posting_id)).scalar() or 0) + 1


def _whole() -> Any:
    newest = select(func.max(posting_states.c.number)).where(posting_states.c.posting_id == postings.c.id).correlate(postings).scalar_subquery()
    said = (posting_states.c.state, posting_states.c.reason, posting_states.c.at, people.c.name.label("by_name"))
    joined = postings.join(posting_states, (posting_states.c.posting_id == postings.c.id) & (posting_states.c.number == newest))
    return select(postings, *said).select_from(joined.join(people, people.c.id == posting_states.c.by))
