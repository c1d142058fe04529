"""Corrections: what a trainer decides about a question that turned out to be wrong, and results under it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from lms.domain.answers import Value, field_name, from_form, read_value
from lms.domain.grading import NO_MARKS, Grade, grade, right_answer
from lms.domain.languages import say
from lms.domain.questions import Item, Kind, option_keys
from lms.domain.quizzes import Paper, Quiz
from lms.errors import Invalid

Key = Value
"""A right answer as JSON, in the shape of an answer; but numeric: {"number", "tolerance"}, and short: the list of accepted answers."""

MOST_ACCEPTED = 50
LONGEST_ACCEPTED = 200

MOST_REASON = 500
"""Characters of a reason."""


class CorrectionKind(StrEnum):
    """What becomes of the question: taken out, points for everybody who was asked it, another right answer."""

    VOID = "void"
    CREDIT = "credit"
    REKEY = "rekey"


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision about an item of the course's quiz or bank `quiz`.

    It counts in editions up to number `edition`, where the item has the right answer `corrects`; `number` counts the
    decisions about the item, of which the highest counts. `key` is the new right answer of a rekey.
    """

    quiz: str
    item: str
    number: int
    edition: int
    kind: CorrectionKind
    corrects: Key
    key: Key
    reason: str
    at: datetime


def in_force(corrections: Iterable[Correction], edition: int, quizzes: Iterable[Quiz]) -> Mapping[str, Correction]:
    """Item key → the correction that counts in an edition, for the items of these quizzes (a quiz and its banks)."""
    keys = {(quiz.key, item.key): key_of(item) for quiz in quizzes for item in quiz.items}
    meant = [one for one in corrections if (one.quiz, one.item) in keys and one.edition >= edition]
    counted = [one for one in meant if one.corrects == keys[one.quiz, one.item]]
    return {one.item: one for one in sorted(counted, key=lambda one: one.number)}


def corrected(item: Item, correction: Correction | None) -> Item:
    """The item with the right answer that counts."""
    return rekeyed(item, correction.key) if correction and correction.kind is CorrectionKind.REKEY else item


def grade_corrected(
    quiz: Quiz, paper: Paper, answers: Mapping[str, Value], corrections: Mapping[str, Correction], marks: Mapping[str, int] = NO_MARKS
) -> Grade:
    """The grade of a paper under the corrections (by item key) of its (pooled) quiz, with the marks of essays; raises as `grade` does."""
    mended = replace(quiz, items=tuple(corrected(item, corrections.get(item.key)) for item in quiz.items))
    void, credit = ({key for key, one in corrections.items() if one.kind is kind} for kind in (CorrectionKind.VOID, CorrectionKind.CREDIT))
    return grade(mended, paper, answers, marks, void=void, credit=credit)


def read_reason(typed: str) -> str:
    """Why a question is corrected, or a certificate kept or revoked. Raises Invalid, under `reason`, for nothing or too much."""
    said = typed.strip()
    if not said or len(said) > MOST_REASON:
        raise Invalid(reason=say("Give the reason, in at most %(count)s characters.", count=MOST_REASON))
    return said


def key_of(item: Item) -> Key:
    """The right answer as a correction holds it."""
    if item.kind is Kind.NUMERIC:
        return {"number": item.number, "tolerance": item.tolerance}
    return list(item.accepted) if item.kind is Kind.SHORT else right_answer(item)


def can_rekey(item: Item) -> bool:
    """Whether the item has one right answer that can be replaced by another."""
    return item.kind in _REKEYED


def rekeyed(item: Item, key: Key) -> Item:
    """The item with another right answer, one that `read_key` gave."""
    return _REKEYED[item.kind](item, key)


def read_key(item: Item, raw: object) -> Key:
    """A new right answer from decoded JSON. Raises Invalid, under `key`, when it is none that the item can have."""
    if not can_rekey(item):
        raise Invalid(key=say("A question of this kind cannot get another right answer. Take it out, or give everybody the points."))
    if item.kind is Kind.NUMERIC:
        return _number(raw)
    if item.kind is Kind.SHORT:
        return _accepted(raw)
    try:
        key = read_value(item, raw)
    except Invalid as fault:
        raise Invalid(key=next(iter(fault.problems.values()))) from None
    if key is None:
        raise Invalid(key=say("Say what the right answer is."))
    if isinstance(key, dict) and len(key) < len(option_keys(item)):
        raise Invalid(key=say("Say what is right for each line."))
    return key


def key_from_form(item: Item, fields: Mapping[str, list[str]]) -> object:
    """What a plain HTML form says is right, in the shape that `read_key` checks; raises Invalid, under `key`, for bad positions.

    Fields as in a quiz (see `from_form`); numeric has `tolerance` besides, short a line for each accepted answer.
    """
    typed = fields.get(field_name(item.key), [""])[-1]
    if item.kind is Kind.NUMERIC:
        return {"number": typed, "tolerance": fields.get("tolerance", [""])[-1]}
    if item.kind is Kind.SHORT:
        return typed.splitlines()
    try:
        return from_form(item, fields)
    except Invalid as fault:
        raise Invalid(key=next(iter(fault.problems.values()))) from None


def _number(raw: object) -> Key:
    found = {name: str(raw.get(name) or "").strip() for name in ("number", "tolerance")} if isinstance(raw, dict) else {"number": "", "tolerance": ""}
    found["tolerance"] = found["tolerance"] or "0"
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,10})?", found["number"]):
        raise Invalid(key=say("Write the number in plain digits, such as 30 or 0.5."))
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,10})?", found["tolerance"]):
        raise Invalid(tolerance=say("Write how far off an answer may be in plain digits, such as 0 or 0.5."))
    return dict(found)


def _accepted(raw: object) -> Key:
    lines = [one.strip() for one in raw if isinstance(one, str)] if isinstance(raw, list) else []
    found = list(dict.fromkeys(one for one in lines if one))
    if not found:
        raise Invalid(key=say("Write at least one answer that is accepted."))
    if len(found) > MOST_ACCEPTED or max(map(len, found)) > LONGEST_ACCEPTED:
        raise Invalid(key=say("Write at most %(count)s answers of at most %(length)s characters.", count=MOST_ACCEPTED, length=LONGEST_ACCEPTED))
    return found


def _numbered(item: Item, key: Key) -> Item:
    return replace(item, **key)  # type: ignore[arg-type]


def _listed(item: Item, key: Key) -> Item:
    return replace(item, accepted=tuple(key or ()))


def _marked(item: Item, key: Key) -> Item:
    right = {name for name, said in key.items() if said} if isinstance(key, dict) else {key} if isinstance(key, str) else set(key or ())
    return replace(item, options=tuple(replace(one, right=one.key in right) for one in item.options))


def _ordered(item: Item, key: Key) -> Item:
    order = list(key or ())
    return replace(item, options=tuple(sorted(item.options, key=lambda one: order.index(one.key))))


def _paired(item: Item, key: Key) -> Item:
    return replace(item, pairs=key)  # type: ignore[arg-type]


_REKEYED: Mapping[Kind, Callable[[Item, Key], Item]] = {
    Kind.SINGLE: _marked,
    Kind.MULTIPLE: _marked,
    Kind.TRUE_FALSE: _marked,
    Kind.NUMERIC: _numbered,
    Kind.SHORT: _listed,
    Kind.ORDERING: _ordered,
    Kind.MATCHING: _paired,
}
