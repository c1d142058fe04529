"""The contents of a course as the pages list them: modules with their steps, and the address and words of each step."""

from collections.abc import Hashable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from lms.domain.courses import Course
from lms.domain.editions import Edition
from lms.domain.languages import text
from lms.domain.progress import Progress, Step, StepKind
from lms.web.context import lang
from lms.web.memory import remember


@dataclass(frozen=True, slots=True)
class Line:
    """One step in the contents; `locked` says why it is not open yet."""

    key: str
    title: str
    url: str
    kind: str
    done: bool
    minutes: int
    locked: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A module in the contents. `key` stands for all it says, so that what is made of it can be kept; `holds` are the keys of its steps."""

    key: Hashable
    number: int
    title: str
    steps: tuple[Line, ...]
    holds: tuple[str, ...]
    done: int
    total: int


KEPT: dict[Hashable, Part] = {}
MOST_KEPT = 4000
"""Most people have done all of a module, or nothing, or its first steps: a few parts serve all of them."""


def address(course: str, step: Step) -> str:
    """Where a step is done."""
    if step.kind is StepKind.LESSON:
        module, stem = step.key.split("/")
        return url_for("lessons.show", course=course, module=module, stem=stem)
    if step.kind is StepKind.SCENARIO:
        return url_for("scenarios.intro", course=course, scenario=step.key)
    return url_for("attempts.intro", course=course, quiz=step.key)


def title(edition: Edition, step: Step) -> str:
    """What a step is called."""
    if step.kind is StepKind.LESSON:
        lesson = edition.course.lesson(step.key)
        return text(lesson.title, lang()) if lesson else step.key
    if step.kind is StepKind.SCENARIO:
        return str(_("Scenario: %(title)s", title=text(edition.scenarios[step.key].title, lang())))
    return _("Final exam") if step.kind is StepKind.EXAM else _("Module quiz")


def contents(course: Course, edition: Edition, progress: Progress) -> tuple[Part, ...]:
    """Every module with its steps, and the exam as a part of its own."""
    waits = not progress.exam_open
    numbers = range(1, len(course.modules) + 1)
    modules = [_part(edition, number, [step for step in progress.steps if step.module == number], waits) for number in numbers]
    exam = [step for step in progress.steps if step.kind is StepKind.EXAM]
    return (*modules, _part(edition, 0, exam, waits)) if exam else tuple(modules)


def _part(edition: Edition, number: int, steps: list[Step], waits: bool) -> Part:
    """A module, or the exam as number 0; made once for those who have done the same steps of it."""
    key = (edition.id, lang(), number, tuple((step.done, step.waiting) for step in steps), waits and not number)
    if found := KEPT.get(key):
        return found
    lines = tuple(_line(edition, step, waits) for step in steps)
    name = text(edition.course.modules[number - 1].title, lang()) if number else _("Final exam")
    made = Part(key, number, name, lines, tuple(line.key for line in lines), sum(step.done for step in steps), len(steps))
    return remember(KEPT, MOST_KEPT, key, made)


def _line(edition: Edition, step: Step, waits: bool) -> Line:
    locked = _("Opens when everything before it is done.") if waits and step.kind is StepKind.EXAM and not step.done else ""
    note = _("Handed in. A trainer is marking it.") if step.waiting else ""
    url, minutes = address(edition.course.key, step), edition.step_minutes(step)
    return Line(step.key, title(edition, step), url, step.kind.value, step.done, minutes, locked, note)
