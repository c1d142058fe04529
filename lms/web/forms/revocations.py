"""Deciding about a revocation that another registrar asked for."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.web.forms.base import BaseForm


class RevocationForm(BaseForm):
    """What becomes of a request."""

    outcome = RadioField(
        _("What becomes of the revocation?"),
        [InputRequired(_("Choose whether the revocation is confirmed or declined."))],
        choices=[("confirmed", _("The certificate is revoked")), ("declined", _("The certificate stands"))],
    )
    reason = TextAreaField(_("Reason"), [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)])
