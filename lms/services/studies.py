"""Studies: what the names in rules stand for, how long each takes and who gives it; a step of saying what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lms.content.credentials import read_providers
from lms.domain.evidence import OWN_MODULE, Provider
from lms.domain.languages import Words
from lms.services import editions, facts
from lms.services.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Study:
    """A course, a module of one or something from outside. `minutes` is None where nobody says; `provider` where it is ours or unknown."""

    title: Words
    minutes: int | None = None
    provider: Provider | None = None


def by_name(uow: UnitOfWork) -> Mapping[str, Study]:
    """Everything that rules may name; put together again when a new edition is out."""
    ids = tuple(sorted(editions.latest_ids(uow).items()))
    kept: tuple[object, Mapping[str, Study]] | None = uow.house.shelf.get("studies")
    if kept is None or kept[0] != ids:
        kept = uow.house.shelf["studies"] = (ids, {**dict(_outside(uow)), **dict(_own(uow))})
    return kept[1]


def minutes(found: Mapping[str, Study]) -> dict[str, int]:
    """Minutes where somebody says them."""
    return {name: one.minutes for name, one in found.items() if one.minutes is not None}


def _outside(uow: UnitOfWork) -> Iterator[tuple[str, Study]]:
    providers = {one.key: one for one in read_providers(uow.house.home / "eligibility")}
    for one in facts.credentials(uow):
        yield one.name, Study(one.title, one.minutes, providers.get(one.provider))


def _own(uow: UnitOfWork) -> Iterator[tuple[str, Study]]:
    for edition in editions.every_latest(uow):
        course = edition.course
        yield course.key, Study(course.title, edition.minutes())
        for module in course.modules:
            told = sum(lesson.minutes for lesson in module.lessons) + edition.quiz_minutes(module.quiz) + edition.scenario_minutes(module.scenario)
            yield f"{OWN_MODULE}{course.key}/{module.key}", Study(module.title, told)
