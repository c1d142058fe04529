"""Answers: each kept as it is given, once, in the order of the device; late ones kept and marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lms.domain.answers import AnswerEvent, Value, clock_is_off, from_form, latest, read_value, unmask, unsound
from lms.domain.attempts import COUNTED, Attempt, Sent, Times, answer_flag, delayed
from lms.domain.identifiers import is_uuid
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.questions import Item, Kind
from lms.domain.quizzes import Drawn, Paper
from lms.errors import Conflict, Invalid
from lms.services import editions
from lms.services.work import UnitOfWork, existing
from lms.store import answers, attempts, receipts

BATCH = 200
MOST_SEQ = 2**31 - 1
FLAGS = {
    "late": say("The time was over when this answer arrived."),
    "paused": say("The attempt was paused when this answer arrived."),
    "submitted": say("The attempt had been handed in when this answer arrived."),
    "checked": say("You have checked this question. Its answer stays as it was."),
    "outdated": say("A newer answer was given elsewhere."),
}
CLOCK = say("The clock of this device is wrong. The answer counts; its time is not to be trusted.")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a batch: ids that are kept (new or known); of these, with the reason, those that do not count; those refused with the reason.

    `marked` count, with a remark. `receipt` is the code of an attempt that was handed in, empty before. `delayed`: ids among
    `done` that came late and count, since they were given in time. Then until when answers count now, and whether the attempt
    is paused.
    """

    done: tuple[str, ...]
    flagged: Mapping[str, str]
    refused: Mapping[str, str]
    marked: Mapping[str, str]
    receipt: str
    delayed: tuple[str, ...]
    deadline: datetime | None
    paused: bool


@dataclass(frozen=True, slots=True)
class Event:
    """An answer event that makes sense, ready to be kept."""

    id: str
    item: str
    seq: int
    value: Value
    at: datetime | None
    clock: bool = True
    """Whether what was said of the time could be read."""


def record(uow: UnitOfWork, attempt_id: str, device: str, events: list[Any]) -> Saved:
    """Keep a batch of answer events of one attempt. One bad event is refused with its reason; the rest is kept.

    An event: `{id: UUID, item, seq: 1 …, value, at: ISO time or none}`. The same id again changes nothing.
    """
    row = existing(uow.taken if uow.taken is not None and uow.taken.id == attempt_id else attempts.lock(uow.db, attempt_id))
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
            refused[_name(raw, place)] = next(iter(fault.problems.values()))
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
    seq, flag = kept.seq, answer_flag(_times(row), uow.now)
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
            elif flag in ("late", "paused"):
                problems[item.key] = FLAGS[flag]
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
    if not quiz.review.checks or item.kind is Kind.ESSAY or answer_flag(_times(row), uow.now):
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
    return _kept(answers.of_attempt(uow.db, attempt_id))


def given_in(uow: UnitOfWork, attempt_ids: list[str]) -> dict[str, Mapping[str, Value]]:
    """The answers that count, by attempt and item; a step of looking at many."""
    rows: dict[str, list[Any]] = {one: [] for one in attempt_ids}
    for row in answers.of_attempts(uow.db, attempt_ids):
        rows[row.attempt_id].append(row)
    return {one: _kept(found).values for one, found in rows.items()}


def _kept(rows: list[Any]) -> Kept:
    counted = [row for row in rows if row.flag in COUNTED]
    events = [AnswerEvent(row.id, row.item, row.seq, row.value, row.at or row.received_at, row.received_at) for row in counted]
    seqs: dict[str, int] = {}
    for row in counted:
        seqs[row.item] = max(row.seq, seqs.get(row.item, 0))
    return Kept(latest(events), seqs, max((row.seq for row in rows), default=0))


def stored_attempt(row: Any) -> Attempt:
    """A stored attempt as a value."""
    return Attempt(
        row.id, row.enrolment_id, row.person_id, row.course, row.quiz, row.number, row.edition_id, row.seed, row.started_at,
        row.deadline, row.submitted_at, row.points, row.out_of, row.percent, row.passed, row.paused_at, row.extra, bool(row.waiting),
    )  # fmt: skip


def _times(row: Any) -> Times:
    return Times(row.deadline, row.submitted_at, row.paused_at)


def stored_paper(row: Any) -> Paper:
    """The paper of a stored attempt."""
    return tuple(Drawn(one["item"], tuple(one["options"]), tuple(one["matches"])) for one in row.paper)


def _asked(uow: UnitOfWork, row: Any) -> dict[str, tuple[Drawn, Item]]:
    quiz = existing(editions.edition(uow, row.edition_id).quiz(row.quiz))
    items = {item.key: item for item in quiz.items}
    return {drawn.item: (drawn, items[drawn.item]) for drawn in stored_paper(row)}


def _name(raw: Any, place: int) -> str:
    """What a refused event is called in the reply: its id, else its place in the batch from 0."""
    key = raw.get("id") if isinstance(raw, dict) else None
    return key if isinstance(key, str) and 0 < len(key) <= 64 and key.isprintable() else str(place)


def _event(asked: Mapping[str, tuple[Drawn, Item]], raw: Any) -> Event:
    if not isinstance(raw, dict):
        raise Invalid(event=say("An answer is an object."))
    if problem := unsound(raw):
        raise Invalid(event=problem)
    key, item, seq = raw.get("id"), raw.get("item"), raw.get("seq")
    if not isinstance(key, str) or not is_uuid(key):
        raise Invalid(id=say("The id must be a UUID."))
    if type(seq) is not int or not 1 <= seq <= MOST_SEQ:
        raise Invalid(seq=say("The sequence number must be a whole number from 1 on."))
    if not isinstance(item, str) or item not in asked:
        raise Invalid(item=say("This question is not part of the attempt."))
    drawn, known = asked[item]
    at = _moment(raw.get("at"))
    return Event(key, item, seq, read_value(known, unmask(drawn, raw.get("value"))), at, at is not None or raw.get("at") is None)


def _moment(text: Any) -> datetime | None:
    """The device's clock, for information only: a clock that is years off must not cost the answer."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _keep(uow: UnitOfWork, row: Any, device: str, good: dict[str, Event], refused: dict[str, str]) -> Saved:
    flags = _flags(uow, row, device, good)
    times = dict.fromkeys(good, uow.now)
    if not answers.add(uow.db, [_row(row.id, device, one, uow.now, flags[key]) for key, one in good.items()]):
        kept = answers.known(uow.db, list(good))
        for key, one in good.items():
            there = kept.get(key)
            if there is None:
                refused[key] = say("This sequence number stands for another answer already.")
                del flags[key]
            elif (there.attempt_id, there.item, there.seq, there.value) != (row.id, one.item, one.seq, one.value):
                refused[key] = say("This id stands for another answer already.")
                del flags[key]
            else:
                flags[key], times[key] = there.flag, there.received_at
    late = tuple(key for key, flag in flags.items() if flag == "delayed")
    flagged = {key: FLAGS[flag] for key, flag in flags.items() if flag not in COUNTED}
    marked = {key: CLOCK for key in flags if key not in flagged and _clock_off(good[key], row.started_at, times[key])}
    receipt = receipts.of_attempt(uow.db, row.id) if row.submitted_at else ""
    return Saved(tuple(flags), flagged, refused, marked, receipt, late, row.deadline, row.paused_at is not None)


def _clock_off(one: Event, started: datetime, received: datetime) -> bool:
    return not one.clock or (one.at is not None and clock_is_off(one.at, started, received))


def _flags(uow: UnitOfWork, row: Any, device: str, good: Mapping[str, Event]) -> dict[str, str]:
    """What is noted on each answer if it is new; one that comes too late counts where the device's earlier ones show that it was given in time."""
    attempt = _times(row)
    flag = answer_flag(attempt, uow.now)
    closed = row.checked or ()
    flags = {key: flag or ("checked" if one.item in closed else "") for key, one in good.items()}
    if flag and attempt.submitted is None:
        there = answers.of_device(uow.db, row.id, device)
        used = {one.seq for one in there}
        new = {one.seq: key for key, one in good.items() if one.seq not in used}
        known = [Sent(one.seq, one.at, one.received_at) for one in there if one.flag in COUNTED]
        in_time = delayed(attempt, uow.now, known, [Sent(seq, good[key].at, uow.now) for seq, key in new.items()])
        flags |= {new[seq]: "delayed" for seq in in_time}
    return flags


def _row(attempt_id: str, device: str, one: Event, received: datetime, flag: str) -> dict[str, Any]:
    return {
        "id": one.id, "attempt_id": attempt_id, "device": device, "seq": one.seq, "item": one.item, "value": one.value, "at": one.at,
        "received_at": received, "flag": flag,
    }  # fmt: skip
