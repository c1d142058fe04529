"""Items as Moodle XML: texts go out in the format `markdown`, keys as id numbers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

from lms.content.exchange.cloze import BEGINS, write_cloze
from lms.content.exchange.gift import MUST_PASS, TRUE_OR_FALSE
from lms.content.exchange.gift_writer import PARTIAL, SILENT
from lms.content.exchange.markup import has_markup, to_plain
from lms.content.exchange.report import Exported, Notes
from lms.domain.languages import say, text
from lms.domain.questions import Item, Kind
from lms.domain.quizzes import Quiz

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'


@dataclass(slots=True)
class _Page:
    """One question while it is written."""

    item: Item
    lang: str
    notes: Notes
    lines: list[str] = field(default_factory=list)

    def put(self, name: str, words: object, **attributes: str) -> None:
        """An element with its words."""
        given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.lines.append(f"<{name}{given}>{escape(str(words))}</{name}>")

    def rich(self, name: str, words: str, inside: Iterable[str] = (), **attributes: str) -> None:
        """An element that holds Markdown, and what else stands in it."""
        given = "".join(f" {key}={quoteattr(value)}" for key, value in {**attributes, "format": "markdown"}.items())
        self.lines.append(f"<{name}{given}><text>{escape(words)}</text>{''.join(inside)}</{name}>")

    def answer(self, words: str, fraction: float, feedback: str = "", inside: str = "") -> None:
        """An answer in plain text with its share of the points."""
        told = f'<feedback format="markdown"><text>{escape(feedback)}</text></feedback>'
        self.lines.append(f'<answer fraction="{fraction:.7g}" format="plain_text"><text>{escape(words)}</text>{told}{inside}</answer>')

    def said(self, words: Mapping[str, str]) -> str:
        """A text in the language that is written."""
        return text(words, self.lang)


def write(quiz: Quiz, lang: str) -> Exported:
    """The questions of a quiz; those Moodle cannot hold are skipped with the reason."""
    pages, notes = [], []
    for item in quiz.items:
        told = Notes(item.key)
        pages += [_question(one, lang, told) for one in _single(item, lang, told)]
        notes += told.notes
    return Exported(_HEAD + "".join(pages) + "</quiz>\n", tuple(notes))


def _single(item: Item, lang: str, notes: Notes) -> list[Item]:
    """The item, or for statements one item each, since Moodle judges one at a time."""
    if item.kind is Kind.FILL_IN and any(map(BEGINS.search, (text(item.stem, lang), *(one for gap in item.options for one in gap.accepted)))):
        notes.skipped(say("Its text holds the signs of a gap."))
        return []
    if item.kind is not Kind.TRUE_FALSE or len(item.options) == 1:
        return [item]
    notes.changed(say("Each statement became a question of its own."))
    if item.points != 1:
        notes.changed(say("Each question made of a statement brings 1 point."))
    return [replace(item, key=f"{item.key}-{option.key}", options=(option,), points=1) for option in item.options]


def _question(item: Item, lang: str, notes: Notes) -> str:
    kind, fill = _KINDS[item.kind]
    page = _Page(item, lang, notes)
    page.lines += [f"<question type={quoteattr(kind)}>", f"<name><text>{escape(item.key)}</text></name>"]
    fill(page)
    page.rich("generalfeedback", page.said(item.feedback))
    if item.kind is not Kind.FILL_IN:
        page.put("defaultgrade", item.points)
    elif item.points != 1:
        notes.lost(say("The points: Moodle counts the gaps."))
    page.put("idnumber", item.key)
    tags = [*item.tags, *([MUST_PASS] if item.must_pass else [])]
    if tags:
        page.lines.append("<tags>" + "".join(f"<tag><text>{escape(tag)}</text></tag>" for tag in tags) + "</tags>")
    if item.options:
        notes.lost(say("The keys of its options."))
    if item.kind in SILENT and any(option.feedback for option in item.options):
        notes.lost(say("Feedback for a particular answer."))
    if item.must_pass:
        notes.changed(say("Must-pass became the tag must_pass, which other programs do not act upon."))
    if item.kind in PARTIAL and not item.partial:
        notes.changed(say("Other programs give part of the points for an answer that is right in part."))
    if item.kind is Kind.TRUE_FALSE and item.partial:
        notes.lost(say("Part of the points for an answer that is right in part."))
    return "\n".join([*page.lines, "</question>", ""])


def _stem(page: _Page) -> None:
    page.rich("questiontext", page.said(page.item.stem))


def _choice(page: _Page) -> None:
    _stem(page)
    single = page.item.kind is Kind.SINGLE
    right = sum(option.right for option in page.item.options)
    page.put("single", "true" if single else "false")
    page.put("shuffleanswers", "true")
    for option in page.item.options:
        fraction = 100 / right if option.right else 0 if single else -100
        feedback = f'<feedback format="markdown"><text>{escape(page.said(option.feedback))}</text></feedback>'
        page.rich("answer", page.said(option.text), [feedback], fraction=f"{fraction:.7g}")


def _statement(page: _Page) -> None:
    option = page.item.options[0]
    stem, statement = page.said(page.item.stem), page.said(option.text)
    if stem != TRUE_OR_FALSE.get(page.lang):
        page.notes.changed(say("Question and statement became one text."))
        statement = f"{stem}\n\n{statement}"
    page.rich("questiontext", statement)
    for word, right in (("true", option.right), ("false", not option.right)):
        page.answer(word, 100 if right else 0, page.said(option.feedback))


def _numeric(page: _Page) -> None:
    _stem(page)
    page.answer(page.item.number, 100, inside=f"<tolerance>{page.item.tolerance}</tolerance>")
    if unit := page.said(page.item.unit):
        page.lines.append(f"<units><unit><multiplier>1</multiplier><unit_name>{escape(unit)}</unit_name></unit></units>")
        page.put("unitgradingtype", 0)
        page.put("showunits", 3)


def _short(page: _Page) -> None:
    _stem(page)
    page.put("usecase", 0)
    for answer in page.item.accepted:
        page.answer(answer.replace("*", "\\*"), 100)


def _pairs(page: _Page) -> None:
    _stem(page)
    page.put("shuffleanswers", "true")
    for option in page.item.options:
        right = page.said(option.match)
        if has_markup(right):
            page.notes.changed(say("Bold, links and lists became plain text."))
        page.rich("subquestion", page.said(option.text), [f"<answer><text>{escape(to_plain(right).strip() or right)}</text></answer>"])


def _steps(page: _Page) -> None:
    _stem(page)
    page.put("layouttype", "VERTICAL")
    page.put("selecttype", "ALL")
    page.put("selectcount", len(page.item.options))
    page.put("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST" if page.item.partial else "ALL_OR_NOTHING")
    for number, option in enumerate(page.item.options, 1):
        page.rich("answer", page.said(option.text), fraction=f"{number}.0000000")


def _essay(page: _Page) -> None:
    _stem(page)
    lines = [f"* [{one.key}] {one.points}: {' '.join(page.said(one.text).split())}" for one in page.item.rubric]
    page.put("responseformat", "plain")
    if page.item.words:
        page.put("maxwordlimit", page.item.words)
    page.rich("graderinfo", "\n".join(lines))


def _gaps(page: _Page) -> None:
    page.rich("questiontext", write_cloze(page.said(page.item.stem), page.item))


_KINDS: Mapping[Kind, tuple[str, Callable[[_Page], None]]] = {
    Kind.SINGLE: ("multichoice", _choice), Kind.MULTIPLE: ("multichoice", _choice), Kind.TRUE_FALSE: ("truefalse", _statement),
    Kind.NUMERIC: ("numerical", _numeric), Kind.SHORT: ("shortanswer", _short), Kind.ORDERING: ("ordering", _steps),
    Kind.MATCHING: ("matching", _pairs), Kind.FILL_IN: ("multianswer", _gaps), Kind.ESSAY: ("essay", _essay),
}  # fmt: skip
