"""Certificates: the public check by code or file, the holder's download, a registrar's revocation."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.certificates import State
from lms.domain.identifiers import read_code
from lms.errors import NotFound
from lms.services import certificates
from lms.services.certificates import SAFETY
from lms.web.context import lang, work
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
    return render_template("certificates/show.html", page=page, form=FileForm(), safety=SAFETY, state_form=StateForm())


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
    """Revoke, with a reason."""
    return _change(code, State.REVOKED)


@bp.post("/<lang:lang>/certificates/<code:code>/reinstate")
def reinstate(code: str) -> ResponseReturnValue:
    """Reinstate, with a reason."""
    return _change(code, State.REINSTATED)


def _change(code: str, state: State) -> ResponseReturnValue:
    form = filled(StateForm)
    if not form.validate():
        with work() as uow:
            page = certificates.verify(uow, code)
        return render_template("certificates/show.html", page=page, form=FileForm(), safety=SAFETY, state_form=form), 422
    with work() as uow:
        certificates.change_state(uow, code, state, form.reason.data)
    return redirect(url_for("certificates.show", code=code), 303)
