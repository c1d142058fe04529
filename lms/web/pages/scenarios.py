"""Playing a scenario: what it is, one situation after another, how it ended."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.services import scenarios
from lms.web.context import work
from lms.web.outlines import address
from lms.web.query import whole

bp = Blueprint("scenarios", __name__)
SCENARIO = "/<lang:lang>/courses/<slug:course>/scenarios/<slug:scenario>"
PLAY = "/<lang:lang>/plays/<id:play>"


@bp.get(SCENARIO)
def intro(course: str, scenario: str) -> ResponseReturnValue:
    """What it is about, and the button that begins."""
    with work() as uow:
        page = scenarios.intro(uow, course, scenario)
    return render_template("scenarios/intro.html", page=page)


@bp.post(SCENARIO)
def start(course: str, scenario: str) -> ResponseReturnValue:
    """Begin, or go on with what was begun."""
    with work() as uow:
        play = scenarios.start(uow, course, scenario)
    return redirect(url_for("scenarios.show", play=play), 303)


@bp.get(PLAY)
def show(play: str) -> ResponseReturnValue:
    """The situation one is in; the ending, once it is reached."""
    with work() as uow:
        page = scenarios.show(uow, play)
    if not page.end:
        return render_template("scenarios/show.html", page=page)
    following = page.progress.next
    return render_template("scenarios/ending.html", page=page, onward=address(page.course, following) if following else "")


@bp.post(PLAY)
def choose(play: str) -> ResponseReturnValue:
    """Make a choice, and see where it leads."""
    step = whole(request.form.get("step", ""), 5) or 0
    with work() as uow:
        scenarios.choose(uow, play, step, request.form.get("option", ""))
    return redirect(url_for("scenarios.show", play=play), 303)
