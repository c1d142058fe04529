"""Lessons: read by anyone, done by who has signed in."""

from dataclasses import dataclass

from lms.domain.courses import Course, Lesson, Module, review_missing
from lms.domain.editions import Edition
from lms.domain.languages import say, text
from lms.domain.permissions import Action
from lms.domain.progress import Progress, Step, StepKind
from lms.domain.requirements import RequirementSet
from lms.errors import NotFound
from lms.services import editions, eligibility, progress, receipts
from lms.services.work import UnitOfWork, existing
from lms.store import progress as store


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson page. `html` is clean; `lang` the language it is really in; `place` its number in its module from 1."""

    course: Course
    edition: Edition
    module: Module
    module_number: int
    lesson: Lesson
    title: str
    lang: str
    html: str
    headings: tuple[tuple[str, str], ...]
    place: int
    done: bool
    progress: Progress
    minutes_left: int
    unreviewed: bool
    before: Step | None
    after: Step | None
    duties: tuple[RequirementSet, ...]


def show(uow: UnitOfWork, course: str, key: str, read: frozenset[str] = frozenset()) -> LessonView:
    """A lesson of the edition the reader is on. `read` are lessons done before signing in, for the ticks."""
    uow.authorize(Action.READ_LESSON)
    standing = progress.standing(uow, course)
    edition, found = standing.edition, standing.edition.course
    lesson, module = _find(found, key)
    body, lang = editions.rendering(uow, edition.id, f"lesson:{key}", lesson.body, uow.lang)
    reached = standing.progress if standing.enrolment else progress.visitors(found, read)
    step = existing(reached.find(StepKind.LESSON, key))
    place = reached.steps.index(step)
    return LessonView(
        found, edition, module, step.module, lesson, text(lesson.title, lang), lang, body["html"],
        tuple((anchor, words) for anchor, words in body["headings"]), [one.key for one in module.lessons].index(key) + 1, step.done,
        reached, _left(edition, reached), review_missing(lesson, uow.today),
        reached.steps[place - 1] if place else None, reached.after(step), eligibility.counts_towards(uow, course),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finished:
    """Where the reader stands now, the code of the receipt (empty without an account), and whether the lesson was not done before."""

    progress: Progress
    receipt: str
    new: bool


def finish(uow: UnitOfWork, course: str, key: str, read: frozenset[str] = frozenset()) -> Finished:
    """Mark a lesson done, with everything that follows from it; again changes nothing.

    For somebody without an account nothing is saved: `read` are the lessons their browser remembers.
    """
    uow.authorize(Action.FINISH_LESSON)
    found = progress.standing(uow, course, results=False).edition.course
    _find(found, key)
    if not uow.actor.signed_in:
        return Finished(progress.visitors(found, read | {key}), "", key not in read)
    enrolment = progress.enrol(uow, course)
    progress.lock(uow, enrolment)
    new = store.finish_lesson(uow.db, enrolment, key, uow.now)
    reached = progress.advance(uow, enrolment) if new else progress.standing(uow, course).progress
    return Finished(reached, receipts.for_lesson(uow, enrolment, key), new)


def _find(course: Course, key: str) -> tuple[Lesson, Module]:
    lesson = course.lesson(key)
    module = course.module_of(key)
    if lesson is None or module is None:
        raise NotFound(say("There is no such lesson."))
    return lesson, module


def _left(edition: Edition, reached: Progress) -> int:
    """Minutes of the steps that are not done."""
    return sum(edition.step_minutes(one) for one in reached.steps if not one.done)
