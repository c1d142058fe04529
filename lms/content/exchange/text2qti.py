"""The plain-text quizzes of text2qti: numbered questions, `*a)` the right choice, `[*]` right ones, `=` numbers, `*` short answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lms.content.exchange.intake import Intake, decode, keyed
from lms.content.exchange.report import Imported, Notes
from lms.content.exchange.soundness import decimal_text
from lms.content.exchange.weights import number_of
from lms.domain.languages import say
from lms.domain.questions import Item, Kind, Option

_QUESTION = re.compile(r"\d{1,6}\.\s+(?P<text>\S.*)")
_PARTS = (
    ("choice", re.compile(r"(?P<right>\*?)[a-zA-Z]\)\s+(?P<text>\S.*)")),
    ("check", re.compile(r"\[(?P<right>[* ]?)\]\s+(?P<text>\S.*)")),
    ("short", re.compile(r"(?P<right>\*)\s+(?P<text>\S.*)")),
    ("number", re.compile(r"(?P<right>=)\s*(?P<text>\S.*)")),
    ("essay", re.compile(r"(?P<right>_)__+\s*(?P<text>)")),
    ("upload", re.compile(r"(?P<right>\^)\^\^+\s*(?P<text>)")),
)
_FEEDBACK = re.compile(r"(?P<sign>\.\.\.|\+|-)\s+(?P<text>\S.*)")
_HEAD = re.compile(r"(?P<name>title|points):\s*(?P<text>.*)", re.I)
_SETTING = re.compile(r"(?P<name>quiz title|quiz description|text title|text|pick|points per question|[a-z' -]{4,40}):(?:\s+(?P<text>.*)|\s*)", re.I)
_RELATIVE = re.compile(r"(?P<number>\S+)\s*\+-\s*(?P<share>[0-9.]{1,12})%")
_WITHIN = re.compile(r"\[(?P<low>[^,\[\]]{1,30}),(?P<high>[^,\[\]]{1,30})\]")
_MARGIN = re.compile(r"(?P<number>\S+)\s*\+-\s*(?P<tolerance>\S+)")


@dataclass(slots=True)
class _Part:
    """A choice or answer as typed, with its feedback."""

    kind: str
    right: bool
    text: list[str]
    feedback: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return "\n".join(self.text).strip()

    @property
    def told(self) -> str:
        return "\n".join(self.feedback).strip()


@dataclass(slots=True)
class _Question:
    line: int
    text: list[str]
    name: str = ""
    points: str = "1"
    tag: str = ""
    parts: list[_Part] = field(default_factory=list)
    feedback: dict[str, list[str]] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)


class _Reader:
    """Goes through the lines and knows to what the next one belongs."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.title = ""
        self.question: _Question | None = None
        self.target: list[str] = []
        self.head = {"title": "", "points": ""}
        self.group, self.groups, self.share = "", 0, ""
        self.until = ""

    def line(self, number: int, line: str) -> None:
        """Takes in one line."""
        plain = line.strip()
        if self.until:
            self.until = "" if plain == self.until else self.until
        elif plain.startswith("%") and not line[:1].isspace():
            return
        elif plain == "COMMENT":
            self.until = "END_COMMENT"
        elif re.match(r"```+\s*\{", plain):
            self.intake.whole(say("Program code, which is never run."), number)
            self.until = "```"
        elif not plain or line[:1].isspace():
            self.target.append(plain)
        elif plain in ("GROUP", "END_GROUP"):
            self._group(plain == "GROUP")
        elif found := _QUESTION.fullmatch(plain):
            self._begin(number, found["text"])
        elif not self._part(plain) and not self._about(number, plain):
            self._stray(number, plain)

    def close(self) -> None:
        """Makes an item of the question that was read last."""
        if self.question is not None:
            self.intake.count(self.question.line)
            item = _item(self.question, self.intake)
            self.intake.take(self.question.name, self.question.line, item, self.question.notes)
        self.question, self.target = None, []

    def _begin(self, number: int, text: str) -> None:
        self.close()
        points = self.head["points"] or self.share or "1"
        self.question = _Question(number, [text], self.head["title"], points, self.group)
        self.target = self.question.text
        self.head = {"title": "", "points": ""}

    def _part(self, plain: str) -> bool:
        """Whether the line is a choice, an answer or a feedback of the question."""
        question = self.question
        if question is None:
            return False
        if found := _FEEDBACK.fullmatch(plain):
            lines = question.parts[-1].feedback if question.parts and found["sign"] == "..." else question.feedback.setdefault(found["sign"], [])
            lines.append(found["text"])
            self.target = lines
            return True
        for kind, shape in _PARTS:
            if found := shape.fullmatch(plain):
                part = _Part(kind, found["right"].strip() != "", [found["text"]])
                question.parts.append(part)
                self.target = part.text
                return True
        return False

    def _about(self, number: int, plain: str) -> bool:
        """Whether the line says something of the next question or of the quiz."""
        if found := _HEAD.fullmatch(plain):
            self.close()
            self.head[found["name"].lower()] = found["text"].strip()
            return True
        setting = _SETTING.fullmatch(plain)
        if setting is None:
            return False
        self.close()
        name, text = setting["name"].lower(), (setting["text"] or "").strip()
        if name == "quiz title":
            self.title = text
        elif name == "points per question":
            self.share = text
        elif name == "pick":
            self.intake.whole(say("A group became the tag %(tag)s; to draw %(count)s of it, write that under draw.", tag=self.group, count=text[:9]),
                              number, lost=False)
        else:
            self.intake.whole(say("A setting or text of the quiz: %(name)s", name=name), number)
        return True

    def _group(self, opens: bool) -> None:
        self.close()
        self.groups += opens
        self.group, self.share = (f"group-{self.groups}" if opens else ""), ""

    def _stray(self, number: int, plain: str) -> None:
        if self.question is not None:
            self.question.notes.lost(say("A line that belongs to nothing: %(text)s", text=plain[:40]))
        else:
            self.intake.whole(say("A line that belongs to nothing: %(text)s", text=plain[:40]), number)


def read(raw: bytes, path: str, lang: str) -> Imported:
    """The questions of a text2qti file."""
    reader = _Reader(Intake(path, lang))
    for number, line in enumerate(decode(raw, path).split("\n"), 1):
        reader.line(number, line)
    reader.close()
    return reader.intake.done(reader.title[:200])


def _item(question: _Question, intake: Intake) -> Item | None:
    notes, words = question.notes, intake.words
    kinds = {part.kind for part in question.parts}
    if len(kinds) != 1 or kinds == {"upload"}:
        reason = say("It is answered in two ways.") if len(kinds) > 1 else say("It has no answers that can be kept.")
        notes.skipped(reason)
        return None
    told = {sign: "\n".join(lines).strip() for sign, lines in question.feedback.items()}
    item = _MAKERS[kinds.pop()](question, intake, told)
    if item is None:
        return None
    if ("+" in told or "-" in told) and item.kind is not Kind.SINGLE:
        notes.lost(say("Feedback for a right, a partly right and a wrong answer as a whole."))
    given = decimal_text(question.points) or "1"
    points = max(1, min(100, round(float(given))))
    if str(points) != given:
        notes.changed(say("%(given)s points became %(whole)s.", given=given, whole=points))
    tags = (question.tag,) if question.tag else ()
    return replace(item, stem=words("\n".join(question.text).strip()), feedback=words(told.get("...", "")), points=points, tags=tags)


def _choices(question: _Question, intake: Intake, told: dict[str, str]) -> Item:
    kind = Kind.SINGLE if question.parts[0].kind == "choice" else Kind.MULTIPLE
    options = []
    for part in question.parts:
        feedback = part.told or (told.get("+" if part.right else "-", "") if kind is Kind.SINGLE else "")
        options.append(Option("", intake.words(part.words), part.right, intake.words(feedback)))
    return Item("", kind, {}, keyed(options, intake.lang), partial=kind is Kind.MULTIPLE)


def _short(question: _Question, intake: Intake, told: dict[str, str]) -> Item:
    if any(part.told for part in question.parts):
        question.notes.lost(say("Feedback for a particular answer."))
    return Item("", Kind.SHORT, {}, accepted=tuple(part.words for part in question.parts))


def _number(question: _Question, intake: Intake, told: dict[str, str]) -> Item | None:
    if any(part.told for part in question.parts):
        question.notes.lost(say("Feedback for a particular answer."))
    if len(question.parts) > 1:
        question.notes.lost(say("Numbers besides the first that is fully right."))
    found = _read_number(question.parts[0].words)
    if found is None:
        question.notes.skipped(say("The right answer is not a number that can be kept."))
        return None
    return Item("", Kind.NUMERIC, {}, number=found[0], tolerance=found[1])


def _read_number(text: str) -> tuple[str, str] | None:
    """`3`, `1.4 +- 0.1`, `1.4 +- 5%` or `[1, 2]` as number and tolerance."""
    if span := _WITHIN.fullmatch(text):
        return number_of(f"{span['low'].strip()}..{span['high'].strip()}")
    if (relative := _RELATIVE.fullmatch(text)) and (number := decimal_text(relative["number"])) and (share := decimal_text(relative["share"])):
        tolerance = decimal_text(f"{abs(float(number)) * float(share) / 100:.10f}")
        return None if tolerance is None else (number, tolerance)
    margin = _MARGIN.fullmatch(text)
    return number_of(f"{margin['number']}:{margin['tolerance']}" if margin else text)


def _essay(question: _Question, intake: Intake, told: dict[str, str]) -> Item:
    return Item("", Kind.ESSAY, {})


_MAKERS: dict[str, Callable[[_Question, Intake, dict[str, str]], Item | None]] = {
    "choice": _choices, "check": _choices, "short": _short, "number": _number, "essay": _essay,
}  # fmt: skip
