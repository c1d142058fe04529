"""Practical sessions, the marks on their lists while they are open, and every sign-off, whole and only ever added."""

from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, Row, Table, func, select

from lms.store.base import Db, day, identity, instant, key, metadata, refers, value, words
from lms.store.people import people

practicals = Table(
    "practicals",
    metadata,
    identity(),
    key("practical"),
    value("definition"),
    day("day"),
    key("place"),
    instant("opened_at"),
    refers("opened_by", "people"),
    Column("revision", Integer, nullable=False),
    Column("signed", Integer, nullable=False),
    CheckConstraint("revision >= 0 AND signed >= 0", name="numbers"),
    Index("ix_practicals_day", "day"),
)
"""`signed` counts the sign-offs; `revision` every change of the list."""

practical_attendees = Table(
    "practical_attendees",
    metadata,
    refers("practical_id", "practicals"),
    refers("person_id", "people"),
    Column("there", Boolean, nullable=False),
    value("marks"),
    PrimaryKeyConstraint("practical_id", "person_id"),
)

practical_signings = Table(
    "practical_signings",
    metadata,
    refers("practical_id", "practicals"),
    Column("number", Integer, autoincrement=False, nullable=False),
    words("reason"),
    instant("at"),
    refers("by", "people"),
    PrimaryKeyConstraint("practical_id", "number"),
)

practical_results = Table(
    "practical_results",
    metadata,
    refers("practical_id", "practicals"),
    Column("number", Integer, autoincrement=False, nullable=False),
    refers("person_id", "people"),
    Column("there", Boolean, nullable=False),
    value("marks"),
    Column("passed", Boolean, nullable=False),
    refers("evidence_id", "evidence", nullable=True),
    PrimaryKeyConstraint("practical_id", "number", "person_id"),
    ForeignKeyConstraint(["practical_id", "number"], ["practical_signings.practical_id", "practical_signings.number"]),
    Index("ix_practical_results_person", "person_id"),
)


def add(db: Db, **columns: Any) -> None:
    """Open a session with an empty list."""
    db.execute(practicals.insert().values(revision=0, signed=0, **columns))


def get(db: Db, practical_id: str) -> Row[Any] | None:
    """A session by id."""
    return db.execute(select(practicals).where(practicals.c.id == practical_id)).first()


def lock(db: Db, practical_id: str) -> Row[Any] | None:
    """A session, held against others until the transaction ends."""
    return db.execute(select(practicals).where(practicals.c.id == practical_id).with_for_update()).first()


def step(db: Db, practical_id: str, **columns: Any) -> None:
    """Change a session, which is another revision of it."""
    db.execute(practicals.update().where(practicals.c.id == practical_id).values(revision=practicals.c.revision + 1, **columns))


def latest(db: Db, count: int) -> list[Row[Any]]:
    """Sessions with the number of people on their lists, the newest day first."""
    on_list = select(func.count()).where(practical_attendees.c.practical_id == practicals.c.id).scalar_subquery()
    return list(db.execute(select(practicals, on_list.label("people")).order_by(practicals.c.day.desc(), practicals.c.id.desc()).limit(count)))


def attendees(db: Db, practical_id: str) -> list[Row[Any]]:
    """The list of a session with names, in the order of names."""
    joined = select(practical_attendees, people.c.name, people.c.name_local).join(people, people.c.id == practical_attendees.c.person_id)
    return list(db.execute(joined.where(practical_attendees.c.practical_id == practical_id).order_by(people.c.name, people.c.id)))


def enlist(db: Db, practical_id: str, person_id: str) -> None:
    """Put a person on the list."""
    db.execute(practical_attendees.insert().values(practical_id=practical_id, person_id=person_id, there=False, marks={}))


def note(db: Db, practical_id: str, person_id: str, there: bool, marks: dict[str, str]) -> None:
    """What was seen of a person on the list."""
    one = (practical_attendees.c.practical_id == practical_id, practical_attendees.c.person_id == person_id)
    db.execute(practical_attendees.update().where(*one).values(there=there, marks=marks))


def strike(db: Db, practical_id: str, person_id: str) -> None:
    """Take a person off the list."""
    one = (practical_attendees.c.practical_id == practical_id, practical_attendees.c.person_id == person_id)
    db.execute(practical_attendees.delete().where(*one))


def add_signing(db: Db, signing: dict[str, Any], results: list[dict[str, Any]]) -> None:
    """Keep a sign-off, with its results."""
    db.execute(practical_signings.insert().values(**signing))
    db.execute(practical_results.insert(), results)


def signings(db: Db, practical_id: str) -> list[Row[Any]]:
    """The sign-offs of a session with the names of the trainers, the newest first."""
    joined = select(practical_signings, people.c.name).join(people, people.c.id == practical_signings.c.by)
    return list(db.execute(joined.where(practical_signings.c.practical_id == practical_id).order_by(practical_signings.c.number.desc())))


def results(db: Db, practical_id: str, number: int) -> list[Row[Any]]:
    """What one sign-off said of everybody."""
    return list(db.execute(select(practical_results).where(practical_results.c.practical_id == practical_id, practical_results.c.number == number)))


def of_person(db: Db, person_id: str) -> list[Row[Any]]:
    """What the newest sign-off of each session says of a person, with the session and the trainer's name, the newest day first."""
    one = (practical_signings.c.practical_id == practicals.c.id) & (practical_signings.c.number == practicals.c.signed)
    mine = (practical_results.c.practical_id == practicals.c.id) & (practical_results.c.number == practicals.c.signed)
    columns = (
        practicals.c.id, practicals.c.definition, practicals.c.day, practicals.c.place, practical_results.c.there, practical_results.c.marks,
        practical_signings.c.number, practical_signings.c.reason, practical_signings.c.at, people.c.name.label("trainer"),
    )  # fmt: skip
    joined = select(*columns).select_from(practicals.join(practical_signings, one).join(practical_results, mine))
    joined = joined.join(people, people.c.id == practical_signings.c.by).where(practical_results.c.person_id == person_id)
    return list(db.execute(joined.order_by(practicals.c.day.desc(), practicals.c.id.desc())))
