"""Checking the people of a posting together."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.services import teams
from lms.web.context import work
from lms.web.query import at, departure, place

bp = Blueprint("teams", __name__)


@bp.get("/<lang:lang>/roster/teams")
def show() -> ResponseReturnValue:
    """Whether these people may go together; the shortlist is in the address."""
    with work() as uow:
        team = teams.check(uow, request.args.get("duty", "")[:64], request.args.getlist("person"), departure(), place(), at())
    same = {"day": team.day.isoformat(), **{f"p-{name}": one for name, one in team.situation.items()}, "at": team.at}
    choose = url_for("roster.ready", duty=team.requirements.key, person=[one.id for one in team.members], **same)  # type: ignore[arg-type]
    return render_template("teams/show.html", team=team, same=same, choose=choose, section="roster")
