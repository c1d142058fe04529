"""The privacy notice, and what a person can do: take their data along, be erased."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Conflict, Invalid
from lms.services import consents, privacy
from lms.web.context import work
from lms.web.errors import translated
from lms.web.forms.base import filled
from lms.web.forms.privacy import EraseForm

bp = Blueprint("privacy", __name__)


@bp.get("/<lang:lang>/privacy")
def notice() -> ResponseReturnValue:
    """What is kept about a person, why and for how long."""
    return render_template("privacy/notice.html")


@bp.get("/<lang:lang>/record/privacy/data")
def take() -> ResponseReturnValue:
    """Everything kept about me, as one file."""
    with work() as uow:
        packed = privacy.take(uow)
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"', "Cache-Control": "no-store"}
    return Response(packed, content_type="application/zip", headers=headers)


@bp.route("/<lang:lang>/record/privacy/erase", methods=["GET", "POST"])
def erase() -> ResponseReturnValue:
    """What goes and what stays; and then it is done."""
    form = filled(EraseForm)
    if request.method == "POST" and form.validate():
        try:
            with work() as uow:
                privacy.erase_own(uow, form.password.data)
            return _gone()
        except Invalid as fault:
            form.take(fault)
        except Conflict as fault:
            form.form_errors.append(translated(fault.args[0]))
    with work(looking=True) as uow:
        consents.page(uow)
    return render_template("privacy/erase.html", form=form), 422 if form.errors else 200


def _gone() -> ResponseReturnValue:
    session.clear()
    flash(_("You are erased. Nobody can sign in with your address any more."), "ok")
    response = redirect(url_for("home.landing"), 303)
    response.delete_cookie(
        current_app.config["SIGN_COOKIE"], path="/", secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
