"""Soundness: what is wrong with a requirement set, before anybody is judged by it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from lms.domain.evidence import OWN_MODULE, Credential, EvidenceKind, is_own, rank
from lms.domain.requirements import (
    EVIDENCE_FOR,
    Basis,
    Condition,
    Group,
    GroupKind,
    Node,
    RequirementSet,
    Rule,
    RuleKind,
    Scope,
    Situation,
    Value,
    decides,
    needed,
    rules,
    situation_count,
    situations,
)

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
CONDITION_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
DEEPEST = 4
MOST_SITUATIONS = 256
"""More would make each new fact cost too much; a set that needs more is two sets."""

UNSECURED = "it can be met without any rule of the family security; one certificate of it, such as BSAFE, is enough"

LIMITS = {
    "max_age_months": (1, 1200),
    "min_months": (1, 1200),
    "min_age": (0, 150),
    "max_age": (0, 150),
    "min_years": (0, 80),
}
"""Lowest and highest number a rule may carry."""

USED = {
    RuleKind.CERTIFICATE: {"names", "max_age_months", "min_months"},
    RuleKind.LANGUAGE: {"languages", "max_age_months"},
    RuleKind.EXPERIENCE: {"names", "min_years"},
    RuleKind.AGE: {"min_age", "max_age"},
}
"""Fields that a rule of each kind may carry; those not listed are like a certificate."""


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may name: courses with their family, modules as `<course>/<module>`, and credentials from outside.

    `validity`: for how many months a course's certificate is valid, where it ends at all.
    """

    courses: Mapping[str, str] = field(default_factory=dict)
    modules: frozenset[str] = frozenset()
    credentials: tuple[Credential, ...] = ()
    validity: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: a sentence, and the child numbers that lead from the root to where it is; None for the set itself."""

    sentence: str
    path: tuple[int, ...] | None = None


def problems(requirements: RequirementSet, known: Known | None) -> tuple[Problem, ...]:
    """Everything that makes a set unfit to be published; without `known`, names and the security rule stay unchecked.

    The security rule is action 3.5.1 of the action plan: in no situation may anybody meet the set without meeting a
    rule all of whose certificates are of the family `security`. It is looked at once nothing else is wrong.
    """
    found = [*_set_problems(requirements), *_node_problems(requirements, requirements.root, (), known)]
    if known is not None and not found and not _always_secure(requirements, known):
        found.append(Problem(UNSECURED))
    return tuple(found)


def family(name: str, known: Known) -> str:
    """The family of a certificate, module or course; empty when it has none or is unknown."""
    if is_own(name):
        return known.courses.get(name.removeprefix(OWN_MODULE).partition("/")[0], "")
    return next((each.family for each in known.credentials if each.name == name), "")


def _set_problems(requirements: RequirementSet) -> Iterator[Problem]:
    if not KEY.fullmatch(requirements.key):
        yield Problem(f"`{requirements.key}` is no key: small letters, digits and hyphens")
    if requirements.version < 1:
        yield Problem("versions count from 1")
    if "en" not in requirements.title:
        yield Problem("the title has no English text")
    if requirements.effective_until is not None and requirements.effective_until < requirements.effective_from:
        yield Problem(f"it ends on {requirements.effective_until}, before it begins on {requirements.effective_from}")
    for key in _repeated(condition.key for condition in requirements.conditions):
        yield Problem(f"condition `{key}` stands twice")
    for condition in requirements.conditions:
        yield from _condition_problems(condition)
    for key in _repeated(source.id for source in requirements.sources):
        yield Problem(f"source `{key}` stands twice")
    if situation_count(requirements) > MOST_SITUATIONS:
        yield Problem(f"its conditions make more than {MOST_SITUATIONS} situations; split the set")
    yield from _age_problems(requirements)


def _condition_problems(condition: Condition) -> Iterator[Problem]:
    if not CONDITION_KEY.fullmatch(condition.key):
        yield Problem(f"`{condition.key}` is no condition key: small letters, digits and underscores")
    if "en" not in condition.title:
        yield Problem(f"condition `{condition.key}` has no English title")
    if condition.default not in condition.values:
        yield Problem(f"the default of condition `{condition.key}` is none of its values")
    for value in _repeated(condition.values):
        yield Problem(f"condition `{condition.key}` has the value {value} twice")


def _age_problems(requirements: RequirementSet) -> Iterator[Problem]:
    """The first two age rules that no age satisfies in some situation where both must be met."""
    for here in situations(requirements) if situation_count(requirements) <= MOST_SITUATIONS else ():
        ages = [(rule, path) for rule, path in _unavoidable(requirements.root, (), here) if rule.kind is RuleKind.AGE]
        youngest = max((rule.min_age for rule, _ in ages if rule.min_age is not None), default=0)
        oldest = min((rule.max_age for rule, _ in ages if rule.max_age is not None), default=youngest)
        if len(ages) > 1 and youngest > oldest:
            yield Problem(f"its age rules contradict one another: at least {youngest} and at most {oldest}{_where(here)}", ages[-1][1])
            return


def _where(here: Situation) -> str:
    return ", where " + " and ".join(f"{key} is {value}" for key, value in here.items()) if here else ""


def _unavoidable(node: Node, path: tuple[int, ...], here: Situation) -> Iterator[tuple[Rule, tuple[int, ...]]]:
    """The rules that everybody must meet in a situation, and where they stand."""
    if isinstance(node, Rule):
        if decides(node, here):
            yield node, path
        return
    deciding = [(place, child) for place, child in enumerate(node.children) if any(decides(rule, here) for rule in rules(child))]
    if needed(node, len(deciding)) == len(deciding):
        for place, child in deciding:
            yield from _unavoidable(child, (*path, place), here)


def _node_problems(requirements: RequirementSet, node: Node, path: tuple[int, ...], known: Known | None) -> Iterator[Problem]:
    if isinstance(node, Rule):
        for sentence in _rule_sentences(requirements, node, known):
            yield Problem(f"rule `{node.key}`: {sentence}", path)
        return
    for sentence in _group_sentences(node, len(path)):
        yield Problem(sentence, path)
    for place, child in enumerate(node.children):
        yield from _node_problems(requirements, child, (*path, place), known)


def _group_sentences(group: Group, depth: int) -> Iterator[str]:
    count = len(group.children)
    if not count:
        yield "a group without rules"
    if group.kind is not GroupKind.N_OF and group.n is not None:
        yield f"`n` belongs to n_of, not to {group.kind}"
    if group.kind is GroupKind.N_OF and not 1 <= (group.n or 0) <= count:
        yield f"{group.n} of {count} rules cannot be: say a number from 1 to {count}"
    if depth >= DEEPEST:
        yield f"groups stand more than {DEEPEST} deep"


def _rule_sentences(requirements: RequirementSet, rule: Rule, known: Known | None) -> Iterator[str]:
    if not KEY.fullmatch(rule.key):
        yield "its key is not small letters, digits and hyphens"
    if rule.key in _repeated(other.key for other in rules(requirements.root)):
        yield "another rule has the same key"
    if "en" not in rule.text:
        yield "it has no English text"
    yield from _field_sentences(rule)
    yield from _number_sentences(rule)
    yield from _source_sentences(requirements, rule)
    for condition in dict.fromkeys(when.condition for when in rule.when):
        yield from _when_sentences(requirements, rule, condition)
    if known is not None:
        for name in rule.names:
            yield from _name_sentences(rule, name, known)
        if (most := _longest(rule, known)) is not None and rule.min_months is not None and rule.min_months > most:
            yield f"nothing it accepts is valid for {rule.min_months} months; the longest is valid for {most}"


def _longest(rule: Rule, known: Known) -> int | None:
    """For how many months the longest of what a rule accepts is valid; None where one of them has no end that we know."""
    months = [known.validity.get(name) for name in rule.names]
    ending = [most for most in months if most is not None]
    return max(ending) if ending and len(ending) == len(months) else None


def _field_sentences(rule: Rule) -> Iterator[str]:
    may = USED.get(rule.kind, USED[RuleKind.CERTIFICATE])
    given = {name for name in ("names", "languages") if getattr(rule, name)}
    given |= {name for name in LIMITS if getattr(rule, name) is not None}
    for name in sorted(given - may):
        yield f"a rule of the kind {rule.kind} has no {name}"
    must = {"names", "languages"} & may or {"min_age", "max_age"}
    if not given & must:
        yield f"it asks for nothing: give {' or '.join(sorted(must))}"
    if rule.kind is RuleKind.EXPERIENCE and rule.min_years is None:
        yield "it does not say how many years: give min_years, 0 where any time will do"
    for level in rule.languages:
        if rank(level.scale, level.level) is None:
            yield f"there is no level {level.level} on a scale {level.scale}"


def _number_sentences(rule: Rule) -> Iterator[str]:
    for name, (lowest, highest) in LIMITS.items():
        number = getattr(rule, name)
        if number is not None and not lowest <= number <= highest:
            yield f"{name} is {number}, not from {lowest} to {highest}"
    if rule.min_age is not None and rule.max_age is not None and rule.min_age > rule.max_age:
        yield f"nobody is at least {rule.min_age} and at most {rule.max_age} years old"
    if rule.min_count < 1:
        yield "min_count is at least 1"
    if rule.scope is Scope.PERSON and rule.min_count != 1:
        yield "min_count belongs to a rule with the scope team"


def _source_sentences(requirements: RequirementSet, rule: Rule) -> Iterator[str]:
    if rule.status is Basis.REAL and not rule.sources:
        yield "it is marked real and names no source"
    for source in rule.sources:
        if source not in {each.id for each in requirements.sources}:
            yield f"its source {source} is not among the sources of the set"


def _when_sentences(requirements: RequirementSet, rule: Rule, key: str) -> Iterator[str]:
    condition = next((each for each in requirements.conditions if each.key == key), None)
    if condition is None:
        yield f"the set has no condition `{key}`"
        return
    whens = [when for when in rule.when if when.condition == key]
    if not any(all(when.holds(value) for when in whens) for value in condition.values):
        yield f"it never applies: no value of `{key}` fits its when"


def _name_sentences(rule: Rule, name: str, known: Known) -> Iterator[str]:
    kind = EVIDENCE_FOR[rule.kind][0]
    names = {each.name for each in known.credentials if each.kind is kind}
    if kind is EvidenceKind.CERTIFICATE:
        names |= {*known.courses, *(OWN_MODULE + module for module in known.modules)}
    if name not in names:
        near = get_close_matches(name, sorted(names), n=1)
        yield f"there is no {kind} `{name}`" + (f"; is it `{near[0]}`?" if near else "")


def _always_secure(requirements: RequirementSet, known: Known) -> bool:
    return all(_secures(requirements.root, here, known) for here in situations(requirements))


def _secures(node: Node, here: Situation, known: Known) -> bool:
    """Whether the node cannot be met without a security certificate: too few of its parts are without one."""
    if isinstance(node, Rule):
        asks = node.kind is RuleKind.CERTIFICATE and decides(node, here)
        return asks and all(family(name, known) == "security" for name in node.names)
    deciding = [child for child in node.children if any(decides(rule, here) for rule in rules(child))]
    without = sum(not _secures(child, here, known) for child in deciding)
    return without < needed(node, len(deciding))


def _repeated(values: Iterable[Value]) -> list[Value]:
    return [value for value, count in Counter(values).items() if count > 1]
