"""The roster: who is ready for a duty on a day, nearly ready, or lapsing; and the list to take away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from lms.domain.languages import Words, say
from lms.domain.ledger import canonical
from lms.domain.permissions import Action
from lms.domain.places import Place
from lms.domain.profiles import Trait, is_askable, names
from lms.domain.requirements import RequirementSet, Value, collapsed, filled, rules
from lms.errors import Conflict, Invalid, NotFound
from lms.services import looks, places, profiles, requirements
from lms.services.profiles import Terms
from lms.services.requirements import StoredSet
from lms.services.work import UnitOfWork, existing
from lms.store import ledger, roster
from lms.store.roster import Wanted

PAGE = 50
MOST = 20_000
"""People on one exported list."""
MOST_PRINTED = 500
"""People on one printed list."""
NEARLY = 2
"""So many rules may be missing where somebody is nearly ready."""
NO_RULES = say("There are no rules of this duty for that day, or none were known yet.")
SOON = timedelta(days=90)


class Kind(StrEnum):
    """Which people a list shows."""

    READY = "ready"
    NEARLY = "nearly"
    LAPSING = "lapsing"


LACKS = {Kind.READY: (0, 0), Kind.NEARLY: (1, NEARLY), Kind.LAPSING: (0, 0)}


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked for. `day`: departure; `known`: what had been recorded by the end of that day; `before`: for those lapsing;
    `at`: key of a place, whose danger level counts."""

    duty: str
    day: date | None = None
    place: Mapping[str, Value] = field(default_factory=dict)
    known: date | None = None
    kind: Kind = Kind.READY
    before: date | None = None
    search: str = ""
    traits: tuple[Trait, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A person on the list. `last`: the last departure day of which this holds, None without end; `missing`: rule keys."""

    id: str
    name: str
    name_local: str
    last: date | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """A page of the list, or all of it. `more`: where the next page begins; `past`: as known on an earlier day; `size`, `root`: the ledger's head.

    `following`: how many people, and of how many, are worked out by these rules so far; None where all are.
    """

    requirements: RequirementSet
    situation: Mapping[str, Value]
    day: date
    known: date
    past: bool
    kind: Kind
    before: date
    search: str
    people: tuple[Listed, ...]
    more: str
    texts: Mapping[str, Words]
    size: int
    root: str
    following: tuple[int, int] | None
    traits: tuple[Trait, ...]
    terms: Terms
    at: str
    places: tuple[Place, ...]


def duties(uow: UnitOfWork) -> tuple[RequirementSet, ...]:
    """The duties one can ask about."""
    uow.authorize(Action.READ_ROSTER)
    return requirements.current(uow)


def page(uow: UnitOfWork, asked: Question, after: str = "") -> Roster:
    """Fifty people, in the order of their names. Raises Invalid for a place that the duty does not know."""
    uow.authorize(Action.READ_ROSTER)
    found, rows = _rows(uow, asked, after, PAGE)
    return _roster(uow, asked, found, rows, PAGE)


def export(uow: UnitOfWork, asked: Question, reason: str, paper: bool = False) -> Roster:
    """The whole list, shorter on paper. The reason goes into the ledger and before everybody who is on it."""
    uow.authorize(Action.EXPORT_ROSTER)
    reason = reason.strip()
    if not 3 <= len(reason) <= 300:
        raise Invalid(reason=say("Say why you take this list, in 3 to 300 characters. Everybody on it can read the reason."))
    most = MOST_PRINTED if paper else MOST
    found, rows = _rows(uow, asked, "", most)
    if requirements.following(uow, found.id):
        raise Conflict(say("The rules are new, and not everybody is worked out by them yet. Take the list in a few minutes."))
    if len(rows) > most:
        if paper:
            raise Invalid(format=say("More than %(most)s people are too many for paper. Take a table, or narrow the list.", most=most))
        raise Invalid(reason=say("More than %(most)s people are on this list. Narrow it, by a name for instance.", most=most))
    whole = _roster(uow, asked, found, rows, most)
    looks.note(uow, (one.id for one in whole.people), "export", asked.duty, whole.day, reason)
    uow.record(
        Action.EXPORT_ROSTER, found.id, duty=asked.duty, version=found.value.version, day=str(whole.day), known=str(whole.known), kind=whole.kind,
        place=dict(whole.situation), at=asked.at, before=str(whole.before) if whole.kind is Kind.LAPSING else None, search=asked.search,
        traits=[f"{one.kind}:{one.name}" for one in asked.traits], people=len(whole.people), reason=reason,
    )  # fmt: skip
    return _roster(uow, asked, found, rows, most)


def printed(uow: UnitOfWork, html: str) -> bytes:
    """A list that was taken, as a PDF: slow, so with nothing held."""
    uow.authorize(Action.EXPORT_ROSTER)
    return uow.house.pdf.document(html, uow.house.home / "certificates" / "fonts")


def instant(uow: UnitOfWork, known: date | None) -> datetime | None:
    """The end of a day in the issuer's zone; None for today and later, when what stands now is what is known."""
    if known is None or known >= uow.today:
        return None
    return datetime.combine(known + timedelta(days=1), time(), uow.house.terms.zone)


def _rows(uow: UnitOfWork, asked: Question, after: str, size: int) -> tuple[StoredSet, list[Any]]:
    day, known = asked.day or uow.today, instant(uow, asked.known)
    found = existing(requirements.governing(uow, asked.duty, day, known), NO_RULES)
    here = places.there(uow, found.value, asked.place, asked.at, day, known)
    situation = canonical(collapsed(found.value, here)).decode()
    before = _before(asked, day) if asked.kind is Kind.LAPSING else None
    wanted = Wanted(found.id, situation, day, LACKS[asked.kind], before, known, _traits(uow, asked, day))
    with uow.look() as db:
        return found, roster.page(db, wanted, asked.search, after, size)


def _traits(uow: UnitOfWork, asked: Question, day: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is asked for as the store looks for it; raises NotFound for what cannot be asked for."""
    terms = profiles.terms(uow).keys() if asked.traits else ()
    if not all(is_askable(one, terms) for one in asked.traits):
        raise NotFound("")
    return tuple((one.kind.value, names(one, min(asked.known or uow.today, uow.today), day)) for one in asked.traits)


def _roster(uow: UnitOfWork, asked: Question, found: StoredSet, rows: list[Any], size: int) -> Roster:
    duty, day, known = found.value, asked.day or uow.today, instant(uow, asked.known)
    here = places.there(uow, duty, asked.place, asked.at, day, known)
    shown = tuple(Listed(row.id, row.name, row.name_local, _last(row.until_day), tuple(row.missing)) for row in rows[:size])
    more = f"{shown[-1].name}\n{shown[-1].id}" if len(rows) > size else ""
    head = ledger.read_head(uow.db)
    return Roster(
        duty, filled(duty, here), day, min(asked.known or uow.today, uow.today), known is not None,
        asked.kind, _before(asked, day), asked.search, shown, more,
        {rule.key: rule.text for rule in rules(duty.root)}, int(head.size) if head else 0, head.root if head else "",
        requirements.following(uow, found.id),
        asked.traits, profiles.terms(uow), asked.at, places.every(uow, known),
    )  # fmt: skip


def _before(asked: Question, day: date) -> date:
    return asked.before or min(day, date.max - SOON) + SOON


def _last(until: date) -> date | None:
    return None if until == date.max else until - timedelta(days=1)
