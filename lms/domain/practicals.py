"""Practical sessions: the skills on a trainer's list, who passes, and what a later sign-off changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lms.domain.certificates import last_valid_day
from lms.domain.languages import Words

MOST_PEOPLE = 60
"""People on one list, so that it stays a table that can be read and saved at once."""


class Mark(StrEnum):
    """What a trainer says of one skill of one person."""

    MET = "met"
    NOT_YET = "not-yet"
    NOT_SEEN = "not-seen"


@dataclass(frozen=True, slots=True)
class Skill:
    """A line of the list; who lacks a `needed` one does not pass."""

    key: str
    title: Words
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Practical:
    """What is practised. Passing gives the certificate `credential`, for `months` from the day of the session, None for no end."""

    key: str
    title: Words
    credential: str
    months: int | None
    skills: tuple[Skill, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a person: whether they were there, and marks by the keys of skills; a skill without a mark was not seen."""

    there: bool = False
    marks: Mapping[str, Mark] | None = None

    def of(self, skill: Skill) -> Mark:
        """The mark for a skill."""
        return (self.marks or {}).get(skill.key, Mark.NOT_SEEN)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a person passes, and otherwise why not: absent, or the needed skills that are `missing`."""

    there: bool
    missing: tuple[Skill, ...]

    @property
    def passed(self) -> bool:
        """Whether evidence follows."""
        return self.there and not self.missing


@dataclass(frozen=True, slots=True)
class Changes:
    """What a sign-off does to evidence: who gets some, whose `falls` (person → evidence), and whose stays."""

    fresh: tuple[str, ...]
    falls: Mapping[str, str]
    stays: Mapping[str, str]


def judge(practical: Practical, seen: Seen) -> Outcome:
    """Who was there and met every needed skill passes."""
    return Outcome(seen.there, tuple(skill for skill in practical.skills if skill.needed and seen.of(skill) is not Mark.MET))


def changes(before: Mapping[str, str], outcomes: Mapping[str, Outcome]) -> Changes:
    """From the evidence that the sign-off before gave (person → evidence) to the outcomes of this one (by person)."""
    passed = {person for person, one in outcomes.items() if one.passed}
    falls = {person: fact for person, fact in sorted(before.items()) if person not in passed}
    return Changes(tuple(sorted(passed - before.keys())), falls, {person: fact for person, fact in before.items() if person in passed})


def read_marks(practical: Practical, raw: Mapping[str, str]) -> dict[str, Mark] | None:
    """Marks as they were sent, by the keys of skills; what was not sent was not seen. None when one is no mark."""
    found = {skill.key: raw.get(skill.key, Mark.NOT_SEEN.value) for skill in practical.skills}
    if not set(found.values()) <= set(Mark):
        return None
    return {key: Mark(value) for key, value in found.items()}


def last_day(practical: Practical, day: date) -> date | None:
    """The last day on which passing on a day counts."""
    return last_valid_day(day, practical.months)


def pack(practical: Practical) -> dict[str, Any]:
    """As JSON, to be kept with a session, so that a later list of skills changes nothing about it."""
    skills = [{"key": one.key, "title": dict(one.title), "needed": one.needed} for one in practical.skills]
    return {"key": practical.key, "title": dict(practical.title), "credential": practical.credential, "months": practical.months, "skills": skills}


def unpack(kept: Mapping[str, Any]) -> Practical:
    """From JSON."""
    skills = tuple(Skill(one["key"], one["title"], one["needed"]) for one in kept["skills"])
    return Practical(kept["key"], kept["title"], kept["credential"], kept["months"], skills)
