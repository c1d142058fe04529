"""Answers: the shapes they may have, the events that carry them, and which of those count."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.domain.languages import say
from lms.domain.questions import Item, Kind, option_keys, right_keys
from lms.domain.quizzes import Drawn
from lms.errors import Invalid

Value = str | list[str] | dict[str, bool | str] | None
"""An answer as JSON; None is an empty one.

single: option key. multiple: list of option keys. true-false: {option key: true or false}. numeric, short: the text
typed. ordering: list of all option keys. matching: {left option key: key of a right side}. fill-in: {gap key: the text
typed}. essay: the text, with line breaks.
"""

LONGEST = 500
"""Characters of a typed answer."""

LONGEST_ESSAY = 20_000
"""Characters of an essay, whatever words its item allows."""

BY_OPTION = frozenset({Kind.TRUE_FALSE, Kind.ORDERING, Kind.MATCHING, Kind.FILL_IN})
"""The kinds that have one form field for each option."""

_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f々〆]")


ASTRAY = timedelta(minutes=10)
"""How far a device's clock may be off before it is not to be trusted."""

NO_NUMBERS = ("nan", "inf", "-inf")
HALF = re.compile("[\ud800-\udfff]")
"""Half a character of those that UTF-16 makes of two."""
DEEP = 20
"""How deeply what a program sends may be nested."""


class Flag(StrEnum):
    """Why an answer event is kept and does not count."""

    LATE = "late"
    PAUSED = "paused"
    OVER_LIMIT = "over-limit"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """One saved answer. `id` is a UUID made on the device, `seq` its count there.

    `at` is the device's clock, `received` ours. `flags` holds `Flag` values, which reject it, and any other marks.
    """

    id: str
    item: str
    seq: int
    value: Value
    at: datetime
    received: datetime
    flags: tuple[str, ...] = ()


class BadOrder(Invalid):
    """The position numbers of an ordering item are not 1 to n, each once; `typed` keeps field name → what was typed."""

    def __init__(self, typed: Mapping[str, str], **problems: str) -> None:
        super().__init__(**problems)
        self.typed = typed


def unsound(raw: object, depth: int = 0) -> str:
    """What is wrong with decoded JSON whatever it means: too deep, half a character, not a number; empty when nothing is."""
    if depth > DEEP:
        return say("It is nested too deeply.")
    if isinstance(raw, str) and HALF.search(raw):
        return say("It holds half a character.")
    if not isinstance(raw, (str, dict, list)) and str(raw) in NO_NUMBERS:
        return say("It holds a number that is none.")
    inner = (*raw, *raw.values()) if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    return next(filter(None, (unsound(one, depth + 1) for one in inner)), "")


def clock_is_off(at: datetime, started: datetime, received: datetime) -> bool:
    """Whether the device's clock cannot be right: an answer given before the attempt began, or after it arrived."""
    return at < started - ASTRAY or at > received + ASTRAY


def latest(events: Iterable[AnswerEvent]) -> Mapping[str, Value]:
    """Item key → its answer that counts: the highest `seq` among those not rejected, between equals the highest id."""
    counted = [event for event in events if not set(event.flags) & set(Flag)]
    return {event.item: event.value for event in sorted(counted, key=lambda event: (event.seq, event.id))}


def field_name(item: str, option: str = "") -> str:
    """The name of a form field; true-false, ordering, matching and fill-in items have one for each option."""
    return f"q-{item}-{option}" if option else f"q-{item}"


def field_names(item: Item) -> tuple[str, ...]:
    """The names of all form fields that an item uses."""
    if item.kind in BY_OPTION:
        return tuple(field_name(item.key, key) for key in option_keys(item))
    return (field_name(item.key),)


def from_form(item: Item, fields: Mapping[str, list[str]]) -> object:
    """What a plain HTML post says about an item, in the shape that `read_value` checks.

    single, multiple, numeric, short, essay: field `q-<item>`. true-false: `q-<item>-<option>` is `true` or `false`.
    matching: it is a right key. fill-in: it is the text typed. ordering: it is a position, `1` to `n`; raises BadOrder
    when some but not all are good.
    """
    sent = fields.get(field_name(item.key), [])
    if item.kind is Kind.MULTIPLE:
        return sent
    if item.kind not in BY_OPTION:
        return sent[-1] if sent else None
    typed = {key: fields.get(field_name(item.key, key), [""])[-1] for key in option_keys(item)}
    if item.kind is Kind.ORDERING:
        return _from_positions(item, typed)
    words = {"true": True, "false": False} if item.kind is Kind.TRUE_FALSE else {}
    return {key: words.get(text, text) for key, text in typed.items() if text}


def read_value(item: Item, raw: object) -> Value:
    """The answer that `raw`, decoded JSON, gives to `item`; nothing, `""`, `[]`, `{}` and blanks are None.

    Text comes back in Unicode NFC; keys come back in the order of the source. Raises Invalid, under the name of the
    item's field, for any other shape, an unknown key, or text that is too long or holds control characters.
    """
    if raw is None or raw in ("", [], {}):
        return None
    return _READERS[item.kind](item, raw)


def mask(drawn: Drawn, value: Value) -> Value:
    """A matching answer with the positions (`"1"` …) of the right sides on the paper in place of their keys.

    A pair shares its key with its right side, so a page that shows those keys gives the answer away.
    """
    shown = {key: str(position) for position, key in enumerate(drawn.matches, 1)}
    if not isinstance(value, dict) or not shown:
        return value
    return {left: shown.get(str(right), "") for left, right in value.items()}


def unmask(drawn: Drawn, raw: object) -> object:
    """The raw matching answer with right keys again; what is not a position on the paper is refused by `read_value`."""
    keys = {str(position): key for position, key in enumerate(drawn.matches, 1)} | {"": ""}
    if not isinstance(raw, dict) or not drawn.matches:
        return raw
    return {left: keys.get(str(right), f"#{right}") for left, right in raw.items()}


def count_words(text: str) -> int:
    """Words of a text: what stands between spaces; two Japanese characters count as one word, since they stand without spaces."""
    signs = len(_CJK.findall(text))
    return len(_CJK.sub(" ", text).split()) + (signs + 1) // 2


def _invalid(item: Item, sentence: str) -> Invalid:
    return Invalid(**{field_name(item.key): sentence})


def _from_positions(item: Item, typed: Mapping[str, str]) -> list[str] | None:
    places = {key: unicodedata.normalize("NFKC", text).strip() for key, text in typed.items()}
    if not any(places.values()):
        return None
    numbers = [str(number) for number in range(1, len(places) + 1)]
    if sorted(places.values()) != sorted(numbers):
        kept = {field_name(item.key, key): text for key, text in typed.items()}
        raise BadOrder(kept, **{field_name(item.key): say("Give each line a number from 1 to %(count)s, each once.", count=len(places))})
    return sorted(places, key=lambda key: numbers.index(places[key]))


def _single(item: Item, raw: object) -> Value:
    if not isinstance(raw, str) or raw not in option_keys(item):
        raise _invalid(item, say("Choose one of the options."))
    return raw


def _multiple(item: Item, raw: object) -> Value:
    keys = option_keys(item)
    if not isinstance(raw, list) or any(key not in keys for key in raw) or len(set(raw)) < len(raw):
        raise _invalid(item, say("Choose among the options, each at most once."))
    return [key for key in keys if key in raw]


def _statements(item: Item, raw: object) -> Value:
    keys = option_keys(item)
    if not isinstance(raw, dict) or not set(raw) <= set(keys) or any(type(said) is not bool for said in raw.values()):
        raise _invalid(item, say("Judge each statement true or false."))
    return {key: raw[key] for key in keys if key in raw}


def _order(item: Item, raw: object) -> Value:
    keys = option_keys(item)
    if not isinstance(raw, list) or len(raw) != len(keys) or any(key not in raw for key in keys):
        raise _invalid(item, say("Put all the lines in order, each once."))
    return list(raw)


def _pairs(item: Item, raw: object) -> Value:
    lefts, rights = option_keys(item), ("", *right_keys(item))
    if not isinstance(raw, dict) or not set(raw) <= set(lefts) or any(key not in rights for key in raw.values()):
        raise _invalid(item, say("Choose one of the answers on the right for each line."))
    return {left: raw[left] for left in lefts if raw.get(left)} or None


def _text(item: Item, raw: object) -> str | None:
    typed = _typed(item, raw, LONGEST)
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in typed):
        raise _invalid(item, say("Take out line breaks, tabs and other control characters."))
    return typed if typed.strip() else None


def _typed(item: Item, raw: object, longest: int) -> str:
    if not isinstance(raw, str):
        raise _invalid(item, say("Type the answer as text."))
    typed = unicodedata.normalize("NFC", raw)
    if len(raw) > longest or len(typed) > longest:
        raise _invalid(item, say("Keep the answer within %(count)s characters.", count=longest))
    return typed


def _gaps(item: Item, raw: object) -> Value:
    keys = option_keys(item)
    if not isinstance(raw, dict) or not set(raw) <= set(keys):
        raise _invalid(item, say("Fill the gaps of this question and no others."))
    texts = {key: _text(item, raw[key]) for key in keys if key in raw}
    return {key: text for key, text in texts.items() if text} or None


def _essay(item: Item, raw: object) -> Value:
    plain = raw.replace("\r\n", "\n").replace("\r", "\n") if isinstance(raw, str) else raw
    typed = _typed(item, plain, LONGEST_ESSAY)
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in typed):
        raise _invalid(item, say("Take out control characters; line breaks and tabs may stay."))
    count = count_words(typed)
    if item.words is not None and count > item.words:
        raise _invalid(item, say("Shorten the text: it has %(count)s words, and %(most)s are allowed.", count=count, most=item.words))
    return typed if typed.strip() else None


_READERS: Mapping[Kind, Callable[[Item, object], Value]] = {
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.TRUE_FALSE: _statements,
    Kind.NUMERIC: _text,
    Kind.SHORT: _text,
    Kind.ORDERING: _order,
    Kind.MATCHING: _pairs,
    Kind.FILL_IN: _gaps,
    Kind.ESSAY: _essay,
}
