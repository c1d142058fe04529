"""Courses: what is taught, in which order, and how long it takes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from lms.domain.languages import Words

FAMILIES = ("peacebuilding", "pre-dispatch", "security", "platform")
"""What a course or an outside certificate is about; requirement sets ask for a family by these names."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from."""

    id: str
    title: str
    publisher: str = ""
    symbol: str = ""
    year: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    """What a reader can do afterwards; its key is the tag that questions carry."""

    key: str
    text: Words


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry, in the lesson where it first occurs."""

    term: Words
    meaning: Words


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. `body` is Markdown; `read` and `do` are minutes."""

    key: str
    title: Words
    body: Words
    read: int
    do: int = 0
    activity: Words = field(default_factory=dict)
    objectives: tuple[Objective, ...] = ()
    terms: tuple[Term, ...] = ()
    sources: tuple[Source, ...] = ()
    safety_critical: bool = False
    reviewed_by: str = ""
    reviewed_on: date | None = None
    review_due: date | None = None
    as_of: str = ""

    @property
    def minutes(self) -> int:
        """Reading and doing together."""
        return self.read + self.do


@dataclass(frozen=True, slots=True)
class Module:
    """A part of a course: lessons, and perhaps a scenario and a quiz at the end."""

    key: str
    title: Words
    lessons: tuple[Lesson, ...]
    quiz: str = ""
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A course as its folder says it. `renewal_days`: on so many last days of a certificate it may be renewed."""

    key: str
    title: Words
    summary: Words
    audience: Words
    family: str
    modules: tuple[Module, ...]
    exam: str = ""
    prerequisites: tuple[str, ...] = ()
    validity_months: int | None = None
    certificate: str = "standard"
    renewal_days: int = 90

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """Every lesson, in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    def lesson(self, key: str) -> Lesson | None:
        """The lesson with this key."""
        return next((lesson for lesson in self.lessons if lesson.key == key), None)

    def module_of(self, lesson_or_quiz: str) -> Module | None:
        """The module that holds a lesson or ends with a quiz."""
        for module in self.modules:
            if module.quiz == lesson_or_quiz or any(lesson.key == lesson_or_quiz for lesson in module.lessons):
                return module
        return None

    @property
    def quizzes(self) -> tuple[str, ...]:
        """Keys of the quizzes in the order they are met, the exam last."""
        return (*(module.quiz for module in self.modules if module.quiz), *((self.exam,) if self.exam else ()))

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Keys of the scenarios in the order they are met."""
        return tuple(module.scenario for module in self.modules if module.scenario)


class Reviewed(Protocol):
    """A text that a qualified person may have to review: a lesson or a scenario."""

    @property
    def safety_critical(self) -> bool:
        """Whether somebody's safety depends on it."""

    @property
    def reviewed_by(self) -> str:
        """Who has reviewed it, empty when nobody has."""

    @property
    def review_due(self) -> date | None:
        """The last day on which the review counts."""


def review_missing(one: Reviewed, today: date) -> bool:
    """Whether a safety-critical text has no review by a qualified person that still counts."""
    if not one.safety_critical:
        return False
    return not one.reviewed_by or one.review_due is None or one.review_due < today


def prerequisite_cycle(courses: dict[str, Course]) -> tuple[str, ...]:
    """Courses that wait for one another, the first named again at the end; empty when there is no such circle."""
    done: set[str] = set()

    def visit(key: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if key in path:
            return (*path[path.index(key) :], key)
        if key in done or key not in courses:
            return ()
        for before in courses[key].prerequisites:
            if found := visit(before, (*path, key)):
                return found
        done.add(key)
        return ()

    for key in sorted(courses):
        if found := visit(key, ()):
            return found
    return ()
