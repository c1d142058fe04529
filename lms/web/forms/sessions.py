"""Signing in."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired

from lms.web.forms.base import BaseForm


class SignInForm(BaseForm):
    """Address and password, and where to go afterwards."""

    email = EmailField(_("E-mail address"), [InputRequired(_("Enter your e-mail address."))], render_kw={"autocomplete": "username"})
    password = PasswordField(_("Password"), [InputRequired(_("Enter your password."))], render_kw={"autocomplete": "current-password"})
    next = HiddenField()


def refusal(seconds: int) -> str:
    """Why a try to sign in came to nothing: too many tries, with how long to wait, or a wrong password (0)."""
    if seconds:
        return str(gettext("Too many tries. Wait %(minutes)s minutes, then try again.", minutes=-(-seconds // 60)))
    return str(gettext("The address or the password is not right."))
