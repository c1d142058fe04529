"""Booklets: a lesson's page bound into one document changes in its tags and nowhere else."""

import pytest

from lms.domain.booklets import bound, gaps

HERE = "https://x.org/en/courses/c/lessons/m1/01-a"
SHA = "a" * 64
PLACES = {"https://x.org/en/courses/c/lessons/m1/02-b": "#l2"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<h2 id="s-1">One</h2><h4>Two</h4>', '<h4 id="l1-s-1">One</h4><h6>Two</h6>'),
        ("<details><summary>x</summary></details>", "<details open><summary>x</summary></details>"),
        ('<details class="note note-details">', '<details open class="note note-details">'),
        ('<a href="#s-1">x</a>', '<a href="#l1-s-1">x</a>'),
        ('<a href="02-b">x</a>', '<a href="#l2">x</a>'),
        ('<a href="/en/courses/c/lessons/m1/02-b">x</a>', '<a href="#l2">x</a>'),
        ('<a href="/en/privacy">x</a>', '<a href="https://x.org/en/privacy">x</a>'),
        ('<a href="mailto:a@b.org" rel="noopener">x</a>', '<a href="mailto:a@b.org" rel="noopener">x</a>'),
        ('<a href="https://un.org/a?b=1&amp;c=2">x</a>', '<a href="https://un.org/a?b=1&amp;c=2">x</a>'),
    ],
)
def test_tags_are_fitted_into_the_document(html, expected):
    assert bound(html, "l1", HERE, PLACES) == expected


@pytest.mark.parametrize("words", ['say href="02-b" and id="s-1"', "&lt;h2 id=\"s-1\"&gt;", f'src="/media/{SHA}"'])
def test_what_a_reader_reads_is_never_touched(words):
    assert bound(f"<p>{words}</p>", "l1", HERE, PLACES, {SHA: "data:x"}) == f"<p>{words}</p>"


def test_pictures_come_into_the_document_or_leave_their_description():
    one = f'<img alt="A bag" src="/media/{SHA}" loading="lazy">'
    assert bound(one, "l1", HERE, {}) == one
    assert bound(one, "l1", HERE, {}, {SHA: "data:image/png;base64,AA"}) == '<img alt="A bag" src="data:image/png;base64,AA" loading="lazy">'
    assert bound(one, "l1", HERE, {}, {}) == '<img alt="A bag" loading="lazy">'


def test_gaps_become_lines_to_write_on():
    assert gaps("<p>A {word-1} and {two}, {Not this} {}</p>") == "<p>A ________ and ________, {Not this} {}</p>"
