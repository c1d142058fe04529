"""Revocations that wait for a second registrar."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Invalid
from lms.services import revocations
from lms.web.context import work
from lms.web.forms.base import filled
from lms.web.forms.revocations import RevocationForm

bp = Blueprint("revocations", __name__)


@bp.get("/<lang:lang>/roster/revocations")
def listing() -> ResponseReturnValue:
    """What waits."""
    return _page(RevocationForm(), "")


@bp.post("/<lang:lang>/roster/revocations/<id:revocation>")
def decide(revocation: str) -> ResponseReturnValue:
    """Confirm or decline, with the reason."""
    form = filled(RevocationForm)
    if form.validate():
        try:
            with work() as uow:
                revocations.decide(uow, revocation, form.outcome.data, form.reason.data)
            flash(_("Decided. The decision is in the ledger."), "ok")
            return redirect(url_for("revocations.listing"), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(form, revocation)


def _page(form: RevocationForm, sent: str) -> ResponseReturnValue:
    with work(looking=True) as uow:
        page = revocations.page(uow)
    return render_template("revocations/list.html", page=page, form=form, sent=sent, section="roster"), 422 if form.errors else 200
