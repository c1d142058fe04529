"""Markdown as trainers write it."""

import pytest

from lms.adapters.child import Child, RenderFailed
from lms.adapters.markdown import RENDERER_VERSION, Renderer, headings, markdown_child
from lms.errors import Invalid


@pytest.fixture(scope="module")
def renderer():
    """A renderer of this module's own."""
    child = markdown_child()
    yield Renderer(child)
    child.close()


@pytest.fixture
def html(renderer):
    """One text rendered, line ends taken out between tags."""
    def render(source, **settings):
        return renderer.render([source], **settings)[0].replace(">\n<", "><")
    return render


def test_japanese_emphasis_works_without_spaces(html):
    assert html("**強調。**続き、**「引用」**の後、*傾き*です") == (
        "<p><strong>強調。</strong>続き、<strong>「引用」</strong>の後、<em>傾き</em>です</p>")


def test_a_line_end_in_japanese_is_no_space(html):
    assert html("一行目\n二行目\nand more\nhere") == "<p>一行目二行目\nand more\nhere</p>"


def test_headings_get_numbered_ids_that_no_language_can_spoil(html):
    page = html("Text\n\n## Who *answers*\n\n## 誰が責任を持つか\n\n### Small\n\n# Too large")
    assert headings(page) == [("s-1", "Who answers"), ("s-2", "誰が責任を持つか"), ("s-3", "Too large")]
    assert "<h3>Small</h3>" in page and "<h1" not in page


def test_every_page_of_a_batch_starts_counting_anew(renderer):
    assert [headings(page)[0][0] for page in renderer.render(["## A", "## B"])] == ["s-1", "s-1"]


@pytest.mark.parametrize("kind", ["note", "warning", "case", "example", "monday"])
def test_a_box_has_its_kind_and_its_title(html, kind):
    assert html(f"before\n/// {kind} | A *title*\ntext\n\n- one\n///\nafter") == (
        f'<p>before</p><aside class="note note-{kind}" role="note"><p class="note-title">A <em>title</em></p>'
        "<p>text</p><ul><li>one</li></ul></aside><p>after</p>")


def test_a_question_opens_to_its_answer_and_boxes_nest(html):
    assert html("/// details | Why?\nBecause.\n\n/// note\nreally\n///\n///") == (
        '<details class="note note-details"><summary>Why?</summary><p>Because.</p>'
        '<aside class="note note-note" role="note"><p>really</p></aside></details>')


@pytest.mark.parametrize(("source", "reason"), [
    ("a\n\n/// note | x\ntext", "line 3: this box is opened and never closed with ///"),
    ("a\n///", "line 2: /// closes a box that was never opened"),
    ("/// danger | x\n///", "line 1: no such box: danger"),
    ("- a\n\n    /// note | x\n    ///", "line 3: a box starts and ends at the beginning of a line"),
    ("/// note\n" * 5 + "///\n" * 5, "line 5: boxes are nested too deeply"),
])
def test_a_wrong_box_is_refused_with_its_line(renderer, source, reason):
    with pytest.raises(Invalid, match=reason):
        renderer.render([source])


def test_boxes_in_code_are_code(html):
    assert html("```\n/// note | x\n```") == "<pre><code>/// note | x\n</code></pre>"


def test_a_table_scrolls_in_a_region_named_after_its_columns(html):
    page = html("| Sign | *What* |\n|---|--:|\n| a | 1 |\n\n| Sign | What |\n|:-:|---|\n| b | 2 |")
    assert page.startswith('<div aria-label="Sign · What" class="scroll" role="region" tabindex="0"><table>')
    assert 'aria-label="Sign · What (2)"' in page and page.count("</table></div>") == 2
    assert '<th class="end" scope="col"><em>What</em></th>' in page and '<td class="middle">b</td>' in page


def test_lists_need_no_empty_line_and_keep_their_numbers(html):
    assert html("Do:\n- one\n- two") == "<p>Do:</p><ul><li>one</li><li>two</li></ul>"
    assert html("3. three\n4. four") == '<ol start="3"><li>three</li><li>four</li></ol>'
    assert html("Term\n:   Meaning") == "<dl><dt>Term</dt><dd>Meaning</dd></dl>"


def test_pictures_come_from_the_given_files_only(html):
    source = "![A dove](images/x.svg) ![gone](images/y.svg) [see](images/x.svg)"
    page = html(source, images={"images/x.svg": "/m/1.svg"})
    assert page == ('<p><img alt="A dove" src="/m/1.svg" loading="lazy"> <em>gone</em> '
                    '<a href="/m/1.svg" rel="noopener noreferrer">see</a></p>')


def test_a_picture_is_never_fetched_from_elsewhere(html):
    assert "src" not in html("![x](a)", images={"a": "https://evil.example/x.png"})
    assert "src" not in html("![x](a)", images={"a": "//evil.example/x.png"})


def test_html_is_shown_as_text(html):
    assert html("a <b>c</b> &amp; d < e") == "<p>a &lt;b&gt;c&lt;/b&gt; &amp; d &lt; e</p>"


def test_a_stem_has_no_paragraph_around_it_unless_it_has_several(html):
    assert html("What **first**?", inline=True) == "What <strong>first</strong>?"
    assert html("One.\n\nTwo.", inline=True) == "<p>One.</p><p>Two.</p>"
    assert html("## Heading", inline=True) == "<h2>Heading</h2>"


def test_many_sources_keep_their_order(renderer):
    texts = [f"{number} " + "x" * 5000 for number in range(40)]
    assert [page[3:5].strip() for page in renderer.render(texts)] == [str(number) for number in range(40)]
    assert renderer.render([]) == []


@pytest.mark.parametrize(("source", "reason"), [
    ("x" * 200_001, "longer than 200 kB"),
    ("[" * 10_000, "the same sign"),
    ("*" * 10_000, "the same sign"),
    ("a [b" * 500, "more than 400 brackets"),
    ("<![CDATA[" * 10_000, "brackets"),
    ("\n".join("    " * depth + "- x" for depth in range(300)), "nested too deeply"),
    ("> " * 300 + "x", "nested too deeply"),
    ("# a\n" * 2000, "more than 1000 lines"),
])
def test_what_would_choke_the_parser_is_refused_first(renderer, source, reason):
    with pytest.raises(Invalid, match=reason):
        renderer.render([source])


def test_a_text_that_takes_too_long_all_the_same_is_stopped():
    child = Child("lms.adapters.markdown_worker", seconds=0.2, megabytes=512)
    with pytest.raises(RenderFailed, match="longer than 0.2 seconds"):
        Renderer(child).render(["a*" * 40_000 + "b**" * 20_000])
    assert Renderer(child).render(["short"]) == ["<p>short</p>"]
    child.close()


def test_the_version_names_profile_and_libraries():
    assert len(RENDERER_VERSION.split("-")) == 3
