"""The quiz notation, line by line: a page of items as a trainer typed them, each with its line.

What the lines mean together (which kind of item, which answer is right) is decided in `lms.content.questions`; the
notation is defined in docs/quiz-notation.md.
"""

import re
from dataclasses import dataclass, field

from lms.content.faults import Faults

_NAME = r"\[(?P<key>[^\[\]]*)\](?![(\[])"
_HEAD = re.compile(rf"{_NAME}\s*(?P<text>.*)")
_BLOCK = re.compile(r"\[(?P<name>[a-zA-Z][a-zA-Z/ -]*)(?:\((?P<unit>[^()]*)\))?\](?:\s*:\s*(?P<text>.*)|\s*)")
_MARKED = re.compile(rf"(?P<bullet>[*+-])\s+\[(?P<mark>[^\[\]]*)\]\s*{_NAME}\s*(?P<text>.*)")
_PAIR = re.compile(rf"(?P<bullet>[*+-])\s+{_NAME}\s*(?P<text>.*)")
_STEP = re.compile(rf"\d+[.)]\s+{_NAME}\s*(?P<text>.*)")
_ARROW = re.compile(r"(?<!\S)=>(?!\S)")
_FULL_WIDTH = re.compile(r"(?:[*＊・]\s*)?［")

MARKS = {"": " ", " ": " ", "*": "*", "x": "x", "X": "x", "T": "T", "F": "F"}
"""What may stand in the first brackets of an option → its mark."""

BLOCKS = ("feedback", "meta", "numeric", "short-answer", "short-answer/accept", "essay", "gap", "rubric")
KEYED = ("gap", "rubric")
"""The blocks of which an item may have several, each with a key in round brackets."""


@dataclass(slots=True)
class Line:
    """Some text and the line of the file on which it begins."""

    line: int
    text: list[str]

    def __str__(self) -> str:
        return "\n".join(self.text).strip()


@dataclass(slots=True)
class Choice(Line):
    """An option, statement, step (mark `1`), pair (mark `=>`), gap (mark `gap`) or line of a rubric (mark `rubric`) as written."""

    mark: str
    key: str
    feedback: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Block(Line):
    """What stands after `[name]:`, with the unit in `[numeric(unit)]:`."""

    unit: str = ""
    accepted: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """An item as written."""

    line: int
    key: str
    stem: Line
    choices: list[Choice] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    last: Line | None = None


def read_drafts(body: str, first_line: int, faults: Faults) -> list[Draft]:
    """The items of a page, separated by lines `===`; faults of form are added to `faults`, with their lines."""
    pages: list[list[tuple[int, str]]] = [[]]
    for number, text in enumerate(body.split("\n"), first_line):
        if re.fullmatch(r"={3,}\s*", text):
            pages.append([])
        elif text.strip() or pages[-1]:
            pages[-1].append((number, text.rstrip()))
    drafts = []
    for page in filter(None, pages):
        if draft := _begin(*page[0], faults):
            for number, text in page[1:]:
                _read(draft, number, text, faults)
            drafts.append(draft)
    return drafts


def split_pair(text: str) -> tuple[str, str] | None:
    """Left and right side of a pair, or None where `=>` is missing."""
    sides = _ARROW.split(text, maxsplit=1)
    return (sides[0].strip(), sides[1].strip()) if len(sides) == 2 else None


def _begin(number: int, text: str, faults: Faults) -> Draft | None:
    head = _HEAD.fullmatch(text)
    if head is None or head["text"].startswith(":"):
        hint = "use half-width brackets [ ]" if _FULL_WIDTH.match(text) else "an item begins with its key: [key] Question?"
        faults.add(number, hint)
        return None
    return Draft(number, head["key"], Line(number, [head["text"]]))


def _read(draft: Draft, number: int, text: str, faults: Faults) -> None:
    if draft.last is not None and text.lstrip().startswith(">"):
        _feedback(draft, number, text, faults)
    elif draft.last is None and re.match(r"\s+>", text):
        faults.add(number, "feedback (>) stands under the option it belongs to")
    elif _FULL_WIDTH.match(text):
        faults.add(number, "use half-width brackets [ ] and a half-width *")
    elif block := _BLOCK.fullmatch(text):
        _open(draft, number, block, faults)
    elif isinstance(draft.last, Block) and draft.last is draft.blocks.get("short-answer/accept"):
        _accept(draft.last, number, text, faults)
    elif not _choose(draft, number, text, faults):
        _continue(draft, number, text, faults)


def _feedback(draft: Draft, number: int, text: str, faults: Faults) -> None:
    if not isinstance(draft.last, Choice):
        faults.add(number, "feedback (>) stands under the option it belongs to; for the whole item write [feedback]:")
    elif not text[0].isspace():
        faults.add(number, "indent the feedback of an option by two spaces:   > text")
    else:
        draft.last.feedback.append(text.strip()[1:].strip())


def _open(draft: Draft, number: int, found: re.Match[str], faults: Faults) -> None:
    name = found["name"]
    block = Block(number, [found["text"] or ""], unit=found["unit"] or "")
    draft.last = block
    if name not in BLOCKS or found["text"] is None:
        known = ", ".join(f"[{block}(key)]:" if block in KEYED else f"[{block}]:" for block in BLOCKS)
        faults.add(number, f"[{name}] is not a block of the quiz notation; the blocks are {known}")
    elif name in KEYED:
        draft.choices.append(Choice(number, [found["text"]], name, (found["unit"] or "").strip()))
    elif found["unit"] is not None and name != "numeric":
        faults.add(number, f"[{name}] takes no unit in round brackets")
    elif name in draft.blocks:
        faults.add(number, f"a second [{name}] in the item [{draft.key}]")
    else:
        draft.blocks[name] = block


def _accept(block: Block, number: int, text: str, faults: Faults) -> None:
    if text.startswith("* "):
        block.accepted.append(Line(number, [text[2:].strip()]))
    elif text:
        faults.add(number, "each accepted answer stands on its own line: * answer")


def _choose(draft: Draft, number: int, text: str, faults: Faults) -> bool:
    """Whether the line is an option, which is then added."""
    found = _MARKED.fullmatch(text)
    mark = found["mark"] if found else "=>"
    if found is None and (found := _PAIR.fullmatch(text)) is not None and found["key"] in MARKS and not split_pair(found["text"]):
        faults.add(number, f"the option has no key; write * [{found['key']}] [key] text")
        draft.last = Choice(number, [], "", "")
        return True
    if found is None:
        mark, found = "1", _STEP.fullmatch(text)
    if found is None:
        return False
    if "bullet" in found.re.groupindex and found["bullet"] != "*":
        faults.add(number, f"options begin with *, not with {found['bullet']}")
    if mark not in ("=>", "1") and mark not in MARKS:
        faults.add(
            number,
            f"[{mark}] is not a mark; write [*] or [ ] for one answer, [x] for several, [T] or [F] for statements",
        )
    choice = Choice(number, [found["text"]], MARKS.get(mark, mark), found["key"])
    draft.choices.append(choice)
    draft.last = choice
    return True


def _continue(draft: Draft, number: int, text: str, faults: Faults) -> None:
    """A further line of the stem, of a feedback block, or (indented) of an option."""
    if draft.last is None:
        draft.stem.text.append(text)
    elif isinstance(draft.last, Block) and draft.last is draft.blocks.get("feedback"):
        draft.last.text.append(text)
    elif isinstance(draft.last, Choice) and text[:1].isspace():
        (draft.last.feedback or draft.last.text).append(text.strip())
    elif text:
        faults.add(
            number,
            "this line belongs to nothing: the question stands before its options, and items are separated by ===",
        )
