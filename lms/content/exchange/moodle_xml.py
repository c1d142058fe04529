"""Moodle XML: the questions of the types an item can be, with their HTML as Markdown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lms.content.exchange.cloze import read_cloze
from lms.content.exchange.gift import MUST_PASS, TRUE_OR_FALSE
from lms.content.exchange.intake import Intake, as_tag, decode, keyed, refuse, tag_of
from lms.content.exchange.markup import from_html, from_plain, looks_like_html
from lms.content.exchange.report import Imported, Notes
from lms.content.exchange.soundness import decimal_text
from lms.content.exchange.weights import WHOLE, Weighed, choices
from lms.content.exchange.xml_tree import Node, read_tree
from lms.domain.languages import say
from lms.domain.questions import KEY, Criterion, Item, Kind, Option

_FILE = re.compile(r"@@PLUGINFILE@@[^\s\"'<>)]{0,300}")
_RUBRIC = re.compile(r"\* \[(?P<key>[^\[\]]+)\] (?P<points>[1-9][0-9]?|100): (?P<text>\S.*)")
_USUAL = frozenset({"your answer is correct.", "your answer is partially correct.", "your answer is incorrect.", ""})


@dataclass(frozen=True, slots=True)
class Question:
    """One `<question>` while it is read."""

    node: Node
    intake: Intake
    notes: Notes

    def markdown(self, node: Node | None, otherwise: str = "") -> str:
        """The words of an element that holds `<text>`, from whatever format it names."""
        if node is None:
            return ""
        raw, form = node.said("text"), node.attributes.get("format", otherwise or "moodle_auto_format")
        if node.first("file") or _FILE.search(raw):
            self.notes.lost(say("Pictures, sound and other files; put them into a lesson."))
            raw = re.sub(r"<(?:audio|video|source)\b[^<>]*>", "", _FILE.sub("", raw))
        if form == "markdown":
            return raw
        if form in ("plain_text", "plain") or not looks_like_html(raw):
            return from_plain(raw)
        shown, lost = from_html(raw)
        self.notes.html(set(lost) - ({"a"} if "@@PLUGINFILE@@" in node.said("text") else set()))
        return shown

    def words(self, node: Node | None) -> Mapping[str, str]:
        """The same under the language of the file."""
        return self.intake.words(self.markdown(node))

    def item(self, kind: Kind, options: list[Option] | None = None) -> Item:
        """An item with the question's text."""
        return Item("", kind, self.words(self.node.first("questiontext")), keyed(options or [], self.intake.lang))

    def weighed(self) -> list[Weighed]:
        """The answers with their weights."""
        return [
            Weighed(self.markdown(node), _share(node), self.markdown(node.first("feedback")))
            for node in self.node.all("answer")
        ]  # fmt: skip


def read(raw: bytes, path: str, lang: str) -> Imported:
    """The questions of a Moodle XML file."""
    root = read_tree(decode(raw, path), path)
    if root.name != "quiz":
        raise refuse(path, root.line, f"the file begins with <{root.name[:40]}>; Moodle XML begins with <quiz>")
    intake = Intake(path, lang)
    category = ""
    for node in root.all("question"):
        intake.count(node.line)
        kind = node.attributes.get("type", "")
        if kind == "category":
            where = node.said("category", "text")
            category = tag_of(where)
            if where and not category:
                intake.whole(say("A category without Latin letters cannot be a tag."), node.line)
            continue
        notes = Notes(line=node.line)
        name = node.said("name", "text")
        number = node.said("idnumber")
        item = _item(Question(node, intake, notes), kind, category)
        intake.take(number if KEY.fullmatch(number) else name, node.line, item, notes)
    return intake.done()


def _item(question: Question, kind: str, category: str) -> Item | None:
    if kind not in _KINDS:
        question.notes.skipped(say("Questions of the type %(kind)s are not known here.", kind=kind[:40] or "?"))
        return None
    item = _KINDS[kind](question)
    if item is None:
        return None
    node, notes = question.node, question.notes
    tags = [one.said("text") for one in (node.first("tags") or node).all("tag")]
    kept = [as_tag(tag) for tag in tags if tag != MUST_PASS]
    if not all(kept):
        notes.lost(say("Tags without Latin letters."))
    _unheld(question)
    if item.kind is not Kind.ESSAY:
        item = replace(item, points=_points(question))
    feedback = question.words(node.first("generalfeedback"))
    return replace(
        item, feedback=feedback, must_pass=MUST_PASS in tags, tags=tuple(dict.fromkeys(filter(None, [*kept, category]))),
    )  # fmt: skip


def _points(question: Question) -> int:
    given = decimal_text(question.node.said("defaultgrade") or question.node.said("grade") or "1") or "1"
    whole = max(1, min(100, round(float(given))))
    if str(whole) != given:
        question.notes.changed(say("%(given)s points became %(whole)s.", given=given, whole=whole))
    return whole


def _unheld(question: Question) -> None:
    node, notes = question.node, question.notes
    told = [question.markdown(node.first(name)) for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")]
    if any(one.strip().lower() not in _USUAL for one in told):
        notes.lost(say("Feedback for a right, a partly right and a wrong answer as a whole."))
    if any(question.markdown(hint) for hint in node.all("hint")):
        notes.lost(say("Hints."))


def _share(node: Node) -> float:
    share = decimal_text(node.attributes.get("fraction", "0"))
    return float(share) if share else 0.0


def _choice(question: Question) -> Item | None:
    single = question.node.said("single").lower() not in ("false", "0")
    options = choices(question.weighed(), single=single, words=question.intake.words, notes=question.notes)
    if options is None:
        return None
    return replace(question.item(Kind.SINGLE if single else Kind.MULTIPLE, list(options)), partial=not single)


def _statement(question: Question) -> Item | None:
    found = question.weighed()
    right = [one.text.strip().lower() for one in found if one.weight >= WHOLE]
    if right not in (["true"], ["false"]):
        question.notes.skipped(say("It does not say whether true or false is right."))
        return None
    told = list(dict.fromkeys(one.feedback for one in found if one.feedback))
    if len(told) > 1:
        question.notes.changed(say("Feedback for the right and for the wrong answer became one."))
    words = question.intake.words
    stem = question.item(Kind.TRUE_FALSE).stem
    option = Option("statement", stem, right == ["true"], words("\n".join(told)))
    return Item("", Kind.TRUE_FALSE, words(TRUE_OR_FALSE.get(question.intake.lang, TRUE_OR_FALSE["en"])), (option,))


def _short(question: Question) -> Item:
    answers = []
    if question.node.said("usecase") in ("1", "true"):
        question.notes.changed(say("Small and large letters make no difference here."))
    for node in question.node.all("answer"):
        answer = " ".join(node.said("text").split())
        if question.markdown(node.first("feedback")):
            question.notes.lost(say("Feedback for a particular answer."))
        if _share(node) < WHOLE:
            question.notes.lost(say("An answer that brings part of the points, or none: %(text)s", text=answer[:40]))
        elif re.search(r"(?<!\\)\*", answer):
            question.notes.lost(say("An answer with * for any text: %(text)s", text=answer[:40]))
        else:
            answers.append(answer.replace("\\*", "*"))
    return replace(question.item(Kind.SHORT), accepted=tuple(answers))


def _numeric(question: Question) -> Item | None:
    nodes = question.node.all("answer")
    best = [node for node in nodes if _share(node) >= WHOLE]
    number = decimal_text(best[0].said("text")) if best else None
    tolerance = decimal_text(best[0].said("tolerance") or "0") if best else None
    if number is None or tolerance is None:
        question.notes.skipped(say("The right answer is not a number that can be kept."))
        return None
    if len(nodes) > 1:
        question.notes.lost(say("Numbers besides the first that is fully right."))
    if any(question.markdown(node.first("feedback")) for node in nodes):
        question.notes.lost(say("Feedback for a particular answer."))
    units = (question.node.first("units") or question.node).all("unit")
    own = [node.said("unit_name") for node in units if decimal_text(node.said("multiplier") or "1") == "1"]
    if len(units) > 1 or len(own) < len(units):
        question.notes.lost(say("Units besides the first, and units to convert."))
    return replace(question.item(Kind.NUMERIC), number=number, tolerance=tolerance.lstrip("-"), unit=question.intake.words(own[0] if own else ""))


def _matching(question: Question) -> Item:
    words = question.intake.words
    pairs = [
        Option("", question.words(node), match=words(from_plain(node.said("answer", "text"))))
        for node in question.node.all("subquestion")
    ]  # fmt: skip
    return replace(question.item(Kind.MATCHING, pairs), partial=True)


def _order(question: Question) -> Item:
    steps = [question.words(node) for node in question.node.all("answer")]
    if question.node.said("selecttype").upper() not in ("", "ALL", "0"):
        question.notes.changed(say("All steps are shown, not a few of them."))
    partial = question.node.said("gradingtype").upper() not in ("ALL_OR_NOTHING", "-1")
    return replace(question.item(Kind.ORDERING, [Option("", step) for step in steps]), partial=partial)


def _essay(question: Question) -> Item:
    node = question.node
    if node.said("responsetemplate", "text"):
        question.notes.lost(say("The text that the answer field begins with."))
    if node.said("attachments") not in ("", "0"):
        question.notes.lost(say("Files that can be handed in."))
    limit = node.said("maxwordlimit")
    told = question.markdown(node.first("graderinfo"))
    lines = [_RUBRIC.fullmatch(line) for line in told.split("\n")]
    points = _points(question)
    item = replace(question.item(Kind.ESSAY), points=points, words=int(limit) if re.fullmatch(r"[1-9][0-9]{0,4}", limit) else None)
    if told and all(one and KEY.fullmatch(one["key"]) for one in lines):
        words = question.intake.words
        return replace(item, rubric=tuple(Criterion(one["key"], words(one["text"]), int(one["points"])) for one in lines if one))
    if told:
        question.notes.changed(say("The notes for graders became the one line of the rubric."))
        return replace(item, rubric=(Criterion("whole", question.intake.words(told), points),))
    return item


def _cloze(question: Question) -> Item | None:
    stem, gaps = read_cloze(question.markdown(question.node.first("questiontext")), question.notes)
    if not gaps:
        question.notes.skipped(say("Its text has no gaps, or gaps other than for short answers and numbers."))
        return None
    options = tuple(Option(key, {}, accepted=accepted) for key, accepted in gaps)
    return Item("", Kind.FILL_IN, question.intake.words(stem), options, partial=True)


_KINDS: Mapping[str, Callable[[Question], Item | None]] = {
    "multichoice": _choice, "truefalse": _statement, "shortanswer": _short, "numerical": _numeric, "matching": _matching,
    "ordering": _order, "essay": _essay, "multianswer": _cloze, "cloze": _cloze,
}  # fmt: skip
