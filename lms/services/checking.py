"""Checks of the content folders beyond what cannot be published, and figures about them."""

from collections.abc import Iterator
from dataclasses import dataclass

from lms.content.credentials import read_credentials
from lms.content.requirements import read_requirements
from lms.domain.advice import advise
from lms.domain.soundness import Known
from lms.services import editions
from lms.services.work import House


@dataclass(frozen=True, slots=True)
class Found:
    """What was read without a fault, and what could be better."""

    courses: int
    lessons: int
    items: int
    sets: int
    warnings: tuple[str, ...]


def check(house: House) -> Found:
    """Read and render everything; raises ContentErrors with every fault."""
    courses, files = editions.read_all(house)
    warnings: list[str] = []
    for key, sources in courses.items():
        editions.draft(house, sources, files[key])
        warnings += advise(sources)
    families = {key: sources.course.family for key, sources in courses.items()}
    modules = frozenset(f"{key}/{module.key}" for key, sources in courses.items() for module in sources.course.modules)
    folder = house.home / "eligibility"
    sets = read_requirements(folder, Known(families, modules, read_credentials(folder)))
    lessons = sum(len(sources.course.lessons) for sources in courses.values())
    items = sum(len(quiz.items) for sources in courses.values() for quiz in sources.quizzes.values())
    return Found(len(courses), lessons, items, len(sets), tuple(warnings))


def report(house: House) -> Iterator[str]:
    """A line for each module: lessons, words, minutes, items, and which languages are complete."""
    courses, _ = editions.read_all(house)
    for key, sources in courses.items():
        for module in sources.course.modules:
            words = sum(len(lesson.body["en"].split()) for lesson in module.lessons)
            japanese = sum(len(lesson.body.get("ja", "")) for lesson in module.lessons)
            minutes = sum(lesson.minutes for lesson in module.lessons)
            items = len(sources.quizzes[module.quiz].items) if module.quiz else 0
            yield f"{key}/{module.key}: {len(module.lessons)} lessons, {words} words, {japanese} characters ja, {minutes} min, {items} items"
