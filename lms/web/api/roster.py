"""Who is ready, for programs."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from lms.services import roster
from lms.web.context import work
from lms.web.lists import body
from lms.web.query import asked

bp = Blueprint("api_roster", __name__, url_prefix="/api/v1")


@bp.get("/roster/<slug:duty>")
def ready(duty: str) -> ResponseReturnValue:
    """Fifty people who are ready, nearly ready or lapsing; `more` is the `after` of the next page."""
    with work() as uow:
        page = roster.page(uow, asked(duty), request.args.get("after", "")[:300])
    return jsonify(body(page))
