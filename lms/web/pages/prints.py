"""Files of certificates: what is missing, and runs that print it anew."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Invalid
from lms.services import prints
from lms.web.context import work
from lms.web.forms.base import filled
from lms.web.forms.prints import RunForm

bp = Blueprint("prints", __name__)


@bp.get("/<lang:lang>/roster/prints")
def listing() -> ResponseReturnValue:
    """How many files are missing, and how far runs have come."""
    return _page(RunForm())


@bp.post("/<lang:lang>/roster/prints")
def begin() -> ResponseReturnValue:
    """Begin a run."""
    form = filled(RunForm)
    if form.validate():
        try:
            with work() as uow:
                prints.begin(uow, form.wanted.data, form.reason.data)
            flash(_("Begun. This page says how far it has come."), "ok")
            return redirect(url_for("prints.listing"), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(form)


def _page(form: RunForm) -> ResponseReturnValue:
    with work(looking=True) as uow:
        page = prints.page(uow)
    return render_template("prints/list.html", page=page, form=form, section="roster"), 422 if form.errors else 200
