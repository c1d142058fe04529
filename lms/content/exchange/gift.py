"""GIFT, as Moodle reads it: one question up to each empty line, its answers in braces."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from lms.content.exchange.intake import Intake, as_tag, decode, keyed, tag_of
from lms.content.exchange.markup import from_html, from_plain, looks_like_html
from lms.content.exchange.report import Imported, Notes
from lms.content.exchange.weights import Weighed, choices, number_of
from lms.domain.languages import say
from lms.domain.questions import Item, Kind, Option

_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_HIDDEN = {"\\": "\ufde0", "~": "\ufde1", "=": "\ufde2", "#": "\ufde3", "{": "\ufde4", "}": "\ufde5", ":": "\ufde6", "n": "\ufde7"}
_SHOWN = str.maketrans({"\ufde0": "\\", "\ufde1": "~", "\ufde2": "=", "\ufde3": "#", "\ufde4": "{", "\ufde5": "}", "\ufde6": ":", "\ufde7": "\n"})
_MARK = re.compile(r"\[(?P<kind>id|tag):(?P<text>[^\[\]]{1,200})\]")
_FORMAT = re.compile(r"\s*\[(?P<format>html|moodle|plain|markdown)\]\s*", re.I)
_WEIGHT = re.compile(r"\s*%(?P<weight>-?\d{1,3}(?:\.\d{1,10})?)%")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
BLANK = "_____"
MUST_PASS = "must_pass"
"""The tag that stands for must-pass in other notations; no tag of ours is written like it."""


@dataclass(slots=True)
class _Block:
    """One question as it stands in the file, without its comments."""

    line: int
    category: str
    lines: list[str] = field(default_factory=list)
    key: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Question:
    """The question taken apart: `answers` is what stands between the braces, `tail` after them."""

    stem: str
    answers: str
    tail: str
    form: str
    intake: Intake
    notes: Notes

    def text(self, raw: str) -> str:
        """A text of the question as Markdown, in the format that stands before it or is the question's."""
        form, raw = _form(raw, self.form)
        return self.plain(raw, form)

    def plain(self, raw: str, form: str = "") -> str:
        """The same, where the format was taken off before."""
        return _markdown(raw, form or self.form, self.notes)

    def item(self, kind: Kind, options: list[Option] | None = None) -> Item:
        """An item with the question's stem."""
        tail = self.tail.translate(_SHOWN)
        stem = f"{self.stem.rstrip()} {BLANK} {tail.strip()}" if re.search(r"\w", tail) else self.stem
        return Item("", kind, self.intake.words(self.plain(stem)), keyed(options or [], self.intake.lang))


def read(raw: bytes, path: str, lang: str) -> Imported:
    """The questions of a GIFT file."""
    intake = Intake(path, lang)
    for block in _blocks(decode(raw, path), intake):
        intake.count(block.line)
        notes = Notes(line=block.line)
        name, item = _question(block, intake, notes)
        if item is not None:
            tags = [as_tag(tag) for tag in block.tags if tag != MUST_PASS]
            if block.category:
                tags.append(block.category)
            item = replace(item, tags=tuple(dict.fromkeys(filter(None, tags))), must_pass=MUST_PASS in block.tags)
        intake.take(block.key or name, block.line, item, notes)
    return intake.done()


def _blocks(text: str, intake: Intake) -> list[_Block]:
    found: list[_Block] = []
    block = _Block(1, "")
    category = ""
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        if block.lines and (not plain or (plain.startswith("::") and _closed(block.lines))):
            found.append(block)
            block = _Block(number, category)
        if plain.startswith("//"):
            _comment(plain, block)
        elif plain.upper().startswith("$CATEGORY:"):
            path = plain[10:].strip()
            category = tag_of(path)
            if path and not category:
                intake.whole(say("A category without Latin letters cannot be a tag."), number)
            block.category = category
        elif plain:
            if not block.lines:
                block.line, block.category = number, category
            block.lines.append(_ESCAPE.sub(lambda found: _HIDDEN[found[1]], line.rstrip()))
    return [*found, block] if block.lines else found


def _closed(lines: list[str]) -> bool:
    text = "\n".join(lines)
    return 0 < text.count("{") == text.count("}")


def _comment(line: str, block: _Block) -> None:
    for mark in _MARK.finditer(line):
        if mark["kind"] == "id":
            block.key = mark["text"].strip()
        else:
            block.tags.append(mark["text"].strip())


def _question(block: _Block, intake: Intake, notes: Notes) -> tuple[str, Item | None]:
    text = "\n".join(block.lines).strip()
    name = ""
    if text.startswith("::") and (end := text.find("::", 2)) > 0:
        name, text = text[2:end].translate(_SHOWN).strip(), text[end + 2 :].strip()
    form, text = _form(text, "moodle")
    start = text.find("{")
    end = text.find("}", start)
    if start < 0 or end < 0:
        notes.skipped(say("It has no answers in braces: a description, not a question.") if start < 0 else say("Its answers are not closed with }."))
        return name, None
    answers, _, feedback = text[start + 1 : end].strip().partition("####")
    question = _Question(text[:start].strip(), answers.strip(), text[end + 1 :], form, intake, notes)
    item = _kind(question)(question)
    if item is None:
        return name, None
    tail = question.tail.strip()
    if tail and not re.search(r"\w", tail):
        notes.lost(say("Signs after the answers: %(text)s", text=tail.translate(_SHOWN)[:40]))
    return name, replace(item, feedback=intake.words(question.text(feedback)) if feedback.strip() else {})


def _kind(question: _Question) -> Callable[[_Question], Item | None]:
    answers = question.answers
    if not answers:
        return _essay
    if answers.startswith("#"):
        return _numeric
    if "~" in answers:
        return _choice
    if "=" in answers and "->" in answers:
        return _matching
    return _statement if answers.split("#")[0].strip().upper() in _TRUTHS else _short


def _form(text: str, otherwise: str) -> tuple[str, str]:
    found = _FORMAT.match(text)
    return (found["format"].lower(), text[found.end() :]) if found else (otherwise, text)


def _markdown(raw: str, form: str, notes: Notes) -> str:
    text = raw.translate(_SHOWN).strip()
    if form == "markdown":
        return text
    if form == "plain" or (form == "moodle" and not looks_like_html(text)):
        return from_plain(text)
    shown, lost = from_html(text.replace("\n", "<br>") if form == "moodle" else text)
    notes.html(lost)
    return shown


def _essay(question: _Question) -> Item:
    return question.item(Kind.ESSAY)


def _statement(question: _Question) -> Item:
    truth, *told = question.answers.split("#")
    stem = question.item(Kind.TRUE_FALSE).stem
    notes = [one for one in map(question.text, told) if one]
    if len(notes) > 1:
        question.notes.changed(say("Feedback for the right and for the wrong answer became one."))
    words = question.intake.words
    asked = words(TRUE_OR_FALSE.get(question.intake.lang, TRUE_OR_FALSE["en"]))
    option = Option("statement", stem, _TRUTHS[truth.strip().upper()], words("\n".join(dict.fromkeys(notes))))
    return Item("", Kind.TRUE_FALSE, asked, (option,))


TRUE_OR_FALSE: Mapping[str, str] = {"en": "True or false?", "ja": "正しいですか。", "fr": "Vrai ou faux ?"}
"""What a statement is asked with, where the other notation has the statement alone."""


def _weighed(question: _Question, part: str, *, right: bool = False) -> Weighed:
    """`%50%text#feedback`; without a weight 100 when `right`, else 0."""
    weight = _WEIGHT.match(part)
    text, _, feedback = (part[weight.end() :] if weight else part).partition("#")
    share = float(weight["weight"]) if weight else 100.0 if right else 0.0
    form, text = _form(text, "")
    return Weighed(text, share, question.text(feedback) if feedback.strip() else "", form)


def _choice(question: _Question) -> Item | None:
    parts = re.findall(r"([~=])([^~=]*)", question.answers)
    single = any(mark == "=" for mark, _ in parts)
    found = [_weighed(question, part, right=mark == "=") for mark, part in parts]
    texts = [replace(one, text=question.plain(one.text, one.form)) for one in found]
    made = choices(texts, single=single, words=question.intake.words, notes=question.notes)
    if made is None:
        return None
    item = question.item(Kind.SINGLE if single else Kind.MULTIPLE, list(made))
    return replace(item, partial=not single)


def _matching(question: _Question) -> Item:
    options = []
    for part in question.answers.split("=")[1:]:
        text, _, feedback = part.partition("#")
        left, _, right = text.partition("->")
        if feedback.strip():
            question.notes.lost(say("Feedback for a particular answer."))
        form, left = _form(left, "")
        match = from_plain(right.translate(_SHOWN))
        options.append(Option("", question.intake.words(question.plain(left, form)), match=question.intake.words(match)))
    return replace(question.item(Kind.MATCHING, options), partial=True)


def _short(question: _Question) -> Item:
    parts = question.answers.split("=")[1:] if "=" in question.answers else [question.answers]
    answers = []
    for one in (_weighed(question, part, right=True) for part in parts):
        answer = " ".join(one.text.translate(_SHOWN).split())
        if one.feedback:
            question.notes.lost(say("Feedback for a particular answer."))
        if one.weight < 100:
            question.notes.lost(say("An answer that brings part of the points, or none: %(text)s", text=answer[:40]))
        elif "*" in answer:
            question.notes.lost(say("An answer with * for any text: %(text)s", text=answer[:40]))
        else:
            answers.append(answer)
    tail = question.tail.translate(_SHOWN).strip()
    if not re.search(r"\w", tail):
        return replace(question.item(Kind.SHORT), accepted=tuple(answers))
    before, after = (question.plain(part) for part in (question.stem, question.tail))
    gap = Option("gap", {}, accepted=tuple(answers))
    return Item("", Kind.FILL_IN, question.intake.words(f"{before} {{gap}} {after}"), (gap,), partial=True)


def _numeric(question: _Question) -> Item | None:
    head, *others = question.answers[1:].split("~")
    parts = head.split("=")
    found = [_weighed(question, part, right=True) for part in parts if part.strip()]
    if any(one.feedback for one in found) or any(other.strip() for other in others):
        question.notes.lost(say("Feedback for a particular answer."))
    best = [one for one in found if one.weight >= 100]
    if not best:
        question.notes.skipped(say("No number is fully right."))
        return None
    if len(found) > 1:
        question.notes.lost(say("Numbers besides the first that is fully right."))
    number = number_of(best[0].text.translate(_SHOWN))
    if number is None:
        question.notes.skipped(say("The right answer is not a number that can be kept."))
        return None
    return replace(question.item(Kind.NUMERIC), number=number[0], tolerance=number[1])
