"""JSON for programs: described, strict, and no more than what the pages say."""

import json
import re

import pytest
from openapi_spec_validator import validate
from sqlalchemy import event as listen

from lms.services import attempts, people, record
from tests.services.test_attempts import COURSE, do, event, finish_course

HOSTILE = [
    "[]", "null", "1", '"x"', "{", "", '{"events": NaN}', '{"events": 1e999, "x": Infinity}', '{"events": [], "events": []}', '{"events": "\\ud800"}',
    "[" * 100_000, '{"events": [], "x": ' + "[" * 60 + "]" * 60 + "}", '{"events": 100000000000000000000}', '{"events": [], "device": 7}', "\xff\xfe", '{"events": {}}',
]  # fmt: skip


@pytest.fixture
def session(visit):
    """A signed-in client, and a way to post JSON as the page's script does."""
    client = visit("aiko").client

    def post(path, body, kind="application/json", **headers):
        csrf = client.get("/api/v1/session").json["csrf"]
        return client.post(path, data=body if isinstance(body, (str, bytes)) else json.dumps(body), content_type=kind, headers={"X-CSRFToken": csrf, **headers})

    return client, post


def test_the_description_is_valid_and_names_every_path(app, visit):
    document = visit().client.get("/api/v1/openapi.json").json
    validate(document)
    real = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    named = {path.replace("{", "<").replace("}", ">") for path in document["paths"]}
    assert {re.sub(r"<\w+:", "<", rule) for rule in real} == named


def matches(schema, value, schemas, place="$"):
    """Whether a value has the shape that the description gives."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    wanted = schema.get("type", [])
    wanted = wanted if isinstance(wanted, list) else [wanted]
    assert not wanted or isinstance(value, tuple(kinds[one] for one in wanted)), (place, value, wanted)
    assert "enum" not in schema or value in schema["enum"], (place, value)
    if isinstance(value, dict):
        assert set(schema.get("required", [])) <= set(value), (place, set(value))
        for key, one in value.items():
            assert not schema.get("properties") or key in schema["properties"], (place, key)
            matches(schema.get("properties", {}).get(key, {}), one, schemas, f"{place}.{key}")
    if isinstance(value, list):
        for one in value:
            matches(schema.get("items", {}), one, schemas, place + "[]")


def test_answers_have_the_shape_that_is_described(house, cast, visit):
    finish_course(house, cast.aiko)
    aiko, emi = visit("aiko").client, visit("emi").client
    document = aiko.get("/api/v1/openapi.json").json
    code = do(house, cast.aiko, record.show, writes=False).certificates[0].code
    paths = {
        "/api/v1/courses": aiko, "/api/v1/courses/field-basics": aiko, "/api/v1/progress": aiko, "/api/v1/eligibility": aiko,
        f"/api/v1/people/{cast.aiko.id}/eligibility": emi, f"/api/v1/certificates/{code}": visit().client, "/api/v1/session": aiko,
    }  # fmt: skip
    for path, client in paths.items():
        template = path.replace("field-basics", "{course}").replace(cast.aiko.id, "{person}").replace(code, "{code}")
        schema = document["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        reply = client.get(path)
        assert reply.status_code == 200
        matches(schema, reply.json, document["components"]["schemas"])


def test_a_verdict_comes_with_its_proof(house, cast, visit):
    finish_course(house, cast.aiko)
    page = visit("aiko").client.get("/api/v1/eligibility?day=2026-06-01&p-danger_level=3").json["duties"][0]
    assert (page["met"], page["day"], page["situation"], page["next"]) == (False, "2026-06-01", {"danger_level": 3}, ["heat"])
    rules = {one["rule"]: one for one in page["proof"]["children"]}
    assert rules["course"]["evidence"][0]["name"] == "field-basics" and rules["heat"]["reason"]["cause"] == "missing"
    assert rules["language"]["status"] == "heard" and not rules["language"]["decides"]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_body_that_makes_no_sense_is_a_problem_and_never_a_crash(house, cast, session, body):
    client, post = session
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    reply = post(f"/api/v1/attempts/{attempt}/answers", body.encode("latin-1") if body == "\xff\xfe" else body)
    assert reply.status_code == 422 and reply.content_type == "application/problem+json" and reply.json["detail"]


def test_limits_of_size_and_type_are_told(house, cast, session):
    client, post = session
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    path = f"/api/v1/attempts/{attempt}/answers"
    assert post(path, {"events": [], "x": "x" * 1_100_000}).status_code == 422
    assert post(path, "x" * 3_000_000).status_code == 413
    assert post(path, "events=1", kind="application/x-www-form-urlencoded").status_code == 422
    many = post(path, {"device": "d", "events": [event("m1-first", "tell", seq) for seq in range(1, 500)]})
    assert many.status_code == 422 and "at most 200" in many.json["detail"]


def test_fields_that_only_the_server_sets_are_ignored_or_refused(house, cast, session):
    client, post = session
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    extra = {"passed": True, "points": 99, "score": 100, "person_id": cast.bayo.id, "submitted_at": "2026-01-01"}
    reply = post(f"/api/v1/attempts/{attempt}/answers", {"device": "d", **extra, "events": [{**event("m1-first", "drive", 1), **extra}]})
    assert reply.status_code == 200
    do(house, cast.aiko, attempts.submit, attempt)
    assert client.get("/api/v1/progress").json["courses"][0]["steps"][2]["percent"] == 0


def test_somebody_elses_attempt_and_no_attempt_look_the_same(house, cast, session):
    client, post = session
    other = do(house, cast.bayo, attempts.start, COURSE, "m1")
    replies = [post(f"/api/v1/attempts/{one}/answers", {"events": []}) for one in (other, "0199c0de-0000-7000-8000-000000000001")]
    assert [one.status_code for one in replies] == [404, 404] and replies[0].json == replies[1].json


def test_a_token_reads_within_its_scopes_and_opens_no_page(house, cast, visit):
    token = do(house, cast.aiko, people.make_token, "Script", ("eligibility",))
    client = visit().client
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/eligibility", headers=bearer).status_code == 200
    assert client.get("/api/v1/progress", headers=bearer).status_code == 403
    assert client.get("/api/v1/eligibility", headers={"Authorization": "Bearer hato_nonsense"}).status_code == 401
    assert client.get("/en/account", headers=bearer).status_code in (302, 403)
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    assert client.post(f"/api/v1/attempts/{attempt}/answers", json={"events": []}, headers=bearer).status_code == 404


def test_every_reply_carries_the_headers_that_protect(visit):
    for path in ("/en/", "/en/nothing", "/api/v1/courses", "/static/hato.css", "/healthz"):
        headers = visit().client.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"] and "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff" and "Server" not in headers
    assert visit("aiko").client.get("/en/record").headers["Cache-Control"] == "no-store"


def test_a_lesson_costs_a_signed_in_reader_four_statements_at_most(house, cast, visit):
    page = visit("aiko")
    page.open("/en/courses/field-basics").follow("Start lesson 1").press("Done")
    counted = []
    listen.listen(house.store.reader, "before_cursor_execute", lambda c, k, statement, *rest: counted.append(statement))
    for path in ("/en/courses/field-basics/lessons/m1/01-plan", "/ja/courses/field-basics/lessons/m2/01-road"):
        page.open(path)
        counted.clear()
        page.open(path)
        selects = [one for one in counted if one.startswith("SELECT")]
        assert 0 < len(selects) <= 4, selects


def test_an_answer_costs_four_statements_at_most(house, cast, session):
    client, post = session
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    post(f"/api/v1/attempts/{attempt}/answers", {"device": "d", "events": [event("m1-first", "tell", 1)]})
    csrf, counted = client.get("/api/v1/session").json["csrf"], []
    for engine in (house.store.reader, house.store.writer) if house.store.sqlite else (house.store.writer,):
        listen.listen(engine, "before_cursor_execute", lambda c, k, statement, *rest: counted.append(statement))
    body = {"device": "d", "events": [event("m1-minutes", "30", 2)]}
    assert client.post(f"/api/v1/attempts/{attempt}/answers", json=body, headers={"X-CSRFToken": csrf}).json["done"]
    assert len([one for one in counted if one.startswith(("SELECT", "INSERT", "UPDATE"))]) <= 4, "\n".join(counted)
