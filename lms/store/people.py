"""People, their roles and their second factors."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Row, Table, func, or_, select

from lms.store.base import MOST_IDS, Db, day, holds, identity, instant, key, metadata, refers, value, words

people = Table(
    "people",
    metadata,
    identity(),
    key("email", unique=True),
    key("name"),
    key("name_local"),
    words("password_hash"),
    key("lang"),
    day("birth_date", nullable=True),
    Column("demo", Boolean, nullable=False, default=False),
    instant("created_at"),
    instant("disabled_at", nullable=True),
    instant("erased_at", nullable=True),
    Index("ix_people_name", "name", "id"),
)

roles = Table(
    "roles",
    metadata,
    refers("person_id", "people"),
    key("role"),
    instant("granted_at"),
    refers("granted_by", "people", nullable=True),
    PrimaryKeyConstraint("person_id", "role"),
)

second_factors = Table(
    "second_factors",
    metadata,
    identity(),
    refers("person_id", "people", index=True),
    key("kind"),
    value("secret"),
    Column("last_counter", Integer, nullable=False, default=0),
    instant("created_at"),
    instant("removed_at", nullable=True),
    CheckConstraint("kind IN ('totp', 'passkey', 'recovery')", name="kind"),
)


def add(db: Db, **columns: Any) -> None:
    """Open an account."""
    db.execute(people.insert().values(**columns))


def get(db: Db, person_id: str) -> Row[Any] | None:
    """A person by id."""
    return db.execute(select(people).where(people.c.id == person_id)).first()


def names(db: Db, ids: list[str]) -> dict[str, str]:
    """Names by id, of those that there are."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), MOST_IDS):
        some = people.c.id.in_(ids[start : start + MOST_IDS])
        found |= {row.id: row.name for row in db.execute(select(people.c.id, people.c.name).where(some))}
    return found


def lock(db: Db, person_id: str) -> Row[Any] | None:
    """A person, held against others who change them until the transaction ends; rows may still be added that refer to them."""
    return db.execute(select(people).where(people.c.id == person_id).with_for_update(key_share=True)).first()


def by_email(db: Db, email: str) -> Row[Any] | None:
    """A person by address, in the form `clean_email` gives."""
    return db.execute(select(people).where(people.c.email == email)).first()


def change(db: Db, person_id: str, **columns: Any) -> None:
    """Set columns of one person."""
    db.execute(people.update().where(people.c.id == person_id).values(**columns))


def roles_of(db: Db, person_id: str) -> frozenset[str]:
    """Names of a person's roles."""
    return frozenset(db.scalars(select(roles.c.role).where(roles.c.person_id == person_id)))


def grant(db: Db, person_id: str, role: str, at: datetime, by: str | None) -> None:
    """Give a role."""
    db.execute(roles.insert().values(person_id=person_id, role=role, granted_at=at, granted_by=by))


def withdraw(db: Db, person_id: str, role: str) -> None:
    """Take a role away."""
    db.execute(roles.delete().where(roles.c.person_id == person_id, roles.c.role == role))


def holders(db: Db, role: str) -> int:
    """How many people who can sign in hold a role."""
    who = select(func.count()).select_from(roles.join(people, roles.c.person_id == people.c.id))
    return db.execute(who.where(roles.c.role == role, people.c.disabled_at.is_(None))).scalar_one()


def page(db: Db, search: str, after: str, size: int) -> list[Row[Any]]:
    """People in the order of their names, `size + 1` at most so that the caller sees whether there are more.

    `after` is `name\\nid` of the last one shown, empty for the first page.
    """
    query = select(people).where(people.c.erased_at.is_(None)).order_by(people.c.name, people.c.id).limit(size + 1)
    if search:
        query = query.where(holds(search, people.c.name, people.c.name_local, people.c.email))
    if after:
        name, _, person_id = after.partition("\n")
        query = query.where(or_(people.c.name > name, (people.c.name == name) & (people.c.id > person_id)))
    return list(db.execute(query))


def roles_of_many(db: Db, person_ids: list[str]) -> dict[str, frozenset[str]]:
    """Roles of several people at once."""
    found: dict[str, set[str]] = {}
    for person_id, role in db.execute(select(roles.c.person_id, roles.c.role).where(roles.c.person_id.in_(person_ids))):
        found.setdefault(person_id, set()).add(role)
    return {person_id: frozenset(names) for person_id, names in found.items()}


def demo_ids(db: Db) -> dict[str, str]:
    """Address → id of the demo people."""
    return dict(db.execute(select(people.c.email, people.c.id).where(people.c.demo)).tuples().all())


def batch(db: Db, after: str, count: int) -> list[str]:
    """The next ids of people who were not erased after one, in the order of ids; from the first when there is none."""
    following = (people.c.id > after,) if after else ()
    return list(db.scalars(select(people.c.id).where(people.c.erased_at.is_(None), *following).order_by(people.c.id).limit(count)))


def counted(db: Db, until: str) -> tuple[int, int]:
    """How many people there are up to an id, none when there is none, and how many in all."""
    total = db.execute(select(func.count()).select_from(people).where(people.c.erased_at.is_(None))).scalar_one()
    passed = select(func.count()).select_from(people).where(people.c.id <= until, people.c.erased_at.is_(None))
    return db.execute(passed).scalar_one() if until else 0, total


def anybody(db: Db) -> bool:
    """Whether there is anybody yet."""
    return db.execute(select(people.c.id).limit(1)).first() is not None
