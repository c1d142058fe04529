"""What an item must be so that our own notation can hold it: texts are mended with a note, what cannot be an item is told."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from lms.content.exchange.report import Notes
from lms.domain.grading import fold
from lms.domain.languages import Words, say
from lms.domain.questions import KEY, Criterion, Item, Kind, Option, option_keys

MOST_OPTIONS = 40
LONGEST = 20_000
LEAST = {Kind.SINGLE: 2, Kind.MULTIPLE: 2, Kind.TRUE_FALSE: 1, Kind.ORDERING: 2, Kind.MATCHING: 2, Kind.FILL_IN: 1}
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?", re.ASCII)

IN_PARTS = frozenset({Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.ORDERING, Kind.MATCHING, Kind.FILL_IN})
"""Kinds of which an answer can be right in part."""

_WHOLE = {"en": "The answer as a whole", "ja": "解答全体", "fr": "La réponse dans son ensemble"}
_ARROW = re.compile(r"(?<!\S)=>(?!\S)")
_BLOCK = re.compile(r"^\[(?=[a-zA-Z][a-zA-Z/ -]*(?:\([^()]*\))?\](?:\s*:|\s*$))")
_OPTION = re.compile(r"^((?:[*+-]|\d+[.)])\s+)\[")
_PAGES = re.compile(r"^(={3,})$")
_WIDE = re.compile(r"^((?:[*＊・]\s*)?［)")
_QUOTE = re.compile(r"^\s+>")


def mend(item: Item, notes: Notes) -> Item:
    """The item as our notation holds it; the words stay, and what changes in their marks or lines is noted."""
    item = replace(
        item,
        stem=_each(item.stem, _stem, notes),
        feedback=_each(item.feedback, _paragraphs, notes),
        unit=_each(item.unit, _unit, notes),
        accepted=_accepted(item.accepted, notes),
        options=tuple(_option(option, item, notes) for option in item.options),
        rubric=tuple(replace(one, text=_each(one.text, _one_line, notes)) for one in item.rubric),
    )
    tags = tuple(dict.fromkeys(tag for tag in item.tags if KEY.fullmatch(tag)))
    if tags != item.tags:
        notes.lost(say("Tags that are no keys (a-z, 0-9 and -) or stand twice."))
    if item.kind not in (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE) and any(option.right for option in item.options):
        item = replace(item, options=tuple(replace(option, right=False) for option in item.options))
    if item.kind is Kind.ESSAY and not item.rubric:
        notes.changed(say("It had no rubric; one line for the answer as a whole was made."))
        item = replace(item, rubric=(Criterion("whole", {lang: _WHOLE.get(lang, _WHOLE["en"]) for lang in item.stem}, item.points),))
    return replace(item, tags=tags, partial=item.partial and item.kind in IN_PARTS)


def unsound(item: Item) -> str:
    """Why this cannot be an item; empty when it can."""
    texts = [(lang, text) for option in item.options for lang, text in option.text.items()]
    named = sum(bool(option.text) for option in item.options)
    right = sum(option.right for option in item.options)
    checks = (
        (too_long(item), say("It is longer than %(most)s characters.", most=LONGEST)),
        (not item.stem, say("It asks nothing.")),
        (len(item.options) > MOST_OPTIONS, say("It has more than %(most)s options.", most=MOST_OPTIONS)),
        (len(option_keys(item)) < LEAST.get(item.kind, 0), say("It has too few options for a question of this kind.")),
        (item.kind is not Kind.MATCHING and item.kind is not Kind.FILL_IN and named < len(item.options), say("An option has no text.")),
        (len(set(texts)) < len(texts), say("Two options read the same.")),
        (item.kind is Kind.SINGLE and right != 1, say("Not exactly one option is right.")),
        (item.kind is Kind.MULTIPLE and not right, say("No option is right.")),
        (item.kind is Kind.MATCHING and any(not option.match for option in item.options), say("A pair has no right side.")),
        (item.kind is Kind.SHORT and not item.accepted, say("No answer counts.")),
        (item.kind is Kind.FILL_IN and any(not option.accepted for option in item.options), say("A gap has no answer.")),
        (item.kind is Kind.FILL_IN and not _gaps_stand(item), say("The text does not show every gap.")),
        (item.kind is Kind.NUMERIC and not _numeric(item), say("The right answer is not a number that can be kept.")),
        (not all(map(_criterion, item.rubric)), say("A line of the rubric lacks key, text or points.")),
        (len({one.key for one in item.rubric}) < len(item.rubric), say("Two lines of the rubric have the same key.")),
        (not 1 <= item.points <= 100, say("Points are a whole number from 1 to 100.")),
    )
    return next((reason for wrong, reason in checks if wrong), "")


def too_long(item: Item) -> bool:
    """Whether its texts together, or their number, are more than an item ever needs."""
    return sum(len(one) + 1 for one in _texts(item)) > LONGEST


def decimal_text(text: str) -> str | None:
    """A number as the notation writes it, rounded to ten places; None when it is none, or too large."""
    try:
        number = Decimal(text.strip().replace(",", ".")) if len(text) <= 60 else Decimal("nan")
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 14 or number.adjusted() < -400:
        return None
    plain = format(round(number, 10), "f")
    short = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if short in ("-0", "") else short


def _numeric(item: Item) -> bool:
    return bool(NUMBER.fullmatch(item.number) and NUMBER.fullmatch(item.tolerance) and not item.tolerance.startswith("-"))


def _criterion(one: Criterion) -> bool:
    return bool(KEY.fullmatch(one.key) and one.text and 1 <= one.points <= 100)


def _gaps_stand(item: Item) -> bool:
    return all(f"{{{option.key}}}" in text for option in item.options for text in item.stem.values())


def _texts(item: Item) -> list[str]:
    options = [text for one in item.options for words in (one.text, one.match, one.feedback) for text in words.values()]
    return [*item.stem.values(), *item.feedback.values(), *options, *item.accepted, *(text for one in item.rubric for text in one.text.values())]


def _each(words: Words, change: Callable[[str], str], notes: Notes) -> Words:
    mended = {lang: change(text) for lang, text in words.items()}
    if any(mended[lang] != _bare(text) for lang, text in words.items()):
        notes.changed(say("Marks at the beginning of a line, or line breaks, that our notation reads otherwise."))
    return {lang: text for lang, text in mended.items() if text}


def _bare(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _option(option: Option, item: Item, notes: Notes) -> Option:
    left = _lines
    if item.kind is Kind.MATCHING:
        left = _left
    if item.kind is Kind.MATCHING and option.key == "x":
        left = _left_in_one
    return replace(
        option,
        text=_each(option.text, left, notes),
        match=_each(option.match, _lines, notes),
        feedback=_each(option.feedback, _feedback, notes),
        accepted=_accepted(option.accepted, notes, gap=True),
    )


def _accepted(answers: tuple[str, ...], notes: Notes, *, gap: bool = False) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for answer in answers:
        line = _one_line(answer)
        if line.startswith("［"):
            line = "[" + line[1:]
        if gap and "|" in line:
            notes.changed(say("A line | in an answer became a space, since it stands between answers."))
            line = _one_line(line.replace("|", " "))
        if fold(line):
            found[line] = None
        else:
            notes.lost(say("An accepted answer without letters or digits."))
    return tuple(found)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _unit(text: str) -> str:
    return _one_line(re.sub("[()]", " ", text))


def _lines(text: str) -> str:
    lines = [line.strip() for line in text.strip().split("\n")]
    first, *rest = lines
    return "\n".join([first, *("\\" + line if line.startswith(">") else line for line in rest if line)])


def _left(text: str) -> str:
    lines = _lines(text)
    if lines.startswith("["):
        lines = "\\" + lines
    return _ARROW.sub(r"=\\>", lines)


def _left_in_one(text: str) -> str:
    return _left(_one_line(text))


def _feedback(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def _stem(text: str) -> str:
    first, *rest = _bare(text).split("\n")
    return "\n".join([first, *(_QUOTE.sub(">", _further(line)) for line in rest)])


def _paragraphs(text: str) -> str:
    first, *rest = _bare(text).split("\n")
    return "\n".join([first, *("\\" + line.lstrip() if line.lstrip().startswith(">") else _further(line) for line in rest)])


def _further(line: str) -> str:
    line = _BLOCK.sub(r"\\[", line)
    line = _OPTION.sub(r"\1\\[", line)
    line = _PAGES.sub(r" \1", line)
    return _WIDE.sub(r" \1", line)
