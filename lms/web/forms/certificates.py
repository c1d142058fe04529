"""Checking a certificate by its code or its file."""

from flask_babel import lazy_gettext as _
from wtforms import FileField, StringField
from wtforms.validators import InputRequired, Length

from lms.web.forms.base import BaseForm


class CodeForm(BaseForm):
    """A code as it is printed on the paper."""

    code = StringField(
        _("Code on the certificate"),
        [InputRequired(_("Enter the code, such as 7K3M-9Q2X-AB4D.")), Length(max=40)],
        description=_("Twelve letters and digits, below the QR code."),
    )


class FileForm(BaseForm):
    """The PDF that somebody was shown."""

    file = FileField(_("The PDF file you were given"))


class StateForm(BaseForm):
    """Revokes or reinstates a certificate."""

    reason = StringField(_("Reason"), [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)])
