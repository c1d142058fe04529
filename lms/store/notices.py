"""Mail that was or is to be sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, select

from lms.store.base import Db, identity, instant, key, metadata, refers, words

notices = Table(
    "notices",
    metadata,
    identity(),
    refers("person_id", "people", nullable=True),
    key("address"),
    key("subject"),
    words("body"),
    instant("created_at"),
    instant("sent_at", nullable=True),
    key("sent_by", nullable=True),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a message."""
    db.execute(notices.insert().values(**columns))


def get(db: Db, notice_id: str) -> Row[Any] | None:
    """A message by id."""
    return db.execute(select(notices).where(notices.c.id == notice_id)).first()


def sent(db: Db, notice_id: str, at: datetime, by: str) -> None:
    """Note that a message left, and forget its text, which may hold a one-time link."""
    db.execute(notices.update().where(notices.c.id == notice_id).values(sent_at=at, sent_by=by, body=""))


def forget_sent(db: Db, before: datetime) -> None:
    """Delete messages that left before a moment."""
    db.execute(notices.delete().where(notices.c.sent_at < before))


def latest(db: Db, count: int) -> list[Row[Any]]:
    """The newest messages."""
    return list(db.execute(select(notices).order_by(notices.c.created_at.desc()).limit(count)))
