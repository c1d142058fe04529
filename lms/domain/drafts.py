"""Drafts of requirement sets: what differs between two versions, and for whom it turns the answer."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from itertools import islice

from lms.domain.eligibility import evaluate, missing_rules
from lms.domain.evidence import Equivalence, Evidence
from lms.domain.requirements import Group, GroupKind, Node, RequirementSet, Rule, Situation, Value, rules, situations

MOST_SITUATIONS = 256
"""Situations that are compared; two versions together can tell apart more than either may."""

ASPECTS = ("title", "effective_from", "effective_until", "conditions", "sources")
"""What a set says besides its rules and its number."""

Place = tuple[tuple[str, int], ...]
"""The groups around a rule, from the outside: kind, and how many of its parts are needed where it says so."""


class ChangeKind(StrEnum):
    """What became of a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A rule of one version that is not so in the other. `fields`: names of what differs, `group` where it stands in another one."""

    kind: ChangeKind
    rule: Rule
    before: Rule | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs: `aspects` of the set, and its rules in their order, those removed last."""

    aspects: tuple[str, ...]
    rules: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """A situation in which the answer for a person is another; rule keys that keep them back before and now."""

    situation: Situation
    before: tuple[str, ...]
    now: tuple[str, ...]

    @property
    def gains(self) -> bool:
        """Whether the person may go now and might not before."""
        return not self.now


def changes(old: RequirementSet, new: RequirementSet) -> Changes:
    """What differs between two versions; a rule is the same rule when it has the same key."""
    before, now = dict(_placed(old.root)), dict(_placed(new.root))
    found = [Change(ChangeKind.ADDED, rule) if rule.key not in before else _change(before[rule.key], (rule, place)) for rule, place in now.values()]
    gone = [Change(ChangeKind.REMOVED, rule, rule) for key, (rule, _) in before.items() if key not in now]
    aspects = tuple(name for name in ASPECTS if getattr(old, name) != getattr(new, name))
    return Changes(aspects, (*(one for one in found if one.kind is not ChangeKind.CHANGED or one.fields), *gone))


def compared(old: RequirementSet | None, new: RequirementSet) -> tuple[dict[str, Value], ...]:
    """Every situation of the new version that the two can tell apart, 256 at most."""
    both = new if old is None else replace(new, root=Group(GroupKind.ALL_OF, (old.root, new.root)))
    return tuple(islice(situations(both), MOST_SITUATIONS))


def turned(
    old: RequirementSet | None, new: RequirementSet, evidence: Iterable[Evidence], equivalences: Iterable[Equivalence], day: date
) -> tuple[Turned, ...]:
    """Where the new version answers otherwise than the old one for a departure on a day; without an old one nobody could go."""
    facts, same, found = tuple(evidence), tuple(equivalences), []
    for here in compared(old, new):
        now = _missing(new, facts, same, here, day)
        before = _missing(old, facts, same, _there(old, here), day) if old is not None else None
        if (before == ()) != (now == ()):
            found.append(Turned(here, before or (), now))
    return tuple(found)


def with_rule(requirements: RequirementSet, rule: Rule) -> RequirementSet:
    """The set with this rule in the place of the one of the same key, or after all others where there is none."""
    if any(one.key == rule.key for one in rules(requirements.root)):
        return replace(requirements, root=_replaced(requirements.root, rule.key, rule))
    return replace(requirements, root=Group(GroupKind.ALL_OF, (*_parts(requirements.root), rule)))


def without_rule(requirements: RequirementSet, key: str) -> RequirementSet:
    """The set without a rule; a group that has nothing left goes with it."""
    return replace(requirements, root=_replaced(requirements.root, key, None))


def _parts(root: Node) -> tuple[Node, ...]:
    return root.children if isinstance(root, Group) and root.kind is GroupKind.ALL_OF else (root,)


def _change(before: tuple[Rule, Place], now: tuple[Rule, Place]) -> Change:
    differing = [one.name for one in fields(Rule) if getattr(before[0], one.name) != getattr(now[0], one.name)]
    return Change(ChangeKind.CHANGED, now[0], before[0], tuple(differing + ["group"] * (before[1] != now[1])))


def _placed(node: Node, place: Place = ()) -> list[tuple[str, tuple[Rule, Place]]]:
    if isinstance(node, Rule):
        return [(node.key, (node, place))]
    inner = (*place, (node.kind.value, node.n or 0))
    return [one for child in node.children for one in _placed(child, inner)]


def _missing(
    requirements: RequirementSet, evidence: tuple[Evidence, ...], equivalences: tuple[Equivalence, ...], here: Situation, day: date
) -> tuple[str, ...]:
    return missing_rules(evaluate(requirements, evidence, equivalences, here, day).proof)


def _there(requirements: RequirementSet, here: Situation) -> dict[str, Value]:
    """A situation of the new version in the conditions of the old one; what the old one does not know is its default."""
    return {one.key: here[one.key] if here.get(one.key) in one.values else one.default for one in requirements.conditions}


def _replaced(node: Node, key: str, rule: Rule | None) -> Node:
    """The tree with the rule of this key replaced, or taken out where there is none."""
    if isinstance(node, Rule):
        return rule if rule is not None and node.key == key else node
    kept = [child for child in node.children if rule is not None or not (isinstance(child, Rule) and child.key == key)]
    children = tuple(_replaced(child, key, rule) for child in kept)
    if rule is None:
        children = tuple(child for child in children if isinstance(child, Rule) or child.children)
    return replace(node, children=children)
