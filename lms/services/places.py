"""Places and their danger levels, which decide at the place alone: spans are stored for each situation, so nobody is evaluated anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from lms.content.places import read_places
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.places import LEVELS, Level, Place, level_on
from lms.domain.requirements import RequirementSet, Value
from lms.errors import Invalid
from lms.services import profiles
from lms.services.work import UnitOfWork, existing
from lms.store import places

CONDITION = "danger_level"
"""The condition of a requirement set that a place answers."""
NO_PLACE = say("There is no such place.")


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place, and what holds there on the day asked for."""

    place: Place
    now: Level | None


def page(uow: UnitOfWork) -> tuple[PlaceView, ...]:
    """Every place with its level today."""
    uow.authorize(Action.READ_ROSTER)
    return tuple(PlaceView(one, level_on(one.levels, uow.today)) for one in every(uow))


def set_level(uow: UnitOfWork, key: str, level: int | None, day: date | None, reason: str) -> None:
    """Say that a place has a danger level from a day on, today when none is given. Raises Invalid with the field and what to do."""
    uow.authorize(Action.SET_LEVEL)
    existing(next((one for one in every(uow) if one.key == key), None), NO_PLACE)
    reason, start, problems = reason.strip(), day or uow.today, {}
    if level not in LEVELS:
        problems["level"] = say("Choose a danger level from 0 to 4.")
    if not 3 <= len(reason) <= 300:
        problems["reason"] = say("Say why, in 3 to 300 characters, so that an auditor can follow it.")
    if problems:
        raise Invalid(**problems)
    found = uow.new_id()
    places.add(uow.db, id=found, place=key, from_day=start, level=level, reason=reason, set_by=uow.actor.id, recorded_at=uow.now)
    uow.record(Action.SET_LEVEL, found, place=key, level=level, day=str(start), reason=reason)


def every(uow: UnitOfWork, known: datetime | None = None) -> tuple[Place, ...]:
    """The places of the folder, with what registrars had said of them before an instant; a step of whatever asks for a place."""
    shelf = uow.house.shelf
    if "places" not in shelf:
        regions = frozenset(one.key for one in profiles.terms(uow).regions)
        shelf["places"] = read_places(uow.house.home / "eligibility", regions)
    with uow.look() as db:
        rows = places.said(db, known)
    later: dict[str, list[Level]] = {}
    for row in rows:
        later.setdefault(row.place, []).append(Level(row.from_day, row.level, row.reason))
    return tuple(replace(one, levels=(*one.levels, *later.get(one.key, ()))) for one in shelf["places"])


def there(
    uow: UnitOfWork, duty: RequirementSet, said: Mapping[str, Value], at: str, day: date, known: datetime | None = None
) -> Mapping[str, Value]:
    """What is said of a post, with the danger level of its place on a day where the duty asks for one; a step of asking about a duty."""
    if not at:
        return said
    found = existing(next((one for one in every(uow, known) if one.key == at), None), NO_PLACE)
    level = level_on(found.levels, day)
    asks = any(one.key == CONDITION for one in duty.conditions)
    return {**said, CONDITION: level.level} if level and asks else said
