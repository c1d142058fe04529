"""Sign-ins on devices, tokens for programs and one-time links, and the tries that throttling counts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Row, Table, bindparam, func, select

from lms.store.base import Db, identity, instant, key, metadata, refers, value
from lms.store.people import people, roles

sessions = Table(
    "sessions",
    metadata,
    identity(),
    key("token_hash", unique=True),
    refers("person_id", "people", index=True),
    key("device"),
    key("device_hash"),
    instant("created_at"),
    instant("seen_at"),
    instant("expires_at"),
    instant("revoked_at", nullable=True),
)

tokens = Table(
    "tokens",
    metadata,
    identity(),
    key("kind"),
    key("token_hash", unique=True),
    refers("person_id", "people", index=True),
    key("name"),
    value("scopes"),
    instant("created_at"),
    instant("expires_at"),
    instant("used_at", nullable=True),
    CheckConstraint("kind IN ('api', 'reset')", name="kind"),
)

tries = Table(
    "tries",
    metadata,
    identity(),
    key("kind"),
    key("account"),
    key("address"),
    instant("at"),
    Column("failed", Boolean, nullable=False),
    Index("ix_tries_account", "kind", "account", "at"),
    Index("ix_tries_address", "kind", "address", "at"),
)


holder = sessions.join(people, sessions.c.person_id == people.c.id).outerjoin(roles, roles.c.person_id == people.c.id)
WHO = (
    sessions.c.id.label("sign"), sessions.c.person_id, sessions.c.created_at, sessions.c.seen_at, sessions.c.expires_at,
    sessions.c.revoked_at, sessions.c.device, people.c.name, people.c.lang, people.c.disabled_at, roles.c.role,
)  # fmt: skip
"""What is asked about a sign-in and its person."""
IDENTIFY = select(*WHO).select_from(holder).where(sessions.c.token_hash == bindparam("token_hash"))
"""Every request asks this. It is put together once, since that takes longer than running it."""


def add(db: Db, **columns: Any) -> None:
    """Sign a person in on a device."""
    db.execute(sessions.insert().values(**columns))


def identify(db: Db, token_hash: str) -> list[Row[Any]]:
    """The sign-in with its person, one row for each role (one with no role when there is none); empty when unknown."""
    return list(db.execute(IDENTIFY, {"token_hash": token_hash}))


def touch(db: Db, session_id: str, at: datetime) -> None:
    """Note that a sign-in is in use."""
    db.execute(sessions.update().where(sessions.c.id == session_id).values(seen_at=at))


def revoke(db: Db, person_id: str, at: datetime, only: str | None = None, keep: str | None = None) -> int:
    """End a person's sign-ins: one, all, or all but one. Gives how many ended."""
    which = sessions.update().where(sessions.c.person_id == person_id, sessions.c.revoked_at.is_(None))
    if only:
        which = which.where(sessions.c.id == only)
    if keep:
        which = which.where(sessions.c.id != keep)
    return db.execute(which.values(revoked_at=at)).rowcount


def current(db: Db, person_id: str, now: datetime) -> list[Row[Any]]:
    """A person's sign-ins that have not ended, the latest used first."""
    mine = select(sessions).where(sessions.c.person_id == person_id, sessions.c.revoked_at.is_(None), sessions.c.expires_at > now)
    return list(db.execute(mine.order_by(sessions.c.seen_at.desc())))


def knows_device(db: Db, person_id: str, device_hash: str) -> bool:
    """Whether this person has signed in with this browser before."""
    mine = select(sessions.c.id).where(sessions.c.person_id == person_id, sessions.c.device_hash == device_hash)
    return db.execute(mine.limit(1)).first() is not None


def add_token(db: Db, **columns: Any) -> None:
    """Keep the hash of a token or a one-time link."""
    db.execute(tokens.insert().values(**columns))


def token(db: Db, kind: str, token_hash: str) -> Row[Any] | None:
    """A token by its hash, with its person."""
    joined = tokens.join(people, tokens.c.person_id == people.c.id)
    found = select(tokens, people.c.name.label("person_name"), people.c.email, people.c.lang, people.c.disabled_at).select_from(joined)
    return db.execute(found.where(tokens.c.kind == kind, tokens.c.token_hash == token_hash)).first()


def use_token(db: Db, token_id: str, at: datetime) -> bool:
    """Use a one-time link up; False when it was used already."""
    return db.execute(tokens.update().where(tokens.c.id == token_id, tokens.c.used_at.is_(None)).values(used_at=at)).rowcount == 1


def void_tokens(db: Db, person_id: str, kind: str, at: datetime, token_id: str | None = None) -> int:
    """Make a person's unused tokens of a kind (or one of them) worthless."""
    which = tokens.update().where(tokens.c.person_id == person_id, tokens.c.kind == kind, tokens.c.used_at.is_(None))
    if token_id:
        which = which.where(tokens.c.id == token_id)
    return db.execute(which.values(used_at=at)).rowcount


def tokens_of(db: Db, person_id: str, now: datetime) -> list[Row[Any]]:
    """A person's tokens for programs that still work."""
    mine = select(tokens).where(tokens.c.person_id == person_id, tokens.c.kind == "api", tokens.c.used_at.is_(None))
    return list(db.execute(mine.where(tokens.c.expires_at > now).order_by(tokens.c.created_at)))


def note_try(db: Db, **columns: Any) -> None:
    """Note one try at a password, a registration or a code."""
    db.execute(tries.insert().values(**columns))


def failures(db: Db, kind: str, account: str, address: str, since: datetime) -> tuple[int, int]:
    """Failed tries since a moment: for the account, and from the address."""
    count = select(func.count()).select_from(tries).where(tries.c.kind == kind, tries.c.failed, tries.c.at > since)
    by_account = db.execute(count.where(tries.c.account == account)).scalar_one() if account else 0
    return by_account, db.execute(count.where(tries.c.address == address)).scalar_one()


def forget_ended(db: Db, before: datetime) -> None:
    """Delete sign-ins and tokens that ended before a moment; their devices are nobody's business any more."""
    db.execute(sessions.delete().where((sessions.c.revoked_at < before) | (sessions.c.expires_at < before)))
    db.execute(tokens.delete().where((tokens.c.used_at < before) | (tokens.c.expires_at < before)))


def forget_tries(db: Db, before: datetime) -> int:
    """Delete old tries, which hold addresses; gives how many."""
    return db.execute(tries.delete().where(tries.c.at < before)).rowcount
