"""Grounds: on which departure days a person's evidence satisfies a rule, and why it does not on the others."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from lms.domain.evidence import Equivalence, Evidence, EvidenceKind, counting, reaches, validity, worked
from lms.domain.intervals import (
    ALWAYS,
    END,
    NEVER,
    Days,
    Interval,
    contains,
    day_after,
    intersect,
    last_with_months_left,
    months_after,
    normalise,
    union,
)
from lms.domain.requirements import EVIDENCE_FOR, Rule, RuleKind

DAYS_IN_YEAR = 365
"""A year of experience: five calendar years always hold five of these."""


class Cause(StrEnum):
    """Why a rule is not satisfied, the nearest to being mended first."""

    UNVERIFIED = "unverified"
    NOT_YET = "not-yet"
    TOO_OLD = "too-old"
    EXPIRED = "expired"
    ENDS_TOO_SOON = "ends-too-soon"
    NOT_EQUIVALENT = "not-equivalent"
    LEVEL_TOO_LOW = "level-too-low"
    TOO_SHORT = "too-short"
    TOO_YOUNG = "too-young"
    OVER_AGE = "over-age"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule is not satisfied, for words in any language.

    `evidence` is what came closest, `first` and `last` the first and last day on which it keeps the limit it breaks
    (for experience `first` is the day it will be enough), `limit` what the rule asks (months, completed years of age,
    days of experience) and `have` the days of experience there are.
    """

    cause: Cause
    evidence: Evidence | None = None
    first: date | None = None
    last: date | None = None
    limit: int | None = None
    have: int | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A piece of evidence held against a rule: each limit with the days that keep it, and those that keep all."""

    evidence: Evidence
    limits: tuple[tuple[Cause, Days], ...]
    days: Days


@dataclass(frozen=True, slots=True)
class Case:
    """All that a person has for a rule, and the departure days on which it is satisfied."""

    rule: Rule
    grounds: tuple[Ground, ...]
    days: Days


def weigh(rule: Rule, evidence: Iterable[Evidence], equivalences: Iterable[Equivalence]) -> Case:
    """The case for a rule: met on any day of its verified evidence or of a waiver, or once enough days are worked."""
    equivalences = tuple(equivalences)
    grounds = tuple(_ground(rule, piece, equivalences) for piece in evidence if _concerns(rule, piece, equivalences))
    verified = [ground for ground in grounds if ground.evidence.verified]
    if rule.kind is RuleKind.EXPERIENCE:
        waivers = [ground.days for ground in verified if _is_waiver(ground)]
        return Case(rule, grounds, union(_enough_worked(_real(verified), _days_asked(rule)), *waivers))
    return Case(rule, grounds, union(*(ground.days for ground in verified)))


def support(case: Case, day: date) -> tuple[Evidence, ...]:
    """The verified evidence that counts on a day, what lasts longest first."""
    holding = [ground for ground in case.grounds if ground.evidence.verified and contains(ground.days, day)]
    holding.sort(key=lambda ground: (-_last(ground.days), ground.evidence.id))
    return tuple(ground.evidence for ground in holding)


def reason(case: Case, day: date) -> Reason:
    """Why the rule is not satisfied on a day on which it is not: the cause nearest to being mended; a waiver that is over is none."""
    case = replace(case, grounds=tuple(_real(case.grounds)))
    if case.rule.kind is RuleKind.EXPERIENCE:
        found = _experience_reasons(case, day)
    else:
        found = [_reason(case.rule, g, day) for g in case.grounds if g.evidence.verified or contains(g.days, day)]
    order = list(Cause)
    return min(found, key=lambda each: (order.index(each.cause), -_obtained(each)), default=Reason(Cause.MISSING))


def _obtained(each: Reason) -> int:
    return each.evidence.valid_from.toordinal() if each.evidence else 0


def _last(days: Days) -> int:
    return END if days[-1].until is None else days[-1].until.toordinal()


def _days_asked(rule: Rule) -> int:
    return max(1, (rule.min_years or 0) * DAYS_IN_YEAR)


def _is_waiver(ground: Ground) -> bool:
    return ground.evidence.kind is EvidenceKind.WAIVER


def _real(grounds: Iterable[Ground]) -> list[Ground]:
    return [ground for ground in grounds if not _is_waiver(ground)]


def _concerns(rule: Rule, piece: Evidence, equivalences: tuple[Equivalence, ...]) -> bool:
    if piece.kind is EvidenceKind.WAIVER:
        return piece.name == rule.key
    if piece.kind not in EVIDENCE_FOR[rule.kind]:
        return False
    if rule.kind is RuleKind.AGE:
        return True
    if rule.kind is RuleKind.LANGUAGE:
        return any(level.language == piece.name for level in rule.languages)
    if rule.kind is RuleKind.EXPERIENCE:
        return piece.name in rule.names
    return counting(piece.name, rule.names, equivalences) != NEVER


def _ground(rule: Rule, piece: Evidence, equivalences: tuple[Equivalence, ...]) -> Ground:
    limits: tuple[tuple[Cause, Days], ...]
    if piece.kind is EvidenceKind.WAIVER:
        limits = ((Cause.EXPIRED, normalise([validity(piece)])),)
    elif rule.kind is RuleKind.AGE:
        limits = _age_limits(rule, piece)
    elif rule.kind is RuleKind.EXPERIENCE:
        limits = ((Cause.NOT_YET, _from_day_after_start(piece)),)
    elif rule.kind is RuleKind.LANGUAGE:
        limits = (*_limits(rule, piece), (Cause.LEVEL_TOO_LOW, _level_days(rule, piece)))
    else:
        limits = (*_limits(rule, piece), (Cause.NOT_EQUIVALENT, counting(piece.name, rule.names, equivalences)))
    return Ground(piece, limits, intersect(*(days for _, days in limits)))


def _level_days(rule: Rule, piece: Evidence) -> Days:
    asked = [(level.scale, level.level) for level in rule.languages if level.language == piece.name]
    return ALWAYS if any(reaches((piece.scale, piece.level), level) for level in asked) else NEVER


def _limits(rule: Rule, piece: Evidence) -> tuple[tuple[Cause, Days], ...]:
    limits = [(Cause.EXPIRED, normalise([validity(piece)]))]
    if rule.max_age_months is not None:
        limits.append((Cause.TOO_OLD, normalise([Interval(None, months_after(piece.valid_from, rule.max_age_months))])))
    until = day_after(piece.valid_until)
    if rule.min_months is not None and until is not None:
        last = last_with_months_left(until, rule.min_months)
        limits.append((Cause.ENDS_TOO_SOON, NEVER if last is None else normalise([Interval(None, day_after(last))])))
    return tuple(limits)


def _age_limits(rule: Rule, piece: Evidence) -> tuple[tuple[Cause, Days], ...]:
    reached = months_after(piece.valid_from, 12 * (rule.min_age or 0))
    passed = None if rule.max_age is None else months_after(piece.valid_from, 12 * (rule.max_age + 1))
    return (
        (Cause.TOO_YOUNG, NEVER if reached is None else (Interval(reached),)),
        (Cause.OVER_AGE, (Interval(None, passed),)),
    )


def _from_day_after_start(piece: Evidence) -> Days:
    start = day_after(worked(piece).start)
    return NEVER if start is None else (Interval(start),)


def _enough_worked(grounds: list[Ground], asked: int) -> Days:
    """The departure days before which `asked` days were worked; a day covered twice counts once."""
    for interval in normalise(worked(ground.evidence) for ground in grounds):
        start, until = interval.start or date.min, interval.until or date.max
        length = (until - start).days
        if length >= asked:
            return (Interval(start + timedelta(days=asked)),)
        asked -= length
    return NEVER


def _worked_before(case: Case, day: date) -> int:
    verified = [worked(ground.evidence) for ground in case.grounds if ground.evidence.verified]
    past = intersect(normalise(verified), normalise([Interval(None, day)]))
    return sum(((each.until or date.max) - (each.start or date.min)).days for each in past)


def _experience_reasons(case: Case, day: date) -> list[Reason]:
    asked = _days_asked(case.rule)
    waiting = [ground for ground in case.grounds if not ground.evidence.verified]
    everything = [Ground(ground.evidence, (), ()) for ground in case.grounds]
    if waiting and contains(_enough_worked(everything, asked), day):
        return [Reason(Cause.UNVERIFIED, ground.evidence) for ground in waiting]
    full = _enough_worked([ground for ground in case.grounds if ground.evidence.verified], asked)
    first = full[0].start if full else None
    verified = [ground.evidence for ground in case.grounds if ground.evidence.verified]
    have = _worked_before(case, day)
    return [Reason(Cause.TOO_SHORT, piece, first=first, limit=asked, have=have) for piece in verified]


def _reason(rule: Rule, ground: Ground, day: date) -> Reason:
    broken = [(cause, days) for cause, days in ground.limits if not contains(days, day)]
    if not broken:
        return Reason(Cause.UNVERIFIED, ground.evidence)
    cause, days = broken[0]
    if cause is Cause.EXPIRED and day < ground.evidence.valid_from:
        cause = Cause.NOT_YET
    asked = {Cause.TOO_OLD: rule.max_age_months, Cause.ENDS_TOO_SOON: rule.min_months}
    asked |= {Cause.TOO_YOUNG: rule.min_age, Cause.OVER_AGE: rule.max_age}
    first = days[0].start if days else None
    until = days[-1].until if days else None
    last = None if until is None else until - timedelta(days=1)
    return Reason(cause, ground.evidence, first, last, asked.get(cause))
