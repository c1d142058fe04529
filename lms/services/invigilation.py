"""Watching over attempts: those that are open, what was done to their time, and the answers that came late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.attempts import over
from lms.domain.identifiers import is_uuid
from lms.domain.languages import text
from lms.domain.permissions import Action
from lms.services import adjustments, answers, attempts, editions, quizzes
from lms.services.work import UnitOfWork, existing
from lms.store import answers as answer_store
from lms.store import attempts as store
from lms.store import people

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt as a trainer watches it: a name and nothing else personal. `seen`: when an answer came last; `extra` in per cent."""

    id: str
    name: str
    course: str
    quiz: str
    started: datetime
    deadline: datetime | None
    submitted: datetime | None
    paused: datetime | None
    over: bool
    extra: int
    answered: int
    asked: int
    seen: datetime | None
    marks: int


@dataclass(frozen=True, slots=True)
class Sittings:
    """A page of attempts, what to pass as `after` for the next one (empty: none), and (address, title) of the quizzes to choose from."""

    rows: tuple[Sitting, ...]
    more: str
    quizzes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer with a mark: lines of clean HTML, the device's clock, ours."""

    item: str
    answer: tuple[str, ...]
    flag: str
    at: datetime | None
    received: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """One attempt, whose it is, what was done to its time, and its marked answers."""

    sitting: Sitting
    person: str
    acts: tuple[adjustments.Act, ...]
    marked: tuple[Marked, ...]


def listing(uow: UnitOfWork, quiz: str = "", after: str = "", *, marked: bool = False) -> Sittings:
    """Open attempts, or those handed in that hold marked answers, newest first. `quiz`: `<course>/<quiz>`, empty for all."""
    uow.authorize(Action.WATCH_ATTEMPTS)
    choices = tuple(
        (f"{one.course.key}/{key}", f"{text(one.course.title, uow.lang)}: {text(one.quizzes[key].title, uow.lang)}")
        for one in editions.every_latest(uow)
        for key in one.course.quizzes
    )
    course, _, key = quiz.partition("/")
    rows = store.watched(uow.db, course, key, marked, after if is_uuid(after) else "", PAGE)
    heard = answer_store.heard(uow.db, [row.id for row in rows])
    return Sittings(tuple(_sitting(uow, row, row.person, heard) for row in rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else "", choices)


def show(uow: UnitOfWork, attempt_id: str) -> Watched:
    """One attempt, open or handed in."""
    uow.authorize(Action.WATCH_ATTEMPTS)
    row = existing(store.get(uow.db, attempt_id))
    name = existing(people.get(uow.db, row.person_id)).name
    sitting = _sitting(uow, row, name, answer_store.heard(uow.db, [row.id]))
    return Watched(sitting, row.person_id, adjustments.of_attempt(uow, row.id), _marked(uow, row))


def _sitting(uow: UnitOfWork, row: Any, name: str, heard: Mapping[str, Any]) -> Sitting:
    edition = editions.edition(uow, row.edition_id)
    mine = heard.get(row.id)
    return Sitting(
        row.id, name, text(edition.course.title, uow.lang), text(edition.quizzes[row.quiz].title, uow.lang), row.started_at, row.deadline,
        row.submitted_at, row.paused_at, over(answers.stored_attempt(row), uow.now), row.extra, mine.items if mine else 0, len(row.paper),
        mine.seen if mine else None, mine.marks if mine else 0,
    )  # fmt: skip


def _marked(uow: UnitOfWork, row: Any) -> tuple[Marked, ...]:
    rows = answer_store.marked(uow.db, row.id)
    if not rows:
        return ()
    edition = editions.edition(uow, row.edition_id)
    quiz = existing(edition.quiz(row.quiz))
    bodies, _ = attempts.rendered(uow, edition, quiz)
    items = {item.key: item for item in quiz.items}
    return tuple(Marked(one.item, quizzes.in_words(items[one.item], one.value, bodies[one.item]), one.flag, one.at, one.received_at) for one in rows)
