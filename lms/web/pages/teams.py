"""Checking the people of a posting together, and keeping them as one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.domain.identifiers import is_uuid
from lms.errors import Invalid, NotFound
from lms.services import postings, teams
from lms.web.context import visitor, work
from lms.web.forms.base import filled
from lms.web.forms.postings import PostingForm, ShortlistForm
from lms.web.query import at, departure, place

bp = Blueprint("teams", __name__)


@bp.get("/<lang:lang>/roster/teams")
def show() -> ResponseReturnValue:
    """Whether these people may go together; who they are is in the address."""
    return _page(PostingForm())


@bp.post("/<lang:lang>/roster/teams")
def keep() -> ResponseReturnValue:
    """Keep this team as a posting."""
    form = filled(PostingForm)
    if form.validate():
        try:
            with work() as uow:
                made = postings.keep(
                    uow, _duty(), departure(), place(), at(), person_ids=request.values.getlist("person"), title=form.title.data or "",
                    reason=form.reason.data or "",
                )  # fmt: skip
            flash(_("The posting is open."), "ok")
            return redirect(url_for("postings.show", posting=made), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(form)


@bp.post("/<lang:lang>/roster/teams/shortlist")
def shortlist() -> ResponseReturnValue:
    """Put these people on the shortlist of a posting."""
    form, posting = filled(ShortlistForm), request.values.get("posting", "")
    if not is_uuid(posting):
        raise NotFound("")
    if form.validate():
        try:
            with work() as uow:
                added = postings.shortlist(uow, posting, request.values.getlist("person"), form.note.data or "")
            flash(ngettext("%(num)s person was put on the shortlist.", "%(num)s people were put on the shortlist.", added), "ok")
            return redirect(url_for("postings.show", posting=posting), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(PostingForm(), form)


def _duty() -> str:
    return request.values.get("duty", "")[:64]


def _page(form: PostingForm, short: ShortlistForm | None = None) -> Any:
    with work(looking=True) as uow:
        team = teams.check(uow, _duty(), request.values.getlist("person"), departure(), place(), at())
    seen = visitor()
    offered: tuple[postings.PostingRow, ...] = ()
    if seen and "vouch" in seen.can:
        with work(looking=True) as uow:
            offered = postings.offered(uow, team.requirements.key)
    same = {"day": team.day.isoformat(), **{f"p-{name}": one for name, one in team.situation.items()}, "at": team.at}
    choose = url_for("roster.ready", duty=team.requirements.key, person=[one.id for one in team.members], **same)  # type: ignore[arg-type]
    values = {"team": team, "same": same, "choose": choose, "form": form, "short": short or ShortlistForm(), "offered": offered}
    return render_template("teams/show.html", **values, section="roster"), 422 if form.errors or (short and short.errors) else 200
