"""A trainer watches over attempts, and changes their time."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Invalid
from lms.services import adjustments, invigilation
from lms.services.work import UnitOfWork
from lms.web.context import work
from lms.web.forms.adjustments import ExtendForm, PauseForm

bp = Blueprint("invigilation", __name__)
ATTEMPT = "/<lang:lang>/teach/attempts/<id:attempt>"


@bp.get("/<lang:lang>/teach/attempts")
def listing() -> ResponseReturnValue:
    """Open attempts, or those handed in that hold answers with a mark."""
    quiz, marked = request.args.get("quiz", "")[:200], request.args.get("show") == "marked"
    with work() as uow:
        page = invigilation.listing(uow, quiz, request.args.get("after", ""), marked=marked)
    return render_template("invigilation/list.html", page=page, quiz=quiz, marked=marked, section="teach")


@bp.get(ATTEMPT)
def show(attempt: str) -> ResponseReturnValue:
    """One attempt: its time, what was done to it, answers with a mark."""
    return _page(attempt)


@bp.post(f"{ATTEMPT}/pause")
def pause(attempt: str) -> ResponseReturnValue:
    """Let its time stand still."""
    form = _pause_form()
    return _done(attempt, form, _("The attempt is paused."), lambda uow: adjustments.pause(uow, attempt, form.reason.data or ""))


@bp.post(f"{ATTEMPT}/resume")
def resume(attempt: str) -> ResponseReturnValue:
    """Let its time go on."""
    form = _pause_form()
    said = _("The attempt goes on, and its deadline has moved.")
    return _done(attempt, form, said, lambda uow: adjustments.resume(uow, attempt, form.reason.data or ""))


@bp.post(f"{ATTEMPT}/extend")
def extend(attempt: str) -> ResponseReturnValue:
    """Add minutes."""
    form = _extend_form()
    return _done(
        attempt, form, _("The time was added."), lambda uow: adjustments.extend(uow, attempt, form.minutes.data or 0, form.reason.data or "")
    )


def _pause_form() -> PauseForm:
    return PauseForm(request.form if request.method == "POST" else None, prefix="pause-")


def _extend_form() -> ExtendForm:
    return ExtendForm(request.form if request.method == "POST" else None, prefix="extend-")


def _done(attempt: str, form: PauseForm | ExtendForm, said: str, act: Callable[[UnitOfWork], None]) -> ResponseReturnValue:
    if form.validate():
        try:
            with work() as uow:
                act(uow)
            flash(said, "ok")
            return redirect(url_for("invigilation.show", attempt=attempt), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(attempt, form)


def _page(attempt: str, form: PauseForm | ExtendForm | None = None) -> ResponseReturnValue:
    with work() as uow:
        page = invigilation.show(uow, attempt)
    pausing = form if isinstance(form, PauseForm) else PauseForm(prefix="pause-")
    extending = form if isinstance(form, ExtendForm) else ExtendForm(prefix="extend-")
    body = render_template("invigilation/show.html", page=page, form=form or pausing, pausing=pausing, extending=extending, section="teach")
    return body, 422 if form else 200
