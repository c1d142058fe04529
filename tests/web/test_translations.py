"""The interface in Japanese: every sentence is collected, translated, compiled, and shown."""

import ast
import re
import subprocess
import sys
from html.parser import HTMLParser
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from lms.domain.evidence import EvidenceKind
from lms.services import attempts, evidence, jobs, lessons, people, resets
from lms.services.certificates import SAFETY
from tests.services.test_attempts import COURSE, do, finish_course, sit
from tests.stage import CAST, ROOT
from tests.web.test_pages import crawl

PO = ROOT / "translations" / "ja" / "LC_MESSAGES" / "messages.po"
MEND = f"Run script/translate, write what it lists into {PO.relative_to(ROOT)}, and run it again."
MARKS = {"_", "gettext", "ngettext", "lazy_gettext", "say"}
KEYWORDS = "_ gettext ngettext:1,2 lazy_gettext say"
PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
SPOKEN = {"title", "alt", "placeholder", "aria-label", "data-label"}
SILENT = {"script", "style"}
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr", "path", "circle"}
ENGLISH = re.compile(r"\b[A-Za-z]+ [a-z]{2,}\b|\b[A-Z][a-z]{3,}\b")
NAMES = "|".join(name for name, _, _ in CAST.values())
KNOWN = re.compile(rf"{NAMES}|Hato|hato ledger verify|[\w.]+@example\.org|A new password for|Script|Seen\.|JavaScript|Open Badges|Ed25519|Chrome|Edge|Firefox|Safari")
"""English that stays: names of things, what the house that runs Hato calls itself, what these tests type in."""


class Page(HTMLParser):
    """Texts a reader meets in the language of the page; what is marked as another language is left out."""

    def __init__(self, html):
        super().__init__()
        self.texts, self._open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        foreign = given.get("lang", "ja") != "ja" if tag != "html" and "lang" in given else bool(self._open and self._open[-1][1])
        if not foreign:
            self.texts += [given[name] for name in SPOKEN & set(given) if given[name]]
        if tag not in EMPTY:
            self._open.append((tag, foreign or tag in SILENT))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not (self._open and self._open[-1][1]):
            self.texts.append(" ".join(data.split()))


@pytest.fixture
def engine(sqlite):
    """Words do not depend on the database; one will do."""
    return sqlite


@pytest.fixture(scope="module")
def japanese():
    with PO.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    template = tmp_path_factory.mktemp("words") / "messages.pot"
    command = "-m babel.messages.frontend -q extract -F translations/babel.cfg --no-default-keywords".split()
    subprocess.run([sys.executable, *command, "-k", KEYWORDS, "-o", str(template), "."], cwd=ROOT, check=True)
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture
def lived_in(house, cast):
    """Aiko has a certificate and evidence, Bayo failed a quiz and sits in it again, somebody forgot a password."""
    finish_course(house, cast.aiko)
    while jobs.run_one(house):
        pass
    do(house, cast.emi, evidence.add, cast.bayo.id, kind=EvidenceKind.DOCUMENT, name="passport", valid_from=house.clock().date(), note="Seen.")
    do(house, cast.bayo, lessons.finish, COURSE, "m1/01-plan")
    sit(house, cast.bayo, "m1", wrong=("m1-first",))
    do(house, cast.bayo, attempts.start, COURSE, "m1")
    do(house, cast.bayo, people.make_token, "Script", ("progress",))
    do(house, cast.grace, resets.ask, "bayo@example.org", "10.0.0.1")


def strings(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_sentence_of_the_interface_is_translated(collected, japanese):
    done = {message.id for message in japanese if message.id and all(strings(message)) and not message.fuzzy}
    missing = [message.id for message in collected if message.id and message.id not in done]
    assert not missing, f"without Japanese: {missing}. {MEND}"
    unsure = [message.id for message in japanese if message.id and message.fuzzy]
    assert not unsure, f"marked fuzzy: {unsure}. {MEND}"


def test_no_marked_sentence_is_overlooked_by_the_collecting(japanese):
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in japanese}
    for path in sorted(ROOT.glob("lms/*/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS and node.args:
                given = node.args[0]
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    assert given.value in known, f"{where}: {given.value!r} was not collected; is it inside an f-string? Take it out. {MEND}"


def test_every_translation_keeps_its_placeholders(japanese):
    for message in japanese:
        english = message.id[-1] if isinstance(message.id, tuple) else message.id
        for text in filter(None, strings(message) if english else ()):
            assert set(PLACES.findall(text)) == set(PLACES.findall(english)), f"{english!r} → {text!r}"
            assert text.count("%%") == english.count("%%"), f"{english!r} → {text!r}: per cent signs are doubled as in English"


def test_the_compiled_words_are_those_of_the_source(japanese):
    fresh = BytesIO()
    write_mo(fresh, japanese)
    assert PO.with_suffix(".mo").read_bytes() == fresh.getvalue(), f"{PO.name} was changed and not compiled. {MEND}"


def test_the_safety_sentence_is_one_sentence(visit, japanese):
    assert str(SAFETY) in visit().open(f"/en/courses/{COURSE}").text
    assert japanese[SAFETY.template].string in visit().open(f"/ja/courses/{COURSE}").text


def english_on(page, content=""):
    """Parts of texts on a Japanese page that look English and stand neither in the content nor among what is known."""
    for text in Page(page.html).texts:
        for part in re.split(r" · | / |：|:", KNOWN.sub("", text)):
            if ENGLISH.search(part) and part.strip() not in content:
                yield part


def test_no_japanese_page_shows_english_words_of_the_interface(house, visit, lived_in):
    files = [path.read_text("utf-8") for folder in ("courses", "quizzes", "eligibility") for path in (house.home / folder).rglob("*.*")]
    content = " ".join(" ".join(files).replace("**", "").split())
    found, seen = {}, set()
    for who in ("", "aiko", "bayo", "emi", "grace"):
        page = visit(who)
        for path in crawl(page, "/ja/")[0]:
            if path.startswith("/ja/") and "/ledger" not in path and (path not in seen or "/courses" not in path):
                found |= dict.fromkeys(english_on(page.open(path), content), f"{path} for {who or 'a visitor'}")
            seen.add(path)
    assert len(seen) > 30 and found == {}


@pytest.mark.parametrize("path", ["/ja/nothing", "/ja/courses/none", "/ja/certificates/AAAA-AAAA-AAAA", "/ja/record?day=x"])
def test_errors_are_told_in_japanese(visit, path):
    assert list(english_on(visit("bayo").open(path))) == []


@pytest.mark.parametrize(
    ("who", "path", "typed", "told"),
    [
        ("", "/ja/register", {}, "旅券に記載された氏名を入力してください。"),
        ("", "/ja/register", {"name": "Kofi", "email": "k", "password": "x"}, "15文字以上にしてください。"),
        ("aiko", "/ja/account", {"name": "Aiko Tanaka", "lang": "xx"}, "一覧から選んでください。"),
        ("aiko", "/ja/account", {"name": "Aiko Tanaka", "lang": "ja", "birth_date": "soon"}, "日付を入力してください(例：2026-03-01)。"),
        ("aiko", "/ja/account", {"name": "A" * 900, "lang": "ja"}, "文字以内で入力してください。"),
        ("aiko", "/ja/account/tokens", {"name": "Script", "scopes": "everything"}, "一覧から選んでください。"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_form_is_told_in_japanese(visit, who, path, typed, told):
    page = visit(who).open("/ja/account" if who else path)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.html)[1]
    answer = page.client.post(path, data={**typed, "csrf_token": token})
    assert answer.status_code == 422 and told in answer.text
