"""Plays of scenarios: one open at a time, numbered, ended once; their steps are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Row, Table, UniqueConstraint, select, text

from lms.store.base import Db, identity, instant, key, metadata, refers

plays = Table(
    "plays",
    metadata,
    identity(),
    refers("enrolment_id", "enrolments"),
    refers("person_id", "people", index=True),
    refers("edition_id", "editions"),
    key("scenario"),
    Column("number", Integer, nullable=False),
    instant("started_at"),
    instant("ended_at", nullable=True),
    key("ending", nullable=True),
    Column("points", Integer),
    UniqueConstraint("enrolment_id", "scenario", "number"),
    CheckConstraint("ending IN ('good', 'mixed', 'bad')", name="ending"),
    CheckConstraint("(ended_at IS NULL) = (ending IS NULL) AND (ended_at IS NULL) = (points IS NULL)", name="ended"),
)

Index(
    "uq_plays_open",
    plays.c.enrolment_id,
    plays.c.scenario,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

play_steps = Table(
    "play_steps",
    metadata,
    refers("play_id", "plays"),
    Column("number", Integer, nullable=False, autoincrement=False),
    key("node"),
    key("option"),
    instant("at"),
    PrimaryKeyConstraint("play_id", "number"),
)


def add(db: Db, **columns: Any) -> None:
    """Begin a play."""
    db.execute(plays.insert().values(**columns))


def get(db: Db, play_id: str) -> Row[Any] | None:
    """A play by id."""
    return db.execute(select(plays).where(plays.c.id == play_id)).first()


def of_scenario(db: Db, enrolment_id: str, scenario: str) -> list[Row[Any]]:
    """Every play of a scenario under an enrolment, in order."""
    mine = (plays.c.enrolment_id == enrolment_id, plays.c.scenario == scenario)
    return list(db.execute(select(plays).where(*mine).order_by(plays.c.number)))


def add_step(db: Db, play_id: str, number: int, node: str, option: str, at: datetime) -> None:
    """Keep what was chosen."""
    db.execute(play_steps.insert().values(play_id=play_id, number=number, node=node, option=option, at=at))


def steps(db: Db, play_id: str) -> list[Row[Any]]:
    """What was chosen in a play, in order."""
    return list(db.execute(select(play_steps).where(play_steps.c.play_id == play_id).order_by(play_steps.c.number)))


def finish(db: Db, play_id: str, at: datetime, ending: str, points: int) -> None:
    """End a play that has not ended."""
    open_one = (plays.c.id == play_id, plays.c.ended_at.is_(None))
    db.execute(plays.update().where(*open_one).values(ended_at=at, ending=ending, points=points))


def endings(db: Db, enrolment_id: str) -> frozenset[tuple[str, str]]:
    """(scenario, ending) pairs that were reached under an enrolment."""
    ended = (plays.c.enrolment_id == enrolment_id, plays.c.ending.is_not(None))
    return frozenset((row.scenario, row.ending) for row in db.execute(select(plays.c.scenario, plays.c.ending).where(*ended).distinct()))
