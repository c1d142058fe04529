"""The one error table: what each failure becomes, as a page for people and as problem+json (RFC 9457) for programs."""

import logging
import uuid
from typing import Any

from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, RequestEntityTooLarge, SecurityError

from lms.domain.languages import Sentence
from lms.errors import Busy, Forbidden, Invalid, Trouble
from lms.web.context import lang, visitor

log = logging.getLogger("hato.web")


def translated(sentence: object) -> str:
    """A sentence from below in the language of the page."""
    if isinstance(sentence, Sentence):
        return str(_(sentence.template, **sentence.values))
    return str(sentence)


def wants_json() -> bool:
    """Whether a program asks."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def answer(status: int, code: str, sentence: str, problems: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> Response:
    """The failure as a page or as problem+json."""
    if wants_json():
        body: dict[str, Any] = {"type": f"urn:hato:{code}", "title": code, "status": status, "detail": sentence}
        if problems:
            body["problems"] = problems
        response = jsonify(body)
        response.content_type = "application/problem+json"
    else:
        wait = int((headers or {}).get("Retry-After", 0))
        page = render_template("errors/error.html", status=status, detail=sentence, retry_after=wait, reference=g.get("reference", ""))
        response = Response(page, content_type="text/html; charset=utf-8")
    response.status_code = status
    response.headers.update(headers or {})
    return response


def trouble(fault: Trouble) -> Response:
    """A failure that a service told."""
    said = fault.args[0] if fault.args else ""
    if isinstance(fault, Forbidden) and not wants_json() and not visitor() and request.method == "GET":
        return redirect(url_for("sessions.sign_in", lang=lang(), next=request.full_path.rstrip("?")), 302)  # type: ignore[return-value]
    status = 401 if isinstance(fault, Forbidden) and not visitor() else fault.status
    problems = {name: translated(one) for name, one in fault.problems.items()} if isinstance(fault, Invalid) else None
    headers = {"Retry-After": str(fault.retry_after)} if isinstance(fault, Busy) else {}
    sentence = " ".join(problems.values()) if problems else translated(said)
    return answer(status, fault.code, sentence, problems, headers)


def http(fault: HTTPException) -> Response:
    """A failure that Flask or Werkzeug told."""
    if isinstance(fault, SecurityError):
        return Response("This site is not known by that name.", 400, content_type="text/plain; charset=utf-8")
    if fault.code is not None and 300 <= fault.code < 400:
        return fault.get_response()  # type: ignore[return-value]
    headers = {"Allow": ", ".join(fault.valid_methods)} if isinstance(fault, MethodNotAllowed) and fault.valid_methods else {}
    if isinstance(fault, RequestEntityTooLarge):
        headers["Connection"] = "close"
    sentence = str(_("What you sent is larger than this page takes. Make it smaller and send it again.")) if fault.code == 413 else ""
    return answer(fault.code or 500, f"http-{fault.code}", sentence, None, headers)


def unexpected(fault: Exception) -> Response:
    """A failure that is ours: told with a reference, and the rest in the log."""
    g.reference = uuid.uuid4().hex[:12]
    log.exception("unexpected", extra={"reference": g.reference})
    return answer(InternalServerError.code, "unexpected", "")


def register(app: Flask) -> None:
    """Put the table to work."""
    app.register_error_handler(Trouble, trouble)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unexpected)
