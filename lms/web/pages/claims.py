"""Evidence that people bring: naming it, the registrars' queue, deciding, and the files."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.claims import Claimed, ClaimState
from lms.domain.evidence import EvidenceKind
from lms.errors import Invalid
from lms.services import claims
from lms.web.carriage import carries_files
from lms.web.context import lang, work
from lms.web.forms.base import filled
from lms.web.forms.claims import ClaimForm, DecideForm, SeenForm
from lms.web.forms.evidence import choices

bp = Blueprint("claims", __name__)
MINE = "/<lang:lang>/record/evidence/<id:claim>"
THEIRS = "/<lang:lang>/roster/evidence/<id:claim>"
FILE = {
    "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


@bp.route("/<lang:lang>/record/evidence/new", methods=["GET", "POST"])
@carries_files
def make() -> ResponseReturnValue:
    """Name outside evidence."""
    form = filled(ClaimForm)
    if request.method == "POST" and form.validate():
        try:
            with work() as uow:
                claim = claims.make(uow, _claimed(form), _uploads())
            flash(_("Sent. A registrar looks at it, and you get a message."), "ok")
            return redirect(url_for("claims.show", claim=claim), 303)
        except Invalid as fault:
            form.take(fault)
    with work(looking=True) as uow:
        form.name.choices = choices(claims.known(uow), lang())
    return render_template("claims/make.html", form=_again(form)), 422 if form.errors else 200


@bp.get(MINE)
def show(claim: str) -> ResponseReturnValue:
    """A claim, for whose it is."""
    return _page(claim)


@bp.post(MINE)
@carries_files
def change(claim: str) -> ResponseReturnValue:
    """Send it again, changed or with an answer."""
    form, seen = filled(ClaimForm), filled(SeenForm)
    if form.validate() and seen.validate():
        try:
            with work() as uow:
                claims.change(uow, claim, seen.seen.data, _claimed(form), request.form.getlist("kept"), _uploads())
            flash(_("Sent. A registrar looks at it, and you get a message."), "ok")
            return redirect(url_for("claims.show", claim=claim), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(claim, form=_again(form))


@bp.post(f"{MINE}/take-back")
def take_back(claim: str) -> ResponseReturnValue:
    """Take it back before it is decided."""
    form = filled(SeenForm)
    with work() as uow:
        claims.take_back(uow, claim, form.seen.data if form.validate() else 0)
    flash(_("Taken back. Nobody decides about it any more."), "ok")
    return redirect(url_for("claims.show", claim=claim), 303)


@bp.get("/<lang:lang>/roster/evidence")
def queue() -> ResponseReturnValue:
    """What waits for a registrar."""
    with work() as uow:
        page = claims.queue(uow)
    return render_template("claims/list.html", page=page, section="roster")


@bp.get(THEIRS)
def judge(claim: str) -> ResponseReturnValue:
    """A claim, for registrars and auditors."""
    return _page(claim)


@bp.post(THEIRS)
def decide(claim: str) -> ResponseReturnValue:
    """Verify, reject, or ask."""
    form = filled(DecideForm)
    if form.validate():
        try:
            with work() as uow:
                claims.decide(uow, claim, form.seen.data, ClaimState(form.then.data), form.said.data)
            flash(_("Done. The person gets a message."), "ok")
            return redirect(url_for("claims.queue"), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(claim, decision=form)


@bp.get(f"{MINE}/files/<id:file>")
def file(claim: str, file: str) -> ResponseReturnValue:
    """A file, for whose it is, and for staff once it is recorded who looks; always to be saved, never shown in the page."""
    with work() as uow:
        found = claims.file(uow, claim, file)
    if found is None:
        return render_template("claims/look.html", claim=claim, section="roster")
    kind, name, content = found
    return Response(content, content_type=kind, headers={**FILE, "Content-Disposition": f'attachment; filename="{name}"'})


@bp.post(f"{MINE}/files/<id:file>")
def look(claim: str, file: str) -> ResponseReturnValue:
    """Record the look, and give the file."""
    with work() as uow:
        claims.look(uow, claim)
    return redirect(url_for("claims.file", claim=claim, file=file), 303)


def _claimed(form: ClaimForm) -> Claimed:
    return Claimed(
        kind=EvidenceKind(form.kind.data), name=form.name.data or "", valid_from=form.valid_from.data, valid_until=form.valid_until.data,
        scale=form.scale.data or "", level=form.level.data or "", started=form.started.data, ended=form.ended.data, note=form.note.data or "",
    )  # fmt: skip


def _uploads() -> list[claims.Upload]:
    """The files that came; a field left empty comes as one without a name."""
    return [(one.filename or "", one.read()) for one in request.files.getlist("files") if one.filename]


def _again(form: ClaimForm) -> ClaimForm:
    """A form that was refused says that a browser forgets the files."""
    if form.errors and any(one.filename for one in request.files.getlist("files")):
        form.form_errors.append(_("Choose your files again: none has been kept."))
    return form


def _page(claim: str, form: ClaimForm | None = None, decision: DecideForm | None = None) -> Any:
    with work(looking=True) as uow:
        page = claims.show(uow, claim)
    claimed = page.line.claimed
    form = form or ClaimForm(data={**claimed.fields, "kind": claimed.kind.value, "note": claimed.note})
    form.name.choices = choices(page.credentials, lang())
    decision = decision or DecideForm(data={"seen": page.number})
    section = "record" if page.mine else "roster"
    staying = request.form.getlist("kept") if form.errors else [one.id for one in page.files]
    body = render_template("claims/show.html", page=page, form=form, staying=staying, decision=decision, section=section)
    return body, 422 if form.errors or decision.errors else 200
