"""Out and in again: whatever a notation can hold comes back from it, and what does not is in the report."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from lms.content.exchange import aiken, gift, gift_writer, moodle_writer, moodle_xml, quiz_csv
from lms.content.exchange.gift import TRUE_OR_FALSE
from lms.content.exchange.gift_writer import PARTIAL, SILENT
from lms.content.exchange.markup import from_html, from_plain, has_markup, to_plain
from lms.content.exchange.report import Loss, Notes
from lms.content.exchange.soundness import mend
from lms.domain.languages import text
from lms.domain.questions import Item, Kind
from tests.content.exchange.made_up import quizzes, words


def plain(markdown: str) -> str:
    """The words that plain text keeps."""
    return " ".join((to_plain(markdown).strip() or markdown).split())


def skipped(notes) -> set[str]:
    return {note.item for note in notes if note.loss is Loss.SKIPPED}


def judged_alone(item: Item) -> Item:
    """A statement asked with the words that other notations leave out, so that nothing runs together."""
    if item.kind is not Kind.TRUE_FALSE:
        return item
    return replace(item, stem=dict(TRUE_OR_FALSE), options=(replace(item.options[0], key="statement", feedback={}),), partial=False)


def alike(item: Item, lang: str = "en") -> tuple:
    """What Moodle's notations hold of an item: no keys of options, unit or rubric apart from their words, right sides as plain text."""
    options = tuple(
        ("" if item.kind is Kind.TRUE_FALSE else text(one.text, lang).strip(), one.right, text(one.feedback, lang) if item.kind not in SILENT else "", plain(text(one.match, lang)),
         one.accepted)
        for one in item.options
    )  # fmt: skip
    number = (Fraction(item.number), Fraction(item.tolerance)) if item.number else ()
    return (
        item.key, item.kind, text(item.stem, lang), options, text(item.feedback, lang), item.tags, item.must_pass, number, item.accepted,
        item.partial or item.kind in PARTIAL,
    )  # fmt: skip


@settings(max_examples=40)
@given(quizzes(langs=("en", "ja")))
def test_csv_holds_everything_of_every_kind_in_every_language(quiz):
    made = quiz_csv.write(quiz, "ja")
    assert made.notes == ()
    back = quiz_csv.read(("\ufeff" + made.text).encode(), "q.csv", "en")
    assert back.items == quiz.items and back.notes == ()
    assert replace(back.settings, course="course", items=quiz.items, title=dict(back.title)) == quiz


@settings(max_examples=40)
@given(quizzes((Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.NUMERIC, Kind.SHORT, Kind.MATCHING)))
def test_gift_holds_what_it_can(quiz):
    quiz = replace(quiz, items=tuple(map(judged_alone, quiz.items)))
    made = gift_writer.write(quiz, "en")
    kept = [item for item in quiz.items if item.key not in skipped(made.notes)]
    if not kept:
        return
    back = gift.read(made.text.encode(), "q.gift.txt", "en")
    told = {note.item: note.reason for note in made.notes}
    for item, found in zip(kept, back.items, strict=True):
        wanted = mend(replace(item, options=tuple(broken(one) for one in item.options)), Notes())
        if wanted.accepted != found.accepted:
            assert set(found.accepted) < set(wanted.accepted) and any("Accepted answers" in note.reason for note in made.notes if note.item == item.key), told
            wanted = replace(wanted, accepted=found.accepted)
        assert alike(found) == alike(wanted)


def broken(option):
    """Without arrows on the left, which GIFT cannot hold and the writer breaks up with a note."""
    return replace(option, text={lang: one.replace("->", "- >") for lang, one in option.text.items()}) if option.match else option


@settings(max_examples=40)
@given(quizzes())
def test_moodle_xml_holds_what_it_can(quiz):
    quiz = replace(quiz, items=tuple(map(judged_alone, quiz.items)))
    made = moodle_writer.write(quiz, "en")
    kept = [item for item in quiz.items if item.key not in skipped(made.notes)]
    if not kept:
        return
    back = moodle_xml.read(made.text.encode(), "q.xml", "en")
    assert len(back.items) == len(kept), back.notes
    for item, found in zip(kept, back.items, strict=True):
        if item.kind is Kind.FILL_IN:
            assert [one.accepted for one in found.options] == [one.accepted for one in item.options]
            continue
        assert alike(found) == alike(item)
        assert found.points == item.points and found.unit == item.unit and found.words == item.words
        assert [(one.key, one.points) for one in found.rubric] == [(one.key, one.points) for one in item.rubric]


@settings(max_examples=40)
@given(quizzes((Kind.SINGLE,)))
def test_aiken_holds_the_words_and_the_right_option(quiz):
    made = aiken.write(quiz, "en")
    kept = [item for item in quiz.items if item.key not in skipped(made.notes)]
    if not kept:
        return
    back = aiken.read(made.text.encode(), "q.aiken.txt", "en")
    same = {number for number, item in enumerate(kept) if len({plain(one.text["en"]) for one in item.options}) < len(item.options)}
    assert len(back.items) + len(same) >= len(kept)
    if not same and len(back.items) == len(kept):
        for item, found in zip(kept, back.items, strict=True):
            assert plain(found.stem["en"]) == plain(item.stem["en"])
            assert [(plain(one.text["en"]), one.right) for one in found.options] == [(plain(one.text["en"]), one.right) for one in item.options]


@given(words)
def test_plain_text_comes_back_from_the_markdown_that_shows_it(said):
    assert to_plain(from_plain(said)) == "\n".join(line.strip() for line in said.strip().split("\n"))
    assert not has_markup(from_plain(said))


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two<br/>three</p>", "One\n\nTwo\nthree"),
        ("<b>bold </b>and <em> slanted</em>", "**bold** and *slanted*"),
        ("<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>", "* a\n* b\n\n1. c\n2. d"),
        ('<a href="https://example.org/x">there</a>', "[there](https://example.org/x)"),
        ("2 * 3 &lt; 7 &amp; a_b", "2 \\* 3 < 7 & a_b"),
        ("<!-- <b>hidden</b> -->seen", "seen"),
        ("1. not a list", "1\\. not a list"),
        ("<strong></strong>x", "x"),
        ("&#99999999999999999999;", "\ufffd"),
    ],
)
def test_html_becomes_the_markdown_that_shows_the_same(html, markdown):
    assert from_html(html) == (markdown, ())


@pytest.mark.parametrize(
    ("html", "markdown", "lost"),
    [
        ("<script>alert(1)</script>x", "x", {"script"}),
        ('<a href="javascript:alert(1)">x</a>', "x", {"a"}),
        ('<img src="x" onerror="alert(1)" alt="a flag">', "a flag", {"img"}),
        ("H<sub>2</sub>O", "H2O", {"sub"}),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b", {"table", "tr", "td"}),
    ],
)
def test_html_that_markdown_lacks_is_named(html, markdown, lost):
    shown, told = from_html(html)
    assert shown == markdown and set(told) == lost
