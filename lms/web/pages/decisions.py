"""Certificates that a correction put to a registrar's decision."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.services import decisions
from lms.web.context import work
from lms.web.forms.base import filled
from lms.web.forms.corrections import DecisionForm

bp = Blueprint("decisions", __name__)


@bp.get("/<lang:lang>/roster/decisions")
def listing() -> ResponseReturnValue:
    """What waits for a decision."""
    with work() as uow:
        page = decisions.page(uow)
    return render_template("decisions/list.html", page=page, form=DecisionForm(), sent="", section="roster")


@bp.post("/<lang:lang>/roster/decisions/<id:decision>")
def decide(decision: str) -> ResponseReturnValue:
    """Keep or revoke, with the reason."""
    form = filled(DecisionForm)
    if not form.validate():
        with work() as uow:
            page = decisions.page(uow)
        return render_template("decisions/list.html", page=page, form=form, sent=decision, section="roster"), 422
    with work() as uow:
        decisions.decide(uow, decision, form.outcome.data, form.reason.data)
    flash(_("Decided. The decision is in the ledger."), "ok")
    return redirect(url_for("decisions.listing"), 303)
