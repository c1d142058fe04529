"""Postings: teams that are being filled, with their shortlists."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Invalid, NotFound
from lms.services import postings
from lms.web.context import work
from lms.web.forms.base import filled
from lms.web.forms.postings import MoveForm, TurnForm

bp = Blueprint("postings", __name__)


@bp.get("/<lang:lang>/roster/postings")
def listing() -> ResponseReturnValue:
    """Open postings, and those that are closed."""
    with work() as uow:
        page = postings.listing(uow)
    return render_template("postings/list.html", page=page, section="roster")


@bp.get("/<lang:lang>/roster/postings/<id:posting>")
def show(posting: str) -> ResponseReturnValue:
    """Whether its team may go, who is on the shortlist, and what was done."""
    return _page(posting)


@bp.post("/<lang:lang>/roster/postings/<id:posting>")
def turn(posting: str) -> ResponseReturnValue:
    """Close it, or open it again."""
    form = filled(TurnForm)
    state = form.chosen()
    if state is None:
        raise NotFound("")
    if form.validate():
        try:
            with work() as uow:
                postings.turn(uow, posting, state, form.reason.data or "")
            flash(_("Saved."), "ok")
            return redirect(url_for("postings.show", posting=posting), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(posting, turned=form)


@bp.post("/<lang:lang>/roster/postings/<id:posting>/people/<id:person>")
def move(posting: str, person: str) -> ResponseReturnValue:
    """Put somebody on the shortlist or in the team, or remove them."""
    form = filled(MoveForm)
    act = form.chosen()
    if act is None:
        raise NotFound("")
    if form.validate():
        try:
            with work() as uow:
                postings.move(uow, posting, person, act, form.reason.data or "")
            flash(_("Saved."), "ok")
            return redirect(url_for("postings.show", posting=posting), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(posting, moved=form, person=person)


def _page(posting: str, *, moved: MoveForm | None = None, turned: TurnForm | None = None, person: str = "") -> Any:
    with work(looking=True) as uow:
        page = postings.show(uow, posting, request.values.get("q", "")[:100].strip())
    situation = page.team.situation if page.team else {}
    same = {"day": page.day.isoformat(), **{f"p-{name}": one for name, one in situation.items()}, "at": page.place}
    faults = [said for form in (moved, turned) if form for said in form.errors.values()]
    body = render_template(
        "postings/show.html", page=page, team=page.team, same=same, faults=[str(said[0]) for said in faults], person=person,
        form=turned or TurnForm(), section="roster",
    )  # fmt: skip
    return body, 422 if faults else 200
