"""Items: what a quiz asks, what may be answered, and which options are right."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lms.domain.languages import Words

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""What the key of an item, an option or a tag looks like (use `fullmatch`)."""

MEASURE = re.compile(r"(?P<number>-?\d{1,15}(?:\.\d{1,10})?)(?:\s*(?:\+-|±)\s*(?P<tolerance>\d{1,15}(?:\.\d{1,10})?))?", re.ASCII)
"""A number of the notation and how far off an answer may be (use `fullmatch`)."""


class Kind(StrEnum):
    """How an item is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"
    NUMERIC = "numeric"
    SHORT = "short"
    ORDERING = "ordering"
    MATCHING = "matching"
    FILL_IN = "fill-in"
    ESSAY = "essay"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, statement, step or pair of an item.

    `right`: the choice belongs to the answer, or the statement is true. `match`: the right side of a pair. A matching
    option without `text` is a distractor that stands on the right only. `accepted`: what fills the gap of a fill-in
    item, whose key stands in the stem as `{key}`.
    """

    key: str
    text: Words
    right: bool = False
    feedback: Words = field(default_factory=dict)
    match: Words = field(default_factory=dict)
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of an essay's rubric, and the most points it brings."""

    key: str
    text: Words
    points: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its key; options stand in the order of the source, which for ordering is the right order.

    Numeric: `number` and `tolerance` are decimals as text (`"30"`, `"0.5"`), `unit` is shown beside the field. Short:
    `accepted` are the answers that count, in every language. Essay: `rubric` says what a trainer gives points for, and
    `words` how many words it may have. Matching: `pairs` holds the keys of the right sides where they are others than the
    options' own. `must_pass`: a wrong answer fails the whole quiz. `partial`: an answer that is
    right in part brings part of the points.
    """

    key: str
    kind: Kind
    stem: Words
    options: tuple[Option, ...] = ()
    feedback: Words = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    must_pass: bool = False
    points: int = 1
    number: str = ""
    tolerance: str = "0"
    unit: Words = field(default_factory=dict)
    accepted: tuple[str, ...] = ()
    partial: bool = False
    rubric: tuple[Criterion, ...] = ()
    words: int | None = None
    pairs: Mapping[str, str] = field(default_factory=dict)


def option_keys(item: Item) -> tuple[str, ...]:
    """The keys of what is chosen, judged, ordered or matched: all options but the distractors of a matching item."""
    return tuple(option.key for option in item.options if item.kind is not Kind.MATCHING or option.text)


def right_sides(item: Item) -> Mapping[str, str]:
    """Matching: option key → key of its right side.

    Right sides that read the same in every language are one and the same, known by the key of the first of them.
    """
    first: dict[tuple[tuple[str, str], ...], str] = {}
    return {option.key: first.setdefault(tuple(sorted(option.match.items())), option.key) for option in item.options}


def right_keys(item: Item) -> tuple[str, ...]:
    """Matching: the keys of the different right sides, distractors too, in the order of the source."""
    return tuple(dict.fromkeys(right_sides(item).values()))


def gaps_of(stem: str) -> tuple[str, ...]:
    """The keys of the gaps `{key}` in a text, in their order."""
    return tuple(re.findall(rf"\{{({KEY.pattern})\}}", stem))
