"""Answers: each kept as it is given, once, in the order of the device; late ones kept and marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lms.domain.answers import AnswerEvent, Value, from_form, latest, read_value, unmask
from lms.domain.attempts import Attempt, answer_flag
from lms.domain.identifiers import is_uuid
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.questions import Item, Kind
from lms.domain.quizzes import Drawn, Paper
from lms.errors import Conflict, Invalid
from lms.services import editions
from lms.services.work import UnitOfWork, existing
from lms.store import answers, attempts

BATCH = 200
MOST_SEQ = 2**31 - 1
FLAGS = {
    "late": say("The time was over when this answer arrived."),
    "submitted": say("The attempt had been handed in when this answer arrived."),
    "checked": say("You have checked this question. Its answer stays as it was."),
    "outdated": say("A newer answer was given elsewhere."),
}


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a batch: ids that are kept (new or known), those kept but not counted with the reason, those refused with the reason."""

    done: tuple[str, ...]
    flagged: Mapping[str, str]
    refused: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """An answer event that makes sense, ready to be kept."""

    id: str
    item: str
    seq: int
    value: Value
    at: datetime | None


def record(uow: UnitOfWork, attempt_id: str, device: str, events: list[Any]) -> Saved:
    """Keep a batch of answer events of one attempt. One bad event is refused with its reason; the rest is kept.

    An event: `{id: UUID, item, seq: 1 …, value, at: ISO time or none}`. The same id again changes nothing.
    """
    row = existing(attempts.lock(uow.db, attempt_id))
    uow.authorize(Action.ANSWER, row.person_id)
    if len(events) > BATCH:
        raise Invalid(events=say("Send at most %(count)s answers at once.", count=BATCH))
    asked = _asked(uow, row)
    refused: dict[str, str] = {}
    good: dict[str, Event] = {}
    for place, raw in enumerate(events):
        try:
            one = _event(asked, raw)
            if one.id in good and good[one.id] != one:
                raise Invalid(id=say("This id stands for another answer already."))
            good[one.id] = one
        except Invalid as fault:
            refused[str(raw.get("id", place))[:64] if isinstance(raw, dict) else str(place)] = next(iter(fault.problems.values()))
    return _keep(uow, row, device, good, refused)


def give(uow: UnitOfWork, attempt_id: str, values: Mapping[str, Value]) -> None:
    """Answer several items at once, as one device of the actor's would; for demonstration data."""
    row = existing(attempts.lock(uow.db, attempt_id))
    uow.authorize(Action.ANSWER, row.person_id)
    events = [Event(uow.new_id(), item, seq, value, None) for seq, (item, value) in enumerate(values.items(), 1)]
    answers.add(uow.db, [_row(row.id, "", one, uow.now, "") for one in events])


def save_form(uow: UnitOfWork, attempt_id: str, fields: Mapping[str, list[str]], seen: int) -> dict[str, str]:
    """Keep what a plain form holds, as far as it differs from what is kept; gives the problems (item → sentence).

    `seen` is the highest sequence number when the form was shown: an answer changed elsewhere since then is not
    overwritten; the form's older one is kept beside it, marked.
    """
    row = existing(attempts.lock(uow.db, attempt_id))
    uow.authorize(Action.ANSWER, row.person_id)
    kept = given(uow, attempt_id)
    seq, flag = kept.seq, answer_flag(stored_attempt(row), uow.now)
    problems: dict[str, str] = {}
    events = []
    for drawn, item in _asked(uow, row).values():
        if item.key in (row.checked or ()):
            continue
        try:
            value = read_value(item, unmask(drawn, from_form(item, fields)))
        except Invalid as fault:
            problems[item.key] = next(iter(fault.problems.values()))
            continue
        if value != kept.values.get(item.key):
            seq += 1
            outdated = kept.seqs.get(item.key, 0) > seen
            if outdated:
                problems[item.key] = say("You changed this answer in another window. The newer one was kept and is shown here.")
            one = Event(uow.new_id(), item.key, seq, value, None)
            events.append(_row(row.id, "form", one, uow.now, "outdated" if outdated else flag))
    answers.add(uow.db, events)
    return problems


def check(uow: UnitOfWork, attempt_id: str, key: str) -> None:
    """Check one question during practice: its answer stays from now on, and `grades.checked` tells about it.

    Raises Conflict when the quiz does not allow it or the attempt is over, Invalid when there is no answer yet.
    """
    row = existing(attempts.lock(uow.db, attempt_id))
    uow.authorize(Action.ANSWER, row.person_id)
    quiz = existing(editions.edition(uow, row.edition_id).quiz(row.quiz))
    _, item = existing(_asked(uow, row).get(key))
    if not quiz.review.checks or item.kind is Kind.ESSAY or answer_flag(stored_attempt(row), uow.now):
        raise Conflict(say("This question cannot be checked now."))
    if given(uow, attempt_id).values.get(key) is None:
        raise Invalid(**{key: say("Answer the question first, then check it.")})
    attempts.set_checked(uow.db, attempt_id, list(dict.fromkeys([*(row.checked or ()), key])))


@dataclass(frozen=True, slots=True)
class Kept:
    """The answers that count, by item; the sequence number of each; the highest of all."""

    values: Mapping[str, Value]
    seqs: Mapping[str, int]
    seq: int


def given(uow: UnitOfWork, attempt_id: str) -> Kept:
    """What is kept of an attempt; a step of showing and grading."""
    rows = answers.of_attempt(uow.db, attempt_id)
    counted = [row for row in rows if not row.flag]
    events = [AnswerEvent(row.id, row.item, row.seq, row.value, row.at or row.received_at, row.received_at) for row in counted]
    seqs: dict[str, int] = {}
    for row in counted:
        seqs[row.item] = max(row.seq, seqs.get(row.item, 0))
    return Kept(latest(events), seqs, max((row.seq for row in rows), default=0))


def stored_attempt(row: Any) -> Attempt:
    """A stored attempt as a value."""
    return Attempt(
        row.id, row.enrolment_id, row.person_id, row.course, row.quiz, row.number, row.edition_id, row.seed, row.started_at,
        row.deadline, row.submitted_at, row.points, row.out_of, row.percent, row.passed, bool(row.waiting),
    )  # fmt: skip


def stored_paper(row: Any) -> Paper:
    """The paper of a stored attempt."""
    return tuple(Drawn(one["item"], tuple(one["options"]), tuple(one["matches"])) for one in row.paper)


def _asked(uow: UnitOfWork, row: Any) -> dict[str, tuple[Drawn, Item]]:
    quiz = existing(editions.edition(uow, row.edition_id).quiz(row.quiz))
    items = {item.key: item for item in quiz.items}
    return {drawn.item: (drawn, items[drawn.item]) for drawn in stored_paper(row)}


def _event(asked: Mapping[str, tuple[Drawn, Item]], raw: Any) -> Event:
    if not isinstance(raw, dict):
        raise Invalid(event=say("An answer is an object."))
    key, item, seq = raw.get("id"), raw.get("item"), raw.get("seq")
    if not isinstance(key, str) or not is_uuid(key):
        raise Invalid(id=say("The id must be a UUID."))
    if type(seq) is not int or not 1 <= seq <= MOST_SEQ:
        raise Invalid(seq=say("The sequence number must be a whole number from 1 on."))
    if not isinstance(item, str) or item not in asked:
        raise Invalid(item=say("This question is not part of the attempt."))
    drawn, known = asked[item]
    return Event(key, item, seq, read_value(known, unmask(drawn, raw.get("value"))), _moment(raw.get("at")))


def _moment(text: Any) -> datetime | None:
    """The device's clock, for information only: a clock that is years off must not cost the answer."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _keep(uow: UnitOfWork, row: Any, device: str, good: dict[str, Event], refused: dict[str, str]) -> Saved:
    there = answers.known(uow.db, row.id, device, list(good), [one.seq for one in good.values()])
    used = {one.seq for one in there.values() if one.attempt_id == row.id and one.device == device}
    flag = answer_flag(stored_attempt(row), uow.now)
    new, done, flagged = [], [], {}
    for one in good.values():
        old = there.get(one.id)
        if old is not None and (old.attempt_id, old.item, old.seq, old.value) != (row.id, one.item, one.seq, one.value):
            refused[one.id] = say("This id stands for another answer already.")
        elif old is None and one.seq in used:
            refused[one.id] = say("This sequence number stands for another answer already.")
        else:
            done.append(one.id)
            mark = (flag or ("checked" if one.item in (row.checked or ()) else "")) if old is None else old.flag
            if mark:
                flagged[one.id] = FLAGS[mark]
            if old is None:
                used.add(one.seq)
                new.append(_row(row.id, device, one, uow.now, mark))
    answers.add(uow.db, new)
    return Saved(tuple(done), flagged, refused)


def _row(attempt_id: str, device: str, one: Event, received: datetime, flag: str) -> dict[str, Any]:
    return {
        "id": one.id, "attempt_id": attempt_id, "device": device, "seq": one.seq, "item": one.item, "value": one.value, "at": one.at,
        "received_at": received, "flag": flag,
    }  # fmt: skip
