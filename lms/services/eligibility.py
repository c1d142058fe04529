"""Eligibility: spans recomputed with every new fact, and *my record* with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.domain.eligibility import Span, Verdict, evaluate, next_steps, spans
from lms.domain.evidence import Evidence
from lms.domain.languages import say
from lms.domain.ledger import canonical
from lms.domain.permissions import Action
from lms.domain.requirements import RequirementSet, collapsed, rules, situations
from lms.services import facts, profiles, requirements
from lms.services.work import UnitOfWork, existing
from lms.store import eligibility


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty as it stands for a person on a day: the set, the verdict, the next things to do, how many rules decide and are met."""

    requirements: RequirementSet
    verdict: Verdict
    steps: tuple[str, ...]
    situation: Mapping[str, str | int]


def recompute(uow: UnitOfWork, person_id: str) -> None:
    """Bring a person's stored spans to what their facts now say; what no longer holds is superseded, never deleted."""
    known, same = facts.of_person(uow, person_id), requirements.equivalences(uow)
    standing = {(row.set_id, row.situation, row.from_day, row.until_day): row for row in eligibility.current(uow.db, person_id)}
    new = []
    for one in requirements.stored(uow):
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


def record(uow: UnitOfWork, person_id: str, day: date | None = None, place: Mapping[str, str | int] | None = None) -> tuple[DutyView, ...]:
    """Every duty for a person on a departure day (today when none is given) at a place."""
    uow.authorize(Action.READ_OWN_ELIGIBILITY if person_id == uow.actor.id else Action.READ_ELIGIBILITY, person_id)
    return duties(uow, person_id, day or uow.today, place or {})


def duties(uow: UnitOfWork, person_id: str, day: date, place: Mapping[str, str | int]) -> tuple[DutyView, ...]:
    """Every duty for a person; a step of the record and of the registrar's page."""
    known = facts.of_person(uow, person_id)
    return tuple(_duty(uow, one, known, day, place) for one in requirements.current(uow, day))


def duty(uow: UnitOfWork, person_id: str, key: str, day: date | None = None, place: Mapping[str, str | int] | None = None) -> DutyView:
    """One duty for a person, with the whole proof."""
    uow.authorize(Action.READ_OWN_ELIGIBILITY if person_id == uow.actor.id else Action.READ_ELIGIBILITY, person_id)
    found = existing(requirements.governing(uow, key, day or uow.today), say("There is no such duty.")).value
    return _duty(uow, found, facts.of_person(uow, person_id), day or uow.today, place or {})


def counts_towards(uow: UnitOfWork, course: str) -> tuple[RequirementSet, ...]:
    """Duties that ask for a course or one of its modules."""
    modules = f"module:{course}/"

    def asks(name: str) -> bool:
        return name == course or name.startswith(modules)

    return tuple(one for one in requirements.current(uow) if any(asks(name) for rule in rules(one.root) for name in rule.names))


def _duty(uow: UnitOfWork, value: RequirementSet, known: tuple[Evidence, ...], day: date, place: Mapping[str, str | int]) -> DutyView:
    here = {condition.key: place.get(condition.key, condition.default) for condition in value.conditions}
    verdict = evaluate(value, known, requirements.equivalences(uow), collapsed(value, here), day)
    return DutyView(value, verdict, next_steps(verdict), here)


def _row(uow: UnitOfWork, person_id: str, set_id: str, situation: str, start: date, until: date, span: Span) -> dict:
    return {
        "id": uow.new_id(), "person_id": person_id, "set_id": set_id, "situation": situation, "from_day": start, "until_day": until,
        "met": span.met, "missing": list(span.missing), "lacks": len(span.missing), "recorded_at": uow.now, "superseded_at": None,
    }  # fmt: skip
