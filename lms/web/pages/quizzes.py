"""Quizzes as trainers see them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.services import quizzes
from lms.web.context import work

bp = Blueprint("quizzes", __name__)


@bp.get("/<lang:lang>/teach")
def listing() -> ResponseReturnValue:
    """Every quiz, and what waits for a trainer."""
    with work() as uow:
        page = quizzes.listing(uow)
    return render_template("quizzes/list.html", page=page, section="teach")


@bp.get("/<lang:lang>/teach/quizzes/<slug:course>/<slug:quiz>")
def bank(course: str, quiz: str) -> ResponseReturnValue:
    """The questions of a quiz with their keys."""
    with work() as uow:
        page = quizzes.bank(uow, course, quiz)
    return render_template("quizzes/show.html", page=page, section="teach")
