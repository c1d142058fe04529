"""Checking a certificate, for programs."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lms.services import certificates
from lms.services.certificates import CertificateView
from lms.web.api.bodies import plain
from lms.web.context import work

bp = Blueprint("api_certificates", __name__, url_prefix="/api/v1")


@bp.get("/certificates/<code:code>")
def verify(code: str) -> ResponseReturnValue:
    """What anyone may know of a code."""
    with work() as uow:
        page = certificates.verify(uow, code)
    return jsonify(certificate(page))


def certificate(page: CertificateView) -> dict[str, object]:
    """A certificate as JSON: the same fields as the paper, and how it stands."""
    said = plain(page.snapshot)
    return {
        "code": page.code, "standing": page.standing.value, "since": plain(page.since), "reason": page.reason or None,
        "replaced_by": page.replaced_by or None,
        "counts_until": plain(page.until), "shortened_by": page.shortened or None,
        "pdf": {"sha256": page.sha256, "bytes": page.size} if page.ready else None, "says": said,
    }  # fmt: skip
