"""Views in the words and shapes that templates show; each function is a filter of its name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from flask import url_for
from flask_babel import gettext as _

from lms.domain.progress import Progress, Step, StepKind
from lms.services.attempts import AttemptView, ItemView
from lms.services.courses import CourseCard, CourseView
from lms.services.grades import GradeView
from lms.services.scenarios import PlayView
from lms.web import outlines
from lms.web.context import lang


@dataclass(frozen=True, slots=True)
class Card:
    """A course in the catalogue, in words."""

    title: str
    url: str
    summary: str
    family: str
    family_name: str
    time: str
    lessons: int
    quizzes: int
    done: int
    total: int
    complete: bool
    lang: str


GAP = re.compile(r"\{[a-z0-9-]+\}")


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the last look."""

    number: int
    stem: str
    answered: bool
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was typed into its fields and must be mended."""

    item: ItemView
    problem: str
    typed: Mapping[str, str]

    def __getattr__(self, name: str) -> object:
        return getattr(self.item, name)


def hours(minutes: int) -> str:
    """Minutes as they are read."""
    whole, rest = divmod(minutes, 60)
    return str(_("%(h)s h %(m)s min", h=whole, m=rest) if whole else _("%(n)s min", n=rest))


def weight(size: int) -> str:
    """Bytes as they are read."""
    return str(_("%(n)s MB", n=f"{size / 1_000_000:.1f}") if size >= 1_000_000 else _("%(n)s kB", n=-(-size // 1000)))


def family_name(key: str) -> str:
    """What a family of courses is called."""
    names = {"security": _("Security"), "peacebuilding": _("Peacebuilding"), "pre-dispatch": _("Pre-dispatch"), "platform": _("Using Hato")}
    return str(names[key])


def card(one: CourseCard) -> Card:
    """A course for the catalogue."""
    mine = one.progress
    other = one.lang if one.lang != lang() else ""
    return Card(
        one.title, url_for("courses.show", course=one.key), one.summary, one.family, family_name(one.family), hours(one.minutes),
        one.lessons, one.quizzes, mine.done if mine else 0, mine.total if mine else 0, one.complete, other,
    )  # fmt: skip


def asked(one: ItemView, problems: Mapping[str, str], typed: Mapping[str, str]) -> Asked:
    """A question as the form shows it again."""
    return Asked(one, problems.get(one.key, ""), typed)


def answered(page: AttemptView) -> list[Row]:
    """Every question with whether it is answered."""
    here = url_for("attempts.show", attempt=page.id)
    stems = [plain(GAP.sub("___", one.stem)) for one in page.items]
    return [Row(n, stem, one.answer is not None, f"{here}#item-{one.key}") for n, (one, stem) in enumerate(zip(page.items, stems, strict=True), 1)]


def plain(html: str, most: int = 90) -> str:
    """The words of clean HTML, shortened."""
    words = " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
    return words if len(words) <= most else words[: most - 1] + "…"


def step_url(page: CourseView, step: Step) -> str:
    """Where a step of a course is done."""
    return outlines.address(page.course.key, step)


def step_title(page: CourseView, step: Step) -> str:
    """What a step of a course is called."""
    return outlines.title(page.edition, step)


def lesson_url(page: GradeView, key: str) -> str:
    """Where a lesson is."""
    module, stem = key.split("/")
    return url_for("lessons.show", course=page.course, module=module, stem=stem)


def missing_words(page: CourseView | GradeView | PlayView) -> str:
    """How far a course is, and what comes next, in a sentence."""
    return missing(page.progress, page.pass_marks)


def missing(progress: Progress, pass_marks: Mapping[str, int]) -> str:
    """As `3 of 4 steps: pass the quiz of module 2; you have 65 %, 75 % is needed`."""
    head = _("%(done)s of %(total)s steps done", done=progress.done, total=progress.total)
    step = progress.next
    if step is None:
        return str(head)
    if step.kind is StepKind.LESSON:
        following = _("next is a lesson of module %(n)s", n=step.module)
        return f"{head}: {following}"
    if step.kind is StepKind.SCENARIO:
        following = _("play the scenario of module %(n)s to a good end", n=step.module)
        return f"{head}: {following}"
    what = _("pass the final exam") if step.kind is StepKind.EXAM else _("pass the quiz of module %(n)s", n=step.module)
    if step.percent is None:
        return f"{head}: {what}"
    need = pass_marks.get(step.key, 0)
    if step.percent >= need:
        return f"{head}: {what}; " + _("a question that must be right was not")
    return f"{head}: {what}; " + _("you have %(have)s %%, %(need)s %% is needed", have=step.percent, need=need)


FILTERS = {
    "card": card, "asked": asked, "answered": answered, "step_url": step_url, "step_title": step_title, "lesson_url": lesson_url,
    "missing_words": missing_words, "hours": hours, "family_name": family_name, "plain": plain, "weight": weight,
}  # fmt: skip
