"""Booklets: the whole course without a key and without a name, and a PDF that is made once."""

import io
import time
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from lms.adapters.sanitizer import TAGS
from lms.domain.booklets import bound
from lms.domain.permissions import Action
from lms.errors import Busy, Conflict, Forbidden, NotFound
from lms.services import booklets, jobs, record, worker
from lms.services.work import work_in
from lms.store import jobs as job_store
from tests.adapters.hostile_markdown import BLOCKS, ONE_LINE
from tests.services.test_attempts import COURSE, at_once, do, finish_course

SECRETS = (
    "Somebody must know where to look", "Then nobody knows", "A plan is told", "You will be asked for them", "must_pass",
)  # fmt: skip


def read(house, actor, course=COURSE, lang="en", **more):
    with work_in(house, actor, lang) as uow:
        return booklets.read(uow, course, **more)


def bind(page):
    """A plain page of a booklet, for tests that are about its making."""
    chapters = "".join(f"<h2>{one.title}</h2>{one.html}" for part in page.parts for one in part.chapters)
    return f'<!doctype html><html lang="{page.lang}"><head><title>{page.title}</title></head><body><h1>{page.title}</h1>{chapters}</body></html>'.encode()


def ask(house, actor, lang="en"):
    page = read(house, actor, lang=lang, inside=True)
    with work_in(house, actor, lang, writes=True) as uow:
        booklets.ask(uow, page.edition, bind(page))


def offer(house, actor, lang="en"):
    with work_in(house, actor, lang) as uow:
        return booklets.offer(uow, COURSE, bind)


def download(house, actor, lang="en"):
    with work_in(house, actor, lang) as uow:
        return booklets.download(uow, COURSE, bind)


def waiting(house):
    with work_in(house) as uow:
        uow.authorize(Action.READ_STATUS)
        return job_store.waiting(uow.db)[0]


def test_every_lesson_scenario_and_quiz_stands_in_its_module(house, cast):
    first, second = read(house, cast.aiko).parts
    assert [one.lesson.key for one in first.chapters] == ["m1/01-plan", "m1/02-pack"] and first.sheet and not first.story
    assert [one.lesson.key for one in second.chapters] == ["m2/01-road"] and second.sheet and second.story
    assert [one.mark for one in (*first.chapters, *second.chapters)] == ["l1", "l2", "l3"]
    assert first.chapters[0].unreviewed and not first.chapters[1].unreviewed and second.story.unreviewed


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_key_and_no_feedback_of_a_question_is_in_it(house, cast, lang):
    page = read(house, cast.aiko, lang=lang, inside=True)
    said = repr([part.sheet for part in page.parts])
    assert [one for one in (*SECRETS, "探す人が必要です", "right=True", "accepted") if one in said] == []
    assert [len(part.sheet.items) for part in page.parts] == [4, 3]


def test_the_lines_of_an_ordering_question_do_not_stand_in_their_right_order(house, cast):
    items = {one.key: one for part in read(house, cast.aiko).parts for one in part.sheet.items}
    assert [one.key for one in items["m2-order"].options] != ["stop", "look", "decide"]


def test_it_is_the_same_for_everybody(house, cast):
    assert read(house, cast.aiko) == read(house, cast.grace)
    finish_course(house, cast.aiko)
    assert read(house, cast.aiko) == read(house, cast.bayo)


def test_what_comes_of_a_choice_stands_only_where_it_leads(house, cast):
    story = read(house, cast.aiko).parts[1].story
    sections = {one.number: one for one in story.sections}
    for section in story.sections:
        for way in section.onward:
            assert way.number > section.number and not way.feedback
            (there,) = [one for one in sections[way.number].came if (one.number, one.chosen) == (section.number, way.chosen)]
            assert there.feedback and there.feedback not in section.html
    assert sorted(one.end for one in story.sections) == ["", "", "bad", "good", "mixed"]


def test_a_lesson_that_is_not_translated_comes_in_english_and_says_so(house, cast):
    first = read(house, cast.aiko, lang="ja").parts[0].chapters
    assert [(one.lang, one.title) for one in first] == [("ja", "一日を計画する"), ("en", "Pack the bag")]


def test_pictures_come_along_or_leave_their_description(house, cast, monkeypatch):
    assert 'src="/media/' in read(house, cast.aiko).parts[0].chapters[1].html
    assert 'src="data:image/svg+xml;base64,' in read(house, cast.aiko, inside=True).parts[0].chapters[1].html
    monkeypatch.setattr(booklets.store, "pictures", lambda db, edition_id: {})
    html = read(house, cast.aiko, inside=True).parts[0].chapters[1].html
    assert "src=" not in html and 'alt="A bag with a bottle and a torch"' in html


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_hostile_lessons_stay_clean(house):
    for html in house.renderer.render([*ONE_LINE, *BLOCKS]):
        tags = Tags()
        tags.feed(bound(html, "l1", "https://x.org/en/courses/c/lessons/m/l", {}, {}))
        for tag, given in tags.found:
            assert tag in TAGS | {"h5", "h6"} and not [name for name in given if name.startswith("on") or name in ("style", "srcset")]
            assert given.get("href", "#").startswith(("http://", "https://", "mailto:", "#")), given


def test_the_pdf_is_asked_for_made_once_and_then_everybodys(house, cast):
    assert (offer(house, cast.aiko).state, offer(house, cast.aiko).bytes) == ("", len(bind(read(house, cast.aiko, inside=True))))
    with pytest.raises(Conflict, match="has not been made yet"):
        download(house, cast.aiko)
    ask(house, cast.aiko)
    ask(house, cast.bayo)
    assert waiting(house) == 1 and offer(house, cast.bayo).state == "waiting"
    assert jobs.run_one(house, jobs.SLOW) and not jobs.run_one(house, jobs.SLOW)
    pdf, number = download(house, cast.bayo)
    assert pdf.startswith(b"%PDF-") and number == 1 and (offer(house, cast.aiko).pdf, offer(house, cast.aiko).state) == (len(pdf), "made")
    ask(house, cast.aiko)
    assert waiting(house) == 0


def test_each_language_has_its_own_and_japanese_can_be_read_out(house, cast):
    ask(house, cast.aiko, "ja")
    jobs.run_one(house, jobs.SLOW)
    with pytest.raises(Conflict):
        download(house, cast.aiko, "en")
    reader = PdfReader(io.BytesIO(download(house, cast.aiko, "ja")[0]))
    assert reader.trailer["/Root"]["/Lang"] == "ja" and "現地活動の基礎" in reader.pages[0].extract_text()


def test_many_who_ask_at_once_make_one_job(house, cast):
    found = at_once(8, lambda number: ask(house, cast.aiko if number % 2 else cast.bayo))
    assert [one for one in found if one is not None] == [] and waiting(house) == 1


def test_certificates_do_not_wait_for_a_booklet(house, cast):
    ask(house, cast.aiko)
    finish_course(house, cast.bayo)
    assert jobs.run_one(house)
    while jobs.run_one(house):
        pass
    assert waiting(house) == 1 and offer(house, cast.aiko).state == "waiting"


def test_the_worker_makes_booklets_beside_everything_else(house, cast):
    ask(house, cast.aiko)
    finish_course(house, cast.bayo)
    stop = worker.start(house, alone=True)
    try:
        for _ in range(600):
            if waiting(house) == 0:
                break
            time.sleep(0.1)
    finally:
        stop()
    assert offer(house, cast.aiko).state == "made" and do(house, cast.bayo, record.show, writes=False).certificates[0].ready


def test_a_pdf_that_fails_is_said_to_and_tried_again(house, cast, clock, monkeypatch):
    ask(house, cast.aiko)
    with monkeypatch.context() as broken:
        broken.setattr(type(house.pdf), "booklet", lambda *given: (_ for _ in ()).throw(Busy("Not now.")))
        for _ in range(2):
            assert jobs.run_one(house, jobs.SLOW)
            clock.forward(minutes=5)
        assert offer(house, cast.aiko).state == "failing"
    assert jobs.run_one(house, jobs.SLOW) and offer(house, cast.aiko).state == "made"


def test_a_review_that_lapses_asks_for_another_print(house, cast, monkeypatch):
    def said(page):
        return bind(page) + repr([one.unreviewed for part in page.parts for one in part.chapters]).encode()

    def offered():
        with work_in(house, cast.aiko) as uow:
            return booklets.offer(uow, COURSE, said).bytes

    assert offered() == len(said(read(house, cast.aiko, inside=True)))
    monkeypatch.setattr(booklets, "review_missing", lambda one, today: False)
    assert offered() == len(said(read(house, cast.aiko, inside=True)))


def test_only_who_has_signed_in_asks_and_an_unknown_course_is_not_found(house, cast):
    page = read(house, cast.aiko)
    with pytest.raises(Forbidden), work_in(house, writes=True) as uow:
        booklets.ask(uow, page.edition, b"x")
    for service in (lambda uow: booklets.read(uow, "nowhere"), lambda uow: booklets.offer(uow, "nowhere", bind), lambda uow: booklets.download(uow, "nowhere", bind)):
        with pytest.raises(NotFound):
            do(house, cast.aiko, service, writes=False)
