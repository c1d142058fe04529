"""What duties demand: their versions, the rules in words, what a version changed."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.services import requirements
from lms.web.context import work
from lms.web.query import whole
from lms.web.rules import differences, lines

bp = Blueprint("requirements", __name__)


@bp.get("/<lang:lang>/roster/requirements")
def listing() -> ResponseReturnValue:
    """Duties and their versions."""
    with work() as uow:
        page = requirements.listing(uow)
    return render_template("requirements/list.html", page=page, section="roster")


@bp.get("/<lang:lang>/roster/requirements/<slug:duty>/<int:number>")
def show(duty: str, number: int) -> ResponseReturnValue:
    """A version in words."""
    with work() as uow:
        page = requirements.show(uow, duty, number, whole(request.args.get("against", ""), 6))
    differing = differences(page.against, page.value, page.changes) if page.against and page.changes else []
    return render_template("requirements/show.html", page=page, lines=lines(page.value), differing=differing, section="roster")
