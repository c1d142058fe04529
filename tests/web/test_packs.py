"""Packs of courses: the same pages as nobody sees them, whole, compressed, and without anything that is not everybody's."""

import gzip
import json
import re
from html import unescape

import pytest

from lms.app import create_app, open_house
from lms.config import Config
from lms.domain.languages import text
from lms.domain.packs import practice
from lms.services import editions, lessons, publishing, schema
from lms.services.work import work_in
from lms.web import packs
from tests.conftest import token_of
from tests.services.test_attempts import COURSE, do, finish_course
from tests.stage import CAST, ROOT

PACK = f"/en/courses/{COURSE}/pack"


def fetch(app, url=PACK, token="", **headers):
    """A pack as a browser gets it."""
    client = app.test_client()
    if token:
        client.set_cookie("hato", token)
    return client.get(url, headers={"Accept-Encoding": "gzip", **headers})


def read(response):
    return json.loads(gzip.decompress(response.data))


def feedback(app, course):
    """What a paper never shows: feedback of items and options, accepted words."""
    house = app.extensions["house"]
    with work_in(house) as uow:
        uow.asked = True
        edition = editions.latest(uow, course)
    texts = set()
    for key in edition.course.quizzes:
        for item in edition.quiz(key).items:
            for words in (item.feedback, *(one.feedback for one in item.options)):
                texts |= {text(words, lang).strip() for lang in words}
    return edition, {one for one in texts if len(one) > 12}


def plain(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def check_pack(app, course, lang):
    """Nothing in a pack is anybody's, and no page of a quiz tells what is right."""
    edition, told = feedback(app, course)
    pack = read(fetch(app, f"/{lang}/courses/{course}/pack"))
    pages = {one["url"].split(f"/courses/{course}")[1]: one["html"] for one in pack["pages"]}
    assert len(pages) == 1 + len(edition.course.lessons) + len(edition.course.quizzes) + len(edition.course.scenarios)
    everything = "".join(pages.values())
    for word in ("csrf", "data-uid", "data-sign-out", *(name for name, _, _ in CAST.values())):
        assert word not in everything, word
    sheets = "".join(pages[f"/quizzes/{key}"] for key in edition.course.quizzes)
    words = plain(sheets)
    for one in told:
        assert plain(one) not in words, one
    assert not re.search(r"<(input|option)[^>]* (checked|selected)", sheets)
    for key in edition.course.quizzes:
        items = edition.quiz(key).items
        can = practice(edition.course, edition.quiz(key))
        assert [item.key for item in items if f'data-item="{item.key}"' in pages[f"/quizzes/{key}"]] == ([item.key for item in items] if can else [])
    return pack


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_no_pack_of_the_small_content_holds_a_key_feedback_a_name_or_a_token(app, house, cast, lang):
    finish_course(house, cast.aiko)
    pack = check_pack(app, COURSE, lang)
    assert 'value="stop"' not in "".join(one["html"] for one in pack["pages"])


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The web side of a house with the courses that ship."""
    data = tmp_path_factory.mktemp("shipped")
    config = Config(home=ROOT, data=data, database_url=f"sqlite:///{data}/hato.db")
    house = open_house(config)
    schema.upgrade(house)
    publishing.publish_all(house)
    yield create_app(config, house)
    for one in (house.renderer.child, house.pdf.child, house.store):
        one.close()


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("course", ["handbook", "peacebuilding", "pre-dispatch", "security-management"])
def test_no_pack_of_the_shipped_content_holds_a_key_feedback_a_name_or_a_token(shipped, course, lang):
    assert len(check_pack(shipped, course, lang)["files"]) >= 5


def test_a_pack_is_the_same_for_everybody_who_is_on_the_same_edition(app, house, cast):
    do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan")
    assert read(fetch(app)) == read(fetch(app, token=token_of(house, "aiko"))) == read(fetch(app, token=token_of(house, "grace")))


def test_a_pack_names_every_file_its_pages_show_with_its_size(app):
    pack = read(fetch(app))
    client = app.test_client()
    assert {one["url"].split("?")[0] for one in pack["files"]} >= {"/static/hato.css", "/static/hato.js", "/static/device.js", "/static/practice.js"}
    assert any(one["url"].startswith("/media/") for one in pack["files"])
    for one in pack["files"]:
        answer = client.get(one["url"])
        assert (answer.status_code, len(answer.data)) == (200, one["bytes"]), one
        assert "immutable" in answer.headers["Cache-Control"]
    assert pack["bytes"] == sum(one["bytes"] for one in pack["files"])


def test_a_kept_page_carries_the_headers_of_the_site(app):
    pack = read(fetch(app))
    live = app.test_client().get(f"/en/courses/{COURSE}")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Content-Type"):
        assert pack["headers"][name] == live.headers[name]


def test_a_pack_is_named_by_its_version_and_not_sent_twice(app):
    first = fetch(app)
    version = read(first)["version"]
    assert first.headers["Cache-Control"] == "no-cache" and first.headers["ETag"] == f'"{version}"'
    assert fetch(app, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "immutable" in fetch(app, f"{PACK}?v={version}").headers["Cache-Control"] and fetch(app, f"{PACK}?v=older").headers["Cache-Control"] == "no-cache"
    plain_one = app.test_client().get(PACK)
    assert json.loads(plain_one.data) == read(first) and "Content-Encoding" not in plain_one.headers


def test_the_size_is_what_will_come_over_the_line(app):
    told = app.test_client().get(f"{PACK}/size").json
    sent = fetch(app)
    pack = read(sent)
    assert told == {"version": pack["version"], "title": "Field basics", "pages": len(pack["pages"]), "text": len(sent.data), "files": pack["bytes"]}


def test_a_pack_is_made_once_for_each_edition_and_language(app, monkeypatch):
    made = []
    real = packs._make
    monkeypatch.setattr(packs, "_make", lambda edition: made.append(edition) or real(edition))
    for url in (PACK, PACK, PACK.replace("/en/", "/ja/"), f"{PACK}/size", PACK):
        fetch(app, url)
    assert len(made) == 2


def test_a_course_that_is_none_has_no_pack(app):
    assert fetch(app, "/en/courses/none/pack").status_code == 404 and fetch(app, "/en/courses/none/pack/size").status_code == 404


def test_the_worker_names_hashed_files_and_nobodys_pages_and_changes_with_them(app):
    answer = app.test_client().get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache" and answer.mimetype == "text/javascript" and "%" not in answer.text.split("\n")[1]
    core = json.loads(re.search(r"CORE = (\[.*?\]);", answer.text)[1])
    assert all("?v=" in one for one in core if one.startswith("/static/")) and core[-2:] == ["/en/offline", "/ja/offline"]
    assert len(gzip.compress((ROOT / "static/sw.js").read_bytes(), 9)) <= 2048


def test_the_page_for_a_lost_line_is_the_same_for_everybody(app, house):
    client = app.test_client()
    client.set_cookie("hato", token_of(house, "aiko"))
    signed = client.get("/en/offline")
    assert signed.text == app.test_client().get("/en/offline").text and "Aiko" not in signed.text and "csrf" not in signed.text


def test_signing_out_clears_what_the_browser_cached_and_not_what_is_unsent(app, house):
    client = app.test_client()
    client.set_cookie("hato", token_of(house, "aiko"))
    csrf = client.get("/api/v1/session").json["csrf"]
    assert client.post("/en/sign-out", data={"csrf_token": csrf}).headers["Clear-Site-Data"] == '"cache"'


SCRIPTS = {"course": ("hato", "keep"), "lesson": ("hato", "device"), "quiz": ("hato", "practice"), "no line": ("hato", "keep")}


@pytest.mark.parametrize("page", SCRIPTS)
def test_the_scripts_of_a_page_stay_small_together(page):
    assert sum(len(gzip.compress((ROOT / f"static/{name}.js").read_bytes(), 9)) for name in SCRIPTS[page]) <= 10 * 1024


@pytest.mark.parametrize("name", ["keep", "device", "practice", "download"])
def test_what_a_script_says_stands_in_the_strings_of_its_page_and_nothing_is_run_as_text(name):
    script = (ROOT / f"static/{name}.js").read_text()
    strings = (ROOT / "templates/parts/keep.html").read_text()
    for word in re.findall(r'say\((?:\w+ \? )?"(\w+)"', script) + re.findall(r'say\(\w+ \? "\w+" : "(\w+)"', script):
        assert f'"{word}":' in strings, word
    for way in ("eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"):
        assert way not in script


def send(app, house, who, path, body, uid=None):
    client = app.test_client()
    if who:
        client.set_cookie("hato", token_of(house, who))
    session = client.get("/api/v1/session").json
    return client.post(path, json={"uid": session["uid"] if uid is None else uid, **body}, headers={"X-CSRFToken": session["csrf"]})


DONE = f"/api/v1/courses/{COURSE}/lessons/m1/01-plan/done"


def test_a_lesson_is_brought_by_whom_it_was_done_and_by_nobody_else(app, house, cast):
    assert send(app, house, "aiko", DONE, {}).json == {"done": True} == send(app, house, "aiko", DONE, {}).json
    assert send(app, house, "bayo", DONE, {}, cast.aiko.id).status_code == 403
    assert send(app, house, "", DONE, {}).status_code == 401 == send(app, house, "", DONE, {}, cast.aiko.id).status_code
    assert send(app, house, "aiko", DONE.replace("01-plan", "99-x"), {}).status_code == 404


@pytest.mark.parametrize("body", [{"uid": 1}, {"uid": None}, {"uid": []}])
def test_a_body_that_makes_no_sense_is_told_so(app, house, body):
    answer = send(app, house, "aiko", DONE, body)
    assert answer.status_code == 422 and answer.json["problems"] == {"uid": "Send `uid`, a text."}
