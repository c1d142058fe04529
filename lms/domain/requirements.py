"""Requirement sets: the rules of a duty as a tree, and the situations its conditions can tell apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Literal

from lms.domain.courses import Source
from lms.domain.evidence import EvidenceKind
from lms.domain.intervals import Interval, contains, day_after
from lms.domain.languages import Words
from lms.errors import Invalid

Value = str | int
Situation = Mapping[str, Value]
"""Condition key → its value at one place: `{"danger_level": 3}`."""


class RuleKind(StrEnum):
    """What a rule asks for."""

    CERTIFICATE = "certificate"
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
    AGE = "age"


EVIDENCE_FOR: dict[RuleKind, tuple[EvidenceKind, ...]] = {
    **{kind: (EvidenceKind(kind),) for kind in RuleKind if kind is not RuleKind.AGE},
    RuleKind.CERTIFICATE: (EvidenceKind.CERTIFICATE, EvidenceKind.MODULE),
    RuleKind.AGE: (EvidenceKind.BIRTH,),
}
"""Which evidence a rule of each kind looks at."""


class Scope(StrEnum):
    """Whom a rule binds: each person, or the people of one posting together."""

    PERSON = "person"
    TEAM = "team"


class Strength(StrEnum):
    """Whether a rule decides, or only advises."""

    MUST = "must"
    SHOULD = "should"


class Basis(StrEnum):
    """Where a rule comes from: a public source, our own proposal, or hearsay; hearsay is shown and decides nothing."""

    REAL = "real"
    PLATFORM = "platform"
    HEARD = "heard"


@dataclass(frozen=True, slots=True)
class When:
    """The values of a condition for which a rule applies; every bound given holds, and only numbers have an order."""

    condition: str
    at_least: int | None = None
    at_most: int | None = None
    equals: Value | None = None

    def holds(self, value: Value) -> bool:
        """Whether the rule applies at this value."""
        if self.equals is not None and value != self.equals:
            return False
        if self.at_least is None and self.at_most is None:
            return True
        if not isinstance(value, int):
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True)
class LanguageLevel:
    """A language on a scale, at this level or higher."""

    language: str
    scale: str
    level: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing asked for; any one of `names` or `languages` will do.

    Counted on the day of departure: evidence obtained less than `max_age_months` before and valid for `min_months`
    more; age in completed years from `min_age` to `max_age`, both included; `min_years` of 365 days worked before it,
    no day twice. A team rule asks that `min_count` of the people of a posting satisfy it.
    """

    key: str
    kind: RuleKind
    text: Words
    names: tuple[str, ...] = ()
    languages: tuple[LanguageLevel, ...] = ()
    max_age_months: int | None = None
    min_months: int | None = None
    min_age: int | None = None
    max_age: int | None = None
    min_years: int | None = None
    when: tuple[When, ...] = ()
    scope: Scope = Scope.PERSON
    min_count: int = 1
    strength: Strength = Strength.MUST
    status: Basis = Basis.PLATFORM
    sources: tuple[str, ...] = ()
    note: Words = field(default_factory=dict)
    node: Literal["rule"] = "rule"


class GroupKind(StrEnum):
    """How many of a group's parts are needed."""

    ALL_OF = "all_of"
    ANY_OF = "any_of"
    N_OF = "n_of"


@dataclass(frozen=True, slots=True)
class Group:
    """Rules and groups of which all, one or `n` are needed. `n` is set for `n_of` alone."""

    kind: GroupKind
    children: "tuple[Node, ...]"
    n: int | None = None
    text: Words = field(default_factory=dict)
    node: Literal["group"] = "group"


Node = Group | Rule


@dataclass(frozen=True, slots=True)
class Condition:
    """What a place or post can differ in, its values in order, and the value taken where nothing is said."""

    key: str
    title: Words
    values: tuple[Value, ...]
    default: Value


@dataclass(frozen=True, slots=True)
class RequirementSet:
    """What a duty asks for, for departures from `effective_from` to `effective_until`, both included."""

    key: str
    version: int
    title: Words
    effective_from: date
    root: Node
    effective_until: date | None = None
    conditions: tuple[Condition, ...] = ()
    sources: tuple[Source, ...] = ()


def rules(node: Node) -> Iterator[Rule]:
    """Every rule of a tree, in order."""
    if isinstance(node, Rule):
        yield node
    else:
        for child in node.children:
            yield from rules(child)


def needed(group: Group, deciding: int) -> int:
    """How many of the `deciding` parts of a group must be met; parts that decide nothing are not waited for."""
    wanted = {GroupKind.ALL_OF: deciding, GroupKind.ANY_OF: 1, GroupKind.N_OF: group.n or 0}[group.kind]
    return min(wanted, deciding)


def applies(rule: Rule, situation: Situation) -> bool:
    """Whether all the rule's conditions hold; one that the situation does not name does not hold."""
    return all(when.condition in situation and when.holds(situation[when.condition]) for when in rule.when)


def decides(rule: Rule, situation: Situation) -> bool:
    """Whether the rule can keep a person back here: it must be met, is no hearsay, binds the person and applies."""
    personal_must = rule.strength is Strength.MUST and rule.scope is Scope.PERSON
    return personal_must and rule.status is not Basis.HEARD and applies(rule, situation)


def filled(requirements: RequirementSet, situation: Situation) -> dict[str, Value]:
    """The situation in the set's own conditions: defaults where nothing is said, what the set does not know left out.

    Invalid: a value that the condition does not have.
    """
    values = {condition.key: situation.get(condition.key, condition.default) for condition in requirements.conditions}
    for condition in requirements.conditions:
        if values[condition.key] not in condition.values:
            raise Invalid(situation=f"{condition.key} has no value {values[condition.key]!r}")
    return values


def collapsed(requirements: RequirementSet, situation: Situation) -> dict[str, Value]:
    """The stored situation that stands for this one: each condition's first value no rule tells from the real one."""
    values = filled(requirements, situation)
    return {c.key: _stands_for(requirements, c)[values[c.key]] for c in requirements.conditions}


def situations(requirements: RequirementSet) -> tuple[dict[str, Value], ...]:
    """Every situation the rules can tell apart, in the order of the values; a single empty one without conditions."""
    keys = [condition.key for condition in requirements.conditions]
    return tuple(dict(zip(keys, values, strict=True)) for values in product(*_distinct(requirements)))


def situation_count(requirements: RequirementSet) -> int:
    """How many situations there are, without listing them."""
    count = 1
    for values in _distinct(requirements):
        count *= len(values)
    return count


def in_force(sets: tuple[RequirementSet, ...], key: str, day: date) -> RequirementSet | None:
    """The highest version of a set that governs departures on a day."""
    found = [each for each in sets if each.key == key and contains((Interval(each.effective_from, day_after(each.effective_until)),), day)]
    return max(found, key=lambda each: each.version, default=None)


def _distinct(requirements: RequirementSet) -> list[tuple[Value, ...]]:
    return [tuple(dict.fromkeys(_stands_for(requirements, c).values())) for c in requirements.conditions]


def _stands_for(requirements: RequirementSet, condition: Condition) -> dict[Value, Value]:
    found = dict.fromkeys(when for rule in rules(requirements.root) for when in rule.when)
    whens = [when for when in found if when.condition == condition.key]
    seen: dict[tuple[bool, ...], Value] = {}
    return {value: seen.setdefault(tuple(when.holds(value) for when in whens), value) for value in condition.values}
