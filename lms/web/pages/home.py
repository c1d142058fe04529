"""The first page, and the way to it without a language."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.services import courses
from lms.web.context import lang, work

bp = Blueprint("home", __name__)


@bp.get("/")
def start() -> ResponseReturnValue:
    """To the first page in the visitor's language."""
    return redirect(url_for("home.landing", lang=lang()), 302)


@bp.get("/<lang:lang>/")
def landing() -> ResponseReturnValue:
    """What this is, and the way to a course."""
    with work() as uow:
        cards = courses.catalogue(uow)
    return render_template("home/landing.html", page=cards)
