"""The catalogue and each course's page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.services import booklets, courses
from lms.web.context import work
from lms.web.outlines import contents
from lms.web.pages.booklets import bind

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
        offer = booklets.offer(uow, course, bind)
    modules = contents(page.course, page.edition, page.progress)
    return render_template("courses/show.html", page=page, modules=modules, offer=offer)
