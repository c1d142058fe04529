"""Waivers: a registrar asks, another confirms, and the person's eligibility follows in the same transaction."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lms.domain.languages import Words, say
from lms.domain.permissions import Action
from lms.domain.requirements import Rule, rules
from lms.domain.waivers import WaiverState, read_period, refusal
from lms.errors import Conflict, Invalid
from lms.services import eligibility, requirements
from lms.services.work import UnitOfWork, existing
from lms.store import people, waivers

SHOWN = 200
NONE_SUCH = say("There is no such waiver.")


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver. `state` is empty while it waits; `mine`: the actor asked for it, or it is about them, so that another must confirm."""

    id: str
    person_id: str
    holder: str
    duty: str
    title: Words
    text: Words
    start: date
    until: date
    reason: str
    asked_at: datetime
    asker: str
    confirmer: str
    state: str
    ended_on: date | None
    why: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be waived of a duty for a person, and what cannot, with the reason."""

    person_id: str
    name: str
    duty: str
    title: Words
    rules: tuple[Rule, ...]
    refused: tuple[tuple[Rule, str], ...]
    today: date


def page(uow: UnitOfWork) -> tuple[WaiverView, ...]:
    """Waivers of anybody, those that wait first, then the newest."""
    uow.authorize(Action.READ_WAIVERS)
    return tuple(_view(uow, row) for row in waivers.latest(uow.db, SHOWN))


def offer(uow: UnitOfWork, person_id: str, duty: str) -> Offer:
    """What a registrar may waive of a duty for a person."""
    uow.authorize(Action.ASK_WAIVER, person_id)
    person = existing(people.get(uow.db, person_id), say("There is no such person."))
    found = existing(requirements.governing(uow, duty, uow.today), say("There is no such duty.")).value
    known = requirements.nameable(uow)
    judged = [(rule, refusal(rule, known)) for rule in rules(found.root)]
    free = tuple(rule for rule, said in judged if said is None)
    return Offer(person_id, person.name, duty, found.title, free, tuple((rule, said) for rule, said in judged if said is not None), uow.today)


def ask(uow: UnitOfWork, person_id: str, duty: str, *, rule: str, start: date, until: date, reason: str) -> str:
    """Ask that a rule be waived for departures from a day to a day, both included; it counts once another registrar confirms."""
    uow.authorize(Action.ASK_WAIVER, person_id)
    existing(people.lock(uow.db, person_id), say("There is no such person."))
    found = existing(requirements.governing(uow, duty, start), say("There is no such duty."))
    one = next((each for each in rules(found.value.root) if each.key == rule), None)
    problems: dict[str, str] = {**read_period(start, until, uow.today)}
    said = say("Choose a rule of this duty.") if one is None else refusal(one, requirements.nameable(uow))
    if said is not None:
        problems["rule"] = said
    if problems:
        raise Invalid(**problems)
    kept = _reason(reason)
    if any(_open(row) and (row.set_id, row.rule) == (found.id, rule) and row.until_day >= start for row in waivers.of_person(uow.db, person_id)):
        raise Conflict(say("This rule is waived already, or a waiver of it waits. End that one first."))
    made = uow.new_id()
    waivers.add(
        uow.db, id=made, person_id=person_id, set_id=found.id, rule=rule, from_day=start, until_day=until, reason=kept, asked_at=uow.now,
        asked_by=uow.actor.id,
    )  # fmt: skip
    uow.record(
        Action.ASK_WAIVER, made, person_id, duty=duty, version=found.value.version, rule=rule, start=str(start), until=str(until), reason=kept
    )
    return made


def confirm(uow: UnitOfWork, waiver_id: str) -> None:
    """Let a waiver count. Two pairs of eyes: never the registrar who asked, nor the person it is for."""
    row = waivers.lock(uow.db, waiver_id)
    uow.authorize(Action.CONFIRM_WAIVER, row.person_id if row else None)
    row = existing(row, NONE_SUCH)
    if row.asked_by == uow.actor.id:
        raise Conflict(say("Another registrar has to confirm what you asked for."))
    if row.state is not None:
        raise Conflict(say("This has been decided already."))
    _turn(uow, Action.CONFIRM_WAIVER, row, 1, WaiverState.CONFIRMED, "")


def end(uow: UnitOfWork, waiver_id: str, reason: str) -> None:
    """Decline a waiver that waits, or end one that counts: it counts for no departure from that day on."""
    row = waivers.lock(uow.db, waiver_id)
    uow.authorize(Action.END_WAIVER, row.person_id if row else None)
    row = existing(row, NONE_SUCH)
    if not _open(row):
        raise Conflict(say("This waiver has ended already."))
    said = _reason(reason)
    if row.state is None:
        _turn(uow, Action.END_WAIVER, row, 1, WaiverState.DECLINED, said)
    else:
        _turn(uow, Action.END_WAIVER, row, 2, WaiverState.ENDED, said)


def _turn(uow: UnitOfWork, action: Action, row: Any, number: int, state: WaiverState, reason: str) -> None:
    waivers.add_state(uow.db, waiver_id=row.id, number=number, state=state.value, reason=reason, at=uow.now, by=uow.actor.id)
    uow.record(action, row.id, row.person_id, duty=row.duty, version=row.version, rule=row.rule, state=state.value, reason=reason)
    eligibility.recompute(uow, row.person_id)


def _open(row: Any) -> bool:
    return row.state in (None, WaiverState.CONFIRMED) and row.ended_at is None


def _reason(text: str) -> str:
    said = text.strip()
    if not 3 <= len(said) <= 500:
        raise Invalid(reason=say("Give the reason, in 3 to 500 characters; it is kept for ever."))
    return said


def _view(uow: UnitOfWork, row: Any) -> WaiverView:
    stored = next((one.value for one in requirements.stored(uow) if one.id == row.set_id), None)
    title: Words = stored.title if stored else {"en": row.duty}
    text: Words = next((one.text for one in rules(stored.root) if one.key == row.rule), {}) if stored else {}
    ended = uow.day(row.ended_at) if row.ended_at else None
    state = WaiverState.ENDED.value if ended else row.state or ""
    return WaiverView(
        row.id, row.person_id, row.holder, row.duty, title, text or {"en": row.rule}, row.from_day,
        min(row.until_day, ended - timedelta(days=1)) if ended else row.until_day, row.reason, row.asked_at, row.asker, row.confirmer or "",
        state, ended, row.ended_why or row.decided_why or "", uow.actor.id in (row.asked_by, row.person_id),
    )  # fmt: skip
