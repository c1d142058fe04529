"""The contents of a course as the pages list them: modules with their steps, and the address and words of each step."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from lms.domain.courses import Course
from lms.domain.editions import Edition
from lms.domain.languages import text
from lms.domain.progress import Progress, Step, StepKind
from lms.web.context import lang


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


@dataclass(frozen=True, slots=True)
class Part:
    """A module in the contents."""

    number: int
    title: str
    steps: tuple[Line, ...]
    done: int
    total: int


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
    parts = []
    for number, module in enumerate(course.modules, 1):
        steps = tuple(_line(course, edition, progress, step) for step in progress.steps if step.module == number)
        parts.append(Part(number, text(module.title, lang()), steps, sum(step.done for step in steps), len(steps)))
    exam = tuple(_line(course, edition, progress, step) for step in progress.steps if step.kind is StepKind.EXAM)
    if exam:
        parts.append(Part(0, _("Final exam"), exam, sum(step.done for step in exam), len(exam)))
    return tuple(parts)


def _line(course: Course, edition: Edition, progress: Progress, step: Step) -> Line:
    waits = step.kind is StepKind.EXAM and not progress.exam_open and not step.done
    locked = _("Opens when everything before it is done.") if waits else ""
    return Line(step.key, title(edition, step), address(course.key, step), step.kind.value, step.done, edition.step_minutes(step), locked)
