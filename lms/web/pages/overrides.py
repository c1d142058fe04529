"""Every override and waiver on one page, and as a table."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from lms.domain.overrides import OverrideKind
from lms.errors import NotFound
from lms.services import overrides
from lms.services.overrides import Asked
from lms.web.context import work
from lms.web.lists import sheet
from lms.web.query import departure, whole

bp = Blueprint("overrides", __name__)
KINDS = (
    (OverrideKind.WAIVER, _("Waivers")), (OverrideKind.CERTIFICATE, _("Certificates revoked or reinstated")), (OverrideKind.DECISION, _("Decisions")),
    (OverrideKind.CORRECTION, _("Corrections of questions")), (OverrideKind.EVIDENCE, _("Evidence withdrawn")),
    (OverrideKind.TIME, _("Extra time and adjusted attempts")), (OverrideKind.EXPORT, _("Lists and proofs taken away")),
)  # fmt: skip
COLUMNS = ("number", "at", "kind", "action", "actor", "about", "about_id", "what", "why")


@bp.get("/<lang:lang>/roster/overrides")
def listing() -> ResponseReturnValue:
    """Fifty of them, the newest first."""
    asked = _asked()
    with work() as uow:
        page, more = overrides.page(uow, asked, whole(request.args.get("before", ""), 15))
    return render_template("overrides/list.html", page=page, more=more, asked=asked, kinds=KINDS, names=dict(KINDS), section="roster")


@bp.get("/<lang:lang>/roster/overrides.csv")
def download() -> ResponseReturnValue:
    """The same as a table."""
    with work() as uow:
        found = overrides.table(uow, _asked())
    rows = [(one.number, one.at.isoformat(), one.kind, one.action, one.actor, one.about, one.about_id, one.what, one.why) for one in found]
    response = Response(sheet(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="overrides.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked() -> Asked:
    kind = request.args.get("kind", "")
    if kind and kind not in set(OverrideKind):
        raise NotFound("")
    return Asked(OverrideKind(kind) if kind else None, departure("since"), departure("until"))
