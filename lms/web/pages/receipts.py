"""Receipts: one's own, and what the server has under a code."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.errors import Invalid, NotFound
from lms.services import receipts
from lms.web.context import work
from lms.web.errors import translated
from lms.web.forms.receipts import ReceiptForm
from lms.web.query import whole

bp = Blueprint("receipts", __name__)


@bp.get("/<lang:lang>/record/receipts")
def listing() -> ResponseReturnValue:
    """My receipts, newest first."""
    with work() as uow:
        page = receipts.listing(uow, whole(request.args.get("page", "1"), 6) or 1)
    return render_template("receipts/list.html", page=page)


@bp.get("/<lang:lang>/receipts/<code:receipt>")
def show(receipt: str) -> ResponseReturnValue:
    """One of my receipts, to print."""
    with work() as uow:
        found = receipts.show(uow, receipt)
    return render_template("receipts/show.html", receipt=found)


@bp.get("/<lang:lang>/teach/receipts")
def find() -> ResponseReturnValue:
    """What the server has under a code, for staff."""
    form = ReceiptForm(request.args if "code" in request.args else None)
    typed = form.code.data if "code" in request.args and form.validate() else ""
    holding, status = None, 422 if form.errors else 200
    with work() as uow:
        try:
            holding = receipts.resolve(uow, typed or "")
        except (Invalid, NotFound) as fault:
            if typed and isinstance(fault, Invalid):
                form.take(fault)
                status = 422
            elif typed:
                form.form_errors.append(translated(fault.args[0]))
                status = 404
    return render_template("receipts/find.html", form=form, holding=holding, section="teach"), status
