"""Claims: what people say they can show; steps and files only added, the newest state also in the claim, where it is asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Row, Table, select

from lms.store.base import Db, identity, instant, key, metadata, of_many, refers, value, words
from lms.store.people import people

STATES = "state IN ('sent', 'asked', 'verified', 'rejected', 'taken-back')"

claims = Table(
    "claims",
    metadata,
    identity(),
    refers("person_id", "people", index=True),
    key("state"),
    Column("number", Integer, nullable=False),
    instant("since"),
    CheckConstraint(STATES, name="state"),
    Index("ix_claims_waiting", "state", "since", "id"),
)
claim_steps = Table(
    "claim_steps",
    metadata,
    refers("claim_id", "claims"),
    Column("number", Integer, autoincrement=False, nullable=False),
    key("state"),
    value("body", nullable=True),
    words("said"),
    refers("evidence_id", "evidence", nullable=True),
    instant("at"),
    refers("by", "people"),
    CheckConstraint(STATES, name="state"),
    CheckConstraint("(state = 'verified') = (evidence_id IS NOT NULL)", name="evidence"),
    CheckConstraint("(state = 'sent') = (body IS NOT NULL)", name="body"),
    PrimaryKeyConstraint("claim_id", "number"),
)
claim_files = Table(
    "claim_files",
    metadata,
    identity(),
    refers("claim_id", "claims", index=True),
    key("kind"),
    key("name"),
    key("sha256"),
    Column("size", Integer, nullable=False),
    instant("at"),
    CheckConstraint("kind IN ('pdf', 'jpeg', 'png')", name="kind"),
)


def begin(db: Db, claim_id: str, person_id: str, at: datetime) -> None:
    """Make a claim that has no step yet."""
    db.execute(claims.insert().values(id=claim_id, person_id=person_id, state="sent", number=0, since=at))


def add_step(db: Db, claim_id: str, number: int, state: str, at: datetime, **columns: Any) -> bool:
    """Let a claim go on with the step of this number; False when another came first."""
    here = (claims.c.id == claim_id, claims.c.number == number - 1)
    if db.execute(claims.update().where(*here).values(state=state, number=number, since=at)).rowcount != 1:
        return False
    db.execute(claim_steps.insert().values(claim_id=claim_id, number=number, state=state, at=at, **columns))
    return True


def add_file(db: Db, **columns: Any) -> None:
    """Keep what a file of a claim is and where it lies."""
    db.execute(claim_files.insert().values(**columns))


def get(db: Db, claim_id: str) -> Row[Any] | None:
    """A claim by id, with the name of who makes it."""
    return db.execute(select(claims, people.c.name).join(people, claims.c.person_id == people.c.id).where(claims.c.id == claim_id)).first()


def lock(db: Db, claim_id: str) -> Row[Any] | None:
    """A claim by id, held until the transaction ends."""
    joined = select(claims, people.c.name).join(people, claims.c.person_id == people.c.id).where(claims.c.id == claim_id)
    return db.execute(joined.with_for_update(of=claims)).first()


def steps(db: Db, claim_ids: list[str]) -> list[Row[Any]]:
    """The steps of some claims with the names of those who took them, each claim's first before its later ones."""
    joined = select(claim_steps, people.c.name).join(people, claim_steps.c.by == people.c.id)
    return of_many(db, joined.order_by(claim_steps.c.claim_id, claim_steps.c.number), claim_steps.c.claim_id, claim_ids)


def files(db: Db, claim_id: str) -> list[Row[Any]]:
    """The files of a claim, the oldest first."""
    return list(db.execute(select(claim_files).where(claim_files.c.claim_id == claim_id).order_by(claim_files.c.at, claim_files.c.id)))


def of_person(db: Db, person_id: str) -> list[Row[Any]]:
    """A person's claims, the newest first."""
    joined = select(claims, people.c.name).join(people, claims.c.person_id == people.c.id)
    return list(db.execute(joined.where(claims.c.person_id == person_id).order_by(claims.c.since.desc(), claims.c.id.desc())))


def waiting(db: Db, limit: int) -> list[Row[Any]]:
    """Claims that wait for a registrar, the longest waiting first."""
    joined = select(claims, people.c.name).join(people, claims.c.person_id == people.c.id)
    return list(db.execute(joined.where(claims.c.state == "sent").order_by(claims.c.since, claims.c.id).limit(limit)))


def count_open(db: Db, person_id: str) -> int:
    """How many claims of a person are not decided."""
    open_ones = select(claims.c.id).where(claims.c.person_id == person_id, claims.c.state.in_(("sent", "asked")))
    return len(db.execute(open_ones).fetchall())
