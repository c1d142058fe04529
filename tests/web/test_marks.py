"""Gaps, essays and marks in the browser, without a script."""

import re

import pytest
from markupsafe import Markup

from lms.web.markup import with_gaps
from tests.conftest import token_of
from tests.services.test_marks import RIGHT, mark, write

QUIZ = "/en/courses/reports/quizzes/first"


@pytest.fixture
def pages(written, app):
    """A browser for somebody of the cast, on the course of written answers."""
    def begin(who):
        client = app.test_client()
        client.set_cookie("hato", token_of(written, who))
        return client

    return begin


def csrf(client):
    return client.get("/api/v1/session").json["csrf"]


def begin(client):
    return client.post(QUIZ, data={"csrf_token": csrf(client)}).headers["Location"]


def test_gaps_stand_in_the_sentence_as_named_fields(pages):
    client = pages("aiko")
    page = client.get(begin(client)).text
    assert re.search(r'Call every <input [^>]*name="q-calls-every"[^>]*aria-label="Gap 1"[^>]*> minutes', page)
    assert re.search(r'<strong><input [^>]*name="q-calls-channel"[^>]*aria-label="Gap 2"', page)
    assert "{every}" not in page and "half an hour" not in page and "Words so far" in page


def test_a_text_with_too_many_words_stays_on_the_page(pages):
    client = pages("aiko")
    url = begin(client)
    long = "<b>one</b> " * 13
    reply = client.post(url, data={"csrf_token": csrf(client), "seen": "0", "q-story": long, "q-calls-every": '"30"'})
    assert reply.status_code == 422 and "it has 13 words" in reply.text
    assert "&lt;b&gt;one&lt;/b&gt; " * 12 in reply.text and "<b>one" not in reply.text and "&#34;30&#34;" in reply.text
    check = client.get(f"{url}/check").text
    assert "Call every ___ minutes" in check


def test_a_text_is_written_marked_and_read_again(pages, written, cast):
    attempt = write(written, cast.aiko)
    learner, trainer = pages("aiko"), pages("chiara")
    assert "Not final yet" in learner.get(f"/en/attempts/{attempt}/review").text
    assert "Waits for a mark" in learner.get(QUIZ).text and "A trainer is marking it" in learner.get("/en/courses/reports").text
    queue = trainer.get("/en/teach/marks").text
    assert f"/en/teach/marks/{attempt}/story" in queue and "Aiko" not in queue
    url = f"/en/teach/marks/{attempt}/story"
    page = trainer.get(url).text
    assert "The bridge is closed.\nI turn back." in page and "Aiko" not in page
    typed = {"csrf_token": csrf(trainer), "seen": "0", "points-facts": "7", "points-next": "1", "comment": "Well <seen>."}
    refused = trainer.post(url, data=typed)
    assert refused.status_code == 422 and "from 0 to 2" in refused.text and "Well &lt;seen&gt;." in refused.text
    assert trainer.post(url, data={**typed, "points-facts": "2"}).status_code == 303
    conflict = trainer.post(url, data={**typed, "points-facts": "1", "comment": "My own words"})
    assert conflict.status_code == 409 and "Somebody else has marked" in conflict.text and "My own words" in conflict.text
    review = learner.get(f"/en/attempts/{attempt}/review").text
    assert "Comment of the trainer" in review and "Well &lt;seen&gt;." in review and "10 of 10 points" in review
    assert "Aiko" in trainer.get(url).text and "Marked last" in trainer.get("/en/teach/marks").text


def test_the_review_shows_what_each_gap_got_and_wanted(pages, written, cast):
    attempt = write(written, cast.aiko, {**RIGHT, "calls": {"every": "30", "channel": "nine"}})
    mark(written, cast.chiara, attempt)
    review = pages("aiko").get(f"/en/attempts/{attempt}/review").text
    assert "Call every <b>(1)</b> minutes" in review and "eight / 8" in review and "nine" in review


def test_a_trainer_sees_what_fills_the_gaps_and_what_an_essay_is_marked_by(pages):
    page = pages("chiara").get("/en/teach/quizzes/reports/first").text
    assert "{channel} → eight / 8" in page and "The facts come first (2)" in page


def test_a_gap_stands_where_it_is_written_and_never_inside_a_tag():
    html = with_gaps('<a href="/{a}?x=>">x</a> {b} and {a}, {c', ["b", "a", "c"], lambda key, number: Markup("<i {}-{}>").format(key, number))
    assert html == '<a href="/{a}?x=>">x</a> <i b-1> and <i a-2>, {c<i c-3>'
