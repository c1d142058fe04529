"""Eligibility: whether a person may depart on a day, as a proof tree, and on which days at all."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from lms.domain.evidence import Equivalence, Evidence
from lms.domain.grounds import Case, Reason, reason, support, weigh
from lms.domain.intervals import Days, at_least, bounds, contains, first_outside
from lms.domain.requirements import (
    Basis,
    Group,
    Node,
    RequirementSet,
    Rule,
    Scope,
    Situation,
    Strength,
    Value,
    applies,
    decides,
    filled,
    needed,
    rules,
)
from lms.domain.waivers import counting_here, without_waivers


class Outcome(StrEnum):
    """How a rule or group stands. Only `missing` parts that decide keep a person back."""

    MET = "met"
    MISSING = "missing"
    TO_CONFIRM = "to-confirm"
    NOT_APPLICABLE = "not-applicable"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class RuleProof:
    """A rule on a day: the evidence that satisfies it and the first later day it no longer does, or why nothing does.

    Advice, hearsay and a team's rule show all this too, and decide nothing (`decides`).
    """

    rule: Rule
    outcome: Outcome
    decides: bool = False
    evidence: tuple[Evidence, ...] = ()
    lapses: date | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class GroupProof:
    """A group on a day: `needed` of its deciding parts must be met; without deciding parts it is not applicable."""

    group: Group
    outcome: Outcome
    decides: bool
    needed: int
    children: "tuple[Proof, ...]"
    lapses: date | None = None


Proof = GroupProof | RuleProof


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a person meets a set on a departure day; `lapses`: the first later day they no longer do."""

    requirements: str
    version: int
    situation: Mapping[str, Value]
    day: date
    met: bool
    lapses: date | None
    proof: Proof


@dataclass(frozen=True, slots=True)
class Span:
    """Departure days from `start` up to, but without, `until` with one answer; None: no bound. `missing`: rule keys."""

    start: date | None
    until: date | None
    met: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamProof:
    """A team's rule for one posting: who satisfies it, in the order given, and whether they are enough."""

    rule: Rule
    members: tuple[str, ...]
    met: bool


@dataclass(frozen=True, slots=True)
class _Trace:
    """A part of the tree with the days it is met on; `days` is None where it decides nothing."""

    node: Node
    days: Days | None
    case: Case | None = None
    needed: int = 0
    children: "tuple[_Trace, ...]" = ()


def evaluate(
    requirements: RequirementSet,
    evidence: Iterable[Evidence],
    equivalences: Iterable[Equivalence],
    situation: Situation,
    day: date,
) -> Verdict:
    """The proof for a departure on a day. Whether the set is in force then is the caller's question.

    Invalid: a situation with a value that a condition does not have.
    """
    here = filled(requirements, situation)
    trace = _trace(requirements.root, counting_here(requirements, evidence), tuple(equivalences), here)
    met, lapses = _holds(trace, day), _lapse(trace, day)
    return Verdict(requirements.key, requirements.version, here, day, met, lapses, _prove(trace, day))


def spans(
    requirements: RequirementSet,
    evidence: Iterable[Evidence],
    equivalences: Iterable[Equivalence],
    situation: Situation,
) -> tuple[Span, ...]:
    """Every departure day there is, in order, in the fewest spans that each have one answer.

    On each day it agrees with `evaluate`: `met`, and `missing` the rules that keep the person back, in the set's
    order.
    """
    here = filled(requirements, situation)
    trace = _trace(requirements.root, counting_here(requirements, evidence), tuple(equivalences), here)
    changes = bounds(days for days in _all_days(trace))
    found: list[Span] = []
    for start, until in pairwise((None, *changes, None)):
        day = start or date.min
        missing = _missing(trace, day)
        if found and found[-1].missing == missing:
            found[-1] = Span(found[-1].start, until, not missing, missing)
        else:
            found.append(Span(start, until, not missing, missing))
    return tuple(found)


def missing_proofs(proof: Proof) -> tuple[RuleProof, ...]:
    """The rules that keep a person back: whatever is missing in groups that are missing themselves."""
    if not proof.decides or proof.outcome is Outcome.MET:
        return ()
    if isinstance(proof, RuleProof):
        return (proof,)
    return tuple(found for child in proof.children for found in missing_proofs(child))


def missing_rules(proof: Proof) -> tuple[str, ...]:
    """Keys of the rules that keep a person back."""
    return tuple(found.rule.key for found in missing_proofs(proof))


def team_proofs(
    requirements: RequirementSet,
    members: Mapping[str, Iterable[Evidence]],
    equivalences: Iterable[Equivalence],
    situation: Situation,
    day: date,
) -> tuple[TeamProof, ...]:
    """The team rules that apply to a posting, in order, each with the members who satisfy it on the day."""
    here, equivalences = filled(requirements, situation), tuple(equivalences)
    people = {name: without_waivers(evidence) for name, evidence in members.items()}
    found = []
    for rule in rules(requirements.root):
        if rule.scope is Scope.TEAM and applies(rule, here):
            able = tuple(name for name, has in people.items() if contains(weigh(rule, has, equivalences).days, day))
            found.append(TeamProof(rule, able, len(able) >= rule.min_count))
    return tuple(found)


def keeps_back(proof: TeamProof) -> bool:
    """Whether a team must not go for this rule; advice and hearsay are shown and keep nobody back."""
    return not proof.met and proof.rule.strength is Strength.MUST and proof.rule.status is not Basis.HEARD


def _trace(node: Node, evidence: tuple[Evidence, ...], equivalences: tuple[Equivalence, ...], here: Situation) -> _Trace:
    if isinstance(node, Rule):
        case = weigh(node, evidence, equivalences) if applies(node, here) else None
        return _Trace(node, case.days if case is not None and decides(node, here) else None, case)
    children = tuple(_trace(child, evidence, equivalences, here) for child in node.children)
    deciding = [child.days for child in children if child.days is not None]
    count = needed(node, len(deciding))
    return _Trace(node, at_least(count, deciding) if deciding else None, needed=count, children=children)


def _holds(trace: _Trace, day: date) -> bool:
    return trace.days is None or contains(trace.days, day)


def _lapse(trace: _Trace, day: date) -> date | None:
    return first_outside(trace.days, day) if trace.days is not None and contains(trace.days, day) else None


def _all_days(trace: _Trace) -> Iterator[Days]:
    if trace.days is not None:
        yield trace.days
    for child in trace.children:
        yield from _all_days(child)


def _missing(trace: _Trace, day: date) -> tuple[str, ...]:
    if _holds(trace, day):
        return ()
    if isinstance(trace.node, Rule):
        return (trace.node.key,)
    return tuple(key for child in trace.children for key in _missing(child, day))


def _prove(trace: _Trace, day: date) -> Proof:
    deciding = trace.days is not None
    held = Outcome.MET if _holds(trace, day) else Outcome.MISSING
    if isinstance(trace.node, Group):
        parts = tuple(_prove(child, day) for child in trace.children)
        outcome = held if deciding else Outcome.NOT_APPLICABLE
        return GroupProof(trace.node, outcome, deciding, trace.needed, parts, _lapse(trace, day))
    if trace.case is None:
        return RuleProof(trace.node, Outcome.NOT_APPLICABLE)
    case, satisfied = trace.case, contains(trace.case.days, day)
    return RuleProof(
        trace.node,
        _outcome(trace.node, satisfied),
        deciding,
        support(case, day) if satisfied else (),
        first_outside(case.days, day) if satisfied else None,
        None if satisfied else reason(case, day),
    )


def _outcome(rule: Rule, satisfied: bool) -> Outcome:
    if rule.scope is Scope.TEAM:
        return Outcome.TEAM
    if rule.status is Basis.HEARD:
        return Outcome.TO_CONFIRM
    return Outcome.MET if satisfied else Outcome.MISSING
