"""Progress: the steps a course requires, which are done, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.courses import Course


class StepKind(StrEnum):
    """What a step asks for."""

    LESSON = "lesson"
    SCENARIO = "scenario"
    QUIZ = "quiz"
    EXAM = "exam"


@dataclass(frozen=True, slots=True)
class Result:
    """The best a person has reached in one quiz; `waiting`: a trainer has yet to mark an essay."""

    percent: int
    passed: bool
    attempts: int = 1
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One required step. `module` is the number of its module from 1, 0 for the exam; `percent` the best result so far."""

    kind: StepKind
    key: str
    module: int
    done: bool
    percent: int | None = None
    attempts: int = 0
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """All required steps in order."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """Steps done."""
        return sum(step.done for step in self.steps)

    @property
    def total(self) -> int:
        """Steps required."""
        return len(self.steps)

    @property
    def complete(self) -> bool:
        """Whether every step is done."""
        return self.done == self.total

    @property
    def percent(self) -> int:
        """Steps done in whole per cent, never rounded up to 100."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def next(self) -> Step | None:
        """The first step that is not done."""
        return next((step for step in self.steps if not step.done), None)

    def find(self, kind: StepKind, key: str) -> Step | None:
        """The step of this kind and key."""
        return next((step for step in self.steps if step.kind is kind and step.key == key), None)

    def after(self, step: Step) -> Step | None:
        """The step that follows, done or not."""
        place = self.steps.index(step) + 1
        return self.steps[place] if place < len(self.steps) else None

    @property
    def exam_open(self) -> bool:
        """Whether everything before the exam is done."""
        return all(step.done for step in self.steps if step.kind is not StepKind.EXAM)

    def module_done(self, number: int) -> bool:
        """Whether every step of a module is done."""
        return all(step.done for step in self.steps if step.module == number)


def progress(course: Course, lessons_done: frozenset[str], results: Mapping[str, Result], played: frozenset[str] = frozenset()) -> Progress:
    """Count what a person has done of a course; `played` are the scenarios brought to an ending that counts.

    What is no longer in the course does not count, nor do its results.
    """

    def quiz(kind: StepKind, key: str, number: int) -> Step:
        result = results.get(key)
        if result is None:
            return Step(kind, key, number, False)
        return Step(kind, key, number, result.passed, result.percent, result.attempts, result.waiting and not result.passed)

    steps: list[Step] = []
    for number, module in enumerate(course.modules, 1):
        steps += [Step(StepKind.LESSON, lesson.key, number, lesson.key in lessons_done) for lesson in module.lessons]
        if module.scenario:
            steps.append(Step(StepKind.SCENARIO, module.scenario, number, module.scenario in played))
        if module.quiz:
            steps.append(quiz(StepKind.QUIZ, module.quiz, number))
    if course.exam:
        steps.append(quiz(StepKind.EXAM, course.exam, 0))
    return Progress(tuple(steps))
