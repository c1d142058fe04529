"""A person's extra time, as staff decide it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.errors import Invalid
from lms.services import accommodations
from lms.web.context import work
from lms.web.forms.accommodations import ExtraTimeForm
from lms.web.forms.base import filled

bp = Blueprint("accommodations", __name__)
PERSON = "/<lang:lang>/people/<id:person>/extra-time"


@bp.get(PERSON)
def show(person: str) -> ResponseReturnValue:
    """What was decided, and the form for another decision."""
    with work() as uow:
        page = accommodations.show(uow, person)
    return render_template("accommodations/show.html", page=page, form=ExtraTimeForm(data={"percent": page.percent}))


@bp.post(PERSON)
def change(person: str) -> ResponseReturnValue:
    """Decide."""
    form = filled(ExtraTimeForm)
    with work() as uow:
        page = accommodations.show(uow, person)
    if form.validate():
        try:
            with work() as uow:
                moved = accommodations.change(uow, person, form.percent.data or 0, form.note.data or "")
            flash(_("Saved."), "ok")
            if moved:
                flash(ngettext("The deadline of %(num)s open attempt has moved.", "The deadlines of %(num)s open attempts have moved.", moved), "ok")
            return redirect(url_for("accommodations.show", person=person), 303)
        except Invalid as fault:
            form.take(fault)
    return render_template("accommodations/show.html", page=page, form=form), 422
