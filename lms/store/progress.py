"""Enrolments, which pin an edition, and the lessons done under them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Row, Table, UniqueConstraint, bindparam, func, null, select
from sqlalchemy.exc import IntegrityError

from lms.store.base import Db, identity, instant, key, metadata, refers
from lms.store.scenarios import plays

enrolments = Table(
    "enrolments",
    metadata,
    identity(),
    refers("person_id", "people"),
    key("course"),
    Column("cycle", Integer, nullable=False),
    refers("edition_id", "editions"),
    instant("started_at"),
    instant("completed_at", nullable=True),
    UniqueConstraint("person_id", "course", "cycle"),
)

lesson_progress = Table(
    "lesson_progress",
    metadata,
    refers("enrolment_id", "enrolments"),
    key("lesson"),
    instant("done_at"),
    PrimaryKeyConstraint("enrolment_id", "lesson"),
)

completed_modules = Table(
    "completed_modules",
    metadata,
    refers("enrolment_id", "enrolments"),
    key("module"),
    instant("completed_at"),
    PrimaryKeyConstraint("enrolment_id", "module"),
)


_owned = (enrolments.c.person_id == bindparam("person_id"), enrolments.c.course == bindparam("course"))
_newest = (*_owned, enrolments.c.cycle == select(func.max(enrolments.c.cycle)).where(*_owned).scalar_subquery())
_columns = (enrolments.c.id, enrolments.c.edition_id, enrolments.c.completed_at)
CURRENT = (
    select(*_columns, lesson_progress.c.lesson, null().label("scenario"), null().label("ending"))
    .select_from(enrolments.outerjoin(lesson_progress, lesson_progress.c.enrolment_id == enrolments.c.id))
    .where(*_newest)
    .union_all(
        select(*_columns, null().label("lesson"), plays.c.scenario, plays.c.ending)
        .select_from(enrolments.join(plays, plays.c.enrolment_id == enrolments.c.id))
        .where(*_newest, plays.c.ending.is_not(None))
        .distinct()
    )
)
"""Every page of a course asks this. It is put together once, since that takes longer than running it."""


def add(db: Db, **columns: Any) -> bool:
    """Enrol a person; False when the same was done elsewhere at the same moment."""
    try:
        with db.begin_nested():
            db.execute(enrolments.insert().values(**columns))
    except IntegrityError:
        return False
    return True


def current(db: Db, person_id: str, course: str) -> Row[Any] | None:
    """A person's newest enrolment in a course."""
    mine = select(enrolments).where(enrolments.c.person_id == person_id, enrolments.c.course == course)
    return db.execute(mine.order_by(enrolments.c.cycle.desc()).limit(1)).first()


def of_cycle(db: Db, person_id: str, course: str, cycle: int) -> Row[Any] | None:
    """A person's enrolment in one cycle of a course."""
    one = (enrolments.c.person_id == person_id, enrolments.c.course == course, enrolments.c.cycle == cycle)
    return db.execute(select(enrolments).where(*one)).first()


def lock(db: Db, enrolment_id: str) -> Row[Any] | None:
    """The enrolment, held against others until the transaction ends: two last steps at once must see each other."""
    return db.execute(select(enrolments).where(enrolments.c.id == enrolment_id).with_for_update()).first()


def current_with_steps(db: Db, person_id: str, course: str) -> list[Row[Any]]:
    """The newest enrolment: a row for each lesson done under it (one without any), and for each ending of each scenario reached."""
    return list(db.execute(CURRENT, {"person_id": person_id, "course": course}))


def of_person(db: Db, person_id: str) -> list[Row[Any]]:
    """Every enrolment of a person, oldest first."""
    return list(db.execute(select(enrolments).where(enrolments.c.person_id == person_id).order_by(enrolments.c.started_at)))


def lessons_done(db: Db, enrolment_id: str) -> frozenset[str]:
    """Keys of the lessons done under an enrolment."""
    return frozenset(db.scalars(select(lesson_progress.c.lesson).where(lesson_progress.c.enrolment_id == enrolment_id)))


def lesson_done_at(db: Db, enrolment_id: str, lesson: str) -> datetime | None:
    """When a lesson was done under an enrolment."""
    one = (lesson_progress.c.enrolment_id == enrolment_id, lesson_progress.c.lesson == lesson)
    return db.scalar(select(lesson_progress.c.done_at).where(*one))


def finish_lesson(db: Db, enrolment_id: str, lesson: str, at: datetime) -> bool:
    """Mark a lesson done; False when it was done already."""
    one = (lesson_progress.c.enrolment_id == enrolment_id, lesson_progress.c.lesson == lesson)
    if db.execute(select(lesson_progress.c.lesson).where(*one)).first():
        return False
    db.execute(lesson_progress.insert().values(enrolment_id=enrolment_id, lesson=lesson, done_at=at))
    return True


def modules_completed(db: Db, enrolment_id: str) -> frozenset[str]:
    """Keys of the modules completed under an enrolment."""
    return frozenset(db.scalars(select(completed_modules.c.module).where(completed_modules.c.enrolment_id == enrolment_id)))


def complete_module(db: Db, enrolment_id: str, module: str, at: datetime) -> None:
    """Note that a module is complete."""
    db.execute(completed_modules.insert().values(enrolment_id=enrolment_id, module=module, completed_at=at))


def complete(db: Db, enrolment_id: str, at: datetime) -> bool:
    """Complete the course; False when it was complete already."""
    open_one = (enrolments.c.id == enrolment_id, enrolments.c.completed_at.is_(None))
    return db.execute(enrolments.update().where(*open_one).values(completed_at=at)).rowcount == 1


def modules_of_person(db: Db, person_id: str) -> list[Row[Any]]:
    """Course, module and moment of every module a person has completed."""
    joined = completed_modules.join(enrolments, completed_modules.c.enrolment_id == enrolments.c.id)
    columns = (enrolments.c.id, enrolments.c.course, completed_modules.c.module, completed_modules.c.completed_at)
    return list(db.execute(select(*columns).select_from(joined).where(enrolments.c.person_id == person_id)))
