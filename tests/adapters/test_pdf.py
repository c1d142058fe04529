"""Certificates on paper."""

import io
import re
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from lms.adapters.child import RenderFailed
from lms.adapters.pdf import PdfKey, PdfRenderer, pdf_child
from lms.adapters.qr import qr_svg

CERTIFICATES = Path(__file__).parents[2] / "certificates"
STANDARD, FONTS = CERTIFICATES / "standard", CERTIFICATES / "fonts"
ADDRESS = "https://lms.example.org/v/7K3M-9Q2X-AB4D"
VALUES = {
    "name": "Yamada Tarō", "name_local": "山田 太郎", "title_en": "Security management", "title_ja": "安全管理",
    "modules": ["Who answers for your safety", "On the road"], "hours": "6 h 30 min", "score": "92 %",
    "issued_on": "2026-11-24", "valid_until": "2028-11-23", "code": "7K3M-9Q2X-AB4D", "verify_url": ADDRESS,
    "edition": "3", "seal": "9f2c41d07be8", "issuer": "Ministry of Examples",
    "safety": "This certificate is not a security clearance.", "qr": qr_svg(ADDRESS),
}
WORST = {
    "name": "Maria Fernanda de los Ángeles Guadalupe Rodríguez-Hernández y Gutiérrez de la Ve",
    "name_local": "髙橋﨑 凜太郎",
    "title_en": "Preparation before dispatch to United Nations peacekeeping operations and to political missions",
    "title_ja": "国際連合平和維持活動及び特別政治ミッションへの派遣前における"
                "基礎的な安全管理及び任務遂行のための準備研修課程",
    "modules": [f"Module {number}: a rather long title of what is taught" for number in range(10)],
}


CREDENTIAL = '{"id": "urn:uuid:7"}'


@pytest.fixture(scope="module")
def renderer(tmp_path_factory):
    """A renderer of this module's own."""
    child = pdf_child()
    yield PdfRenderer(child, PdfKey(str(tmp_path_factory.mktemp("keys") / "pdf.pem"), "Ministry of Examples", "lms.example.org"))
    child.close()


@pytest.fixture
def hostile(renderer, tmp_path):
    """Prints a copy of the standard design with something put into its page or its style sheet."""
    shutil.copytree(STANDARD, tmp_path / "design")

    def write(page="", style=""):
        for name, words in (("page.html", page), ("page.css", style)):
            file = tmp_path / "design" / name
            text = (STANDARD / name).read_text("utf-8")
            file.write_text(text.replace("</body>", words + "</body>") if name == "page.html" else words + text)
        return renderer.certificate(tmp_path / "design", FONTS, VALUES, "").content

    return write


def printed(renderer, **changes):
    """The certificate of VALUES with changes."""
    return renderer.certificate(STANDARD, FONTS, {**VALUES, **changes}, CREDENTIAL).content


def text(document):
    """Its text layer on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())


def fonts(document):
    """(name, is its program embedded?) of every font."""
    found = []
    for page in PdfReader(io.BytesIO(document)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            found.append((inner["/BaseFont"], any(key.startswith("/FontFile") for key in inner["/FontDescriptor"])))
    return found


def test_both_names_courses_and_the_code_are_in_the_text_layer(renderer):
    words = text(printed(renderer))
    for value in ("Yamada Tarō", "山田 太郎", "Security management", "安全管理", "7K3M-9Q2X-AB4D", ADDRESS,
                  "92 %", "6 h 30 min", "Ministry of Examples", "9f2c41d07be8",
                  "24 November 2026", "2026年11月24日", "23 November 2028"):
        assert value in words, value


def test_a_certificate_without_an_end_says_so(renderer):
    words = text(printed(renderer, valid_until="", score="", name_local="", title_ja=""))
    assert "Does not lapse" in words and "期限なし" in words and "Result" not in words


@pytest.mark.parametrize("values", [
    {}, WORST, {"name": "Nguyễn Thị Ánh Phượng", "name_local": ""}, {"name_local": "فاطمة الزهراء"},
    {"name_local": "विष्णु प्रसाद"}, {"modules": []},
])
def test_it_is_one_small_page_with_all_its_fonts_inside(renderer, values):
    document = printed(renderer, **values)
    assert len(document) <= 60_000
    assert len(PdfReader(io.BytesIO(document)).pages) == 1
    assert all(embedded for _, embedded in fonts(document)) and len(fonts(document)) >= 3
    assert all(re.search("BIZ-UD|Noto-", name) for name, _ in fonts(document))


def test_the_longest_words_stay_above_the_facts(renderer):
    places = {}

    def note(words, matrix, position, font, size):
        for key in ("Module 9", "Issued on"):
            if key in words:
                places[key] = (position[5], matrix[5], matrix[3])

    PdfReader(io.BytesIO(printed(renderer, **WORST))).pages[0].extract_text(visitor_text=note)
    heights = {key: base + scale * up for key, (up, base, scale) in places.items()}
    assert heights["Module 9"] > heights["Issued on"] + 10


def test_it_says_what_it_is_to_a_reader_aloud(renderer):
    reader = PdfReader(io.BytesIO(printed(renderer)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert reader.metadata.title == "Certificate of completion: Security management – Yamada Tarō"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def unsigned(document):
    """What the signature was put on."""
    return document[: document.index(b"%%EOF")]


def test_the_same_values_give_the_same_bytes_before_the_signature_in_another_process(renderer):
    other = pdf_child()
    again = unsigned(PdfRenderer(other, renderer.key).certificate(STANDARD, FONTS, VALUES, CREDENTIAL).content)
    other.close()
    assert unsigned(printed(renderer, name="Another Person")) != again == unsigned(printed(renderer)) == unsigned(printed(renderer))


def test_a_name_is_words_whatever_it_looks_like(renderer):
    name = '<link rel=attachment href="file:///etc/hostname"><b>{{ code }}{% raw %}'
    document = printed(renderer, name=name)
    assert "<link rel=attachment" in text(document) and "{{ code }}" in text(document)
    assert PdfReader(io.BytesIO(document)).attachments == {"credential.json": [CREDENTIAL.encode()]}


@pytest.mark.parametrize("page", [
    '<link rel="attachment" href="file:///etc/hostname">', '<a rel="attachment" href="file:///etc/hostname">x</a>',
    '<img src="file:///etc/hostname">', '<img src="https://evil.example/x.png">', '<img src="../fonts/coverage.txt">',
    '<img src="data:image/svg+xml,<svg/>">', '<style>@import "http://127.0.0.1:9/x.css";</style>',
    '<object data="file:///etc/hostname"></object>', '<svg><image href="file:///etc/hostname"/></svg>',
    '<style>@font-face{font-family:x;src:url(file:///etc/hostname)}</style>',
])
def test_a_design_that_reaches_outside_its_folder_is_refused_or_gets_nothing(hostile, page):
    try:
        document = hostile(page)
    except RenderFailed as refusal:
        assert "not in its folder" in str(refusal)
    else:
        assert b"/EmbeddedFile" not in document and Path("/etc/hostname").read_text().strip() not in text(document)


def test_a_design_cannot_reach_fonts_of_the_machine(hostile):
    style = '@font-face{font-family:x;src:local("DejaVu Sans")} body{font-family:x,"DejaVu Sans","Liberation Sans"}'
    assert all(re.search("BIZ-UD|Noto-", name) for name, _ in fonts(hostile(style=style)))


@pytest.mark.parametrize("page", [
    "{{ nowhere }}", "{{ ''.__class__.__mro__ }}", "{{ name|safe }}", "{% if %}", "{% include '/etc/hostname' %}",
    "{{ modules.append('x') }}",
])
def test_a_design_that_asks_for_more_than_its_values_is_refused(hostile, page):
    with pytest.raises(RenderFailed, match="design cannot be filled in"):
        hostile(page)


def test_an_endless_design_is_killed_and_the_next_one_is_printed(hostile, renderer, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(RenderFailed, match="longer than 1 seconds"):
        patch.setattr(renderer.child, "seconds", 1)
        hostile("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}")
    assert hostile("<p>fine</p>").startswith(b"%PDF-")


def test_a_design_that_eats_memory_stays_in_its_bounds(hostile):
    with pytest.raises(RenderFailed, match="more memory"):
        hostile("{{ 'x' * 2000000000 }}")
    assert hostile("<p>fine</p>").startswith(b"%PDF-")


def test_a_changed_design_is_read_anew(hostile):
    assert "first" in text(hostile("<p>first</p>")) and "second one" in text(hostile("<p>second one</p>"))


def test_a_qr_code_that_is_not_a_drawing_is_refused(renderer):
    for drawing in ('<svg><script>x</script></svg>', '<svg><path d="x"/></svg><img src="x">', ""):
        with pytest.raises(RenderFailed, match="plain drawing"):
            printed(renderer, qr=drawing)


def test_a_design_that_is_not_there_is_told_plainly(renderer, tmp_path):
    with pytest.raises(RenderFailed, match="cannot be read"):
        renderer.certificate(tmp_path, FONTS, VALUES, "")
