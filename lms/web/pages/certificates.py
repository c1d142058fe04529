"""Certificates: the public check by code or file, the holder's download, what a registrar does about one."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.certificates import State
from lms.domain.identifiers import read_code
from lms.errors import Invalid, NotFound
from lms.services import certificates, revocations
from lms.services.certificates import SAFETY, CertificateView
from lms.services.revocations import RevocationView
from lms.web.context import lang, visitor, work
from lms.web.forms.base import filled
from lms.web.forms.certificates import CodeForm, FileForm, StateForm

bp = Blueprint("certificates", __name__)


@bp.get("/v/<code:code>")
def short(code: str) -> ResponseReturnValue:
    """The short address that the QR code holds."""
    return redirect(url_for("certificates.show", code=code, lang=lang()), 302)


@bp.route("/<lang:lang>/certificates", methods=["GET", "POST"])
def find() -> ResponseReturnValue:
    """Type a code."""
    form = filled(CodeForm)
    if request.method == "POST" and form.validate():
        return redirect(url_for("certificates.show", code=read_code(form.code.data) or form.code.data), 303)
    return render_template("certificates/find.html", form=form), 422 if form.errors else 200


@bp.route("/<lang:lang>/certificates/<code:code>", methods=["GET", "POST"])
def show(code: str) -> ResponseReturnValue:
    """What is known of a code; with a file, whether it is the one issued."""
    upload = request.files.get("file") if request.method == "POST" else None
    try:
        with work() as uow:
            page = certificates.verify(uow, code, upload.read() if upload else None)
    except NotFound:
        return render_template("certificates/unknown.html", code=code, form=CodeForm()), 404
    return render_template("certificates/show.html", page=page, form=FileForm(), safety=SAFETY, state_form=StateForm(), asked=_asked(page))


@bp.get("/<lang:lang>/certificates/<code:code>.pdf")
def download(code: str) -> ResponseReturnValue:
    """The printed file, for its holder."""
    with work() as uow:
        content, page = certificates.download(uow, code)
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{page.snapshot.course}-{page.code}.pdf"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@bp.post("/<lang:lang>/certificates/<code:code>/revoke")
def revoke(code: str) -> ResponseReturnValue:
    """Ask for a revocation, with a reason."""
    form = filled(StateForm)
    if form.validate():
        try:
            with work() as uow:
                revocations.ask(uow, code, form.reason.data)
            flash(_("Asked. Another registrar has to confirm; until then the certificate stands."), "ok")
            return redirect(url_for("certificates.show", code=code), 303)
        except Invalid as fault:
            form.take(fault)
    return _again(code, form)


@bp.post("/<lang:lang>/certificates/<code:code>/reinstate")
def reinstate(code: str) -> ResponseReturnValue:
    """Reinstate, with a reason."""
    form = filled(StateForm)
    if form.validate():
        try:
            with work() as uow:
                certificates.change_state(uow, code, State.REINSTATED, form.reason.data)
            return redirect(url_for("certificates.show", code=code), 303)
        except Invalid as fault:
            form.take(fault)
    return _again(code, form)


def _again(code: str, form: StateForm) -> ResponseReturnValue:
    with work(looking=True) as uow:
        page = certificates.verify(uow, code)
    return render_template("certificates/show.html", page=page, form=FileForm(), safety=SAFETY, state_form=form, asked=_asked(page)), 422


def _asked(page: CertificateView) -> RevocationView | None:
    """The revocation that waits, for staff other than the holder."""
    who = visitor()
    if who is None or page.mine or "decisions" not in who.can:
        return None
    with work(looking=True) as uow:
        return revocations.about(uow, page.code)
