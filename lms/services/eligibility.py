"""Eligibility: spans recomputed with every new fact, and *my record* with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.domain.eligibility import Span, Verdict, evaluate, spans
from lms.domain.evidence import Evidence
from lms.domain.gaps import Plan, cheapest
from lms.domain.languages import say
from lms.domain.ledger import canonical
from lms.domain.permissions import Action
from lms.domain.requirements import RequirementSet, collapsed, rules, situations
from lms.services import facts, profiles, requirements, roster, studies
from lms.services.studies import Study
from lms.services.work import UnitOfWork, existing
from lms.store import eligibility


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty as it stands for a person on a day: the set, the verdict, the cheapest way to what is missing, what names stand for.

    `known`: by what was recorded by the end of that day; `past`: when that day is over.
    """

    requirements: RequirementSet
    verdict: Verdict
    plan: Plan
    studies: Mapping[str, Study]
    situation: Mapping[str, str | int]
    known: date
    past: bool


BATCH = 100
"""People whose spans one job brings to a new version."""


def recompute(uow: UnitOfWork, person_id: str, only: str | None = None) -> None:
    """Bring a person's stored spans to what their facts now say; what no longer holds is superseded, never deleted.

    `only`: those of one version of a set, where nothing else has changed.
    """
    known, same = facts.of_person(uow, person_id), requirements.equivalences(uow)
    sets = [one for one in requirements.stored(uow, certain=True) if only in (None, one.id)]
    rows = eligibility.current(uow.db, person_id, only)
    standing = {(row.set_id, row.situation, row.from_day, row.until_day): row for row in rows}
    new = []
    for one in sets:
        for situation in situations(one.value):
            name = canonical(situation).decode()
            for span in spans(one.value, known, same, situation):
                start, until = span.start or date.min, span.until or date.max
                kept = standing.pop((one.id, name, start, until), None)
                if kept is not None and (kept.met, tuple(kept.missing)) == (span.met, span.missing):
                    continue
                if kept is not None:
                    standing[one.id, name, start, until] = kept
                new.append(_row(uow, person_id, one.id, name, start, until, span))
    eligibility.supersede(uow.db, [row.id for row in standing.values()], uow.now)
    eligibility.add(uow.db, new)
    profiles.follow(uow, person_id, known)


def go_on(uow: UnitOfWork, set_id: str | None, people_ids: list[str]) -> None:
    """Leave the people after these to another job; the last job of a version is the one that finds nobody."""
    if people_ids:
        uow.later("recompute", f"recompute:{set_id or uow.new_id()}:{people_ids[-1]}", set=set_id, after=people_ids[-1])


def record(uow: UnitOfWork, person_id: str, day: date | None = None, place: Mapping[str, str | int] | None = None) -> tuple[DutyView, ...]:
    """Every duty for a person on a departure day (today when none is given) at a place."""
    uow.authorize(Action.READ_OWN_ELIGIBILITY if person_id == uow.actor.id else Action.READ_ELIGIBILITY, person_id)
    return duties(uow, person_id, day or uow.today, place or {})


def duties(uow: UnitOfWork, person_id: str, day: date, place: Mapping[str, str | int]) -> tuple[DutyView, ...]:
    """Every duty for a person; a step of the record and of the registrar's page."""
    has = facts.of_person(uow, person_id)
    return tuple(_duty(uow, one, has, day, place, uow.today) for one in requirements.current(uow, day))


def duty(
    uow: UnitOfWork, person_id: str, key: str, day: date | None = None, place: Mapping[str, str | int] | None = None, known: date | None = None
) -> DutyView:
    """One duty for a person, with the whole proof; by what had been recorded by the end of the day `known`, today when none is given."""
    uow.authorize(Action.READ_OWN_ELIGIBILITY if person_id == uow.actor.id else Action.READ_ELIGIBILITY, person_id)
    return proven(uow, person_id, key, day, place or {}, known)


def proven(uow: UnitOfWork, person_id: str, key: str, day: date | None, place: Mapping[str, str | int], known: date | None) -> DutyView:
    """One duty for a person; a step of the page and of the document."""
    until = roster.instant(uow, known)
    said = say("There is no such duty.") if until is None else roster.NO_RULES
    found = existing(requirements.governing(uow, key, day or uow.today, until), said).value
    return _duty(uow, found, facts.of_person(uow, person_id, until), day or uow.today, place, min(known or uow.today, uow.today))


def counts_towards(uow: UnitOfWork, course: str) -> tuple[RequirementSet, ...]:
    """Duties that ask for a course or one of its modules."""
    modules = f"module:{course}/"

    def asks(name: str) -> bool:
        return name == course or name.startswith(modules)

    return tuple(one for one in requirements.current(uow) if any(asks(name) for rule in rules(one.root) for name in rule.names))


def _duty(uow: UnitOfWork, value: RequirementSet, has: tuple[Evidence, ...], day: date, place: Mapping[str, str | int], known: date) -> DutyView:
    here = {condition.key: place.get(condition.key, condition.default) for condition in value.conditions}
    verdict = evaluate(value, has, requirements.equivalences(uow), collapsed(value, here), day)
    named = studies.by_name(uow)
    return DutyView(value, verdict, cheapest(verdict, studies.minutes(named), known), named, here, known, known < uow.today)


def _row(uow: UnitOfWork, person_id: str, set_id: str, situation: str, start: date, until: date, span: Span) -> dict:
    return {
        "id": uow.new_id(), "person_id": person_id, "set_id": set_id, "situation": situation, "from_day": start, "until_day": until,
        "met": span.met, "missing": list(span.missing), "lacks": len(span.missing), "recorded_at": uow.now, "superseded_at": None,
    }  # fmt: skip
