"""Marking essays."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Conflict, Invalid
from lms.services import marks
from lms.web.context import work
from lms.web.errors import translated
from lms.web.query import whole

bp = Blueprint("marks", __name__)
ESSAY = "/<lang:lang>/teach/marks/<id:attempt>/<slug:item>"


@bp.get("/<lang:lang>/teach/marks")
def queue() -> ResponseReturnValue:
    """What waits for a mark, and what was marked last."""
    with work() as uow:
        page = marks.queue(uow)
    return render_template("marks/list.html", page=page, section="teach")


@bp.get(ESSAY)
def show(attempt: str, item: str) -> ResponseReturnValue:
    """One essay."""
    with work() as uow:
        page = marks.show(uow, attempt, item)
    return render_template("marks/show.html", page=page, section="teach", problems={}, typed={})


@bp.post(ESSAY)
def give(attempt: str, item: str) -> ResponseReturnValue:
    """Mark it; what was typed stays on the page when it cannot be kept."""
    form = request.form.to_dict()
    typed = {name.removeprefix("points-"): value for name, value in form.items() if name.startswith("points-")}
    try:
        with work() as uow:
            marks.give(uow, attempt, item, typed, form.get("comment", ""), form.get("reason", ""), whole(form.get("seen", ""), 9) or 0)
    except (Invalid, Conflict) as fault:
        with work() as uow:
            page = marks.show(uow, attempt, item)
        problems = fault.problems if isinstance(fault, Invalid) else {"seen": fault.args[0]}
        told = {name: translated(one) for name, one in problems.items()}
        return render_template("marks/show.html", page=page, section="teach", problems=told, typed=form), 422 if isinstance(fault, Invalid) else 409
    return redirect(url_for("marks.queue"), 303)
