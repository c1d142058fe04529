"""Renewals: a holder begins the next cycle; a registrar has a certificate issued again under a corrected name."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Invalid
from lms.services import renewals
from lms.web.context import work
from lms.web.forms.base import filled
from lms.web.forms.certificates import StateForm

bp = Blueprint("renewals", __name__)
NAME = "/<lang:lang>/certificates/<code:code>/correct-name"


@bp.post("/<lang:lang>/courses/<slug:course>/renew")
def begin(course: str) -> ResponseReturnValue:
    """Open lessons and quizzes again."""
    with work() as uow:
        renewals.begin(uow, course)
    flash(_("The course is open for you again, in its newest edition."), "ok")
    return redirect(url_for("courses.show", course=course), 303)


@bp.get(NAME)
def name(code: str) -> ResponseReturnValue:
    """The name on the paper, and the name of today."""
    with work() as uow:
        page = renewals.preview(uow, code)
    return render_template("renewals/name.html", page=page, form=StateForm())


@bp.post(NAME)
def correct(code: str) -> ResponseReturnValue:
    """Issue it again, with a reason."""
    form = filled(StateForm)
    if form.validate():
        try:
            with work() as uow:
                made = renewals.correct(uow, code, form.reason.data or "")
            flash(_("Issued again under the new name. This is the new certificate."), "ok")
            return redirect(url_for("certificates.show", code=made), 303)
        except Invalid as fault:
            form.take(fault)
    with work() as uow:
        page = renewals.preview(uow, code)
    return render_template("renewals/name.html", page=page, form=form), 422
