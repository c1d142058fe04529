"""My record, each duty's proof, and who may see it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.services import claims, consents, eligibility, evidence, practicals, record
from lms.web.context import work
from lms.web.gaps import way
from lms.web.proofs import asked, branches, summary
from lms.web.query import departure, moment, place

bp = Blueprint("record", __name__)


@bp.get("/<lang:lang>/record")
def show() -> ResponseReturnValue:
    """Courses, certificates, duties."""
    with work() as uow:
        page = record.show(uow, departure())
    return render_template("record/show.html", page=page, duties=[(one, summary(one, page.titles)) for one in page.duties])


@bp.get("/<lang:lang>/record/eligibility/<slug:duty>")
def duty(duty: str) -> ResponseReturnValue:
    """Why I may go or not: every rule with what satisfies it, until when, and what is missing."""
    with work() as uow:
        page = eligibility.duty(uow, uow.actor.id, duty, departure(), place(), departure("known"))
    shown = {"branches": branches(page.verdict.proof), "summary": summary(page, {}), "way": way(page), "asked": asked(page)}
    return render_template("record/duty.html", page=page, day=page.verdict.day, **shown)


@bp.get("/<lang:lang>/record/evidence", endpoint="evidence")
def facts() -> ResponseReturnValue:
    """What a registrar has recorded of me."""
    with work() as uow:
        page = evidence.page(uow, uow.actor.id)
    with work() as uow:
        claimed = claims.of_person(uow, uow.actor.id)
    with work() as uow:
        practised = practicals.of_person(uow, uow.actor.id)
    return render_template("record/evidence.html", page=page, claims=claimed, practicals=practised)


@bp.get("/<lang:lang>/record/privacy")
def privacy() -> ResponseReturnValue:
    """Whether the roster lists me, and who looked."""
    with work() as uow:
        page = consents.page(uow, moment("before"))
    return render_template("record/privacy.html", page=page)


@bp.post("/<lang:lang>/record/privacy")
def consent() -> ResponseReturnValue:
    """Be listed, or no longer."""
    with work() as uow:
        consents.change(uow, request.form.get("listed") == "yes")
    flash(_("Saved. It counts at once."), "ok")
    return redirect(url_for("record.privacy"), 303)
