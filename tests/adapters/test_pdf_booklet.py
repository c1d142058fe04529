"""Booklets on paper."""

import base64
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from lms.adapters import pdf
from lms.adapters.child import Child, RenderFailed
from lms.adapters.pdf import PdfKey, PdfRenderer, pdf_child

FONTS = Path(__file__).parents[2] / "certificates" / "fonts"
CSS = (Path(__file__).parents[2] / "static" / "booklet.css").read_text()


def page(body, lang="en"):
    return f'<!doctype html><html lang="{lang}"><head><title>Field basics</title><style>{CSS}</style></head><body><main>{body}</main></body></html>'


def printed(body, lang="en"):
    """Prints a page and gives it as bytes and as a reader."""
    document = PdfRenderer(pdf_child(), PdfKey("", "", "")).booklet(page(body, lang), FONTS)
    return document, PdfReader(io.BytesIO(document))


def picture(svg):
    return f'<img alt="A bag" src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}">'


def test_a_booklet_has_bookmarks_a_language_and_tags():
    _, found = printed('<h1>現地活動</h1><section><h2 id="m1">出発の前に</h2><h3>計画</h3><p>書いて伝える。</p></section>', "ja")
    root = found.trailer["/Root"]
    assert root["/Lang"] == "ja" and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert [found.outline[0].title, found.outline[1][0].title] == ["出発の前に", "計画"]
    assert "書いて伝える" in "".join(one.extract_text() for one in found.pages)


def test_the_same_page_gives_the_same_bytes():
    body = "<h1>Plan</h1><p>Water.</p>" + picture('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>')
    assert printed(body)[0] == printed(body)[0]


@pytest.mark.parametrize(
    "hostile",
    [
        '<img alt="A bag" src="file:///etc/hostname">', '<img alt="A bag" src="http://127.0.0.1:9/x.png">', '<img alt="A bag" src="/media/x">', '<img alt="A bag">',
        '<link rel="attachment" href="file:///etc/hostname">', '<link rel="stylesheet" href="file:///etc/hostname">',
        picture('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/hostname" width="9" height="9"/></svg>'),
        picture("<svg no picture"),
    ],
)  # fmt: skip
def test_what_is_not_in_the_page_itself_stays_out(hostile):
    _, found = printed(f"<p>Water {hostile}</p>")
    assert "Water" in found.pages[0].extract_text() and not found.attachments and not found.pages[0].images


def test_a_booklet_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf, "booklet_child", lambda: Child("lms.adapters.pdf_booklet_worker", seconds=1, megabytes=2048))
    with pytest.raises(RenderFailed, match="longer than 1 second"):
        printed("<p>word</p>" * 20_000)
