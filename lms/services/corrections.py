"""Correcting a question: see who changes, decide once, and every result follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import Any

from lms.domain.corrections import Correction, CorrectionKind, Key, can_rekey, corrected, key_of, read_key, read_reason
from lms.domain.editions import Edition
from lms.domain.grading import Grade
from lms.domain.languages import say, text
from lms.domain.ledger import canonical
from lms.domain.permissions import Action
from lms.domain.questions import Item, Kind, option_keys, right_keys
from lms.errors import Conflict, Invalid
from lms.services import answers, attempts, certificates, editions, gradings, quizzes
from lms.services.work import UnitOfWork, existing
from lms.store import corrections

MOST_NAMED = 50
"""Passes of one kind that are named in a preview; the rest is counted."""



@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction as staff read it; `changed` results were to change when it was made."""

    id: str
    course: str
    quiz: str
    item: str
    edition: int
    kind: str
    reason: str
    changed: int
    made: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question to be corrected. `right` (clean HTML) and `key` are its right answer as it counts now; `asked` its controls, which hold `key`.

    `others`: editions in which another answer is right.
    """

    course: str
    course_title: str
    quiz: str
    title: str
    item: Item
    edition: int
    asked: attempts.ItemView
    right: tuple[str, ...]
    key: Key
    can_rekey: bool
    others: tuple[int, ...]
    corrections: tuple[CorrectionView, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody who passes a quiz or passes it no longer; `certificate`: a certificate of theirs rests on it."""

    name: str
    quiz: str
    before: int
    now: int
    certificate: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a correction would do, before anything is done. `asked` and `changed` count attempts, `passes` and `fails` quizzes of people."""

    question: Question
    kind: str
    right: tuple[str, ...]
    reason: str
    fingerprint: str
    asked: int
    changed: int
    passes: int
    fails: int
    passing: tuple[Change, ...]
    failing: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """A correction and how many results still wait to follow it."""

    correction: CorrectionView
    waiting: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands: the edition, the quiz it is asked in, the quiz or bank it belongs to."""

    edition: Edition
    quiz: str
    owner: str
    item: Item


@dataclass(frozen=True, slots=True)
class Assessed:
    """A submitted attempt at a quiz that may ask the question, what it comes to, whether it was asked, and whether that is another result."""

    row: Any
    result: Grade
    asked: bool
    changed: bool


def question(uow: UnitOfWork, course: str, quiz: str, item: str, edition: int | None = None) -> Question:
    """A question to be corrected, as it stands in an edition (the newest unless said)."""
    uow.authorize(Action.CORRECT)
    return _question(uow, _place(uow, course, quiz, item, edition))


def preview(uow: UnitOfWork, course: str, quiz: str, item: str, kind: str, raw: object, reason: str, edition: int | None = None) -> Preview:
    """Who would change how. Raises Invalid for a kind, a right answer or a reason that makes no sense."""
    uow.authorize(Action.CORRECT)
    place = _place(uow, course, quiz, item, edition)
    proposed = _proposed(uow, place, kind, raw, reason)
    seen = _assess(uow, course, proposed)
    passing, failing = _turned(uow, place, seen, now=True), _turned(uow, place, seen, now=False)
    bodies, _ = attempts.rendered(uow, place.edition, existing(place.edition.quiz(quiz)))
    right = key_in_words(place.item, proposed.key, bodies[item]) if proposed.kind is CorrectionKind.REKEY else ()
    return Preview(
        _question(uow, place), kind, right, proposed.reason, _fingerprint(course, proposed, seen), sum(one.asked for one in seen),
        sum(one.changed for one in seen), len(passing), len(failing), _named(uow, passing), _named(uow, failing),
    )  # fmt: skip


def apply(
    uow: UnitOfWork, course: str, quiz: str, item: str, kind: str, raw: object, reason: str, fingerprint: str, edition: int | None = None
) -> str:
    """Make the correction that was previewed under `fingerprint`; gives its id. Again changes nothing.

    The results follow in the outbox. Raises Conflict when other results would change now than those that were shown.
    """
    uow.authorize(Action.CORRECT)
    corrections.hold(uow.db, course)
    if again := corrections.by_fingerprint(uow.db, fingerprint):
        return str(again.id)
    place = _place(uow, course, quiz, item, edition)
    proposed = _proposed(uow, place, kind, raw, reason)
    seen = _assess(uow, course, proposed)
    if _fingerprint(course, proposed, seen) != fingerprint:
        raise Conflict(say("Things have changed since you looked. Nothing was corrected; look at the preview again."))
    made, changed = uow.new_id(), sum(one.changed for one in seen)
    corrections.add(
        uow.db, id=made, course=course, quiz=proposed.quiz, item=item, number=proposed.number, edition=proposed.edition, kind=kind,
        corrects=proposed.corrects, key=proposed.key, reason=proposed.reason, fingerprint=fingerprint, changed=changed, made_at=uow.now,
        made_by=uow.actor.id,
    )  # fmt: skip
    uow.record(
        Action.CORRECT, made, course=course, quiz=proposed.quiz, item=item, edition=proposed.edition, kind=kind, corrects=proposed.corrects,
        key=proposed.key, reason=proposed.reason, changed=changed,
    )  # fmt: skip
    uow.later("correct", f"correct:{made}:", correction=made, after="")
    return made


def listing(uow: UnitOfWork) -> tuple[CorrectionView, ...]:
    """The newest corrections of all courses."""
    uow.authorize(Action.READ_CORRECTIONS)
    return tuple(_view(row) for row in corrections.latest(uow.db, 100))


def show(uow: UnitOfWork, correction_id: str) -> Progress:
    """A correction, and how far the results have followed."""
    uow.authorize(Action.READ_CORRECTIONS)
    row = existing(corrections.get(uow.db, correction_id))
    seen = _assess(uow, row.course, gradings.stored(row), gradings.of_course(uow, row.course))
    return Progress(_view(row), sum(one.changed for one in seen))


def key_in_words(item: Item, key: Key, body: dict[str, Any]) -> tuple[str, ...]:
    """A right answer as lines of clean HTML."""
    if isinstance(key, dict) and item.kind is Kind.NUMERIC:
        return (escape(f"{key['number']} ± {key['tolerance']}" if key["tolerance"] != "0" else str(key["number"])),)
    if isinstance(key, list) and item.kind is Kind.SHORT:
        return tuple(escape(one) for one in key)
    return quizzes.gaps_in_words(item) or quizzes.in_words(item, key, body)


def _place(uow: UnitOfWork, course: str, quiz: str, key: str, number: int | None) -> Place:
    newest = editions.latest(uow, course)
    found = newest if number in (None, newest.number) else next((one for one in editions.every(uow, course) if one.number == number), None)
    edition = existing(found, say("There is no such edition."))
    if quiz in edition.course.quizzes:
        for owner in (quiz, *edition.quizzes[quiz].banks):
            for item in edition.quizzes[owner].items:
                if item.key == key:
                    return Place(edition, quiz, owner, item)
    return existing(None, say("There is no such question."))


def _question(uow: UnitOfWork, place: Place) -> Question:
    edition, item = place.edition, place.item
    whole = existing(edition.quiz(place.quiz))
    body = attempts.rendered(uow, edition, whole)[0][item.key]
    now = key_of(corrected(item, gradings.counting(edition, place.quiz, gradings.of_course(uow, edition.course.key)).get(item.key)))
    kept = now if item.kind not in (Kind.NUMERIC, Kind.SHORT) else None
    sides = right_keys(item) if item.kind is Kind.MATCHING else ()
    words = {one.key: text(one.match, uow.lang) for one in item.options}
    asked = attempts.ItemView(
        item.key, item.kind.value, body["stem"], tuple(attempts.OptionView(key, body["options"][key]) for key in option_keys(item)),
        tuple((key, words[key]) for key in sides), text(item.unit, uow.lang), kept,
    )  # fmt: skip
    made = [row for row in corrections.latest(uow.db, 1000) if (row.course, row.quiz, row.item) == (edition.course.key, place.owner, item.key)]
    return Question(
        edition.course.key, text(edition.course.title, uow.lang), place.quiz, text(whole.title, uow.lang), item, edition.number, asked,
        key_in_words(item, now, body), now, can_rekey(item), _others(uow, place), tuple(map(_view, made)),
    )  # fmt: skip


def _others(uow: UnitOfWork, place: Place) -> tuple[int, ...]:
    found = []
    for edition in editions.every(uow, place.edition.course.key):
        bank = edition.quizzes.get(place.owner)
        same = [one for one in bank.items if one.key == place.item.key] if bank else []
        if same and key_of(same[0]) != key_of(place.item):
            found.append(edition.number)
    return tuple(found)


def _proposed(uow: UnitOfWork, place: Place, kind: str, raw: object, reason: str) -> Correction:
    if kind not in set(CorrectionKind):
        raise Invalid(kind=say("Choose what becomes of the question."))
    said = read_reason(reason)
    key = read_key(place.item, raw) if kind == CorrectionKind.REKEY else None
    made = [one for one in gradings.of_course(uow, place.edition.course.key) if (one.quiz, one.item) == (place.owner, place.item.key)]
    if key is not None and not made and key == key_of(place.item):
        raise Invalid(key=say("This is the right answer already. Choose another one."))
    number, old = len(made) + 1, key_of(place.item)
    return Correction(place.owner, place.item.key, number, place.edition.number, CorrectionKind(kind), old, key, said, uow.now)


def _assess(uow: UnitOfWork, course: str, one: Correction, made: Iterable[Correction] | None = None) -> list[Assessed]:
    """Every submitted attempt at the quizzes that may ask the question, under the corrections made and this one."""
    known = [*gradings.of_course(uow, course), one] if made is None else list(made)
    rows = corrections.handed_in(uow.db, course, gradings.asking(uow, course, one.quiz))
    given = answers.given_in(uow, [row.id for row in rows])
    points = gradings.marks_of(uow, [row.id for row in rows])
    counted: dict[tuple[str, str], Mapping[str, Correction]] = {}
    seen = []
    for row in rows:
        edition, place = editions.edition(uow, row.edition_id), (row.edition_id, row.quiz)
        if place not in counted:
            counted[place] = gradings.counting(edition, row.quiz, known)
        meant = one.edition >= edition.number and one.item in counted[place] and counted[place][one.item].corrects == one.corrects
        asked = meant and any(drawn["item"] == one.item for drawn in row.paper)
        result = gradings.grade_of(edition, row, given[row.id], counted[place], points[row.id])
        seen.append(Assessed(row, result, asked, gradings.as_stored(result) != row.grade))
    return seen


def _fingerprint(course: str, one: Correction, seen: list[Assessed]) -> str:
    """What was proposed and which results it would change into what, as 64 hex digits."""
    turned = [(one.row, one.result) for one in seen if one.changed]
    changed = [[row.id, row.points, row.out_of, result.points, result.out_of, result.passed] for row, result in turned]
    what = [course, one.quiz, one.item, one.number, one.edition, one.kind.value, one.corrects, one.key, one.reason]
    return sha256(canonical([what, changed])).hexdigest()


def _turned(uow: UnitOfWork, place: Place, seen: list[Assessed], now: bool) -> list[tuple[Assessed, str]]:
    """One attempt of each person who passes a quiz `now` and did not, or the other way round, with the title of the quiz."""
    mine: dict[tuple[str, str], list[Assessed]] = {}
    for one in seen:
        mine.setdefault((one.row.enrolment_id, one.row.quiz), []).append(one)
    found = []
    for (_, quiz), group in mine.items():
        before, after = any(one.row.passed for one in group), any(one.result.passed for one in group)
        if before is not after and after is now:
            best = next(one for one in group if one.changed and (one.result.passed if now else one.row.passed))
            found.append((best, text(place.edition.quizzes[quiz].title, uow.lang) if quiz in place.edition.quizzes else quiz))
    return sorted(found, key=lambda pair: (pair[0].row.name, pair[0].row.id))


def _named(uow: UnitOfWork, turned: list[tuple[Assessed, str]]) -> tuple[Change, ...]:
    return tuple(
        Change(one.row.name, title, one.row.percent, one.result.percent, bool(certificates.code_of(uow, one.row.enrolment_id)))
        for one, title in turned[:MOST_NAMED]
    )


def _view(row: Any) -> CorrectionView:
    return CorrectionView(row.id, row.course, row.quiz, row.item, row.edition, row.kind, row.reason, row.changed, row.made_at, row.name)
