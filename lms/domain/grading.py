"""Grading: a paper and its answers in, whole points and a verdict out."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from lms.domain.answers import Value
from lms.domain.questions import Item, Kind, option_keys, right_sides
from lms.domain.quizzes import Paper, Quiz
from lms.errors import NotFound

LONGEST_NUMBER = 30
"""Characters of a number, sign and separators included; more is no number."""


@dataclass(frozen=True, slots=True)
class ItemGrade:
    """What one drawn item brought; items are all or nothing."""

    item: str
    points: int
    out_of: int
    right: bool
    must_pass: bool


@dataclass(frozen=True, slots=True)
class TagGrade:
    """The points of all drawn items with one tag; an item with two tags counts in both."""

    tag: str
    points: int
    out_of: int


@dataclass(frozen=True, slots=True)
class Grade:
    """The result of an attempt. `percent` is rounded down and only for showing: `passed` compares exact fractions.

    `failed_must_pass`: the keys of the must-pass items that are wrong, in the order of the paper.
    """

    points: int
    out_of: int
    percent: int
    passed: bool
    items: tuple[ItemGrade, ...]
    failed_must_pass: tuple[str, ...]
    by_tag: tuple[TagGrade, ...]


def grade(
    quiz: Quiz, paper: Paper, answers: Mapping[str, Value], *, void: Collection[str] = frozenset(), credit: Collection[str] = frozenset()
) -> Grade:
    """The grade of a paper drawn from this (pooled) quiz; `answers` maps item keys to values from `read_value`.

    `void` items bring nothing and ask for nothing; `credit` items bring all their points, whatever was answered.

    Passed: the points reach the pass mark exactly or more, and no must-pass item is wrong. Answers to items that were
    not drawn count nothing; a paper without items is never passed. Raises NotFound for a drawn item the quiz lacks.
    """
    by_key = {item.key: item for item in quiz.items}
    missing = [drawn.item for drawn in paper if drawn.item not in by_key]
    if missing:
        raise NotFound(f"the quiz {quiz.key} has no item {', '.join(missing)}")
    graded = tuple(_mended(_grade_item(by_key[drawn.item], answers.get(drawn.item)), void, credit) for drawn in paper)
    points, out_of = sum(one.points for one in graded), sum(one.out_of for one in graded)
    failed = tuple(one.item for one in graded if one.must_pass and not one.right)
    return Grade(
        points=points,
        out_of=out_of,
        percent=points * 100 // out_of if out_of else 0,
        passed=out_of > 0 and points * 100 >= quiz.pass_mark * out_of and not failed,
        items=graded,
        failed_must_pass=failed,
        by_tag=_by_tag(by_key, graded),
    )


def is_right(item: Item, value: Value) -> bool:
    """Whether the answer is wholly right; an empty one never is."""
    if item.kind is Kind.NUMERIC and isinstance(value, str):
        number, tolerance = Fraction(item.number), Fraction(item.tolerance)
        return any(abs(read - number) <= tolerance for read in readings(value, item.unit.values()))
    if item.kind is Kind.SHORT and isinstance(value, str):
        return fold(value) in {fold(accepted) for accepted in item.accepted} - {""}
    if item.kind is Kind.MULTIPLE and isinstance(value, list):
        return sorted(value) == sorted(option.key for option in item.options if option.right)
    return value is not None and value == right_answer(item)


def right_answer(item: Item) -> Value:
    """The answer that gets the points, to be shown when it may be; for a short answer the first accepted one."""
    if item.kind is Kind.SINGLE:
        return next((option.key for option in item.options if option.right), None)
    if item.kind is Kind.MULTIPLE:
        return [option.key for option in item.options if option.right]
    if item.kind is Kind.TRUE_FALSE:
        return {option.key: option.right for option in item.options}
    if item.kind is Kind.ORDERING:
        return list(option_keys(item))
    if item.kind is Kind.MATCHING:
        sides = {**right_sides(item), **item.pairs}
        return {key: sides[key] for key in option_keys(item)}
    return item.number if item.kind is Kind.NUMERIC else next(iter(item.accepted), None)


def readings(text: str, units: Iterable[str] = ()) -> frozenset[Fraction]:
    """The numbers a typed text may mean: none when it is not a number, two for `1,500` (1.5 and 1500).

    Takes full-width digits, a decimal comma or point, thousands set off by spaces or commas, and one of the units
    before or after. No exponents, infinities or fractions.
    """
    plain = _without_unit(_folded(text).replace("\N{MINUS SIGN}", "-").strip(), units)
    plain = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", plain)
    if len(plain) > LONGEST_NUMBER:
        return frozenset()
    found = set()
    if re.fullmatch(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)", plain):
        found.add(Fraction(plain.replace(",", ".")))
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", plain):
        found.add(Fraction(plain.replace(",", "")))
    return frozenset(found)


def fold(text: str) -> str:
    """What of a short answer is compared: not its case, width, spacing or closing punctuation."""
    return " ".join(_folded(text).split()).rstrip(".,;:!?。、 ")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _without_unit(plain: str, units: Iterable[str]) -> str:
    for unit in map(_folded, units):
        if unit and plain != unit and (plain.endswith(unit) or plain.startswith(unit)):
            return plain.removesuffix(unit).removeprefix(unit).strip()
    return plain


def _grade_item(item: Item, value: Value) -> ItemGrade:
    right = is_right(item, value)
    return ItemGrade(item.key, item.points if right else 0, item.points, right, item.must_pass)


def _mended(one: ItemGrade, void: Collection[str], credit: Collection[str]) -> ItemGrade:
    if one.item in void:
        return replace(one, points=0, out_of=0, right=True, must_pass=False)
    return replace(one, points=one.out_of, right=True) if one.item in credit else one


def _by_tag(items: Mapping[str, Item], graded: tuple[ItemGrade, ...]) -> tuple[TagGrade, ...]:
    totals: dict[str, tuple[int, int]] = {}
    for one in graded:
        for tag in items[one.item].tags:
            points, out_of = totals.get(tag, (0, 0))
            totals[tag] = points + one.points, out_of + one.out_of
    return tuple(TagGrade(tag, *totals[tag]) for tag in sorted(totals))
