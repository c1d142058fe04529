"""The description of the API, in OpenAPI 3.1."""

from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

bp = Blueprint("api_openapi", __name__, url_prefix="/api/v1")


@bp.get("/openapi.json")
def document() -> ResponseReturnValue:
    """The document."""
    return jsonify(describe(current_app.config["SITE"]["name"]))


def describe(site: str) -> dict[str, Any]:
    """Every path with what it takes, gives and needs."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site} API",
            "version": "1",
            "description": "Reading needs no account; what is personal needs a sign-in or a token with the scope named.",
        },
        "servers": [{"url": "/"}],
        "paths": PATHS,
        "components": {"securitySchemes": SECURITY, "schemas": SCHEMAS, "responses": {"Problem": PROBLEM}},
    }


def _get(summary: str, schema: str, parameters: tuple[dict[str, Any], ...] = (), scope: str = "") -> dict[str, Any]:
    """One readable path."""
    good = {"description": summary, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}
    found: dict[str, Any] = {
        "summary": summary,
        "parameters": list(parameters),
        "responses": {"200": good, "default": {"$ref": "#/components/responses/Problem"}},
    }
    return found | ({"security": [{"cookie": []}, {"token": [scope]}]} if scope else {})


def _text(summary: str, parameters: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """One readable path that gives plain text."""
    good = {"description": summary, "content": {"text/plain": {"schema": {"type": "string"}}}}
    return {"summary": summary, "parameters": list(parameters), "responses": {"200": good, "default": {"$ref": "#/components/responses/Problem"}}}


def _count(name: str, required: bool = True) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": {"type": "integer", "minimum": 0}}


def _path(name: str, pattern: str, example: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}, "example": example}


UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
DAY = {"name": "day", "in": "query", "description": "Departure day; today when left out.", "schema": {"type": "string", "format": "date"}}
PLACE = {
    "name": "place", "in": "query", "style": "form", "explode": True, "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    "description": "What is said of the place, each condition as `p-<condition>`, such as `p-danger_level=3`.",
}  # fmt: skip
KNOWN = {"name": "known", "in": "query", "description": "As recorded by the end of this day; today when left out.", "schema": {"type": "string", "format": "date"}}
DUTY = _path("duty", "^[a-z0-9][a-z0-9-]{0,63}$", "ngo-field")
LIST = (
    DUTY, DAY, PLACE, KNOWN,
    {"name": "kind", "in": "query", "description": "Which people.", "schema": {"enum": ["ready", "nearly", "lapsing"], "default": "ready"}},
    {"name": "before", "in": "query", "description": "With `lapsing`: no longer ready on this day.", "schema": {"type": "string", "format": "date"}},
    {"name": "q", "in": "query", "description": "Part of a name.", "schema": {"type": "string"}},
    {"name": "field", "in": "query", "description": "Who works in this field.", "schema": {"type": "string"}},
    {"name": "region", "in": "query", "description": "Who would go to this region, by its M49 code.", "schema": {"type": "string"}},
    {"name": "available", "in": "query", "description": "Who is available on the day.", "schema": {"enum": ["yes"]}},
    {"name": "language", "in": "query", "description": "Who speaks this language.", "schema": {"type": "string"}},
    {"name": "level", "in": "query", "description": "With `language`: at this CEFR level or better.", "schema": {"type": "string"}},
    {"name": "years", "in": "query", "description": "At least so many years of experience.", "schema": {"enum": ["1", "2", "3", "5", "10"]}},
    {"name": "after", "in": "query", "description": "`more` of the page before.", "schema": {"type": "string"}},
)  # fmt: skip
SECURITY = {
    "cookie": {"type": "apiKey", "in": "cookie", "name": "hato", "description": "The sign-in of a browser; changes also need X-CSRFToken."},
    "token": {"type": "http", "scheme": "bearer", "description": "A token from the account page. Scopes: progress, eligibility, registrar."},
}
PROBLEM = {
    "description": "What went wrong (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
ANSWERS = {
    "summary": "Keep a batch of answers of an attempt; the same id again changes nothing.",
    "parameters": [_path("attempt", UUID, "0199c0de-0000-7000-8000-000000000001")],
    "security": [{"cookie": []}],
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AnswerBatch"}}}},
    "responses": {
        "200": {"description": "What became of each answer.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Saved"}}}},
        "default": {"$ref": "#/components/responses/Problem"},
    },
}  # fmt: skip
SIGN_IN = {
    "summary": "Sign in again from a page that is open; the cookie comes with the answer.",
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SignIn"}}}},
    "responses": {
        "200": {"description": "Who is signed in now.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SignedIn"}}}},
        "default": {"$ref": "#/components/responses/Problem"},
    },
}  # fmt: skip
def _brought(summary: str, body: str, answer: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    """What a device brings once the line is back."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}}
    return {
        "summary": summary, "parameters": list(parameters), "security": [{"cookie": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}}},
        "responses": {"200": {"description": summary, "content": content}, "default": {"$ref": "#/components/responses/Problem"}},
    }  # fmt: skip


SLUG = "^[a-z0-9][a-z0-9-]{0,63}$"
ATTEMPT = _path("attempt", UUID, "0199c0de-0000-7000-8000-000000000001")
COURSE = _path("course", "^[a-z0-9][a-z0-9-]{0,63}$", "security-management")
PATHS: dict[str, Any] = {
    "/api/v1/courses": {"get": _get("The catalogue.", "Catalogue")},
    "/api/v1/courses/{course}": {"get": _get("One course with its modules and lessons.", "Course", (COURSE,))},
    "/api/v1/progress": {"get": _get("My courses, step by step.", "ProgressList", (), "progress")},
    "/api/v1/certificates/{code}": {"get": _get("How a certificate stands, and what it says.", "Certificate", (_path("code", "^.{1,64}$", "7K3M-9Q2X-AB4D"),))},
    "/api/v1/eligibility": {"get": _get("My duties with their proofs.", "Duties", (DAY, PLACE), "eligibility")},
    "/api/v1/people/{person}/eligibility": {"get": _get("Somebody's duties with their proofs.", "Duties", (_path("person", UUID, "0199c0de-0000-7000-8000-000000000002"), DAY, PLACE), "registrar")},
    "/api/v1/eligibility/{duty}": {"get": _get("My proof for one duty, as it is printed.", "Proof", (DUTY, DAY, PLACE, KNOWN), "eligibility")},
    "/api/v1/people/{person}/eligibility/{duty}": {"get": _get("Somebody's proof for one duty, as it is printed.", "Proof", (_path("person", UUID, "0199c0de-0000-7000-8000-000000000002"), DUTY, DAY, PLACE, KNOWN), "registrar")},
    "/api/v1/roster/{duty}": {"get": _get("Fifty people who are ready, nearly ready or lapsing.", "Roster", LIST, "registrar")},
    "/api/v1/session": {"get": _get("Who is signed in, and a fresh CSRF token.", "Session"), "post": SIGN_IN},
    "/api/v1/attempts/{attempt}/answers": {"post": ANSWERS},
    "/api/v1/ledger/key": {"get": _text("The public key that checkpoints are signed with, as name+hash+base64.")},
    "/api/v1/ledger/checkpoint": {"get": _text("The newest signed checkpoint, or that of a size, as a signed note (C2SP).", (_count("size", False),))},
    "/api/v1/ledger/inclusion": {"get": _get("The path from an entry to the root of a checkpoint (RFC 6962).", "Inclusion", (_count("number"), _count("size")))},
    "/api/v1/ledger/consistency": {"get": _get("The proof that a checkpoint continues an earlier size (RFC 6962).", "Consistency", (_count("old"), _count("size")))},
    "/api/v1/attempts/{attempt}/submit": {"post": _brought("Hand an attempt in; again changes nothing.", "Anything", "Handed", ATTEMPT)},
    "/api/v1/courses/{course}/lessons/{module}/{stem}/done": {"post": _brought("A lesson done; again changes nothing.", "Brought", "Finished", COURSE, _path("module", SLUG, "c1"), _path("stem", SLUG, "01-who-answers"))},
    "/api/v1/courses/{course}/quizzes/{quiz}/attempts": {"post": _brought("Begin a practice quiz under the id its device gave it.", "Beginning", "Begun", COURSE, _path("quiz", SLUG, "h1"))},
    "/api/v1/courses/{course}/scenarios/{scenario}/plays": {"post": _brought("Keep a play of a scenario that came to its end on a device.", "Playing", "Played", COURSE, _path("scenario", SLUG, "checkpoint"))},
    "/api/v1/openapi.json": {"get": _get("This document.", "Anything")},
}  # fmt: skip


def _object(required: str = "", **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required.split()}


TEXT, WHOLE, TRUTH = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
WORDS = {"type": "object", "additionalProperties": TEXT}
ANY: dict[str, Any] = {}


def _list(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


SCHEMAS: dict[str, Any] = {
    "Anything": {"type": "object"},
    "Problem": _object("type title status", type=TEXT, title=TEXT, status=WHOLE, detail=TEXT, problems=WORDS),
    "Catalogue": _object("courses", courses=_list(_object("key title minutes", key=TEXT, title=TEXT, summary=TEXT, language=TEXT, family=TEXT, minutes=WHOLE, lessons=WHOLE, quizzes=WHOLE, complete=TRUTH, progress=ANY, url=TEXT))),
    "Course": _object("key title edition modules", key=TEXT, title=WORDS, summary=WORDS, family=TEXT, edition=_object("number seal", number=WHOLE, seal=TEXT, published=TEXT), minutes=WHOLE, validity_months={"type": ["integer", "null"]}, exam=MAYBE_TEXT, modules=_list(_object("key title lessons", key=TEXT, title=WORDS, scenario=MAYBE_TEXT, quiz=MAYBE_TEXT, lessons=_list(_object("key", key=TEXT, title=WORDS, minutes=WHOLE, safety_critical=TRUTH)))), counts_towards=_list(TEXT), languages=_list(TEXT)),
    "ProgressList": _object("courses", courses=_list(_object("course done total steps", course=TEXT, title=TEXT, complete=TRUTH, done=WHOLE, total=WHOLE, steps=_list({"type": "object"})))),
    "Certificate": _object("code standing says", code=TEXT, standing={"enum": ["valid", "not-yet", "expired", "revoked", "replaced", "withheld"]}, since=MAYBE_TEXT, reason=MAYBE_TEXT, replaced_by=MAYBE_TEXT, counts_until=MAYBE_TEXT, shortened_by=MAYBE_TEXT, pdf={"type": ["object", "null"]}, says={"type": "object"}),
    "Proof": _object("person name duty version day known met plan proof held ledger", person=TEXT, name=TEXT, name_local=TEXT, issuer=TEXT, made_at=TEXT, title=WORDS, next=_list(TEXT), duty=TEXT, version=WHOLE, day={"type": "string", "format": "date"}, known={"type": "string", "format": "date"}, situation={"type": "object"}, met=TRUTH, lapses=MAYBE_TEXT, plan={"type": "object"}, proof={"type": "object"}, held={"type": "object"}, ledger={"type": "object"}, sources={"type": "array", "items": {"type": "object"}}),
    "Duties": _object("duties", person=TEXT, duties=_list(_object("duty version day known met plan proof", duty=TEXT, version=WHOLE, title=WORDS, day={"type": "string", "format": "date"}, situation={"type": "object"}, met=TRUTH, lapses=MAYBE_TEXT, next=_list(TEXT), known={"type": "string", "format": "date"}, plan={"type": "object"}, proof={"type": "object"}))),
    "Roster": _object("duty version day known situation list people more ledger following", duty=TEXT, version=WHOLE, day=TEXT, known=TEXT, situation={"type": "object"}, list=TEXT, before=TEXT, q=TEXT, filters=WORDS, more=TEXT, ledger=_object("size root", size=WHOLE, root=TEXT), following={"anyOf": [_object("done total", done=WHOLE, total=WHOLE), {"type": "null"}]}, people=_list(_object("id name last_day missing", id=TEXT, name=TEXT, name_local=TEXT, last_day=MAYBE_TEXT, missing=_list(TEXT)))),
    "Inclusion": _object("number size leaf root path", number=WHOLE, size=WHOLE, leaf=TEXT, root=TEXT, path=_list(TEXT)),
    "Consistency": _object("old size root path", old=WHOLE, size=WHOLE, root=TEXT, path=_list(TEXT)),
    "Session": _object("uid csrf", uid=TEXT, csrf=TEXT),
    "SignIn": _object("email password", email=TEXT, password=TEXT),
    "SignedIn": _object("uid", uid=TEXT),
    "AnswerBatch": _object("events", device={"type": "string", "maxLength": 64}, events={"type": "array", "maxItems": 200, "items": _object("id item seq value", id={"type": "string", "format": "uuid"}, item=TEXT, seq={"type": "integer", "minimum": 1}, value=ANY, at=MAYBE_TEXT)}),
    "Saved": _object("done flagged refused marked receipt delayed deadline paused", done=_list(TEXT), flagged=WORDS, refused=WORDS, marked=WORDS, receipt=TEXT, delayed=_list(TEXT), deadline={"type": ["string", "null"], "format": "date-time"}, paused=TRUTH),
    "Brought": _object("uid", uid=TEXT),
    "Handed": _object("attempt", attempt=TEXT),
    "Finished": _object("done", done=TRUTH),
    "Beginning": _object("uid id edition", uid=TEXT, id={"type": "string", "format": "uuid"}, edition=TEXT),
    "Begun": _object("attempt places", attempt=TEXT, places={"type": "object", "additionalProperties": WORDS}),
    "Playing": _object("uid id edition moves", uid=TEXT, id={"type": "string", "format": "uuid"}, edition=TEXT, moves=_list(_object("node option", node=TEXT, option=TEXT))),
    "Played": _object("end", end={"enum": ["good", "mixed", "bad"]}),
}  # fmt: skip
