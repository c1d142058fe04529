"""Checks of the content folders beyond what cannot be published, and figures about them."""

from collections.abc import Iterator
from dataclasses import dataclass

from lms.content.credentials import read_credentials
from lms.content.policies import read_policies
from lms.content.practicals import read_practicals
from lms.content.requirements import read_requirements
from lms.domain.advice import advise
from lms.domain.editions import file_hash
from lms.domain.languages import INTERFACE
from lms.domain.people import SYSTEM
from lms.domain.permissions import Action
from lms.domain.scenarios import Scenario, longest
from lms.domain.soundness import Known
from lms.domain.translations import missing, outdated
from lms.services import editions
from lms.services.work import House, work_in
from lms.store import editions as store


@dataclass(frozen=True, slots=True)
class Found:
    """What was read without a fault, and what could be better."""

    courses: int
    lessons: int
    items: int
    scenarios: int
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
    validity = {key: sources.course.validity_months for key, sources in courses.items() if sources.course.validity_months is not None}
    credentials = read_credentials(folder)
    sets = read_requirements(folder, Known(families, modules, credentials, validity))
    read_practicals(folder, credentials)
    read_policies(house.home / "certificates", courses)
    lessons = sum(len(sources.course.lessons) for sources in courses.values())
    items = sum(len(quiz.items) for sources in courses.values() for quiz in sources.quizzes.values())
    played = sum(len(sources.scenarios) for sources in courses.values())
    return Found(len(courses), lessons, items, played, len(sets), tuple(warnings))


def report(house: House) -> Iterator[str]:
    """A line for each module: lessons, words, minutes, items, and its scenario."""
    courses, _ = editions.read_all(house)
    for key, sources in courses.items():
        for module in sources.course.modules:
            words = sum(len(lesson.body["en"].split()) for lesson in module.lessons)
            japanese = sum(len(lesson.body.get("ja", "")) for lesson in module.lessons)
            minutes = sum(lesson.minutes for lesson in module.lessons)
            items = len(sources.quizzes[module.quiz].items) if module.quiz else 0
            line = f"{key}/{module.key}: {len(module.lessons)} lessons, {words} words, {japanese} characters ja, {minutes} min, {items} items"
            yield line + (f", {_scenario(sources.scenarios[module.scenario])}" if module.scenario else "")


def _scenario(scenario: Scenario) -> str:
    situations = sum(node.end is None for node in scenario.nodes.values())
    ends = ", ".join(node.end for node in scenario.nodes.values() if node.end)
    langs = " ".join(scenario.title)
    return f"scenario {scenario.key} ({situations} situations, at most {longest(scenario)} on a path; ends {ends}; {langs})"


def translations(house: House) -> Iterator[str]:
    """For each course and language, what is missing, and what is older than its original."""
    courses, files = editions.read_all(house)
    for key, sources in courses.items():
        with work_in(house, SYSTEM) as uow:
            uow.authorize(Action.OPERATE)
            history = [*store.hashes(uow.db, key), {path: file_hash(content) for path, content in files[key].items()}]
        yield from (f"{path}: missing" for lang in INTERFACE[1:] for path in missing(sources, lang))
        yield from (f"{path}: older than its original" for path in outdated(history, INTERFACE[1:]))
