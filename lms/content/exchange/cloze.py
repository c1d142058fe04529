"""Moodle's cloze texts, `In {1:SHORTANSWER:=1948~=nineteen forty-eight} …`, where each gap is for a short answer or a number."""

import re

from lms.content.exchange.markup import to_plain
from lms.content.exchange.report import Notes
from lms.domain.languages import say
from lms.domain.questions import Item

BEGINS = re.compile(r"\{\d{0,3}:[A-Z_]{1,20}:")
"""What a gap begins with; nothing else in a text may."""

_INNER = r"[^{}\\]|\\(?!\{\d{0,3}:[A-Z_]{1,20}:).|\{(?!\d{0,3}:[A-Z_]{1,20}:)"
_GAP = re.compile(rf"\{{(?P<points>\d{{0,3}}):(?P<type>[A-Z_]{{1,20}}):(?P<answers>(?:{_INNER})*+)\}}", re.S)
_TYPES = {**dict.fromkeys(("SHORTANSWER", "SA", "MW"), True), **dict.fromkeys(("SHORTANSWER_C", "SAC", "MWC"), False),
          **dict.fromkeys(("NUMERICAL", "NM"), True)}  # fmt: skip
_PART = re.compile(r"\s*(?P<right>=|%(?P<weight>-?\d{1,3}(?:\.\d{1,9})?)%)?(?P<text>(?:[^#\\]|\\.)*+)(?P<feedback>#.*)?", re.S)
_SPLIT = re.compile(r"((?:[^~\\]|\\.)*+)(?:~|$)", re.S)
_SIGNS = re.compile(r"[}~#/\"\\]")


def read_cloze(text: str, notes: Notes) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The text with `{gap-1}` … and for each gap its key and the answers that count; no gaps when one is of another type."""
    gaps: list[tuple[str, tuple[str, ...]]] = []
    parts, place = [], 0
    for found in _GAP.finditer(_unmarked(text)):
        if found["type"] not in _TYPES:
            return text, ()
        key = f"gap-{len(gaps) + 1}"
        gaps.append((key, _answers(found, notes)))
        parts += [found.string[place : found.start()], f"{{{key}}}"]
        place = found.end()
    whole = _unmarked(text)[place:]
    return "".join([*parts, whole]), tuple(gaps)


def write_cloze(stem: str, item: Item) -> str:
    """The text of a fill-in item with its gaps written out; each gap stands at the first place of its mark."""
    for option in item.options:
        answers = "~".join("=" + _SIGNS.sub(lambda found: "\\" + found[0], one) for one in option.accepted)
        stem = stem.replace(f"{{{option.key}}}", f"{{1:SHORTANSWER:{answers}}}", 1)
    return stem


def _unmarked(text: str) -> str:
    r"""The text with the braces and signs of its gaps freed from Markdown's escapes (`\{1:SA:=a\}`)."""
    return re.sub(r"\\\{(?=\d{0,3}:[A-Z_]{1,20}:)((?:[^{}\\]|\\[^{}])*+)\\\}", lambda found: "{" + to_plain(found[1]) + "}", text)


def _answers(found: re.Match[str], notes: Notes) -> tuple[str, ...]:
    answers = []
    if not _TYPES[found["type"]]:
        notes.changed(say("Small and large letters make no difference here."))
    if found["points"] not in ("", "1"):
        notes.lost(say("Gaps that bring different points."))
    for one in _SPLIT.findall(found["answers"]):
        part = _PART.fullmatch(one)
        answer = re.sub(r"\\(.)", r"\1", part["text"]).strip() if part else ""
        if part and part["feedback"]:
            notes.lost(say("Feedback for a particular answer."))
        if answer and part and (part["right"] == "=" or float(part["weight"] or 0) >= 100) and answer != "*":
            answers.append(_number(answer, found["type"], notes))
        elif answer:
            notes.lost(say("An answer that brings part of the points, or none: %(text)s", text=answer[:40]))
    return tuple(answers)


def _number(answer: str, kind: str, notes: Notes) -> str:
    number, _, tolerance = answer.partition(":") if kind in ("NUMERICAL", "NM") else (answer, "", "")
    if tolerance.strip(" 0."):
        notes.lost(say("How far off a number in a gap may be: %(text)s", text=answer[:40]))
    return number.strip()
