"""Policies: for how long certificates count, from which day a policy issues, and what it states about certificates issued earlier."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from lms.domain.eligibility import Span

OWN = "course"
LASTS = "none"
LONGEST = 600
"""Months; what shall count longer lasts."""

Validity = int | str
"""Months, `course` for what the course says itself, or `none` for what does not lapse."""

Problem = tuple[tuple[str | int, ...], str]
"""Where in the file, and what is wrong there."""


class Earlier(StrEnum):
    """What a policy states about certificates issued earlier: they keep their end, count until a day at the latest, or no longer from a day."""

    KEEP = "keep"
    SUNSET = "sunset"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Policy:
    """A named version. `on` is the day of a sunset or void; `touches` the courses whose earlier certificates are meant, all when empty."""

    name: str
    title: dict[str, str]
    issues_from: date
    default: Validity = OWN
    courses: Mapping[str, Validity] = field(default_factory=dict)
    earlier: Earlier = Earlier.KEEP
    on: date | None = None
    touches: tuple[str, ...] = ()


def months(policy: Policy, course: str, own: int | None) -> int | None:
    """For how many months a certificate of a course counts, which says `own` itself; None when it does not lapse."""
    said = policy.courses.get(course, policy.default)
    if said == OWN:
        return own
    return said if isinstance(said, int) else None


def last_day(policy: Policy) -> date | None:
    """The last day on which what was issued earlier counts; None when the policy keeps it."""
    if policy.on is None:
        return None
    return policy.on - timedelta(1) if policy.earlier is Earlier.VOID else policy.on


def limit(policy: Policy, course: str, until: date | None) -> date | None:
    """The end of an earlier certificate under a policy; None when it keeps its own, which is `until`."""
    last = last_day(policy)
    if last is None or (policy.touches and course not in policy.touches):
        return None
    return last if until is None or last < until else None


def governing(policies: Iterable[Policy], day: date) -> Policy | None:
    """The policy that issues on a day: of those begun the newest, before the first one the first; None when there is none."""
    ordered = sorted(policies, key=lambda one: one.issues_from)
    begun = [one for one in ordered if one.issues_from <= day]
    return (begun[-1:] or ordered[:1] or [None])[-1]  # type: ignore[list-item]


def first_lost(before: Iterable[Span], after: Iterable[Span], today: date) -> date | None:
    """The first day, today or later, on which a duty was met before and is met no longer."""
    old, new = tuple(before), tuple(after)
    turns = {one.start for one in (*old, *new) if one.start is not None and one.start > today}
    return next((day for day in sorted({today, *turns}) if _met(old, day) and not _met(new, day)), None)


def problems(policy: Policy, known: Collection[str] | None = None) -> list[Problem]:
    """What is wrong with a policy; with `known`, courses it names must be among them."""
    found = [(place, sentence) for place, said in _validities(policy) if (sentence := _wrong(said))]
    named = [*((("validity", "courses", key), key) for key in policy.courses), *((("earlier", "courses"), key) for key in policy.touches)]
    found += [(place, f"there is no course `{key}`") for place, key in named if known is not None and key not in known]
    if policy.on is not None and policy.on < policy.issues_from:
        found.append((("earlier", policy.earlier.value), f"{policy.on} is before the first day of the policy, {policy.issues_from}"))
    return found


def quarrels(policies: Iterable[Policy]) -> dict[int, Problem]:
    """By place in the list, which policies cannot stand beside those before them: a name or a first day used twice."""
    found: dict[int, Problem] = {}
    names: dict[str, int] = {}
    days: dict[date, str] = {}
    for number, one in enumerate(policies):
        if one.name in names:
            found[number] = (("name",), f"the name `{one.name}` is used twice")
        elif one.issues_from in days:
            found[number] = (("issues_from",), f"`{days[one.issues_from]}` begins on {one.issues_from} too")
        names.setdefault(one.name, number)
        days.setdefault(one.issues_from, one.name)
    return found


def _met(spans: Iterable[Span], day: date) -> bool:
    return any(one.met for one in spans if (one.start is None or one.start <= day) and (one.until is None or day < one.until))


def _validities(policy: Policy) -> list[tuple[tuple[str | int, ...], Validity]]:
    return [(("validity", "default"), policy.default), *((("validity", "courses", key), said) for key, said in policy.courses.items())]


def _wrong(said: Validity) -> str:
    if isinstance(said, str):
        return "" if said in (OWN, LASTS) else f"`{said}`: write a number of months, `{OWN}` or `{LASTS}`"
    if said < 1:
        return f"{said} months: the validity would end before it begins"
    return f"{said} months are too long; write `{LASTS}` for what does not lapse" if said > LONGEST else ""
