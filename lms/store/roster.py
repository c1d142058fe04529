"""The roster: people who consent to be listed, by how they stand for a duty in a place on a departure day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, literal, or_, select, tuple_

from lms.store.base import Db, holds
from lms.store.consents import GIVEN, consents
from lms.store.eligibility import eligibility_spans as spans
from lms.store.people import people
from lms.store.profiles import has, traits

FEW = 1_000
"""So few spans, or people with a trait, are taken first and sorted; where there are more, a walk in the order of names soon has its page."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Spans of a set in a situation that hold on `day`: `lacks` rules from–to are missing, ended by `before` where that is given.

    `known`: as recorded before this instant, None for what stands now; `traits`: of people who have all of these on `day`, as kind and names of
    which one will do.
    """

    set_id: str
    situation: str
    day: date
    lacks: tuple[int, int]
    before: date | None = None
    known: datetime | None = None
    traits: tuple[tuple[str, tuple[str, ...]], ...] = ()


def page(db: Db, wanted: Wanted, search: str, after: str, size: int) -> list[Row[Any]]:
    """(id, name, name_local, until_day, missing) of people in the order of names, `size + 1` at most.

    `after` is `name\\nid` of the last one shown, empty for the first page.
    """
    query = _query(db, wanted)
    if search:
        query = query.where(holds(search, people.c.name, people.c.name_local))
    if after:
        name, _, person_id = after.partition("\n")
        query = query.where(tuple_(people.c.name, people.c.id) > tuple_(literal(name), literal(person_id, people.c.id.type)))
    chosen = query.order_by(people.c.name, people.c.id).limit(size + 1).subquery()
    shown = select(chosen.c.id, chosen.c.name, chosen.c.name_local, spans.c.until_day, spans.c.missing)
    return list(db.execute(shown.join(spans, spans.c.id == chosen.c.span_id).order_by(chosen.c.name, chosen.c.id)))


def listed(db: Db, person_ids: list[str]) -> dict[str, str]:
    """Id → name of those of these people who are listed."""
    mine = select(people.c.id, people.c.name).where(people.c.id.in_(person_ids), *_listed()).order_by(people.c.name, people.c.id)
    return {row.id: row.name for row in db.execute(mine)}


def named(db: Db, search: str, size: int) -> list[Row[Any]]:
    """(id, name, name_local) of the first listed people whose name holds what was searched for."""
    mine = select(people.c.id, people.c.name, people.c.name_local).where(holds(search, people.c.name, people.c.name_local), *_listed())
    return list(db.execute(mine.order_by(people.c.name, people.c.id).limit(size)))


def _query(db: Db, wanted: Wanted) -> Select[Any]:
    """From the few spans there are, from the few people with one of the traits, or by name."""
    if wanted.known is None and _few(db, _spans_found(wanted)):
        return _from_spans(wanted)
    for trait in wanted.traits:
        if _few(db, _trait_found(wanted, trait)):
            return _by_name(wanted).where(people.c.id.in_(select(_trait_found(wanted, trait).subquery().c.person_id)))
    return _by_name(wanted)


def _few(db: Db, found: Select[Any]) -> bool:
    return db.execute(select(func.count()).select_from(found.limit(FEW + 1).subquery())).scalar_one() <= FEW


def _spans_found(wanted: Wanted) -> Select[Any]:
    """Backwards through `ix_eligibility_spans_ready`, since what began last is the likeliest to last."""
    latest = (spans.c.superseded_at.desc(), spans.c.lacks.desc(), spans.c.from_day.desc())
    return select(spans.c.person_id).where(*_holds(wanted)).order_by(*latest)


def _trait_found(wanted: Wanted, trait: tuple[str, tuple[str, ...]]) -> Select[Any]:
    return select(traits.c.person_id).where(*has(*trait, wanted.day, wanted.known)).limit(FEW + 1)


def _from_spans(wanted: Wanted) -> Select[Any]:
    mine = select(people.c.id, people.c.name, people.c.name_local, spans.c.id.label("span_id"))
    return mine.join(people, people.c.id == spans.c.person_id).where(*_holds(wanted), *_listed(), *_has_all(wanted))


def _by_name(wanted: Wanted) -> Select[Any]:
    """As subqueries that give one value each, so that no planner turns the walk around."""
    span = select(spans.c.id).where(spans.c.person_id == people.c.id, *_holds(wanted)).correlate(people).limit(1).scalar_subquery()
    mine = select(people.c.id, people.c.name, people.c.name_local, span.label("span_id"))
    return mine.where(*_listed(), span.is_not(None), *_has_all(wanted))


def _has_all(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for kind, names in wanted.traits:
        mine = select(traits.c.id).where(traits.c.person_id == people.c.id, *has(kind, names, wanted.day, wanted.known))
        yield mine.correlate(people).limit(1).scalar_subquery().is_not(None)


def _listed() -> tuple[ColumnElement[bool], ...]:
    newest = select(consents.c.state).where(consents.c.person_id == people.c.id).correlate(people)
    state: ScalarSelect[str] = newest.order_by(consents.c.number.desc()).limit(1).scalar_subquery()
    return people.c.disabled_at.is_(None), state == GIVEN


def _holds(wanted: Wanted) -> list[ColumnElement[bool]]:
    least, most = wanted.lacks
    found = [
        spans.c.set_id == wanted.set_id, spans.c.situation == wanted.situation, spans.c.from_day <= wanted.day, spans.c.until_day > wanted.day,
        spans.c.lacks == least if least == most else spans.c.lacks.between(least, most),
    ]  # fmt: skip
    if wanted.before is not None:
        found.append(spans.c.until_day <= wanted.before)
    if wanted.known is None:
        return [*found, spans.c.superseded_at.is_(None)]
    return [*found, spans.c.recorded_at < wanted.known, or_(spans.c.superseded_at.is_(None), spans.c.superseded_at >= wanted.known)]
