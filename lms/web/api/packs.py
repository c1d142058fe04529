"""What was done on a device without a line, brought once the line is back."""

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lms.errors import Invalid
from lms.services import attempts, lessons, packs
from lms.web.api.bodies import plain, received
from lms.web.context import work

bp = Blueprint("api_packs", __name__, url_prefix="/api/v1")


@bp.post("/courses/<slug:course>/lessons/<slug:module>/<slug:stem>/done")
def finish(course: str, module: str, stem: str) -> ResponseReturnValue:
    """A lesson done; again changes nothing."""
    (uid,) = _texts(received(), "uid")
    with work() as uow:
        packs.bring(uow, uid)
        lessons.finish(uow, course, f"{module}/{stem}")
    return jsonify(done=True)


@bp.post("/courses/<slug:course>/quizzes/<slug:quiz>/attempts")
def begin(course: str, quiz: str) -> ResponseReturnValue:
    """An attempt begun; the answer names the attempt that takes its answers."""
    uid, attempt, edition = _texts(received(), "uid", "id", "edition")
    with work() as uow:
        begun = packs.begin(uow, uid, course, quiz, attempt, edition)
    return jsonify(plain(begun))


@bp.post("/courses/<slug:course>/scenarios/<slug:scenario>/plays")
def replay(course: str, scenario: str) -> ResponseReturnValue:
    """A scenario played to an end; again changes nothing."""
    body = received()
    uid, play, edition = _texts(body, "uid", "id", "edition")
    with work() as uow:
        end = packs.replay(uow, uid, course, scenario, play, edition, body.get("moves"))
    return jsonify(end=end)


@bp.post("/attempts/<id:attempt>/submit")
def submit(attempt: str) -> ResponseReturnValue:
    """An attempt handed in; again changes nothing."""
    with work() as uow:
        attempts.submit(uow, attempt)
    return jsonify(attempt=attempt)


def _texts(body: dict[str, Any], *names: str) -> tuple[str, ...]:
    """These members of the body; raises Invalid when one is no text."""
    for name in names:
        if not isinstance(body.get(name), str):
            raise Invalid(**{name: f"Send `{name}`, a text."})
    return tuple(body[name] for name in names)
