"""Saving answers as they are given, and who is there to save them."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lms.errors import Invalid
from lms.services import answers, people
from lms.web.api.bodies import plain, received
from lms.web.context import work
from lms.web.errors import translated
from lms.web.visits import token

bp = Blueprint("api_answers", __name__, url_prefix="/api/v1")


@bp.get("/session")
def session() -> ResponseReturnValue:
    """Who is signed in (empty for nobody) and a fresh CSRF token, for a page that was kept for a while."""
    with work() as uow:
        uid = people.present(uow)
    return jsonify(uid=uid, csrf=token())


@bp.post("/attempts/<id:attempt>/answers")
def save(attempt: str) -> ResponseReturnValue:
    """Keep a batch of answer events. `done` are kept; of these `flagged` do not count and `marked` do, with a remark; `refused` are not kept.

    `delayed` are those of `done` that came late and count all the same; `deadline` and `paused` say how the attempt's time stands now.
    """
    body = received(apart="events")
    events, device = body.get("events"), body.get("device", "")
    if not isinstance(events, list) or not isinstance(device, str) or len(device) > 64 or not device.isprintable():
        raise Invalid(events="Send `events`, a list, and `device`, a short text.")
    with work(attempt=attempt) as uow:
        saved = answers.record(uow, attempt, device, events)
    parts = (("flagged", saved.flagged), ("refused", saved.refused), ("marked", saved.marked))
    told = {name: {key: translated(why) for key, why in part.items()} for name, part in parts}
    time = {"delayed": plain(saved.delayed), "deadline": plain(saved.deadline), "paused": saved.paused}
    return jsonify(done=plain(saved.done), **told, receipt=saved.receipt, **time)
