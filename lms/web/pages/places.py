"""Places and their danger levels."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Invalid
from lms.services import places, postings
from lms.web.context import work
from lms.web.forms.base import filled
from lms.web.forms.places import LevelForm
from lms.web.query import at, whole

bp = Blueprint("places", __name__)


@bp.get("/<lang:lang>/roster/places")
def listing() -> ResponseReturnValue:
    """Every place with its level today, and what was said of it; with `at`, whether the postings at that place are ready."""
    return _page(at(), filled(LevelForm))


@bp.post("/<lang:lang>/roster/places/<slug:place>")
def set_level(place: str) -> ResponseReturnValue:
    """A level from a day on, with the reason."""
    form = filled(LevelForm)
    if form.validate():
        try:
            with work() as uow:
                places.set_level(uow, place, whole(form.level.data or "", 1), form.day.data, form.reason.data or "")
            flash(_("Saved. Lists and teams at this place are decided by it from now on."), "ok")
            return redirect(url_for("places.listing", at=place, _anchor=place), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(place, form)


def _page(chosen: str, form: LevelForm) -> ResponseReturnValue:
    with work(looking=True) as uow:
        page, today = places.page(uow), uow.today
    with work(looking=True) as uow:
        waiting = postings.at_places(uow, chosen)
    values = {"page": page, "today": today, "chosen": chosen, "form": form, "postings": waiting}
    body = render_template("places/list.html", **values, section="roster")
    return body, 422 if form.errors else 200
