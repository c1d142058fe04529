"""Gaps: the cheapest way to what a verdict misses, through groups, with one act shared by all the rules it satisfies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.domain.eligibility import GroupProof, Outcome, Proof, RuleProof, Verdict, missing_proofs
from lms.domain.evidence import OWN_MODULE, is_own
from lms.domain.grounds import DAYS_IN_YEAR, Cause, Reason
from lms.domain.intervals import months_after
from lms.domain.requirements import LanguageLevel, Rule, RuleKind


class ActKind(StrEnum):
    """What somebody can do about a gap."""

    VERIFY = "verify"
    COURSE = "course"
    OUTSIDE = "outside"
    RECORD = "record"
    LANGUAGE = "language"
    EXPERIENCE = "experience"
    WAIT = "wait"
    NEVER = "never"


EFFORT = {
    RuleKind.DOCUMENT: 3, RuleKind.ATTESTATION: 3, RuleKind.BRIEFING: 3, RuleKind.MEDICAL: 4, RuleKind.LICENCE: 5, RuleKind.LANGUAGE: 20,
    RuleKind.EXPERIENCE: 50, RuleKind.EDUCATION: 50, RuleKind.STATUS: 100, RuleKind.RANK: 100, RuleKind.AGE: 100,
}  # fmt: skip
"""How hard each kind of gap is to close, in no unit; a certificate from outside is 2, our own courses cost only their minutes."""

OUTSIDE_EFFORT, WAITING, IMPOSSIBLE = 2, 200, 100_000
KEPT = 48
"""Ways kept at each part of the tree; below that many the cheapest is found for certain."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do. `name`: course or module, credential, language; `minutes`: of study, None where nobody says; `days`: of experience missing.

    `first`: the first day on which waiting or working is over, None where it depends on when it is done.
    """

    kind: ActKind
    name: str
    effort: int
    minutes: int | None = 0
    days: int | None = None
    first: date | None = None
    level: LanguageLevel | None = None
    renew: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """An act with the rules it satisfies. `not_before`: obtained earlier than that day it would be too old at departure."""

    act: Act
    rules: tuple[str, ...]
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The cheapest steps. `minutes`: of study, where known; `unknown`: steps whose time nobody says; `first`: no earlier departure is possible."""

    steps: tuple[Step, ...] = ()
    minutes: int = 0
    unknown: int = 0
    first: date | None = None
    possible: bool = True


Way = frozenset[Act]


def cheapest(verdict: Verdict, studies: Mapping[str, int], today: date) -> Plan:
    """The least that would make a verdict met; nothing where it is. `studies`: minutes of courses, modules and credentials by name."""
    missing, acts = missing_proofs(verdict.proof), options(verdict, studies, today)
    least = _ways(verdict.proof, acts)[0]
    steps = sorted((_step(act, missing, acts, verdict.day, today) for act in least), key=lambda step: (_cost([step.act]), step.rules))
    known = [step.act.minutes for step in steps]
    firsts = [step.act.first for step in steps if step.act.first is not None]
    possible = all(step.act.kind is not ActKind.NEVER for step in steps)
    return Plan(tuple(steps), sum(one or 0 for one in known), known.count(None), max(firsts, default=None), possible)


def options(verdict: Verdict, studies: Mapping[str, int], today: date) -> dict[str, list[Act]]:
    """Every act that would satisfy each missing rule, by the rule's key."""
    missing = missing_proofs(verdict.proof)
    return {proof.rule.key: _acts(proof, studies, today, _outdated(missing)) for proof in missing}


def _outdated(missing: Iterable[RuleProof]) -> frozenset[str]:
    """Names of what a person has had and must have again."""
    ended = (Cause.TOO_OLD, Cause.EXPIRED, Cause.ENDS_TOO_SOON)
    reasons = [proof.reason for proof in missing if proof.reason]
    return frozenset(one.evidence.name for one in reasons if one.evidence and one.cause in ended)


def _acts(proof: RuleProof, studies: Mapping[str, int], today: date, outdated: frozenset[str]) -> list[Act]:
    rule, why = proof.rule, proof.reason or Reason(Cause.MISSING)
    if why.cause is Cause.UNVERIFIED and why.evidence:
        return [Act(ActKind.VERIFY, why.evidence.name, 0)]
    if why.cause is Cause.OVER_AGE:
        return [Act(ActKind.NEVER, rule.key, IMPOSSIBLE)]
    waits = [Act(ActKind.WAIT, rule.key, WAITING, first=why.first)] if why.first and why.cause in (Cause.NOT_YET, Cause.TOO_YOUNG) else []
    if rule.kind is RuleKind.AGE:
        return waits or [Act(ActKind.RECORD, "birth", EFFORT[rule.kind])]
    return waits + [_act(rule, name, why, studies, today, outdated) for name in rule.names] + _tests(rule)


def _tests(rule: Rule) -> list[Act]:
    return [Act(ActKind.LANGUAGE, each.language, EFFORT[RuleKind.LANGUAGE], None, level=each) for each in rule.languages]


def _act(rule: Rule, name: str, why: Reason, studies: Mapping[str, int], today: date, outdated: frozenset[str]) -> Act:
    again = name in outdated
    if rule.kind is RuleKind.EXPERIENCE:
        left = (why.limit or max(1, (rule.min_years or 0) * DAYS_IN_YEAR)) - (why.have or 0)
        return Act(ActKind.EXPERIENCE, name, EFFORT[rule.kind], days=left, first=why.first or today + timedelta(days=left))
    if rule.kind is not RuleKind.CERTIFICATE:
        return Act(ActKind.RECORD, name, EFFORT[rule.kind], renew=again)
    if is_own(name):
        return Act(ActKind.COURSE, name, 0, studies.get(name), renew=again)
    return Act(ActKind.OUTSIDE, name, OUTSIDE_EFFORT, studies.get(name), renew=again)


def _ways(proof: Proof, acts: Mapping[str, list[Act]]) -> list[Way]:
    """The cheapest sets of acts that satisfy a part, the very cheapest first."""
    if not proof.decides or proof.outcome is Outcome.MET:
        return [frozenset()]
    if isinstance(proof, RuleProof):
        return _best(frozenset((act,)) for act in acts[proof.rule.key])
    return _some(proof, acts)


def _some(proof: GroupProof, acts: Mapping[str, list[Act]]) -> list[Way]:
    """Ways to have as many of a group's parts as it needs; `ways[n]` are those that have n of the parts seen so far."""
    ways: list[list[Way]] = [[frozenset()], *([] for _ in range(proof.needed))]
    for child in proof.children:
        if child.decides:
            own = _ways(child, acts)
            for count in range(proof.needed, 0, -1):
                ways[count] = _best((*ways[count], *(_together(before, more) for before in ways[count - 1] for more in own)))
    return ways[-1]


def _together(one: Way, other: Way) -> Way:
    """Both; a module is not done again beside its whole course."""
    both = one | other
    whole = {act.name for act in both if act.kind is ActKind.COURSE}
    return frozenset(act for act in both if act.kind is not ActKind.COURSE or _course(act.name) == act.name or _course(act.name) not in whole)


def _course(name: str) -> str:
    return name.removeprefix(OWN_MODULE).split("/")[0]


def _best(ways: Iterable[Way]) -> list[Way]:
    return sorted(set(ways), key=lambda way: (_cost(way), sorted(act.name for act in way)))[:KEPT]


def _cost(way: Iterable[Act]) -> tuple[int, int, int, int]:
    acts = tuple(way)
    return sum(act.effort for act in acts), sum(act.minutes is None for act in acts), sum(act.minutes or 0 for act in acts), len(acts)


def _step(act: Act, missing: Iterable[RuleProof], acts: Mapping[str, list[Act]], day: date, today: date) -> Step:
    served = [proof.rule for proof in missing if any(_serves(act, one) for one in acts[proof.rule.key])]
    starts = [start for rule in served if (start := _not_before(rule, day)) and start > today]
    return Step(act, tuple(rule.key for rule in served), max(starts, default=None))


def _serves(act: Act, asked: Act) -> bool:
    return act == asked or (act.kind is asked.kind is ActKind.COURSE and act.name == _course(asked.name))


def _not_before(rule: Rule, day: date) -> date | None:
    """The first day on which something of limited age may be obtained and still count."""
    start = months_after(day, -rule.max_age_months) if rule.max_age_months else None
    while start is not None and (months_after(start, rule.max_age_months or 0) or date.max) <= day:
        start += timedelta(days=1)
    return start
