"""My record, and each duty's proof."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.services import eligibility, evidence, record
from lms.web.context import work
from lms.web.proofs import branches, summary
from lms.web.query import departure, place

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
        page = eligibility.duty(uow, uow.actor.id, duty, departure(), place())
    return render_template("record/duty.html", page=page, branches=branches(page.verdict.proof), summary=summary(page, {}), day=page.verdict.day)


@bp.get("/<lang:lang>/record/evidence", endpoint="evidence")
def facts() -> ResponseReturnValue:
    """What a registrar has recorded of me."""
    with work() as uow:
        page = evidence.page(uow, uow.actor.id)
    return render_template("record/evidence.html", page=page)
