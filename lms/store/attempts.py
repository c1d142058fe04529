"""Attempts: one open at a time, numbered, closed once."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Row,
    Table,
    UniqueConstraint,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
)

from lms.store.answers import answer_events
from lms.store.base import Db, identity, instant, key, metadata, refers, value
from lms.store.people import people
from lms.store.sessions import WHO, holder, sessions

attempts = Table(
    "attempts",
    metadata,
    identity(),
    refers("enrolment_id", "enrolments"),
    refers("person_id", "people", index=True),
    refers("edition_id", "editions"),
    key("course"),
    key("quiz"),
    Column("number", Integer, nullable=False),
    key("seed"),
    value("paper"),
    instant("started_at"),
    instant("deadline", nullable=True),
    instant("submitted_at", nullable=True),
    Column("points", Integer),
    Column("out_of", Integer),
    Column("percent", Integer),
    Column("passed", Boolean),
    value("grade", nullable=True),
    instant("paused_at", nullable=True),
    Column("extra", Integer, nullable=False, default=0, server_default="0"),
    Column("waiting", Boolean),
    value("checked", nullable=True),
    UniqueConstraint("enrolment_id", "quiz", "number"),
    CheckConstraint("points IS NULL OR (points >= 0 AND points <= out_of)", name="points"),
    CheckConstraint("(submitted_at IS NULL) = (points IS NULL)", name="graded"),
)

Index(
    "uq_attempts_open",
    attempts.c.enrolment_id,
    attempts.c.quiz,
    unique=True,
    sqlite_where=text("submitted_at IS NULL"),
    postgresql_where=text("submitted_at IS NULL"),
)
Index("ix_attempts_waiting", attempts.c.submitted_at, sqlite_where=text("waiting"), postgresql_where=text("waiting"))


LOCK = select(attempts).where(attempts.c.id == bindparam("attempt_id")).with_for_update()
_about = (
    attempts.c.id, attempts.c.edition_id, attempts.c.quiz, attempts.c.paper, attempts.c.checked, attempts.c.started_at, attempts.c.deadline,
    attempts.c.submitted_at, attempts.c.paused_at,
)  # fmt: skip
TAKE = (
    select(*WHO, *_about)
    .select_from(holder.join(attempts, attempts.c.person_id == sessions.c.person_id))
    .where(sessions.c.token_hash == bindparam("token_hash"), attempts.c.id == bindparam("attempt_id"))
    .with_for_update(of=attempts)
)
RESULTS = (
    select(
        attempts.c.quiz, func.max(attempts.c.percent).label("percent"), func.max(case((attempts.c.passed, 1), else_=0)).label("passed"),
        func.count().label("attempts"), func.max(case((attempts.c.waiting, 1), else_=0)).label("waiting"),
    )
    .where(attempts.c.enrolment_id == bindparam("enrolment_id"), attempts.c.submitted_at.is_not(None))
    .group_by(attempts.c.quiz)
)  # fmt: skip
"""Every saved answer asks one of the first two, every page of a course the last.

They are put together once, since that takes longer than running them.
"""


def add(db: Db, **columns: Any) -> None:
    """Begin an attempt."""
    db.execute(attempts.insert().values(**columns))


def get(db: Db, attempt_id: str) -> Row[Any] | None:
    """An attempt by id."""
    return db.execute(select(attempts).where(attempts.c.id == attempt_id)).first()


def lock(db: Db, attempt_id: str) -> Row[Any] | None:
    """An attempt, held against others until the transaction ends."""
    return db.execute(LOCK, {"attempt_id": attempt_id}).first()


def take(db: Db, attempt_id: str, token_hash: str) -> list[Row[Any]]:
    """What an answer asks of an attempt, held as by `lock`, and the sign-in of its person as `sessions.identify` gives it; empty when not theirs."""
    return list(db.execute(TAKE, {"attempt_id": attempt_id, "token_hash": token_hash}))


def of_quiz(db: Db, enrolment_id: str, quiz: str) -> list[Row[Any]]:
    """Every attempt at a quiz under an enrolment, in order, without paper and grade."""
    columns = [column for column in attempts.c if column.name not in ("paper", "grade", "checked")]
    mine = (attempts.c.enrolment_id == enrolment_id, attempts.c.quiz == quiz)
    return list(db.execute(select(*columns).where(*mine).order_by(attempts.c.number)))


def set_result(db: Db, attempt_id: str, **columns: Any) -> None:
    """Close an attempt with its result, or give a closed one its newer result."""
    db.execute(attempts.update().where(attempts.c.id == attempt_id).values(**columns))


def met(db: Db, enrolment_id: str, quiz: str) -> list[Any]:
    """The paper of every attempt at a quiz under an enrolment."""
    mine = (attempts.c.enrolment_id == enrolment_id, attempts.c.quiz == quiz)
    return list(db.execute(select(attempts.c.paper).where(*mine)).scalars())


def set_checked(db: Db, attempt_id: str, items: list[str]) -> None:
    """Note which questions have been checked, so that their answers stay."""
    db.execute(attempts.update().where(attempts.c.id == attempt_id).values(checked=items))


def results(db: Db, enrolment_id: str) -> list[Row[Any]]:
    """For each quiz under an enrolment: best percentage, whether passed, how many submitted attempts, whether one waits for a mark."""
    return list(db.execute(RESULTS, {"enrolment_id": enrolment_id}))


def set_time(db: Db, attempt_id: str, **columns: Any) -> None:
    """Give an attempt another deadline, extra time, or the moment since which it is paused."""
    db.execute(attempts.update().where(attempts.c.id == attempt_id).values(**columns))


def lock_open(db: Db, person_id: str) -> list[Row[Any]]:
    """A person's open attempts that have a deadline, held against others, always in the same order."""
    mine = (attempts.c.person_id == person_id, attempts.c.submitted_at.is_(None), attempts.c.deadline.is_not(None))
    return list(db.execute(select(attempts).where(*mine).order_by(attempts.c.id).with_for_update()))


def lapsed(db: Db, before: datetime, long_before: datetime) -> list[str]:
    """Ids of open attempts whose time was over `before`, or `long_before` where a device was heard in time that may still hold answers."""
    waiting = (attempts.c.submitted_at.is_(None), attempts.c.paused_at.is_(None), attempts.c.deadline < before)
    done = or_(attempts.c.deadline < long_before, ~_heard(attempts.c.deadline).exists())
    return list(db.scalars(select(attempts.c.id).where(*waiting, done).order_by(attempts.c.deadline).limit(100)))


def awaited(db: Db, attempt_id: str) -> bool:
    """Whether a device was heard in time that may still hold answers to an attempt."""
    return db.execute(select(attempts.c.id).where(attempts.c.id == attempt_id, _heard(attempts.c.deadline).exists())).first() is not None


def _heard(limit: Any) -> Any:
    """Answers that came with the device's clock before the limit; a plain form has no clock, and keeps nothing on the device."""
    mine = (answer_events.c.attempt_id == attempts.c.id, answer_events.c.at.is_not(None), answer_events.c.flag == "")
    return select(answer_events.c.id).where(*mine, answer_events.c.received_at <= limit).correlate(attempts)


def watched(db: Db, course: str, quiz: str, marked: bool, after: str, size: int) -> list[Row[Any]]:
    """Open attempts with the person's name, or the closed ones that hold marked answers; newest first, `size + 1` at most.

    `course` and `quiz` empty: all; `after`: id of the last one shown, empty for the first page.
    """
    query = select(attempts, people.c.name.label("person")).join(people, people.c.id == attempts.c.person_id)
    query = query.order_by(attempts.c.started_at.desc(), attempts.c.id.desc()).limit(size + 1)
    if marked:
        marks = select(answer_events.c.id).where(answer_events.c.attempt_id == attempts.c.id, answer_events.c.flag != "").correlate(attempts)
        query = query.where(attempts.c.submitted_at.is_not(None), marks.exists())
    else:
        query = query.where(attempts.c.submitted_at.is_(None))
    if quiz:
        query = query.where(attempts.c.course == course, attempts.c.quiz == quiz)
    last = get(db, after) if after else None
    if last is not None:
        same = (attempts.c.started_at == last.started_at) & (attempts.c.id < last.id)
        query = query.where(or_(attempts.c.started_at < last.started_at, same))
    return list(db.execute(query))
