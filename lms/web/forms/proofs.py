"""Taking somebody's proof away."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from lms.web.forms.base import BaseForm


class TakeForm(BaseForm):
    """Why."""

    reason = StringField(
        _("Why do you take this proof?"), [InputRequired(_("Say why you take this proof.")), Length(max=300)],
        description=_("The person can read the reason, and the ledger keeps it."),
    )  # fmt: skip
