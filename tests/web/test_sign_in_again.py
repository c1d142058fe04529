"""Signing in from a page that is open: the same checks as the sign-in page, told as JSON."""

import pytest

from tests.stage import PASSWORD

AIKO = {"email": "aiko@example.org", "password": PASSWORD}


@pytest.fixture
def post(visit):
    client = visit().client

    def send(body, **headers):
        csrf = client.get("/api/v1/session").json["csrf"]
        return client.post("/api/v1/session", json=body, headers={"X-CSRF-Token": csrf, **headers})

    return client, send


def test_the_right_password_signs_in_and_the_token_before_is_stale(post, cast):
    client, send = post
    before = client.get("/api/v1/session").json["csrf"]
    assert send(AIKO).json == {"uid": cast.aiko.id}
    now = client.get("/api/v1/session").json
    assert now["uid"] == cast.aiko.id and client.get("/en/record").status_code == 200
    assert client.post("/en/sign-out", data={"csrf_token": before}).status_code == 400
    assert client.post("/en/sign-out", data={"csrf_token": now["csrf"]}).status_code == 303


BAD = {
    "a wrong password": ({**AIKO, "password": "wrong"}, "not right"), "nobody of that name": ({**AIKO, "email": "nobody@example.org"}, "not right"),
    "no password": ({"email": "aiko@example.org"}, "Enter your password"), "nothing": ({}, "Enter your e-mail"), "numbers": ({"email": 1, "password": 2}, "Enter your"),
    "lists": ({"email": ["aiko@example.org"], "password": [PASSWORD]}, "Enter your"), "NUL": ({**AIKO, "email": "a\0@example.org"}, "not right"),
    "half a character": ({**AIKO, "password": "\ud800"}, "half a character"), "a list": ([], "an object"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_right_is_told_and_signs_nobody_in(post, name):
    client, send = post
    body, why = BAD[name]
    reply = send(body)
    assert (reply.status_code, reply.content_type) == (422, "application/problem+json") and why in reply.json["detail"]
    assert "Set-Cookie" not in reply.headers or "hato=" not in reply.headers["Set-Cookie"]
    assert client.get("/api/v1/session").json["uid"] == ""


def test_the_reason_comes_in_the_language_of_the_page(post):
    _, send = post
    assert "パスワード" in send({**AIKO, "password": "wrong"}, **{"Accept-Language": "ja"}).json["detail"]


def test_guessing_is_stopped_as_on_the_sign_in_page(post):
    _, send = post
    found = [send({**AIKO, "password": f"guess {number}"}) for number in range(12)]
    last = found[-1]
    assert last.status_code == 429 and int(last.headers["Retry-After"]) > 0 and "Too many tries" in last.json["detail"]
    assert send(AIKO).status_code == 429


def test_without_the_token_nobody_is_signed_in(post):
    client, _ = post
    assert client.post("/api/v1/session", json=AIKO).status_code == 400
    assert client.post("/api/v1/session", data=AIKO, content_type="text/plain").status_code == 400
