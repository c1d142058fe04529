"""The ledger, for those who answer for it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.services import ledger, notices
from lms.web.context import work
from lms.web.query import whole

bp = Blueprint("ledger", __name__)


@bp.get("/<lang:lang>/admin/ledger")
def show() -> ResponseReturnValue:
    """The newest entries."""
    with work() as uow:
        page = ledger.page(uow, whole(request.args.get("before", ""), 15))
    return render_template("ledger/show.html", page=page, section="admin")


@bp.get("/<lang:lang>/admin/messages")
def messages() -> ResponseReturnValue:
    """Mail that was or is to be sent, without its text."""
    with work() as uow:
        page = notices.page(uow)
    return render_template("notices/list.html", page=page, section="admin")
