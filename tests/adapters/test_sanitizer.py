"""What no author can bring to a reader."""

import re
from html.parser import HTMLParser

import pytest

from lms.adapters.markdown import Renderer, markdown_child
from lms.adapters.sanitizer import clean
from lms.errors import Invalid
from tests.adapters.hostile_markdown import BLOCKS, ONE_LINE, SMUGGLED

TAGS = set("p br hr h2 h3 h4 strong em code pre blockquote ul ol li dl dt dd a img table thead tbody tr th td aside "
           "details summary div".split())
VALUES = {
    ("a", "href"): r"(https?://|mailto:|[\w./-]*([?#]|$))[^\s\\]*", ("a", "rel"): "noopener noreferrer",
    ("img", "src"): r"/media/a\.svg", ("img", "alt"): ".*", ("img", "loading"): "lazy",
    ("h2", "id"): r"s-\d+", ("ol", "start"): r"\d+",
    ("th", "scope"): "col", ("th", "class"): "end|middle", ("td", "class"): "end|middle",
    ("div", "class"): "scroll", ("div", "role"): "region", ("div", "tabindex"): "0", ("div", "aria-label"): ".*",
    ("aside", "role"): "note", ("aside", "class"): r"note note-[a-z]+", ("details", "class"): "note note-details",
    ("p", "class"): "(note-title)?",
}
VOID = {"br", "hr", "img"}


class Judge(HTMLParser):
    """Collects everything that is not on the list, and tags that are not closed in order."""

    def __init__(self):
        super().__init__()
        self.faults, self.open = [], []

    def handle_starttag(self, tag, attrs):
        """A tag and its attributes."""
        if tag not in TAGS:
            self.faults.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            shape = VALUES.get((tag, name))
            if shape is None or not re.fullmatch(shape, value or "", re.DOTALL):
                self.faults.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag):
        """A closing tag."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")

    def handle_comment(self, data):
        """Comments are never let through."""
        self.faults.append(f"<!--{data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def faults(html):
    """What is wrong with a rendered page."""
    judge = Judge()
    judge.feed(html)
    judge.close()
    return judge.faults + judge.open


@pytest.fixture(scope="module")
def renderer():
    """A renderer of this module's own."""
    child = markdown_child()
    yield Renderer(child)
    child.close()


IMAGES = {"images/a.svg": "/media/a.svg"}


def test_the_judge_sees_what_it_must():
    assert faults("<p>fine</p>") == []
    assert faults("<script>x</script>") and faults("<p onclick=x>y</p>") and faults("<p>open") and faults("<!--x-->")
    assert faults('<a href="javascript:x">y</a>') and faults('<a href="data:x">y</a>') and faults('<img src="//e">')


@pytest.mark.parametrize("inline", [False, True])
def test_no_hostile_text_comes_out_as_anything_but_words(renderer, inline):
    texts = [*ONE_LINE, *BLOCKS, "\n\n".join(ONE_LINE[:40]), "\n\n".join(ONE_LINE[40:])]
    pages = renderer.render(texts, images=IMAGES, inline=inline)
    assert len(texts) >= 100
    assert {text: faults(page) for text, page in zip(texts, pages, strict=True) if faults(page)} == {}


def test_hostile_html_that_would_get_past_the_parser_is_stopped_by_the_sanitiser():
    assert {text: faults(clean(text)) for text in (*ONE_LINE, *BLOCKS) if "src=\"/media" not in text
            and faults(clean(text))} == {}


def test_ids_and_classes_of_the_application_cannot_be_taken():
    html = clean('<h2 id="csrf_token">a</h2><p class="btn note-title" name="q">b</p><div id="s-1" class="wrap">c</div>')
    assert html == '<h2>a</h2><p class="note-title">b</p><div class="">c</div>'


@pytest.mark.parametrize("text", SMUGGLED)
def test_control_characters_are_refused(renderer, text):
    with pytest.raises(Invalid, match="line 1: a control character"):
        renderer.render([text])
