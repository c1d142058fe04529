"""Answers with weights, as other programs have them, and what of them an item can hold."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from lms.content.exchange.report import Notes
from lms.content.exchange.soundness import decimal_text
from lms.domain.languages import Words, say
from lms.domain.questions import Option

_NUMBER = r"[-+]?[0-9]{0,15}(?:[.,][0-9]{0,20})?(?:[eE][-+]?[0-9]{1,2})?"
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*")
_MARGIN = re.compile(rf"\s*({_NUMBER})\s*(?::\s*({_NUMBER})\s*)?")
WHOLE = 99.9


@dataclass(frozen=True, slots=True)
class Weighed:
    """One answer: `weight` in per cent of the points, below 0 when it costs some; `form` is its own text format, if any."""

    text: str
    weight: float
    feedback: str = ""
    form: str = ""


def choices(found: list[Weighed], *, single: bool, words: Callable[[str], Words], notes: Notes) -> tuple[Option, ...] | None:
    """The options without keys: right is what brings all points, or where `single` is False what brings any. None: nothing is right."""
    right = [one.weight >= WHOLE if single else one.weight > 0 for one in found]
    if single and not any(right):
        notes.skipped(say("No option is fully right."))
        return None
    weights = {round(one.weight, 1) for one, good in zip(found, right, strict=True) if good}
    if single and any(0 < one.weight < WHOLE for one in found):
        notes.lost(say("Part of the points for an option that is not fully right."))
    if single and any(one.weight < 0 for one in found):
        notes.lost(say("Minus points for a wrong option."))
    if not single and len(weights) > 1:
        notes.lost(say("Right options that bring different shares of the points."))
    if single and sum(right) > 1:
        notes.changed(say("Several options are fully right, any of which was enough; only the first is marked."))
        first = right.index(True)
        right = [number == first for number in range(len(right))]
    return tuple(Option("", words(one.text), good, words(one.feedback)) for one, good in zip(found, right, strict=True))


def number_of(text: str) -> tuple[str, str] | None:
    """Number and tolerance of `3`, `3:2` or `1..5`; None when it is none of them."""
    if span := _RANGE.fullmatch(text):
        low, high = decimal_text(span[1]), decimal_text(span[2])
        return None if low is None or high is None else _middle(low, high)
    found = _MARGIN.fullmatch(text)
    if found is None:
        return None
    number, tolerance = decimal_text(found[1]), decimal_text(found[2] or "0")
    return None if number is None or tolerance is None else (number, tolerance.lstrip("-"))


def _middle(low: str, high: str) -> tuple[str, str] | None:
    middle = decimal_text(str((Decimal(low) + Decimal(high)) / 2))
    half = decimal_text(str(abs(Decimal(high) - Decimal(low)) / 2))
    return None if middle is None or half is None else (middle, half)
