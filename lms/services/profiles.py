"""Profiles: what a person says of themselves, for the roster's filters; and the traits that follow from it and from evidence."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.content.profiles import read_fields, read_regions
from lms.domain.evidence import Evidence
from lms.domain.intervals import Interval
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.profiles import NOTICES, SHOWN, STATED, Profile, Term, Trait, shown, stated
from lms.errors import Invalid
from lms.services.work import UnitOfWork
from lms.store import profiles


@dataclass(frozen=True, slots=True)
class Terms:
    """What a profile may name."""

    fields: tuple[Term, ...]
    regions: tuple[Term, ...]

    def keys(self) -> frozenset[str]:
        """Every key, of fields and regions."""
        return frozenset(one.key for one in (*self.fields, *self.regions))


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A person's own profile, since when it stands (None when nothing was ever stated), and what may be chosen."""

    profile: Profile
    since: datetime | None
    terms: Terms


def page(uow: UnitOfWork) -> ProfileView:
    """The actor's own profile."""
    uow.authorize(Action.READ_OWN_PROFILE, uow.actor.id)
    found = profiles.newest(uow.db, uow.actor.id)
    return ProfileView(_profile(found.stated) if found else Profile(), found.at if found else None, terms(uow))


def state(uow: UnitOfWork, profile: Profile) -> None:
    """Say it of oneself from now on; saying again what stands changes nothing. Raises Invalid with the field and what to do."""
    uow.authorize(Action.STATE_OWN_PROFILE, uow.actor.id)
    _check(profile, terms(uow))
    there = profiles.newest(uow.db, uow.actor.id)
    if there and _profile(there.stated) == profile:
        return
    profiles.state(uow.db, uow.actor.id, _packed(profile), uow.now)
    uow.record(Action.STATE_OWN_PROFILE, uow.new_id(), uow.actor.id, **_packed(profile))
    _bring(uow, uow.actor.id, STATED, stated(profile))


def follow(uow: UnitOfWork, person_id: str, known: Iterable[Evidence]) -> None:
    """Bring the traits that evidence shows to what it now says; a step of recomputing."""
    _bring(uow, person_id, SHOWN, shown(known))


def terms(uow: UnitOfWork) -> Terms:
    """Fields and regions; read once, since the folder changes with the code. A step of whatever names them."""
    shelf = uow.house.shelf
    if "terms" not in shelf:
        folder = uow.house.home / "reference"
        shelf["terms"] = Terms(read_fields(folder), read_regions(folder))
    found: Terms = shelf["terms"]
    return found


def _bring(uow: UnitOfWork, person_id: str, kinds: Collection[str], now: Iterable[tuple[Trait, Interval]]) -> None:
    """Supersede what no longer stands and add what is new."""
    standing = {(row.kind, row.name, row.from_day, row.until_day): row.id for row in profiles.current(uow.db, person_id, kinds)}
    new = []
    for trait, days in now:
        start, until = days.start or date.min, days.until or date.max
        if standing.pop((trait.kind.value, trait.name, start, until), None) is None:
            new.append({
                "id": uow.new_id(), "person_id": person_id, "kind": trait.kind.value, "name": trait.name, "from_day": start, "until_day": until,
                "recorded_at": uow.now, "superseded_at": None,
            })  # fmt: skip
    profiles.supersede(uow.db, list(standing.values()), uow.now)
    profiles.add(uow.db, new)


def _check(profile: Profile, known: Terms) -> None:
    problems: dict[str, str] = {}
    for name, chosen, offered in (("fields", profile.fields, known.fields), ("regions", profile.regions, known.regions)):
        if not set(chosen) <= {one.key for one in offered}:
            problems[name] = say("Choose from the list.")
    if profile.notice is not None and profile.notice not in NOTICES:
        problems["notice"] = say("Choose from the list.")
    if profile.first and profile.last and profile.last < profile.first:
        problems["last"] = say("The last day is before the first.")
    if problems:
        raise Invalid(**problems)


def _packed(profile: Profile) -> dict[str, Any]:
    days = {name: one and one.isoformat() for name, one in (("first", profile.first), ("last", profile.last))}
    return {"fields": list(profile.fields), "regions": list(profile.regions), "notice": profile.notice, **days}


def _profile(body: dict[str, Any]) -> Profile:
    first, last = (date.fromisoformat(body[name]) if body[name] else None for name in ("first", "last"))
    return Profile(tuple(body["fields"]), tuple(body["regions"]), body["notice"], first, last)
