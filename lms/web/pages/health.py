"""Whether the process lives and is ready; pictures of courses."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from lms.domain.editions import picture_kind
from lms.errors import NotFound
from lms.services import media, status
from lms.web.context import work

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def lives() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers, the schema is there, the outbox moves."""
    with work() as uow:
        found = status.check(uow)
    return jsonify(status="ok" if found.ready else "not ready", **found.facts), 200 if found.ready else 503


@bp.get("/media/<string:name>")
def picture(name: str) -> ResponseReturnValue:
    """A picture of an edition, by its hash."""
    if len(name) != 64:
        raise NotFound("")
    with work() as uow:
        path, content = media.picture(uow, name)
    kind = picture_kind(path)
    if kind is None:
        raise NotFound("")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(content, content_type=kind, headers=headers)
