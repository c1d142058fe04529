"""Waivers of rules: asked for by one registrar, confirmed by another."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.languages import text
from lms.errors import Invalid
from lms.services import waivers
from lms.web.context import lang, work
from lms.web.forms.base import filled
from lms.web.forms.waivers import EndForm, WaiverForm

bp = Blueprint("waivers", __name__)


@bp.get("/<lang:lang>/roster/waivers")
def listing() -> ResponseReturnValue:
    """What waits for a confirmation, and what has been waived."""
    return _list()


@bp.get("/<lang:lang>/roster/people/<id:person>/<slug:duty>/waiver")
def offer(person: str, duty: str) -> ResponseReturnValue:
    """What can be waived."""
    return _offer(person, duty, filled(WaiverForm))


@bp.post("/<lang:lang>/roster/people/<id:person>/<slug:duty>/waiver")
def ask(person: str, duty: str) -> ResponseReturnValue:
    """Ask for a waiver."""
    form = filled(WaiverForm)
    if form.validate():
        try:
            with work() as uow:
                waivers.ask(
                    uow, person, duty, rule=form.rule.data, start=form.start.data, until=form.until.data, reason=form.reason.data or ""
                )  # fmt: skip
            flash(_("Asked for. It counts once another registrar confirms it."), "ok")
            return redirect(url_for("waivers.listing"), 303)
        except Invalid as fault:
            form.take(fault)
    return _offer(person, duty, form)


@bp.post("/<lang:lang>/roster/waivers/<id:waiver>/confirm")
def confirm(waiver: str) -> ResponseReturnValue:
    """Let it count."""
    with work() as uow:
        waivers.confirm(uow, waiver)
    flash(_("Confirmed. The person's eligibility is up to date."), "ok")
    return redirect(url_for("waivers.listing"), 303)


@bp.post("/<lang:lang>/roster/waivers/<id:waiver>/end")
def end(waiver: str) -> ResponseReturnValue:
    """Decline it, or end it early."""
    form = filled(EndForm)
    if form.validate():
        try:
            with work() as uow:
                waivers.end(uow, waiver, form.reason.data or "")
            flash(_("Ended. The person's eligibility is up to date."), "ok")
            return redirect(url_for("waivers.listing"), 303)
        except Invalid as fault:
            form.take(fault)
    return _list(form, waiver)


def _list(form: EndForm | None = None, sent: str = "") -> Any:
    with work(looking=True) as uow:
        page = waivers.page(uow)
    body = render_template("waivers/list.html", page=page, form=form or EndForm(), sent=sent, section="roster")
    return body, 422 if form else 200


def _offer(person: str, duty: str, form: WaiverForm) -> Any:
    with work(looking=True) as uow:
        page = waivers.offer(uow, person, duty)
    form.rule.choices = [(rule.key, text(rule.text, lang())) for rule in page.rules]
    return render_template("waivers/offer.html", page=page, form=form, section="roster"), 422 if form.errors else 200
