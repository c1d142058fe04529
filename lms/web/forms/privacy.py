"""Erasing oneself."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField
from wtforms.validators import InputRequired

from lms.web.forms.base import BaseForm


class EraseForm(BaseForm):
    """Proves that it is the person."""

    password = PasswordField(
        _("Your password"), [InputRequired(_("Enter your password."))], description=_("So that nobody else can do this on your device."),
        render_kw={"autocomplete": "current-password"},
    )  # fmt: skip
