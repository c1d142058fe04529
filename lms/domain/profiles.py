"""What a person says of themselves, and the traits by which the roster is narrowed: stated ones, and those that evidence shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.domain.evidence import LADDERS, SPOKEN, Evidence, EvidenceKind
from lms.domain.grounds import weigh
from lms.domain.intervals import Interval, day_after
from lms.domain.languages import Words
from lms.domain.requirements import LanguageLevel, Rule, RuleKind

LEVELS = LADDERS["cefr"]
YEARS = (1, 2, 3, 5, 10)
"""Years of experience that one can ask for."""
NOTICES = (0, 1, 2, 4, 8, 12, 26)
"""Weeks that a person may need before they can leave."""


class TraitKind(StrEnum):
    """What a list is narrowed by; the first three are stated by the person, the others come from evidence."""

    FIELD = "field"
    REGION = "region"
    AVAILABLE = "available"
    LANGUAGE = "language"
    YEARS = "years"


STATED = (TraitKind.FIELD, TraitKind.REGION, TraitKind.AVAILABLE)
SHOWN = (TraitKind.LANGUAGE, TraitKind.YEARS)


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing asked for. `name`: key of a field or region, `fr:B2` for that level or better, years at least; none for being available."""

    kind: TraitKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A field or a region as the house names it."""

    key: str
    title: Words


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person states. `notice`: weeks before they can leave, None when they cannot go now; `first`–`last`: departure days, both included."""

    fields: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    notice: int | None = None
    first: date | None = None
    last: date | None = None


def stated(profile: Profile) -> Iterator[tuple[Trait, Interval]]:
    """The traits of a profile with the departure days on which they hold; an availability is named after its notice."""
    for kind, names in ((TraitKind.FIELD, profile.fields), (TraitKind.REGION, profile.regions)):
        for name in names:
            yield Trait(kind, name), Interval()
    if profile.notice is not None:
        yield Trait(TraitKind.AVAILABLE, str(profile.notice)), Interval(profile.first, day_after(profile.last))


def shown(evidence: Iterable[Evidence]) -> Iterator[tuple[Trait, Interval]]:
    """The traits that evidence shows: each language at each level it reaches, and years of experience, no day counted twice."""
    known = tuple(evidence)
    for code in SPOKEN:
        for level in LEVELS if any(one.name == code for one in known) else ():
            rule = Rule(code, RuleKind.LANGUAGE, {}, languages=(LanguageLevel(code, "cefr", level),))
            for days in weigh(rule, known, ()).days:
                yield Trait(TraitKind.LANGUAGE, f"{code}:{level}"), days
    kinds = tuple({one.name for one in known if one.kind is EvidenceKind.EXPERIENCE})
    for years in YEARS if kinds else ():
        for days in weigh(Rule("years", RuleKind.EXPERIENCE, {}, kinds, min_years=years), known, ()).days:
            yield Trait(TraitKind.YEARS, str(years)), days


def names(trait: Trait, asked_on: date, departure: date) -> tuple[str, ...]:
    """The names of traits that answer to one asked for: an availability whose notice fits before the departure, else the name itself."""
    if trait.kind is TraitKind.AVAILABLE:
        return tuple(str(weeks) for weeks in NOTICES if timedelta(weeks=weeks) <= max(departure - asked_on, timedelta()))
    return (trait.name,)


def is_askable(trait: Trait, terms: Iterable[str]) -> bool:
    """Whether a trait can be asked for; `terms`: the keys of fields and regions there are."""
    if trait.kind in (TraitKind.FIELD, TraitKind.REGION):
        return trait.name in set(terms)
    code, _, level = trait.name.partition(":")
    return {
        TraitKind.AVAILABLE: trait.name == "", TraitKind.LANGUAGE: code in SPOKEN and level in LEVELS,
        TraitKind.YEARS: trait.name in {str(one) for one in YEARS},
    }[trait.kind]  # fmt: skip
