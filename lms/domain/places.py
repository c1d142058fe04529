"""Places and their danger levels: what is said of a place from a day on, until something else is said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.domain.languages import Words

LEVELS = range(5)
"""0: nothing is said; 1 to 4 as the ministry of foreign affairs counts them."""


@dataclass(frozen=True, slots=True)
class Level:
    """The danger level of a place from a day on, and why."""

    start: date
    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere people are sent; `levels` in the order in which they were said."""

    key: str
    title: Words
    region: str
    levels: tuple[Level, ...] = ()


def level_on(levels: Iterable[Level], day: date) -> Level | None:
    """What holds on a day: of what began by then the newest beginning, and of those the last that was said. None before anything was said."""
    begun = [(one.start, number, one) for number, one in enumerate(levels) if one.start <= day]
    return max(begun)[2] if begun else None
