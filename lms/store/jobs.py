"""The transactional outbox: what is to be done after the commit, each exactly once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, Row, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from lms.store.base import Db, identity, instant, key, metadata, value, words

jobs = Table(
    "jobs",
    metadata,
    identity(),
    key("kind"),
    value("payload"),
    key("once", unique=True),
    instant("created_at"),
    instant("due_at"),
    Column("tries", Integer, nullable=False, default=0),
    instant("done_at", nullable=True),
    words("fault", nullable=True),
    Index("ix_jobs_due", "done_at", "due_at"),
)


def add(db: Db, **columns: Any) -> bool:
    """Put a job in; `once` names it, and a job of that name is put in only once, also by two at the same time. False when it was there."""
    insert = sqlite.insert(jobs) if db.dialect.name == "sqlite" else postgresql.insert(jobs)
    return db.execute(insert.values(tries=0, **columns).on_conflict_do_nothing(index_elements=["once"])).rowcount == 1


def named(db: Db, once: str) -> Row[Any] | None:
    """The job of this name."""
    return db.execute(select(jobs).where(jobs.c.once == once)).first()


def unfinished(db: Db, beginning: str) -> Row[Any] | None:
    """The oldest job not done whose name begins so."""
    mine = (jobs.c.done_at.is_(None), jobs.c.once.startswith(beginning, autoescape=True))
    return db.execute(select(jobs).where(*mine).order_by(jobs.c.created_at, jobs.c.id).limit(1)).first()


def newest(db: Db, begins: str) -> Row[Any] | None:
    """The newest job whose name begins so."""
    return db.execute(select(jobs).where(jobs.c.once.startswith(begins)).order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(1)).first()


def due(db: Db, now: datetime, kinds: Collection[str], claim: bool = False) -> Row[Any] | None:
    """The oldest job of these kinds whose time has come; with `claim` it is held until the transaction ends, and others skip it."""
    ready = (jobs.c.done_at.is_(None), jobs.c.due_at <= now, jobs.c.kind.in_(kinds))
    waiting = select(jobs).where(*ready).order_by(jobs.c.due_at, jobs.c.id).limit(1)
    return db.execute(waiting.with_for_update(skip_locked=True) if claim else waiting).first()


def finish(db: Db, job_id: str, at: datetime) -> bool:
    """Mark a job done; False when it was done already."""
    open_one = (jobs.c.id == job_id, jobs.c.done_at.is_(None))
    return db.execute(jobs.update().where(*open_one).values(done_at=at, fault=None)).rowcount == 1


def postpone(db: Db, job_id: str, due_at: datetime, fault: str) -> None:
    """Try again later, and say why."""
    db.execute(jobs.update().where(jobs.c.id == job_id).values(due_at=due_at, tries=jobs.c.tries + 1, fault=fault))


def fail(db: Db, job_id: str, due_at: datetime, fault: str) -> None:
    """Say why a job failed, and when it is tried again; its try was counted when it was taken."""
    db.execute(jobs.update().where(jobs.c.id == job_id).values(due_at=due_at, fault=fault))


def release(db: Db, at: datetime) -> None:
    """Make every job that is not done due at once."""
    db.execute(jobs.update().where(jobs.c.done_at.is_(None)).values(due_at=at))


def waiting(db: Db) -> tuple[int, datetime | None]:
    """How many jobs are not done, and since when the oldest has been due."""
    count, oldest = db.execute(select(func.count(), func.min(jobs.c.due_at)).where(jobs.c.done_at.is_(None))).one()
    return count, oldest
