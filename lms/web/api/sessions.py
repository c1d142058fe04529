"""Signing in again without leaving the page."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from lms.errors import Busy, Invalid
from lms.services import sessions
from lms.web.api.bodies import received
from lms.web.context import address, device, device_key, read_before, welcomed, work
from lms.web.forms.sessions import SignInForm, refusal

bp = Blueprint("api_sessions", __name__, url_prefix="/api/v1")


@bp.post("/session")
def sign_in() -> ResponseReturnValue:
    """E-mail address and password; answers who is signed in now, with the cookie."""
    body = received()
    form = SignInForm(MultiDict([(name, body[name]) for name in ("email", "password") if isinstance(body.get(name), str)]))
    if not form.validate():
        raise Invalid(**{name: str(problems[0]) for name, problems in form.errors.items()})
    with work() as uow:
        result = sessions.sign_in(
            uow, form.email.data, form.password.data, address=address(), device=device(), device_key=device_key(), read=read_before()
        )
        uid = uow.actor.id
    if result.token:
        return welcomed(jsonify(uid=uid), result.token)
    if result.seconds:
        raise Busy(refusal(result.seconds), result.seconds, 429)
    raise Invalid(password=refusal(result.seconds))
