"""A forgotten password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Invalid
from lms.services import resets
from lms.web.context import address, work
from lms.web.forms.base import filled
from lms.web.forms.people import AskResetForm, ResetForm

bp = Blueprint("resets", __name__)


@bp.route("/<lang:lang>/reset", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a link. The answer is the same whether or not there is such an account."""
    form = filled(AskResetForm)
    if request.method == "POST" and form.validate():
        try:
            with work() as uow:
                resets.ask(uow, form.email.data, address())
            return render_template("resets/asked.html")
        except Invalid as fault:
            form.take(fault)
    return render_template("resets/ask.html", form=form), 422 if form.errors else 200


@bp.route("/<lang:lang>/reset/<token:token>", methods=["GET", "POST"])
def choose(token: str) -> ResponseReturnValue:
    """Choose a new password with a link that works once."""
    form = filled(ResetForm)
    if request.method == "GET" or not form.validate():
        with work() as uow:
            name = resets.holder(uow, token)
        return render_template("resets/choose.html", form=form, name=name), 422 if form.errors else 200
    try:
        with work() as uow:
            resets.reset(uow, token, form.password.data)
    except Invalid as fault:
        form.take(fault)
        return render_template("resets/choose.html", form=form, name=""), 422
    flash(_("Your password is changed. Sign in with the new one."), "ok")
    return redirect(url_for("sessions.sign_in"), 303)
