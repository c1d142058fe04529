"""Evidence: what a person can show, what outside certificates are called, and which count as which.

Dates that people state (`valid_until`, `ended`) are last days, as on the paper; computed intervals are half-open.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from lms.domain.intervals import ALWAYS, NEVER, Days, Interval, day_after, normalise
from lms.domain.languages import Words

SPOKEN = ("en", "fr", "es", "ar", "pt", "ru", "zh", "ja")
"""Languages that evidence can show, by ISO 639-1 code."""

OWN_MODULE = "module:"
"""Prefix of the name of a completed module: `module:peacebuilding/a2`."""


class EvidenceKind(StrEnum):
    """What sort of thing a piece of evidence is."""

    CERTIFICATE = "certificate"
    MODULE = "module"
    LANGUAGE = "language"
    EXPERIENCE = "experience"
    MEDICAL = "medical"
    DOCUMENT = "document"
    ATTESTATION = "attestation"
    EDUCATION = "education"
    STATUS = "status"
    RANK = "rank"
    LICENCE = "licence"
    BRIEFING = "briefing"
    BIRTH = "birth"
    WAIVER = "waiver"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A dated fact about a person; only a verified one counts.

    `name`: a course key, `module:<course>/<module>`, the name of a credential, or a language code. `valid_from`: the
    day it was obtained, or the day of birth. `valid_until`: its last valid day, None for no end. A language has a
    `scale` and a `level` on it (`cefr` B2, `toeic` 860). Experience runs from `started` to `ended`, its last day,
    None while it goes on; it never grows old. A waiver's name is that of the rule it waives, its source who waived it and why.
    """

    id: str
    kind: EvidenceKind
    name: str
    valid_from: date
    valid_until: date | None = None
    verified: bool = False
    source: str = ""
    scale: str = ""
    level: str = ""
    started: date | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Evidence called `name` counts as `counts_as` for departures from `valid_from` to `valid_until`, both included."""

    name: str
    counts_as: str
    valid_from: date | None = None
    valid_until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who gives an outside credential."""

    key: str
    title: Words
    url: str = ""


@dataclass(frozen=True, slots=True)
class Credential:
    """Something from outside that rules may name; a certificate has a `family`, and `minutes` of study where known."""

    name: str
    kind: EvidenceKind
    title: Words
    provider: str = ""
    family: str = ""
    minutes: int | None = None
    note: Words = field(default_factory=dict)


LADDERS = {"cefr": ("A1", "A2", "B1", "B2", "C1", "C2"), "un": ("I", "II", "III", "IV")}
"""Scales whose levels are words, lowest first."""

SCORES = {"toeic": range(10, 991), "toefl-ibt": range(121)}
"""Scales whose levels are whole numbers, and the scores there are."""

TOEIC_MINIMUM = {"A1": 120, "A2": 225, "B1": 550, "B2": 785, "C1": 945}
"""Lowest TOEIC Listening & Reading total for a CEFR level (ETS, 2020); it tests two skills of four, never C2."""


def rank(scale: str, level: str) -> int | None:
    """How high a level stands on its own scale; None when there is no such scale or level."""
    if level in LADDERS.get(scale, ()):
        return LADDERS[scale].index(level)
    if level.isdecimal() and int(level) in SCORES.get(scale, ()):
        return int(level)
    return None


def reaches(have: tuple[str, str], need: tuple[str, str]) -> bool:
    """Whether a (scale, level) shows another. Across scales only a TOEIC score does, for CEFR, as its issuer says."""
    held, asked = rank(*have), rank(*need)
    if held is None or asked is None:
        return False
    if have[0] == need[0]:
        return held >= asked
    return have[0] == "toeic" and need[0] == "cefr" and need[1] in TOEIC_MINIMUM and held >= TOEIC_MINIMUM[need[1]]


def is_own(name: str) -> bool:
    """Whether a certificate's name is one of our courses or modules; names from outside carry a capital letter."""
    return name == name.lower()


def validity(stated: Evidence | Equivalence) -> Interval:
    """The days between two stated dates, both included."""
    return Interval(stated.valid_from, day_after(stated.valid_until))


def worked(evidence: Evidence) -> Interval:
    """The days of an experience; without dates of its own, those of its validity."""
    return Interval(evidence.started or evidence.valid_from, day_after(evidence.ended or evidence.valid_until))


def counting(name: str, accepted: Iterable[str], equivalences: Iterable[Equivalence]) -> Days:
    """The departure days on which a name counts as an accepted one: always as one, else while an equivalence says so.

    Equivalences are not chained; where there is none there are no days.
    """
    accepted = tuple(accepted)
    if name in accepted:
        return ALWAYS
    stated = [validity(rule) for rule in equivalences if rule.name == name and rule.counts_as in accepted]
    return normalise(stated) if stated else NEVER


def circle(equivalences: Iterable[Equivalence]) -> tuple[str, ...]:
    """Names that count as one another in a ring, the first named again at the end; empty when there is no ring."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for rule in equivalences:
        sorter.add(rule.counts_as, rule.name)
    try:
        sorter.prepare()
    except CycleError as ring:
        return tuple(ring.args[1])
    return ()
