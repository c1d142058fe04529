"""The ledger's signed checkpoints, for anyone who wants to keep watch."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.services import checkpoints
from lms.web.context import house, work
from lms.web.query import whole

bp = Blueprint("checkpoints", __name__)


@bp.get("/<lang:lang>/ledger")
def page() -> ResponseReturnValue:
    """The newest checkpoints, the key, and how to keep watch."""
    with work() as uow:
        found = checkpoints.page(uow, whole(request.args.get("before", ""), 15))
        key = checkpoints.verifier(uow)
    return render_template("checkpoints/list.html", page=found, key=str(key), address=house().terms.base_url)
