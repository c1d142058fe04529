"""Grading: a paper and its answers in, whole points and a verdict out."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from types import MappingProxyType

from lms.domain.answers import Value
from lms.domain.questions import MEASURE, Item, Kind, option_keys, right_sides
from lms.domain.quizzes import Paper, Quiz
from lms.errors import NotFound

LONGEST_NUMBER = 30
"""Characters of a number, sign and separators included; more is no number."""


@dataclass(frozen=True, slots=True)
class ItemGrade:
    """What one drawn item brought. `right`: wholly so, which is all of its points. `waiting`: an essay not yet marked."""

    item: str
    points: int
    out_of: int
    right: bool
    must_pass: bool
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class TagGrade:
    """The points of all drawn items with one tag; an item with two tags counts in both."""

    tag: str
    points: int
    out_of: int


@dataclass(frozen=True, slots=True)
class Grade:
    """The result of an attempt. `percent` is rounded down and only for showing: `passed` compares exact fractions.

    `failed_must_pass`: the keys of the must-pass items that are wrong, in the order of the paper. `waiting`: the keys of
    the essays without a mark; while there are any, the attempt is neither passed nor failed, and `passed` is False.
    """

    points: int
    out_of: int
    percent: int
    passed: bool
    items: tuple[ItemGrade, ...]
    failed_must_pass: tuple[str, ...]
    by_tag: tuple[TagGrade, ...]
    waiting: tuple[str, ...] = ()


NO_MARKS: Mapping[str, int] = MappingProxyType({})


def grade(
    quiz: Quiz, paper: Paper, answers: Mapping[str, Value], marks: Mapping[str, int] = NO_MARKS, *,
    void: Collection[str] = frozenset(), credit: Collection[str] = frozenset(),
) -> Grade:  # fmt: skip
    """The grade of a paper drawn from this (pooled) quiz; `answers` maps item keys to values from `read_value`.

    `marks` are the points that a trainer gave to essays, by item key; an essay left empty needs none and brings none.
    `void` items bring nothing and ask for nothing; `credit` items bring all their points, whatever was answered.

    Passed: the points reach the pass mark exactly or more, and no must-pass item is wrong. Answers to items that were
    not drawn count nothing; a paper without items is never passed. Raises NotFound for a drawn item the quiz lacks.
    """
    by_key = {item.key: item for item in quiz.items}
    missing = [drawn.item for drawn in paper if drawn.item not in by_key]
    if missing:
        raise NotFound(f"the quiz {quiz.key} has no item {', '.join(missing)}")
    graded = tuple(_mended(_grade_item(by_key[drawn.item], answers.get(drawn.item), marks.get(drawn.item)), void, credit) for drawn in paper)
    points, out_of = sum(one.points for one in graded), sum(one.out_of for one in graded)
    failed = tuple(one.item for one in graded if one.must_pass and not one.right and not one.waiting)
    waiting = tuple(one.item for one in graded if one.waiting)
    return Grade(
        points=points,
        out_of=out_of,
        percent=points * 100 // out_of if out_of else 0,
        passed=out_of > 0 and points * 100 >= quiz.pass_mark * out_of and not failed and not waiting,
        items=graded,
        failed_must_pass=failed,
        by_tag=_by_tag(by_key, graded),
        waiting=waiting,
    )


def is_right(item: Item, value: Value) -> bool:
    """Whether the answer is wholly right; an empty one never is, nor is an essay, which only a trainer can judge."""
    if item.kind is Kind.NUMERIC and isinstance(value, str):
        number, tolerance = Fraction(item.number), Fraction(item.tolerance)
        return any(abs(read - number) <= tolerance for read in readings(value, item.unit.values()))
    if item.kind is Kind.SHORT and isinstance(value, str):
        return fold(value) in {fold(accepted) for accepted in item.accepted} - {""}
    if item.kind is Kind.MULTIPLE and isinstance(value, list):
        return sorted(value) == sorted(option.key for option in item.options if option.right)
    if item.kind is Kind.FILL_IN:
        return isinstance(value, dict) and share(item, value) == 1
    return value is not None and value == right_answer(item)


def share(item: Item, value: Value) -> Fraction:
    """How much of an answer is right, from 0 to 1, for the kinds that have parts; the others are right or not.

    multiple: right options chosen minus wrong ones, of all right ones. true-false, matching, fill-in: right lines of all
    lines. ordering: of all pairs of steps, those in the right order minus those the wrong way round. Never below 0.
    """
    if item.kind is Kind.MULTIPLE and isinstance(value, list):
        right = {option.key for option in item.options if option.right}
        return max(Fraction(len(right & set(value)) - len(set(value) - right), len(right)), Fraction(0))
    if item.kind is Kind.ORDERING and isinstance(value, list) and sorted(value) == sorted(option_keys(item)):
        keys = option_keys(item)
        pairs = [value.index(first) < value.index(second) for first, second in combinations(keys, 2)]
        return max(Fraction(2 * sum(pairs) - len(pairs), len(pairs)), Fraction(0))
    if item.kind is Kind.FILL_IN and isinstance(value, dict):
        filled = [fills(option.accepted, str(value.get(option.key, ""))) for option in item.options]
        return Fraction(sum(filled), len(filled))
    expected = right_answer(item)
    if item.kind in (Kind.TRUE_FALSE, Kind.MATCHING) and isinstance(value, dict) and isinstance(expected, dict):
        return Fraction(sum(value.get(key) == right for key, right in expected.items()), len(expected))
    return Fraction(is_right(item, value))


def fills(accepted: Iterable[str], typed: str) -> bool:
    """Whether a text fills a gap: equal to an accepted text, or near enough to an accepted number such as `30 +- 5`."""
    for one in accepted:
        measure = MEASURE.fullmatch(one)
        if measure:
            number, tolerance = Fraction(measure["number"]), Fraction(measure["tolerance"] or 0)
            if any(abs(read - number) <= tolerance for read in readings(typed)):
                return True
        elif fold(one) and fold(one) == fold(typed):
            return True
    return False


def right_answer(item: Item) -> Value:
    """The answer that gets the points, to be shown when it may be; for a text the first accepted one, for an essay none."""
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
    if item.kind is Kind.FILL_IN:
        return {option.key: example(option.accepted[0]) for option in item.options}
    return item.number if item.kind is Kind.NUMERIC else next(iter(item.accepted), None)


def example(accepted: str) -> str:
    """A text that fills a gap for which this is accepted: of a number with its tolerance, the number."""
    measure = MEASURE.fullmatch(accepted)
    return measure["number"] if measure else accepted


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


def _grade_item(item: Item, value: Value, mark: int | None) -> ItemGrade:
    if item.kind is Kind.ESSAY:
        points = min(mark or 0, item.points) if value else 0
        return ItemGrade(item.key, points, item.points, points == item.points, item.must_pass, bool(value) and mark is None)
    right = is_right(item, value)
    points = item.points if right else int(item.points * share(item, value)) if item.partial else 0
    return ItemGrade(item.key, points, item.points, right, item.must_pass)


def _mended(one: ItemGrade, void: Collection[str], credit: Collection[str]) -> ItemGrade:
    if one.item in void:
        return replace(one, points=0, out_of=0, right=True, must_pass=False, waiting=False)
    return replace(one, points=one.out_of, right=True, waiting=False) if one.item in credit else one


def _by_tag(items: Mapping[str, Item], graded: tuple[ItemGrade, ...]) -> tuple[TagGrade, ...]:
    totals: dict[str, tuple[int, int]] = {}
    for one in graded:
        for tag in items[one.item].tags:
            points, out_of = totals.get(tag, (0, 0))
            totals[tag] = points + one.points, out_of + one.out_of
    return tuple(TagGrade(tag, *totals[tag]) for tag in sorted(totals))
