"""A course to take along, as the pages offer it: on one page, in one file, as a PDF."""

import re

import pytest

from lms.services import jobs
from tests.services.test_attempts import finish_course

PATHS = ("print", "file")
KEYS = ("Somebody must know where to look", "Then nobody knows.", "A plan is told", "You will be asked for them", "must_pass", "data-key")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_whole_course_is_there_without_a_key_and_without_a_name(visit, house, cast, path, lang):
    finish_course(house, cast.aiko)
    page = visit("aiko").open(f"/{lang}/courses/field-basics/{path}")
    assert page.status == 200 and page.html == visit("bayo").open(f"/{lang}/courses/field-basics/{path}").html == visit().open(page.url).html
    assert [word for word in (*KEYS, "Aiko", "愛子", "aiko@example.org", cast.aiko.id, "csrf") if word in page.html] == []
    for said in {"en": ("Plan the day", "On the way", "The closed bridge", "What do you do", "Check-in", "A field handbook", "does not certify practical skill"),
                 "ja": ("一日を計画する", "移動中に", "閉まった橋", "最初に", "定時連絡", "A field handbook", "実技")}[lang]:  # fmt: skip
        assert page.has(said), said


@pytest.mark.parametrize("path", PATHS)
def test_every_link_inside_leads_to_one_place(visit, path):
    html = visit().open(f"/en/courses/field-basics/{path}").html
    anchors = re.findall(r' id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors) and {"m1", "l1", "q1", "s2", "s2-1", "s2-5"} <= set(anchors)


def test_the_file_asks_for_nothing_and_is_as_large_as_was_said(visit):
    shown = visit().open("/en/courses/field-basics")
    shown.follow("One file for a memory stick")
    assert shown.headers["Content-Disposition"] == 'attachment; filename="field-basics-en-edition-1.html"'
    assert re.findall(r'\ssrc="(?!data:)|<link|<script|url\(|@import', shown.html) == []
    assert "data:image/svg+xml;base64," in shown.html and "<style>" in shown.html
    size = -(-len(shown.html.encode()) // 1000)
    assert visit().open("/en/courses/field-basics").has(f"HTML, {size} kB")


def test_the_page_to_print_breaks_no_rule_of_its_own_policy(visit):
    page = visit().open("/en/courses/field-basics").follow("The whole course on one page")
    assert "<style" not in page.html and "<script" not in page.html and " style=" not in page.html and '<img alt="A bag with a bottle' in page.html
    assert page.follow("Back to the course").url == "/en/courses/field-basics"


def test_a_pdf_is_asked_for_made_and_taken(visit, house):
    page = visit("aiko").open("/en/courses/field-basics").press("Make the PDF")
    assert page.has("It is being made.") and visit("bayo").open("/en/courses/field-basics").has("It is being made.")
    assert visit("aiko").open("/en/courses/field-basics/booklet.pdf").status == 409
    assert jobs.run_one(house, jobs.SLOW)
    for who in ("", "bayo"):
        page = visit(who).open("/en/courses/field-basics").follow("The whole course as a PDF")
        assert page.headers["Content-Disposition"] == 'attachment; filename="field-basics-en-edition-1.pdf"'
        assert page.headers["Content-Type"] == "application/pdf" and page.status == 200
    assert re.search(r"PDF, \d+ kB", visit().open("/en/courses/field-basics").text)


def test_who_has_not_signed_in_is_asked_to(visit):
    page = visit().open("/en/courses/field-basics")
    assert not page.has("Make the PDF") and page.follow("Sign in to have it made").url.startswith("/en/sign-in?next=")


@pytest.mark.parametrize("path", [*PATHS, "booklet.pdf"])
def test_an_unknown_course_has_no_booklet(visit, path):
    assert visit("aiko").open(f"/en/courses/nowhere/{path}").status == 404
