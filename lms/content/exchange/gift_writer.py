"""Items as GIFT: texts go out as `[markdown]`, keys and tags in the comment that Moodle reads them from."""

import re
from collections.abc import Callable, Mapping

from lms.content.exchange.gift import MUST_PASS, TRUE_OR_FALSE
from lms.content.exchange.markup import has_markup, to_plain
from lms.content.exchange.report import Exported, Notes
from lms.domain.languages import say, text
from lms.domain.questions import Item, Kind
from lms.domain.quizzes import Quiz

_SIGNS = re.compile(r"[\\~=#{}:\n]")
_LEADING = re.compile(r"\s*(\[(html|moodle|plain|markdown)\]|%)", re.I)


def write(quiz: Quiz, lang: str) -> Exported:
    """The questions of a quiz; those GIFT cannot hold are skipped with the reason."""
    pages, notes = [], []
    for item in quiz.items:
        told = Notes(item.key)
        pages += _pages(item, lang, told)
        notes += told.notes
    return Exported("\n\n".join(pages) + "\n" if pages else "", tuple(notes))


def _pages(item: Item, lang: str, notes: Notes) -> list[str]:
    bodies = _BODIES[item.kind](item, lang, notes)
    if bodies and (item.points != 1 or item.unit):
        notes.lost(say("Points and the unit of a number."))
    if bodies and item.options:
        notes.lost(say("The keys of its options."))
    if bodies and item.kind in SILENT and any(option.feedback for option in item.options):
        notes.lost(say("Feedback for a particular answer."))
    if bodies and item.must_pass:
        notes.changed(say("Must-pass became the tag must_pass, which other programs do not act upon."))
    if bodies and item.kind in PARTIAL and not item.partial:
        notes.changed(say("Other programs give part of the points for an answer that is right in part."))
    if bodies and item.kind in WHOLE and item.partial:
        notes.lost(say("Part of the points for an answer that is right in part."))
    tags = [*item.tags, *([MUST_PASS] if item.must_pass else [])]
    feedback = text(item.feedback, lang)
    pages = []
    for key, (before, answers, after) in bodies.items():
        mark = " ".join([f"// [id:{key}]", *(f"[tag:{tag}]" for tag in tags)])
        line = "" if answers.endswith("\n") else "\n"
        end = f"{line}####{_rich(feedback)}" if feedback else ""
        pages.append(f"{mark}\n::{key}::[markdown]{_signs(before)} {{{answers}{end}}}{' ' + _signs(after) if after else ''}")
    return pages


PARTIAL = frozenset({Kind.MULTIPLE, Kind.MATCHING, Kind.FILL_IN})
"""Kinds for which other programs always give part points."""
WHOLE = frozenset({Kind.TRUE_FALSE, Kind.ORDERING})
"""Kinds that go out in another shape, whose part points are lost."""

SILENT = frozenset({Kind.MATCHING, Kind.ORDERING})
"""Kinds whose options have no feedback elsewhere."""

Bodies = Mapping[str, tuple[str, str, str]]
"""Key → the text before the braces, what is in them, and the text after."""


def _signs(words: str) -> str:
    return _SIGNS.sub(lambda found: "\\n" if found[0] == "\n" else "\\" + found[0], words)


def _rich(words: str) -> str:
    """A text in an answer: its format is said where it begins like something else."""
    return ("[markdown]" if _LEADING.match(words) else "") + _signs(words)


def _said(words: str) -> str:
    return f" #{_rich(words)}" if words else ""


def _choice(item: Item, lang: str, notes: Notes) -> Bodies:
    right = sum(option.right for option in item.options)
    lines = []
    for option in item.options:
        share = f"%{100 / right:.5f}%" if option.right else "%-100%"
        mark = f"~{share}" if item.kind is Kind.MULTIPLE else "=" if option.right else "~"
        lines.append(f"\n\t{mark}{_rich(text(option.text, lang))}{_said(text(option.feedback, lang))}")
    return {item.key: (text(item.stem, lang), "".join(lines) + "\n", "")}


def _statements(item: Item, lang: str, notes: Notes) -> Bodies:
    """One question for each statement, since GIFT judges one at a time."""
    stem, found = text(item.stem, lang), {}
    if len(item.options) > 1:
        notes.changed(say("Each statement became a question of its own."))
    for option in item.options:
        key = item.key if len(item.options) == 1 else f"{item.key}-{option.key}"
        feedback = _said(text(option.feedback, lang))
        if stem != TRUE_OR_FALSE.get(lang):
            notes.changed(say("Question and statement became one text."))
        asked = text(option.text, lang) if stem == TRUE_OR_FALSE.get(lang) else f"{stem}\n\n{text(option.text, lang)}"
        found[key] = (asked, ("TRUE" if option.right else "FALSE") + feedback * 2, "")
    return found


def _numeric(item: Item, lang: str, notes: Notes) -> Bodies:
    return {item.key: (text(item.stem, lang), f"#{item.number}:{item.tolerance}", "")}


def _answers(accepted: tuple[str, ...], notes: Notes) -> str:
    """The accepted answers that GIFT can tell from pairs and patterns."""
    kept = [one for one in accepted if "->" not in one and "*" not in one and not (len(accepted) == 1 and one.upper() in ("T", "F", "TRUE", "FALSE"))]
    if len(kept) < len(accepted):
        notes.lost(say("Accepted answers with -> or *, or with the words TRUE and FALSE alone."))
    return " ".join("=" + _rich(one) for one in kept)


def _short(item: Item, lang: str, notes: Notes) -> Bodies:
    answers = _answers(item.accepted, notes)
    if not answers:
        notes.skipped(say("No accepted answer is left."))
    return {item.key: (text(item.stem, lang), answers, "")} if answers else {}


def _gap(item: Item, lang: str, notes: Notes) -> Bodies:
    mark = f"{{{item.options[0].key}}}"
    before, _, after = text(item.stem, lang).partition(mark)
    answers = _answers(item.options[0].accepted, notes)
    if len(item.options) > 1 or mark in after or not before.strip() or not re.search(r"\w", after) or not answers:
        notes.skipped(say("GIFT holds one gap, with words before and after it."))
        return {}
    return {item.key: (before.rstrip(), answers, after.strip())}


def _pairs(item: Item, lang: str, notes: Notes) -> Bodies:
    lines = []
    for option in item.options:
        left, right = text(option.text, lang), text(option.match, lang)
        if has_markup(right) or "\n" in right:
            notes.changed(say("Bold, links and lists became plain text."))
        if "->" in left:
            notes.changed(say("The arrow -> on a left side was broken up, since it stands between the sides."))
        right = " ".join((to_plain(right).strip() or right).split())
        lines.append(f"\n\t={_rich(left.replace('->', '- >'))} -> {_signs(right)}")
    return {item.key: (text(item.stem, lang), "".join(lines) + "\n", "")}


def _steps(item: Item, lang: str, notes: Notes) -> Bodies:
    notes.changed(say("The order became pairs of a step and its number."))
    lines = [
        f"\n\t={_rich(text(option.text, lang).replace('->', '- >'))} -> {number}" for number, option in enumerate(item.options, 1)
    ]
    return {item.key: (text(item.stem, lang), "".join(lines) + "\n", "")}


def _essay(item: Item, lang: str, notes: Notes) -> Bodies:
    notes.lost(say("The rubric and the number of words."))
    return {item.key: (text(item.stem, lang), "", "")}


_BODIES: Mapping[Kind, Callable[[Item, str, Notes], Bodies]] = {
    Kind.SINGLE: _choice, Kind.MULTIPLE: _choice, Kind.TRUE_FALSE: _statements, Kind.NUMERIC: _numeric, Kind.SHORT: _short,
    Kind.ORDERING: _steps, Kind.MATCHING: _pairs, Kind.FILL_IN: _gap, Kind.ESSAY: _essay,
}  # fmt: skip
