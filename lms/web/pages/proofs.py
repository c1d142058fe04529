"""A verdict as a document to take away."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Invalid
from lms.services import proofs
from lms.services.proofs import ProofView
from lms.web.context import house, lang, work
from lms.web.errors import translated
from lms.web.forms.base import filled
from lms.web.forms.proofs import TakeForm
from lms.web.gaps import way
from lms.web.markup import clean, style_block
from lms.web.proofs import branches, summary
from lms.web.query import departure, place

bp = Blueprint("proofs", __name__)


@bp.post("/<lang:lang>/record/eligibility/<slug:duty>.pdf")
def mine(duty: str) -> ResponseReturnValue:
    """My own proof, printed."""
    with work(looking=True) as uow:
        page = proofs.take(uow, uow.actor.id, duty, departure(), place(), departure("known"))
    return _printed(page)


@bp.post("/<lang:lang>/roster/people/<id:person>/<slug:duty>.pdf")
def of_person(person: str, duty: str) -> ResponseReturnValue:
    """Somebody's proof, printed, for a reason."""
    form = filled(TakeForm)
    try:
        with work() as uow:
            page = proofs.take(uow, person, duty, departure(), place(), departure("known"), form.reason.data or "")
    except Invalid as fault:
        if "reason" not in fault.problems:
            raise
        back = url_for("roster.duty", person=person, duty=duty)
        return render_template("proofs/refused.html", said=translated(fault.problems["reason"]), back=back, section="roster"), 422
    return _printed(page)


def _printed(page: ProofView) -> Response:
    """The PDF; printing takes a while, so nothing is held meanwhile."""
    style = style_block((house().home / "static" / "proof.css").read_text("utf-8"))
    shown = {"branches": branches(page.duty.verdict.proof, page.held), "summary": summary(page.duty, {}), "way": way(page.duty)}
    html = render_template("proofs/document.html", page=page, duty=page.duty, style=style, qr=clean(page.qr), **shown)
    with work(looking=True) as uow:
        content = proofs.printed(uow, page.person_id, html)
    response = Response(content, content_type="application/pdf")
    name = f"{page.duty.requirements.key}-{page.duty.verdict.day}-{lang()}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
