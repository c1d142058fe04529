"""Taking a list away."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from lms.web.forms.base import BaseForm


class ExportForm(BaseForm):
    """Why, and as what."""

    reason = StringField(
        _("Why do you take this list?"), [InputRequired(_("Say why you take this list.")), Length(max=300)],
        description=_("Everybody on the list can read the reason, and the ledger keeps it."),
    )  # fmt: skip
    format = RadioField(
        _("File"), choices=[("csv", _("Table (CSV)")), ("json", _("For programs (JSON)")), ("pdf", _("On paper (PDF)"))], default="csv"
    )  # fmt: skip
