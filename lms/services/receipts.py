"""Receipts: a code for what has arrived, given with it in one transaction, and what the server has under a code."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.answers import clock_is_off
from lms.domain.attempts import COUNTED
from lms.domain.identifiers import make_code, read_code
from lms.domain.languages import say, text
from lms.domain.permissions import Action
from lms.domain.receipts import answers_print, lesson_print, result_print
from lms.errors import Invalid, NotFound
from lms.services import answers, editions
from lms.services.work import UnitOfWork, existing
from lms.store import answers as events
from lms.store import attempts, gradings, progress
from lms.store import receipts as store

PAGE = 50
UNKNOWN = say("There is no such receipt.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt in words. `number` is that of the attempt, 0 for a lesson."""

    code: str
    name: str
    name_local: str
    course: str
    course_title: str
    title: str
    number: int
    edition: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A person's receipts, newest first; `number` of `count` pages."""

    receipts: tuple[Receipt, ...]
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Result:
    """A result an attempt has had."""

    why: str
    reason: str
    points: int
    out_of: int
    passed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """What the server has under a code.

    `kept` answers arrived, `counted` count, `flags` says why the others do not (flag → how many), `clocks` came with a
    device clock that is not to be trusted. `changed` names what is no longer as it was: `answers`, `result`, `lesson`.
    """

    receipt: Receipt
    person: str
    kept: int
    counted: int
    flags: Mapping[str, int]
    clocks: int
    results: tuple[Result, ...]
    changed: tuple[str, ...]


def for_attempt(uow: UnitOfWork, attempt_id: str) -> str:
    """The code for an attempt that was handed in, made the first time; a step of handing in."""
    if code := store.of_attempt(uow.db, attempt_id):
        return code
    row = existing(attempts.get(uow.db, attempt_id))
    digest, result = _attempt_prints(uow, row)
    return _give(uow, row.person_id, row.enrolment_id, attempt_id=row.id, digest=digest, result=result)


def for_lesson(uow: UnitOfWork, enrolment_id: str, lesson: str) -> str:
    """The code for a lesson that is done, made the first time; a step of finishing it."""
    if code := store.of_lesson(uow.db, enrolment_id, lesson):
        return code
    row = existing(progress.lock(uow.db, enrolment_id))
    done = existing(progress.lesson_done_at(uow.db, enrolment_id, lesson))
    seal = editions.edition(uow, row.edition_id).seal
    return _give(uow, row.person_id, enrolment_id, lesson=lesson, digest=lesson_print(lesson, seal, done))


def listing(uow: UnitOfWork, number: int = 1) -> Page:
    """The actor's own receipts."""
    uow.authorize(Action.READ_OWN_RECEIPT, uow.actor.id)
    count = max(1, -(-store.count(uow.db, uow.actor.id) // PAGE))
    number = min(max(number, 1), count)
    rows = store.of_person(uow.db, uow.actor.id, PAGE * (number - 1), PAGE)
    return Page(tuple(_receipt(uow, row) for row in rows), number, count)


def show(uow: UnitOfWork, typed: str) -> Receipt:
    """One of the actor's own receipts; somebody else's is as unknown as one that was never given."""
    uow.authorize(Action.READ_OWN_RECEIPT, uow.actor.id)
    row = store.by_code(uow.db, read_code(typed) or "")
    if row is None or row.person_id != uow.actor.id:
        raise NotFound(UNKNOWN)
    return _receipt(uow, row)


def resolve(uow: UnitOfWork, typed: str) -> Holding:
    """What the server has under a code. Raises Invalid for a code that cannot be one, NotFound for one never given."""
    uow.authorize(Action.RESOLVE_RECEIPT)
    code = read_code(typed)
    if code is None:
        raise Invalid(code=say("This code has a typing error: its twelve characters do not fit together. Compare it with the receipt."))
    row = existing(store.by_code(uow.db, code), UNKNOWN)
    return _attempt_holding(uow, row) if row.attempt_id else _lesson_holding(uow, row)


def _give(uow: UnitOfWork, person: str, enrolment: str, **about: Any) -> str:
    code = make_code(uow.house.randomness(11))
    store.add(uow.db, id=uow.new_id(), code=code, person_id=person, enrolment_id=enrolment, made_at=uow.now, **about)
    return code


def _attempt_prints(uow: UnitOfWork, row: Any) -> tuple[str, str]:
    kept = answers.given(uow, row.id)
    return answers_print(row.id, kept.values, kept.seqs), result_print(row.points, row.out_of, bool(row.passed))


def _receipt(uow: UnitOfWork, row: Any) -> Receipt:
    edition = editions.edition(uow, row.edition_id)
    title = existing(edition.quiz(row.quiz)).title if row.attempt_id else existing(edition.course.lesson(row.lesson)).title
    return Receipt(
        row.code, row.name, row.name_local, row.course, text(edition.course.title, uow.lang), text(title, uow.lang),
        row.number or 0, edition.number, row.digest, row.made_at,
    )  # fmt: skip


def _attempt_holding(uow: UnitOfWork, row: Any) -> Holding:
    attempt = existing(attempts.get(uow.db, row.attempt_id))
    digest, result = _attempt_prints(uow, attempt)
    kept = events.of_attempt(uow.db, attempt.id)
    flags = Counter(one.flag for one in kept if one.flag not in COUNTED)
    clocks = sum(one.at is not None and clock_is_off(one.at, attempt.started_at, one.received_at) for one in kept)
    results = tuple(Result(one.why, one.reason, one.points, one.out_of, one.passed, one.graded_at) for one in gradings.of_attempt(uow.db, attempt.id))
    changed = tuple(name for name, same in (("answers", digest == row.digest), ("result", result == row.result)) if not same)
    return Holding(_receipt(uow, row), row.person_id, len(kept), len(kept) - flags.total(), flags, clocks, results, changed)


def _lesson_holding(uow: UnitOfWork, row: Any) -> Holding:
    done = progress.lesson_done_at(uow.db, row.enrolment_id, row.lesson)
    seal = editions.edition(uow, row.edition_id).seal
    same = done is not None and lesson_print(row.lesson, seal, done) == row.digest
    return Holding(_receipt(uow, row), row.person_id, 0, 0, {}, 0, (), () if same else ("lesson",))
