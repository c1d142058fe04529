"""Sitting a quiz: start, see, save, submit."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from lms.domain.adjustments import Kind as Act
from lms.domain.adjustments import deadline, extra_minutes
from lms.domain.answers import Value, mask
from lms.domain.attempts import Attempt, lapsed, opens, over, overdue, start_problem
from lms.domain.editions import Edition
from lms.domain.languages import say, text
from lms.domain.permissions import Action
from lms.domain.progress import Progress, Step, StepKind
from lms.domain.questions import Kind, option_keys
from lms.domain.quizzes import Paper, Quiz, asked, draw_paper
from lms.errors import Conflict, Forbidden
from lms.services import accommodations, adjustments, answers, editions, gradings, progress, receipts
from lms.services.work import UnitOfWork, existing
from lms.store import attempts

START_PROBLEMS = {
    "passed": say("You have passed this quiz already."),
    "locked": say("The exam opens when everything before it is done."),
    "waiting": say("You have handed this quiz in. A trainer is marking your text; the result follows."),
    "closed": say("This quiz is closed."),
    "used-up": say("You have used all your attempts at this quiz. Ask your trainer for another."),
}
PAUSED = say("This attempt is paused. Wait until your trainer lets it go on; your answers are kept.")


@dataclass(frozen=True, slots=True)
class OptionView:
    """A choice, statement, line or left side; `text` is clean HTML."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """A question as it is asked: no key, no feedback. `right` holds (position, plain words) of the right sides, `rubric` (plain words, points)."""

    key: str
    kind: str
    stem: str
    options: tuple[OptionView, ...]
    right: tuple[tuple[str, str], ...]
    unit: str
    answer: Value
    problem: str = ""
    words: int | None = None
    rubric: tuple[tuple[str, int], ...] = ()
    check: bool = False


@dataclass(frozen=True, slots=True)
class AttemptView:
    """An open attempt as its owner sees it; `seq` is the highest sequence number the server has.

    `over`: its time is over, and it can only be handed in. `paused`: who let its time stand still, when and why; no questions then.
    """

    id: str
    course: str
    course_title: str
    quiz: str
    title: str
    lang: str
    number: int
    limit: int | None
    pass_mark: int
    items: tuple[ItemView, ...]
    started: datetime
    deadline: datetime | None
    seq: int
    submitted: bool
    over: bool
    paused: adjustments.Act | None
    checks: bool


@dataclass(frozen=True, slots=True)
class QuizView:
    """A quiz before it is begun: what to expect, what was reached, and why it cannot be begun now.

    `extra`: minutes this person has beyond the limit. `over`: the time of the open attempt is over, and it waits to be handed in.
    """

    course: str
    course_title: str
    quiz: str
    title: str
    lang: str
    exam: bool
    items: int
    pass_mark: int
    limit: int | None
    time_limit: int | None
    extra: int
    used: int
    best: int | None
    passed: bool
    open_attempt: str
    over: bool
    problem: str
    must_pass: bool
    attempts: tuple[Attempt, ...]
    progress: Progress
    opens: datetime | None
    waiting: bool
    closes: date | None


def intro(uow: UnitOfWork, course: str, key: str) -> QuizView:
    """What somebody sees before they begin a quiz; readable without an account."""
    uow.authorize(Action.READ_LESSON)
    standing = progress.standing(uow, course)
    quiz = _quiz(standing.edition, key)
    rows = attempts.of_quiz(uow.db, standing.enrolment, key) if standing.enrolment else []
    mine = tuple(answers.stored_attempt(row) for row in rows)
    step = _step(standing, key)
    begun = next((one for one in mine if one.open), None)
    locked = step.kind is StepKind.EXAM and not standing.progress.exam_open
    problem = None if begun else start_problem(len(mine), quiz.attempts, step.done, locked, step.waiting, quiz.closed(uow.today))
    later = None if begun or problem else opens(mine, quiz.wait)
    _, lang = editions.rendering(uow, standing.edition.id, f"quiz:{key}", quiz.title, uow.lang)
    percent = accommodations.percent(uow, uow.actor.id) if quiz.time_limit and uow.actor.signed_in else 0
    return QuizView(
        course, text(standing.edition.course.title, uow.lang), key, text(quiz.title, uow.lang), lang, step.kind is StepKind.EXAM,
        asked(quiz), quiz.pass_mark, quiz.attempts, quiz.time_limit, extra_minutes(quiz.time_limit or 0, percent), len(mine), step.percent,
        step.done, begun.id if begun else "", begun is not None and over(begun, uow.now), START_PROBLEMS[problem] if problem else "",
        any(item.must_pass for item in quiz.items), mine, standing.progress,
        later if later and later > uow.now else None, step.waiting, quiz.closes,
    )  # fmt: skip


def start(uow: UnitOfWork, course: str, key: str) -> str:
    """Begin an attempt, or find the one that is open; gives its id. Two tabs, or twenty clicks, begin one."""
    uow.authorize(Action.START_ATTEMPT)
    accommodations.hold(uow, uow.actor.id)
    enrolment = progress.enrol(uow, course)
    progress.lock(uow, enrolment)
    standing = progress.standing(uow, course)
    quiz = _quiz(standing.edition, key)
    mine = [answers.stored_attempt(row) for row in attempts.of_quiz(uow.db, enrolment, key)]
    begun = next((one for one in mine if one.open), None)
    if begun and not overdue(begun, uow.now):
        return begun.id
    if begun:
        _close(uow, attempts.lock(uow.db, begun.id))
        standing = progress.standing(uow, course)
        mine = [answers.stored_attempt(row) for row in attempts.of_quiz(uow.db, enrolment, key)]
    return _begin(uow, enrolment, standing, quiz, mine)


def show(uow: UnitOfWork, attempt_id: str) -> AttemptView:
    """An attempt for its owner."""
    row = existing(attempts.get(uow.db, attempt_id))
    uow.authorize(Action.READ_ATTEMPT, row.person_id)
    edition = editions.edition(uow, row.edition_id)
    quiz = _quiz(edition, row.quiz)
    kept = answers.given(uow, attempt_id)
    paused = next((one for one in reversed(adjustments.of_attempt(uow, attempt_id)) if one.kind is Act.PAUSE), None) if row.paused_at else None
    views, lang = item_views(uow, edition, quiz, () if paused else answers.stored_paper(row), kept.values)
    return AttemptView(
        row.id, row.course, text(edition.course.title, uow.lang), row.quiz, text(quiz.title, uow.lang), lang, row.number, quiz.attempts,
        quiz.pass_mark, views, row.started_at, row.deadline, kept.seq, row.submitted_at is not None,
        over(answers.stored_attempt(row), uow.now), paused, quiz.review.checks,
    )  # fmt: skip


def submit(uow: UnitOfWork, attempt_id: str) -> None:
    """Hand an attempt in: graded once, and everything that follows from it in the same transaction. Again changes nothing."""
    row = existing(attempts.get(uow.db, attempt_id))
    uow.authorize(Action.SUBMIT_ATTEMPT, row.person_id)
    progress.lock(uow, row.enrolment_id)
    row = existing(attempts.lock(uow.db, attempt_id))
    if row.submitted_at is None:
        if row.paused_at:
            raise Conflict(PAUSED)
        _close(uow, row)


def close_lapsed(uow: UnitOfWork, attempt_id: str) -> None:
    """Hand in for somebody who did not come back what they have answered; a step of the sweep."""
    row = existing(attempts.get(uow.db, attempt_id))
    progress.lock(uow, row.enrolment_id)
    row = existing(attempts.lock(uow.db, attempt_id))
    if row.submitted_at is None and lapsed(answers.stored_attempt(row), uow.now, attempts.awaited(uow.db, attempt_id)):
        _close(uow, row)


def item_views(uow: UnitOfWork, edition: Edition, quiz: Quiz, paper: Paper, given: Mapping[str, Value]) -> tuple[tuple[ItemView, ...], str]:
    """The questions of a paper in the reader's language, with what was answered, and the language they are really in."""
    bodies, lang = rendered(uow, edition, quiz)
    by_key = {item.key: item for item in quiz.items}
    views = []
    for drawn in paper:
        item, body = by_key[drawn.item], bodies[drawn.item]
        keys = [key for key in drawn.options if key in option_keys(item)]
        options = tuple(OptionView(key, body["options"][key]) for key in keys) if item.kind not in (Kind.NUMERIC, Kind.SHORT) else ()
        sides = {one.key: text(one.match, uow.lang) for one in item.options}
        right = tuple((str(place), sides[key]) for place, key in enumerate(drawn.matches, 1))
        rubric = tuple((text(one.text, uow.lang), one.points) for one in item.rubric)
        check = quiz.review.checks and item.kind is not Kind.ESSAY
        answer = mask(drawn, given.get(item.key))
        unit = text(item.unit, uow.lang)
        views.append(ItemView(item.key, item.kind.value, body["stem"], options, right, unit, answer, "", item.words, rubric, check))
    return tuple(views), lang


def rendered(uow: UnitOfWork, edition: Edition, quiz: Quiz) -> tuple[dict[str, Any], str]:
    """Rendered questions by item key, of a quiz and the banks it draws from, and the language they are in."""
    bodies: dict[str, Any] = {}
    lang = uow.lang
    for key in (quiz.key, *edition.quizzes[quiz.key].banks):
        found, lang = editions.rendering(uow, edition.id, f"quiz:{key}", edition.quizzes[key].title, uow.lang)
        bodies |= found
    return bodies, lang


def _begin(uow: UnitOfWork, enrolment: str, standing: progress.Standing, quiz: Quiz, earlier: list[Attempt]) -> str:
    used = len(earlier)
    step = _step(standing, quiz.key)
    locked = step.kind is StepKind.EXAM and not standing.progress.exam_open
    if problem := start_problem(used, quiz.attempts, step.done, locked, step.waiting, quiz.closed(uow.today)):
        raise (Forbidden if problem == "locked" else Conflict)(START_PROBLEMS[problem])
    if (free := opens(earlier, quiz.wait)) and uow.now < free:
        raise Conflict(say("The next attempt opens at %(time)s UTC.", time=f"{free:%Y-%m-%d %H:%M}"))
    met = Counter(one["item"] for paper in attempts.met(uow.db, enrolment, quiz.key) for one in paper)
    attempt, seed = uow.new_id(), uow.house.randomness(16).hex()
    extra = accommodations.percent(uow, uow.actor.id)
    until = deadline(uow.now, quiz.time_limit, extra, ()) if quiz.time_limit else None
    attempts.add(
        uow.db, id=attempt, enrolment_id=enrolment, person_id=uow.actor.id, edition_id=standing.edition.id, course=quiz.course,
        quiz=quiz.key, number=used + 1, seed=seed, paper=[asdict(one) for one in draw_paper(quiz, seed, met)], started_at=uow.now,
        deadline=until, extra=extra,
    )  # fmt: skip
    uow.record(Action.START_ATTEMPT, attempt, uow.actor.id, quiz=f"{quiz.course}/{quiz.key}", number=used + 1, seed=seed, extra=extra)
    return attempt


def _close(uow: UnitOfWork, row: Any) -> None:
    given = answers.given(uow, row.id).values
    result = gradings.worked_out(uow, row)
    uow.record(Action.SUBMIT_ATTEMPT, row.id, row.person_id, points=result.points, out_of=result.out_of, passed=result.passed, answers=dict(given))
    gradings.keep(uow, row, result, "submitted")
    receipts.for_attempt(uow, row.id)


def _quiz(edition: Edition, key: str) -> Quiz:
    found = existing(edition.quiz(key) if key in edition.course.quizzes else None, say("There is no such quiz."))
    return found


def _step(standing: progress.Standing, key: str) -> Step:
    return existing(standing.progress.find(StepKind.EXAM, key) or standing.progress.find(StepKind.QUIZ, key))
