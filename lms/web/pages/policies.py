"""Policies of validity: the list, whom one would hit, and its adoption by two registrars."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Invalid
from lms.services import adoptions, policies
from lms.web.context import work
from lms.web.forms.base import BaseForm, filled
from lms.web.forms.policies import AdoptionForm, ProposalForm

bp = Blueprint("policies", __name__)


@bp.get("/<lang:lang>/roster/policies")
def listing() -> ResponseReturnValue:
    """Every policy and how far it has come."""
    with work() as uow:
        page = policies.listing(uow)
    return render_template("policies/list.html", page=page, section="roster")


@bp.get("/<lang:lang>/roster/policies/<slug:policy>")
def show(policy: str) -> ResponseReturnValue:
    """A policy and whom it hits."""
    return _page(policy, None)


@bp.post("/<lang:lang>/roster/policies/<slug:policy>")
def propose(policy: str) -> ResponseReturnValue:
    """Propose what was shown."""
    form = filled(ProposalForm)
    if form.validate():
        try:
            with work() as uow:
                adoptions.propose(uow, policy, form.reason.data, request.form.get("fingerprint", ""))
            flash(_("Proposed. Another registrar has to decide."), "ok")
            return redirect(url_for("policies.show", policy=policy), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(policy, form)


@bp.post("/<lang:lang>/roster/policies/<slug:policy>/<id:adoption>")
def decide(policy: str, adoption: str) -> ResponseReturnValue:
    """Adopt or decline what was shown."""
    form = filled(AdoptionForm)
    if form.validate():
        try:
            with work() as uow:
                adoptions.decide(uow, adoption, form.outcome.data, form.reason.data, request.form.get("fingerprint", ""))
            flash(_("Decided. The decision is in the ledger."), "ok")
            return redirect(url_for("policies.show", policy=policy), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(policy, form)


def _page(policy: str, form: BaseForm | None) -> ResponseReturnValue:
    with work(looking=True) as uow:
        page = policies.preview(uow, policy)
    form = form or (AdoptionForm() if page.view.state == "proposed" else ProposalForm())
    return render_template("policies/show.html", page=page, form=form, section="roster"), 422 if form.errors else 200
