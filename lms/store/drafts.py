"""Drafts of requirement sets: the text as it stands, who had a hand in it, who proposed it and who decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, Row, Table, select

from lms.store.base import Db, identity, instant, key, metadata, refers, value, words
from lms.store.consents import GIVEN, consents
from lms.store.people import people

drafts = Table(
    "drafts",
    metadata,
    identity(),
    key("key"),
    Column("version", Integer, nullable=False),
    words("text"),
    Column("revision", Integer, nullable=False),
    value("hands"),
    key("state"),
    instant("made_at"),
    refers("made_by", "people"),
    instant("changed_at"),
    words("reason", nullable=True),
    key("fingerprint", nullable=True),
    instant("proposed_at", nullable=True),
    refers("proposed_by", "people", nullable=True),
    instant("decided_at", nullable=True),
    refers("decided_by", "people", nullable=True),
    CheckConstraint("state IN ('open', 'proposed', 'published', 'discarded')", name="state"),
    Index("ix_drafts_key", "key", "state"),
)


def add(db: Db, **columns: Any) -> None:
    """Begin a draft."""
    db.execute(drafts.insert().values(**columns))


def get(db: Db, draft_id: str) -> Row[Any] | None:
    """A draft."""
    return db.execute(select(drafts).where(drafts.c.id == draft_id)).first()


def hold(db: Db, draft_id: str) -> Row[Any] | None:
    """A draft, held against others until the transaction ends."""
    return db.execute(select(drafts).where(drafts.c.id == draft_id).with_for_update()).first()


def standing(db: Db, set_key: str | None = None) -> list[Row[Any]]:
    """Drafts of a duty, or of all, that are neither published nor discarded, the newest first."""
    query = select(drafts).where(drafts.c.state.in_(("open", "proposed")))
    query = query.where(drafts.c.key == set_key) if set_key is not None else query
    return list(db.execute(query.order_by(drafts.c.made_at.desc(), drafts.c.id.desc())))


def published(db: Db, set_key: str, number: int) -> Row[Any] | None:
    """The draft that became a version."""
    return db.execute(select(drafts).where(drafts.c.key == set_key, drafts.c.version == number, drafts.c.state == "published")).first()


def change(db: Db, draft_id: str, at: datetime, **columns: Any) -> None:
    """Change a draft; its revision counts on."""
    db.execute(drafts.update().where(drafts.c.id == draft_id).values(changed_at=at, revision=drafts.c.revision + 1, **columns))


def listed(db: Db, after: str, count: int) -> list[Row[Any]]:
    """(id, name) of the next people after an id who agreed to be listed, in the order of ids."""
    newest = select(consents.c.state).where(consents.c.person_id == people.c.id).correlate(people)
    state = newest.order_by(consents.c.number.desc()).limit(1).scalar_subquery()
    query = select(people.c.id, people.c.name).where(people.c.disabled_at.is_(None), state == GIVEN)
    query = query.where(people.c.id > after) if after else query
    return list(db.execute(query.order_by(people.c.id).limit(count)))
