"""YAML 1.2 without surprises: text in, plain JSON values and the line of each of them out.

A reader of a content file calls, in this order, `read_text` (bytes → text), for Markdown `split_front_matter`,
`load_yaml` (text → value and `LineFinder`), and `validate` (value → pydantic model). Each raises
`lms.errors.ContentErrors`, whose faults name file and line.

Only a narrow YAML is taken: one document, no directives, anchors, aliases or tags, no key twice, keys are text, at most
12 levels, 200 keys, 5,000 values and 512 KiB. Values are str, int, float, bool, None, list and dict. Nothing but `true`
and `false` is a bool (`no` is text), dates stay text (`2025-12-01`), numbers that are not plain decimal stay text.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from lms.errors import ContentError, ContentErrors

LARGEST = 512 * 1024
DEEPEST = 12
MOST_KEYS = 200

M = TypeVar("M")

Place = tuple[str | int, ...]
"""Where a value stands: `("modules", 0, "key")`."""

_WORDS: Mapping[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a known key",
    "unexpected_keyword_argument": "is not a known key",
}


class Model(BaseModel):
    """A strict mapping: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class LineFinder:
    """Finds the line, counted from 1 in the whole file, on which a value (in a mapping: its key) stands."""

    lines: Mapping[Place, int] = field(default_factory=dict)
    first: int = 1

    def __call__(self, place: Place) -> int:
        """The line of the value at `place`, or of the nearest thing around it that is in the file."""
        return self.lines.get(self.nearest(place), self.first)

    def nearest(self, place: Place) -> Place:
        """As much of `place` as is in the file; steps that are no part of it (pydantic's union names) are left out."""
        found: Place = ()
        for step in place:
            if (*found, step) in self.lines:
                found = (*found, step)
        return found


def read_text(raw: bytes, path: str, largest: int = LARGEST) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Other encodings are refused with the place of the first bad byte, UTF-16 and Shift_JIS (CP932) by name.
    """
    if len(raw) > largest:
        raise _refused(path, None, f"the file is larger than {largest // 1024} KiB")
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnicodeDecodeError("utf-8", raw, 0, 1, "byte order mark of UTF-16")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        reason = f"byte {wrong.start} is not UTF-8; {_guess(raw)}save the file as UTF-8"
        raise _refused(path, line, reason) from None


def split_front_matter(text: str, path: str) -> tuple[str, str, int]:
    """The YAML between the two `---` lines, the body after them, and the line of the file on which the body begins.

    The YAML begins on line 2: call `load_yaml(yaml, path, first_line=2)`. A byte order mark is dropped and line ends
    become `\\n`. Refused: a file without front matter, without its closing `---`, with NUL or other control characters.
    """
    lines = plain_text(text, path, 1).split("\n")
    if lines[0].rstrip() != "---":
        raise _refused(path, 1, "the file must begin with front matter: a line ---, its keys, and a second line ---")
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == "---":
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    raise _refused(path, 1, "the front matter has no closing line ---")


def load_yaml(text: str, path: str, first_line: int = 1, *, max_keys: int = MOST_KEYS) -> tuple[object, LineFinder]:
    """The value that YAML `text` holds, made of JSON types, and the finder of its lines.

    `first_line` is the line of the file on which `text` begins; an empty text is None. `max_keys` lets a reader of
    large tables allow more keys (and 25 times as many values). Raises ContentErrors with the first fault.
    """
    plain = plain_text(text, path, first_line)
    if plain.lstrip().startswith("%"):
        raise _refused(path, first_line, "lines that begin with % (YAML directives) are not used here")
    builder = _Builder(path, first_line, max_keys)
    try:
        value = builder.document(YAML(typ="safe", pure=True).parse(plain))
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _refused(path, line, f"not valid YAML: {wrong.problem or wrong.context}") from None
    except YAMLError as wrong:
        raise _refused(path, first_line, f"not valid YAML: {' '.join(str(wrong).split())}") from None
    return value, LineFinder(builder.lines, first_line)


def validate(model: type[M], data: object, finder: LineFinder, path: str) -> M:
    """`data` from `load_yaml` as an instance of a pydantic model, or of a dataclass or other type that pydantic knows.

    Checked strictly, as JSON: `"75"` is no number, a list may become a tuple and a text a date. Raises ContentErrors
    with every fault on its line. Models should forbid extra keys.
    """
    try:
        return TypeAdapter(model).validate_json(json.dumps(data), strict=True)
    except ValidationError as wrong:
        faults = [
            ContentError(path, finder(error["loc"]), _sentence(finder, error["loc"], error["type"], error["msg"]))
            for error in wrong.errors(include_url=False, include_input=False)
        ]
        raise ContentErrors(tuple(sorted(faults, key=lambda fault: fault.line or 0))) from None


class _Builder:
    """Builds the value from the parser's events, and stops at the first that is not allowed, before reading on."""

    def __init__(self, path: str, first: int, max_keys: int) -> None:
        self.path, self.first, self.max_keys = path, first, max_keys
        self.lines: dict[Place, int] = {(): first}
        self.keys = 0

    def document(self, events: Iterator[Event]) -> object:
        allowed = self._allowed(events)
        values = [self._value(event, allowed, ()) for event in allowed]
        return values[0] if values else None

    def _allowed(self, events: Iterator[Event]) -> Iterator[Event]:
        documents = depth = values = 0
        for event in events:
            documents += isinstance(event, DocumentStartEvent)
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            values += isinstance(event, NodeEvent)
            self._refuse_if(documents > 1, event, "only one YAML document may stand here")
            self._refuse_if(depth > DEEPEST, event, f"nested more than {DEEPEST} levels deep")
            self._refuse_if(values > 25 * self.max_keys, event, f"more than {25 * self.max_keys} values")
            if isinstance(event, NodeEvent):
                marked = isinstance(event, AliasEvent) or event.anchor
                self._refuse_if(marked, event, "anchors (&) and aliases (*) are not used; put a text with such a sign in quotes")
                self._refuse_if(getattr(event, "tag", None), event, "tags (!) are not used; put a text with such a sign in quotes")
            if isinstance(event, NodeEvent | CollectionEndEvent):
                yield event

    def _value(self, event: Event, events: Iterator[Event], place: Place) -> object:
        self.lines.setdefault(place, self.first + event.start_mark.line)
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, place)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        found: list[object] = []
        while not isinstance(inner := next(events), CollectionEndEvent):
            found.append(self._value(inner, events, (*place, len(found))))
        return found

    def _mapping(self, events: Iterator[Event], place: Place) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := next(events), CollectionEndEvent):
            key = self._scalar(event) if isinstance(event, ScalarEvent) else None
            self.keys += 1
            self._refuse_if(not isinstance(key, str), event, "a key must be text; put it in quotes")
            self._refuse_if(key in found, event, f"the key {key!r} stands here twice")
            self._refuse_if(self.keys > self.max_keys, event, f"more than {self.max_keys} keys")
            self.lines[(*place, str(key))] = self.first + event.start_mark.line
            found[str(key)] = self._value(next(events), events, (*place, str(key)))
        return found

    def _scalar(self, event: ScalarEvent) -> object:
        text: str = event.value
        self._refuse_if(_CONTROL.search(text), event, "the text holds a control character")
        if event.style is not None:
            return text
        if text in _WORDS:
            return _WORDS[text]
        return int(text) if _INT.fullmatch(text) else float(text) if _FLOAT.fullmatch(text) else text

    def _refuse_if(self, wrong: object, event: Event, reason: str) -> None:
        if wrong:
            raise _refused(self.path, self.first + event.start_mark.line, reason)


def _refused(path: str, line: int | None, reason: str) -> ContentErrors:
    return ContentErrors((ContentError(path, line, reason),))


def plain_text(text: str, path: str, first_line: int, largest: int = LARGEST) -> str:
    """The text without byte order mark, with `\n` as the only line end; refused when too long or with controls."""
    if len(text) > largest:
        raise _refused(path, None, f"the text is longer than {largest // 1024} KiB")
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(plain):
        line = first_line + plain.count("\n", 0, found.start())
        raise _refused(path, line, f"control character U+{ord(found[0]):04X}; take it out")
    return plain


def _guess(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or raw.count(0) * 4 > len(raw):
        return "it looks like UTF-16; "
    with suppress(UnicodeDecodeError):
        if re.search("[ぁ-ヿ]{2}", raw.decode("cp932")):
            return "it looks like Shift_JIS (CP932); "
    return ""


def _sentence(finder: LineFinder, place: Place, kind: str, message: str) -> str:
    name = ".".join(map(str, finder.nearest(place) + (place[-1:] if kind == "missing" else ())))
    if kind in _SENTENCES:
        hint = "; inside { } a text with a comma needs quotes" if " " in name else ""
        return f"`{name}` {_SENTENCES[kind]}{hint}"
    said = message.removeprefix("Value error, ")
    return f"`{name}`: {said[:1].lower()}{said[1:]}" if name else f"{said[:1].lower()}{said[1:]}"
