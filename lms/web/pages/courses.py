"""The catalogue and each course's page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.services import courses
from lms.web.context import work
from lms.web.outlines import contents

bp = Blueprint("courses", __name__)


@bp.get("/<lang:lang>/courses")
def catalogue() -> ResponseReturnValue:
    """Every course."""
    with work() as uow:
        cards = courses.catalogue(uow)
    return render_template("courses/catalogue.html", page=cards)


@bp.get("/<lang:lang>/courses/<slug:course>")
def show(course: str) -> ResponseReturnValue:
    """One course."""
    with work() as uow:
        page = courses.page(uow, course)
    return render_template("courses/show.html", page=page, modules=contents(page.course, page.edition, page.progress))
