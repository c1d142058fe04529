"""What programs and offline checkers of others fetch: credentials, the issuer's keys, status lists, the file for checking without a line."""

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from lms.services import badges, signers
from lms.web.context import house, lang, work
from lms.web.markup import script_block, style_block

bp = Blueprint("badges", __name__)
OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=900"}
"""For pages of others too, and a quarter of an hour old at most."""


@bp.get("/<lang:lang>/certificates/<code:code>.json")
def show(code: str) -> ResponseReturnValue:
    """A certificate as a signed credential, for anyone who has the code."""
    with work() as uow:
        found = badges.read(uow, code)
    headers = {"Content-Disposition": 'attachment; filename="credential.json"', "Access-Control-Allow-Origin": "*"}
    return Response(found, content_type="application/vc", headers=headers)


@bp.get("/<lang:lang>/certificates/verify.html")
def verify() -> ResponseReturnValue:
    """One file that checks certificates from a disk, without a line and without this site."""
    with work() as uow:
        kit = badges.kit(uow)
    static = house().home / "static"
    style = style_block((static / "booklet.css").read_text("utf-8"))
    script = script_block((static / "verify.js").read_text("utf-8"))
    response = Response(render_template("badges/file.html", kit=kit, style=style, script=script), content_type="text/html; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="verify-{lang()}.html"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@bp.get("/.well-known/did.json")
def issuer() -> ResponseReturnValue:
    """Who issues here, and every key that ever signed."""
    with work() as uow:
        found = badges.issuer_document(uow)
    response = jsonify(found)
    response.headers.update(OPEN)
    return response


@bp.get("/.well-known/pdf-signer.cer")
def signer() -> ResponseReturnValue:
    """The certificate of the key that signs PDFs, for whoever wants to trust it."""
    with work() as uow:
        found = signers.newest(uow)
    headers = {"Content-Disposition": 'attachment; filename="pdf-signer.cer"', **OPEN}
    return Response(found, content_type="application/pkix-cert", headers=headers)


@bp.get("/status/<int:number>")
def status(number: int) -> ResponseReturnValue:
    """A signed status list."""
    with work() as uow:
        found = badges.status(uow, number)
    return Response(found, content_type="application/vc", headers=OPEN)
