"""Badges: the signed credential of each certificate, its place in a status list, and the keys that ever signed."""

from datetime import date
from typing import Any

from sqlalchemy import Column, Integer, Row, Table, UniqueConstraint, func, select

from lms.store.base import Db, instant, key, metadata, refers, words
from lms.store.certificates import certificate_limits, certificate_states

badges = Table(
    "badges",
    metadata,
    refers("certificate_id", "certificates", primary_key=True),
    words("document"),
    instant("made_at"),
)

badge_places = Table(
    "badge_places",
    metadata,
    refers("certificate_id", "certificates", primary_key=True),
    Column("list", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    UniqueConstraint("list", "place"),
)

badge_keys = Table(
    "badge_keys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    key("multikey", unique=True),
    instant("made_at"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a signed credential."""
    db.execute(badges.insert().values(**columns))


def get(db: Db, certificate_id: str) -> Row[Any] | None:
    """The credential of a certificate."""
    return db.execute(select(badges).where(badges.c.certificate_id == certificate_id)).first()


def add_place(db: Db, **columns: Any) -> None:
    """Give a certificate its place in a status list."""
    db.execute(badge_places.insert().values(**columns))


def place(db: Db, certificate_id: str) -> Row[Any] | None:
    """The place of a certificate."""
    return db.execute(select(badge_places).where(badge_places.c.certificate_id == certificate_id)).first()


def fullest(db: Db) -> tuple[int, int]:
    """The newest status list, and how many places of it are taken; list 1 is there from the beginning."""
    newest = db.execute(select(func.max(badge_places.c.list))).scalar() or 1
    return newest, db.execute(select(func.count()).select_from(badge_places).where(badge_places.c.list == newest)).scalar_one()


def taken(db: Db, number: int, place: int) -> bool:
    """Whether a place of a list is somebody's."""
    return db.execute(select(badge_places.c.place).where(badge_places.c.list == number, badge_places.c.place == place)).first() is not None


def struck(db: Db, number: int, states: tuple[str, ...]) -> frozenset[int]:
    """The places of a list whose certificates have one of these states as their last; that a name is withheld changes nothing."""
    one, later = certificate_states, certificate_states.alias()
    after = (later.c.at > one.c.at) | ((later.c.at == one.c.at) & (later.c.id > one.c.id))
    newer = select(later.c.id).where(later.c.certificate_id == one.c.certificate_id, later.c.state != "withheld", after).exists()
    of_list = select(badge_places.c.place).join(one, one.c.certificate_id == badge_places.c.certificate_id)
    return frozenset(db.execute(of_list.where(badge_places.c.list == number, one.c.state.in_(states), ~newer)).scalars())


def ended(db: Db, number: int, today: date) -> frozenset[int]:
    """The places of a list whose certificates a later policy has ended before this day."""
    one = certificate_limits
    of_list = select(badge_places.c.place).join(one, one.c.certificate_id == badge_places.c.certificate_id)
    return frozenset(db.execute(of_list.where(badge_places.c.list == number, one.c.until < today)).scalars())


def keys(db: Db) -> list[str]:
    """Every key that ever signed, oldest first."""
    return list(db.execute(select(badge_keys.c.multikey).order_by(badge_keys.c.number)).scalars())


def add_key(db: Db, **columns: Any) -> None:
    """Keep a key for ever."""
    db.execute(badge_keys.insert().values(**columns))
