"""Marking essays: the queue, one essay at a time, and what a mark brings about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.languages import say, text
from lms.domain.permissions import Action
from lms.domain.questions import Item, Kind
from lms.errors import Conflict, Invalid
from lms.services import answers, attempts, editions, gradings, notices, progress
from lms.services.work import UnitOfWork, existing
from lms.store import attempts as attempt_store
from lms.store import marks, people

MOST = 200
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Waiting:
    """An essay in the queue; whose it is stays unknown until it is marked."""

    attempt: str
    item: str
    course: str
    quiz: str
    submitted: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """A mark that was given, with the name of the one who wrote the essay."""

    attempt: str
    item: str
    quiz: str
    name: str
    marked: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, the oldest first, and what was marked, the newest first."""

    waiting: tuple[Waiting, ...]
    done: tuple[Done, ...]


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A line of the rubric with the points given for it (none before there is a mark)."""

    key: str
    text: str
    most: int
    points: int | None


@dataclass(frozen=True, slots=True)
class MarkView:
    """One mark of an essay."""

    number: int
    criteria: tuple[CriterionView, ...]
    comment: str
    reason: str
    marked: datetime
    by: str


@dataclass(frozen=True, slots=True)
class EssayView:
    """An essay to be marked. `name` is empty until it has a mark; `marks` are all it has had; `stem` is clean HTML."""

    attempt: str
    item: str
    quiz: str
    lang: str
    stem: str
    written: str
    submitted: datetime
    name: str
    criteria: tuple[CriterionView, ...]
    marks: tuple[MarkView, ...]

    @property
    def number(self) -> int:
        """The number of the newest mark, 0 before the first."""
        return len(self.marks)


def queue(uow: UnitOfWork) -> Queue:
    """Every essay that waits, but one's own, and the marks given last."""
    uow.authorize(Action.READ_MARKS)
    waiting: list[Waiting] = []
    for row in marks.waiting(uow.db, MOST):
        marked = {one.item for one in marks.of_attempt(uow.db, row.id)}
        if row.person_id != uow.actor.id:
            course, quiz = _titles(uow, row)
            waiting += [Waiting(row.id, key, course, quiz, row.submitted_at) for key in row.grade["waiting"] if key not in marked]
    mine = [row for row in marks.newest(uow.db, 20) if row.person_id != uow.actor.id]
    done = [Done(row.attempt_id, row.item, _titles(uow, row)[1], _name(uow, row.person_id), row.marked_at) for row in mine]
    return Queue(tuple(waiting), tuple(done))


def show(uow: UnitOfWork, attempt_id: str, key: str) -> EssayView:
    """An essay with its rubric, and the marks it has had."""
    row = existing(attempt_store.get(uow.db, attempt_id))
    uow.authorize(Action.MARK, row.person_id)
    item = _essay(uow, row, key)
    quiz = existing(editions.edition(uow, row.edition_id).quiz(row.quiz))
    bodies, lang = attempts.rendered(uow, editions.edition(uow, row.edition_id), quiz)
    given = of_essay(uow, attempt_id, item)
    return EssayView(
        row.id, key, text(quiz.title, uow.lang), lang, bodies[key]["stem"], str(answers.given(uow, attempt_id).values[key]), row.submitted_at,
        _name(uow, row.person_id) if given else "", given[-1].criteria if given else _criteria(uow.lang, item, {}), given,
    )  # fmt: skip


def give(uow: UnitOfWork, attempt_id: str, key: str, typed: Mapping[str, str], comment: str, reason: str, seen: int) -> None:
    """Mark an essay: `typed` maps the keys of its rubric to points. `seen` is the number of the newest mark the trainer knew of.

    A later mark replaces the one before it and needs a reason; both stay. The result follows once every essay of the
    attempt has a mark. Raises Conflict when somebody else marked the essay meanwhile.
    """
    row = existing(attempt_store.get(uow.db, attempt_id))
    uow.authorize(Action.MARK, row.person_id)
    progress.lock(uow, row.enrolment_id)
    row = existing(attempt_store.lock(uow.db, attempt_id))
    item = _essay(uow, row, key)
    number = sum(one.item == key for one in marks.of_attempt(uow.db, attempt_id))
    if number != seen:
        raise Conflict(say("Somebody else has marked this text meanwhile. Their mark counts; yours was not saved."))
    given = _points(item, typed)
    comment, reason = comment.strip(), reason.strip()
    if len(comment) > LONGEST or len(reason) > LONGEST:
        raise Invalid(comment=say("Keep the comment within %(count)s characters.", count=LONGEST))
    if number and not reason:
        raise Invalid(reason=say("Say why the mark is changed."))
    marks.add(
        uow.db, attempt_id=attempt_id, item=key, number=number + 1, points=given, comment=comment, reason=reason, marked_at=uow.now,
        marked_by=uow.actor.id,
    )  # fmt: skip
    uow.record(Action.MARK, attempt_id, row.person_id, item=key, number=number + 1, points=given, reason=reason)
    _regrade(uow, row, reason)


def of_essay(uow: UnitOfWork, attempt_id: str, item: Item) -> tuple[MarkView, ...]:
    """Every mark of one essay, the first one first; a step."""
    rows = [row for row in marks.of_attempt(uow.db, attempt_id) if row.item == item.key]
    return tuple(
        MarkView(row.number, _criteria(uow.lang, item, row.points), row.comment, row.reason, row.marked_at, _name(uow, row.marked_by)) for row in rows
    )


def _regrade(uow: UnitOfWork, row: Any, reason: str) -> None:
    quiz = existing(editions.edition(uow, row.edition_id).quiz(row.quiz))
    result = gradings.worked_out(uow, row)
    if not result.waiting:
        gradings.keep(uow, row, result, "marked", reason)
        notices.marked(uow, existing(people.get(uow.db, row.person_id)), quiz.title)


def _essay(uow: UnitOfWork, row: Any, key: str) -> Item:
    """The essay of a submitted attempt that was asked and answered; anything else is not found."""
    quiz = existing(editions.edition(uow, row.edition_id).quiz(row.quiz))
    asked = {one.item for one in answers.stored_paper(row)}
    item = next((one for one in quiz.items if one.key == key and one.kind is Kind.ESSAY and key in asked), None)
    written = row.submitted_at is not None and answers.given(uow, row.id).values.get(key)
    return existing(item if written else None)


def _points(item: Item, typed: Mapping[str, str]) -> dict[str, int]:
    given: dict[str, int] = {}
    problems: dict[str, str] = {}
    for one in item.rubric:
        raw = typed.get(one.key, "").strip()
        if raw.isdecimal() and len(raw) <= 2 and int(raw) <= one.points:
            given[one.key] = int(raw)
        else:
            problems[f"points-{one.key}"] = say("Give a whole number of points from 0 to %(most)s.", most=one.points)
    if problems:
        raise Invalid(**problems)
    return given


def _criteria(lang: str, item: Item, given: Mapping[str, int]) -> tuple[CriterionView, ...]:
    return tuple(CriterionView(one.key, text(one.text, lang), one.points, given.get(one.key)) for one in item.rubric)


def _titles(uow: UnitOfWork, row: Any) -> tuple[str, str]:
    edition = editions.edition(uow, row.edition_id)
    return text(edition.course.title, uow.lang), text(edition.quizzes[row.quiz].title, uow.lang)


def _name(uow: UnitOfWork, person_id: str) -> str:
    return str(existing(people.get(uow.db, person_id)).name)
