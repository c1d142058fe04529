"""Aiken: one right option, plain text, an answer line.

    What is the radio check interval?
    A) Ten minutes
    B. Thirty minutes
    ANSWER: B
"""

import re
from dataclasses import dataclass, field

from lms.content.exchange.intake import Intake, decode, keyed
from lms.content.exchange.markup import from_plain, has_markup, to_plain
from lms.content.exchange.report import Exported, Imported, Notes
from lms.domain.languages import say, text
from lms.domain.questions import Item, Kind, Option
from lms.domain.quizzes import Quiz

_OPTION = re.compile(r"\s{0,99}(?P<letter>[A-Z])[).]\s+(?P<text>\S.*)")
_ANSWER = re.compile(r"\s{0,99}ANSWER:\s*(?P<letter>\S.*?)\s*", re.I)
_MOST = 26


@dataclass(slots=True)
class _Question:
    line: int
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)


def read(raw: bytes, path: str, lang: str) -> Imported:
    """The questions of an Aiken file."""
    intake = Intake(path, lang)
    question: _Question | None = None
    for number, line in enumerate(decode(raw, path).split("\n"), 1):
        if not line.strip():
            continue
        if answer := _ANSWER.fullmatch(line):
            _close(intake, question, answer["letter"].upper(), number)
            question = None
        elif (option := _OPTION.fullmatch(line)) and question and question.stem:
            question.options.append((option["letter"], option["text"]))
        elif question is None or question.options:
            if question is not None:
                _close(intake, question, "", number)
            question = _Question(number, [line.strip()])
        else:
            question.stem.append(line.strip())
    if question is not None:
        _close(intake, question, "", question.line)
    return intake.done()


def write(quiz: Quiz, lang: str) -> Exported:
    """The questions with one right answer; no other kind has a place here."""
    pages, notes = [], []
    for item in quiz.items:
        told = Notes(item.key)
        if page := _page(item, lang, told):
            pages.append(page)
        notes += told.notes
    return Exported("\n".join(pages), tuple(notes))


def _close(intake: Intake, question: _Question | None, answer: str, line: int) -> None:
    intake.count(line)
    notes = Notes()
    if question is None or not question.options:
        notes.skipped(say("The answer line has no options above it.") if answer else say("It has no options: letter, round bracket, text."))
        intake.take("", question.line if question else line, None, notes)
        return
    letters = [letter for letter, _ in question.options]
    if answer not in letters or len(set(letters)) < len(letters):
        notes.skipped(say("No line ANSWER: names one of its options."))
        intake.take("", question.line, None, notes)
        return
    options = [Option("", intake.words(from_plain(words)), letter == answer) for letter, words in question.options]
    stem = intake.words(from_plain("\n".join(question.stem)))
    intake.take("", question.line, Item("", Kind.SINGLE, stem, keyed(options, intake.lang)), notes)


def _page(item: Item, lang: str, notes: Notes) -> str:
    if item.kind is not Kind.SINGLE or len(item.options) > _MOST:
        notes.skipped(say("Aiken holds questions with one right answer and at most 26 options only."))
        return ""
    stem = _plain(text(item.stem, lang), notes)
    options = [_plain(text(option.text, lang), notes) for option in item.options]
    if not all((stem, *options)) or _OPTION.fullmatch(stem) or _ANSWER.fullmatch(stem):
        notes.skipped(say("Its text would be read as an option or an answer."))
        return ""
    if any(option.feedback for option in item.options) or item.feedback:
        notes.lost(say("Feedback."))
    if item.tags or item.must_pass or item.points != 1:
        notes.lost(say("Tags, points and must-pass."))
    notes.lost(say("The keys of the question and of its options."))
    lines = [f"{chr(ord('A') + number)}) {one}" for number, one in enumerate(options)]
    right = next(number for number, option in enumerate(item.options) if option.right)
    return "\n".join([stem, *lines, f"ANSWER: {chr(ord('A') + right)}", ""])


def _plain(markdown: str, notes: Notes) -> str:
    if has_markup(markdown):
        notes.changed(say("Bold, links and lists became plain text."))
    plain = to_plain(markdown)
    if "\n" in plain:
        notes.changed(say("Line breaks became spaces."))
    return " ".join(plain.split())
