"""Editions: immutable, numbered, sealed snapshots of a course, its quizzes and scenarios."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lms.domain.courses import Course
from lms.domain.progress import Step, StepKind
from lms.domain.quizzes import Quiz, asked, pool
from lms.domain.scenarios import Scenario, longest

PICTURES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
"""File ending → media type of the pictures that are shown."""


class Change(StrEnum):
    """What a new edition changes, which decides what carries over to people half-way through."""

    FIRST = "first"
    TYPO = "typo"
    TRANSLATION = "translation"
    CLARIFICATION = "clarification"
    CONTENT = "content"
    REQUIREMENT = "requirement"


@dataclass(frozen=True, slots=True)
class Sources:
    """A course's sources read as values: the course, its quizzes and its scenarios."""

    course: Course
    quizzes: Mapping[str, Quiz]
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    """A published snapshot. `seal` is 64 hex digits over every source file. What takes long to put together is kept, since it never changes."""

    id: str
    number: int
    seal: str
    course: Course
    quizzes: Mapping[str, Quiz]
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    _asked: dict[str, Quiz] = field(default_factory=dict, init=False, repr=False, compare=False)
    _minutes: dict[tuple[StepKind, str], int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def quiz(self, key: str) -> Quiz | None:
        """The quiz as it is asked: with the items of the banks it draws from."""
        if key not in self._asked and key in self.quizzes:
            self._asked[key] = pool(self.quizzes[key], self.quizzes)
        return self._asked.get(key)

    def minutes(self) -> int:
        """Minutes of the whole course: lessons, activities, a minute for each item asked and each situation of a scenario."""
        played = sum(map(self.scenario_minutes, self.course.scenarios))
        return sum(lesson.minutes for lesson in self.course.lessons) + played + sum(map(self.quiz_minutes, self.course.quizzes))

    def quiz_minutes(self, key: str) -> int:
        """A minute for each item asked."""
        found = self.quiz(key)
        return asked(found) if found else 0

    def scenario_minutes(self, key: str) -> int:
        """A minute for each situation on the longest path."""
        found = self.scenarios.get(key)
        return longest(found) if found else 0

    def step_minutes(self, step: Step) -> int:
        """Minutes that a step takes."""
        place = step.kind, step.key
        if place not in self._minutes:
            self._minutes[place] = self._count(step)
        return self._minutes[place]

    def _count(self, step: Step) -> int:
        if step.kind is StepKind.LESSON:
            lesson = self.course.lesson(step.key)
            return lesson.minutes if lesson else 0
        return self.scenario_minutes(step.key) if step.kind is StepKind.SCENARIO else self.quiz_minutes(step.key)


def picture_kind(path: str) -> str | None:
    """The media type of a file by its name; None when it is no picture that is shown."""
    return PICTURES.get("." + path.rsplit(".", 1)[-1].lower())


def file_hash(content: bytes) -> str:
    """sha256 of one source file, hex."""
    return hashlib.sha256(content).hexdigest()


def seal(files: Mapping[str, bytes]) -> str:
    """sha256 over `hash  path` lines in path order: the same files give the same seal, on any machine."""
    lines = "".join(f"{file_hash(content)}  {path}\n" for path, content in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
