"""Quizzes, and the paper that one attempt draws from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from lms.domain.languages import Words
from lms.domain.questions import Item, Kind, option_keys, right_keys
from lms.errors import Conflict, Invalid, NotFound

NOT_MET: Mapping[str, int] = MappingProxyType({})


class When(StrEnum):
    """From when something of a handed-in attempt may be seen. `settled`: the quiz is passed, its attempts are used up, or it has no limit.

    `during`: for each question, once its answer has been checked and cannot be changed any more; then as `after`.
    """

    SETTLED = "settled"
    DURING = "during"
    AFTER = "after"
    CLOSED = "closed"
    NEVER = "never"

    def opens(self, settled: bool, closed: bool) -> bool:
        """Whether it may be seen now, the attempt being handed in; `closed`: the last day of the quiz is over."""
        return {When.SETTLED: settled, When.DURING: True, When.AFTER: True, When.CLOSED: closed, When.NEVER: False}[self]


@dataclass(frozen=True, slots=True)
class Review:
    """From when the review shows which questions were right (`marks`), what is right (`answers`), and why (`feedback`)."""

    marks: When = When.SETTLED
    answers: When = When.SETTLED
    feedback: When = When.SETTLED

    @property
    def checks(self) -> bool:
        """Whether single questions may be checked while the quiz is taken."""
        return When.DURING in (self.marks, self.answers, self.feedback)


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz of a course. `pass_mark` in whole per cent, `time_limit` in minutes, `attempts` None: no limit.

    `wait`: minutes that must pass between handing in one attempt and beginning the next. `closes`: the last day, in the
    issuer's zone, on which one may begin.

    `draw`: tag → how many items with that tag a paper holds; empty: every item. `banks`: quizzes whose items an exam
    draws from besides its own (see `pool`).
    """

    course: str
    key: str
    title: Words
    pass_mark: int
    items: tuple[Item, ...]
    attempts: int | None = None
    draw: Mapping[str, int] = field(default_factory=dict)
    time_limit: int | None = None
    banks: tuple[str, ...] = ()
    wait: int | None = None
    closes: date | None = None
    review: Review = Review()

    def closed(self, today: date) -> bool:
        """Whether the last day on which an attempt may begin is over."""
        return self.closes is not None and today > self.closes


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn item: the keys of its options, and for matching those of its right sides, in the order shown."""

    item: str
    options: tuple[str, ...]
    matches: tuple[str, ...] = ()


Paper = tuple[Drawn, ...]
"""What one attempt asks, in the order shown."""


def pool(quiz: Quiz, banks: Mapping[str, Quiz]) -> Quiz:
    """The quiz holding the items of its banks too, and needing no bank any more.

    `banks` maps quiz keys to quizzes. Raises NotFound for a bank that is not among them, Conflict when two items
    share a key.
    """
    missing = [key for key in quiz.banks if key not in banks]
    if missing:
        raise NotFound(f"no such quiz to draw from: {', '.join(missing)}")
    items = quiz.items + tuple(item for key in quiz.banks for item in banks[key].items)
    if len({item.key for item in items}) < len(items):
        raise Conflict(f"two items of {quiz.key} and its banks share a key")
    return replace(quiz, items=items, banks=())


def asked(quiz: Quiz) -> int:
    """How many items a paper of this (pooled) quiz holds."""
    return sum(quiz.draw.values()) if quiz.draw else len(quiz.items)


def unfilled(quiz: Quiz) -> Mapping[str, int]:
    """Tag → how many items are lacking to draw what `draw` asks of this (pooled) quiz; empty when all can be drawn."""
    return _lacking(quiz, _draw(quiz, "", NOT_MET))


def draw_paper(quiz: Quiz, seed: str, met: Mapping[str, int] = NOT_MET) -> Paper:
    """The paper of this (pooled) quiz for `seed`: the same seed and counts always give the same paper.

    Draws `draw[tag]` items for each tag, no item twice, and all items when `draw` is empty; then shuffles items and
    options. `met`: item key → how often this person has been asked it; what has been met least is drawn, as far as
    every tag can still be served. Order comes from SHA-256, so it does not change with the Python version. Raises Invalid when a tag cannot
    be served.
    """
    items = {item.key: item for item in quiz.items}
    drawn = _draw(quiz, seed, met)
    lacking = _lacking(quiz, drawn)
    if lacking:
        raise Invalid(draw="; ".join(f"{count} more items tagged {tag} are needed" for tag, count in lacking.items()))
    return tuple(_shown(items[key], seed) for key in _shuffled(drawn if quiz.draw else items, seed, "items"))


def _shuffled(keys: Iterable[str], *salt: str) -> tuple[str, ...]:
    return tuple(sorted(keys, key=lambda key: sha256("|".join((*salt, key)).encode()).digest()))


def _lacking(quiz: Quiz, drawn: Mapping[str, str]) -> dict[str, int]:
    got = list(drawn.values())
    return {tag: count - got.count(tag) for tag, count in quiz.draw.items() if got.count(tag) < count}


def _draw(quiz: Quiz, seed: str, met: Mapping[str, int]) -> dict[str, str]:
    """Item key → the tag it was drawn for; as many items as any assignment could give, the least met ones first.

    An item joins when the tags of those before it can be shared out anew so that it fits (Kuhn's augmenting paths from
    the items' side). Sets that can be shared out form a matroid, so taking the least met first is best for the whole.
    """
    wants = {item.key: [tag for tag in sorted(quiz.draw) if tag in item.tags] for item in quiz.items}
    taken: dict[str, str] = {}
    for key in sorted(_shuffled(wants, seed, "draw"), key=lambda key: met.get(key, 0)):
        _place(key, wants, quiz.draw, taken, set())
    return taken


def _place(key: str, wants: Mapping[str, list[str]], draw: Mapping[str, int], taken: dict[str, str], asked: set[str]) -> bool:
    """Gives the item to a tag with room, else to one of whose items another tag can take over."""
    for tag in wants[key]:
        if tag in asked:
            continue
        asked.add(tag)
        holders = [holder for holder, owner in taken.items() if owner == tag]
        if len(holders) < draw[tag] or any(_place(holder, wants, draw, taken, asked) for holder in holders):
            taken[key] = tag
            return True
    return False


def _shown(item: Item, seed: str) -> Drawn:
    """The item with its options as this seed shows them; true-false statements and gaps keep the order they were written in."""
    keys = option_keys(item)
    if item.kind in (Kind.TRUE_FALSE, Kind.FILL_IN):
        return Drawn(item.key, keys)
    shown = _shuffled(keys, seed, "options", item.key)
    if item.kind is Kind.ORDERING and shown == keys:
        shown = shown[1:] + shown[:1]
    if item.kind is Kind.MATCHING:
        return Drawn(item.key, shown, _shuffled(right_keys(item), seed, "matches", item.key))
    return Drawn(item.key, shown)
