"""The catalogue and a course's own page."""

from dataclasses import dataclass
from datetime import datetime

from lms.domain.courses import Course
from lms.domain.editions import Edition
from lms.domain.languages import LANGUAGES, choose, text
from lms.domain.permissions import Action
from lms.domain.progress import Progress
from lms.domain.requirements import RequirementSet
from lms.services import certificates, editions, eligibility, progress, renewals
from lms.services.renewals import RenewalView
from lms.services.work import UnitOfWork, existing
from lms.store import editions as store


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in the catalogue. `lang` is the language its title is really in."""

    key: str
    title: str
    summary: str
    lang: str
    family: str
    minutes: int
    lessons: int
    quizzes: int
    progress: Progress | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Before:
    """A course that has to be completed first."""

    key: str
    title: str
    done: bool


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course page."""

    course: Course
    edition: Edition
    title: str
    lang: str
    minutes: int
    progress: Progress
    pass_marks: dict[str, int]
    enrolled: bool
    complete: bool
    certificate: str
    before: tuple[Before, ...]
    duties: tuple[RequirementSet, ...]
    languages: tuple[str, ...]
    size: int
    published: datetime
    renewal: RenewalView | None


def catalogue(uow: UnitOfWork) -> tuple[CourseCard, ...]:
    """Every course, with the reader's progress."""
    uow.authorize(Action.READ_CATALOGUE)
    return tuple(_card(uow, one) for one in editions.every_latest(uow))


def page(uow: UnitOfWork, key: str) -> CourseView:
    """A course with its contents, what it counts towards, and what is missing before it."""
    uow.authorize(Action.READ_CATALOGUE)
    standing = progress.standing(uow, key)
    edition, course = standing.edition, standing.edition.course
    title, lang = choose(course.title, uow.lang)
    certificate = certificates.code_of(uow, standing.enrolment) if standing.completed else ""
    row = existing(store.published(uow.db, edition.id))
    languages = tuple(code for code in LANGUAGES if all(code in lesson.body for lesson in course.lessons))
    return CourseView(
        course, edition, title, lang, edition.minutes(),
        standing.progress, progress.pass_marks(edition), bool(standing.enrolment), standing.completed,
        certificate, _before(uow, course),
        eligibility.counts_towards(uow, key), languages, row.bytes, row.published_at,
        renewals.of_course(uow, key),
    )  # fmt: skip


def _card(uow: UnitOfWork, newest: Edition) -> CourseCard:
    standing = progress.standing(uow, newest.course.key) if uow.actor.signed_in else None
    edition = standing.edition if standing and standing.enrolment else newest
    course = edition.course
    title, lang = choose(course.title, uow.lang)
    mine = standing.progress if standing and standing.enrolment else None
    return CourseCard(
        course.key, title, text(course.summary, uow.lang), lang, course.family, edition.minutes(), len(course.lessons),
        len(course.quizzes), mine, bool(standing and standing.completed),
    )  # fmt: skip


def _before(uow: UnitOfWork, course: Course) -> tuple[Before, ...]:
    found = []
    for key in course.prerequisites:
        standing = progress.standing(uow, key)
        done = standing.completed or renewals.of_course(uow, key) is not None
        found.append(Before(key, text(standing.edition.course.title, uow.lang), done))
    return tuple(found)
