"""Accounts: registering, changing them, passwords, tokens, roles."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, EmailField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.domain.languages import INTERFACE, NAMES
from lms.domain.people import NAME_MAX, PASSWORD_MIN
from lms.web.forms.base import BaseForm

NAME = _("Name as in your passport")
LOCAL = _("Name in your own script")
LOCAL_HINT = _("If your passport name is not how you write it yourself, for example 山田 太郎. Both stand on your certificates.")
NAME_HINT = _("It will stand on your certificates.")
EMAIL = _("E-mail address")
PASSWORD_HINT = _("At least %(count)s characters. Four or five words that do not belong together are easy to remember.", count=PASSWORD_MIN)


class RegisterForm(BaseForm):
    """Opens an account."""

    name = StringField(
        NAME,
        [InputRequired(_("Enter your name as in your passport.")), Length(max=NAME_MAX)],
        description=NAME_HINT,
        render_kw={"autocomplete": "name"},
    )
    name_local = StringField(LOCAL, [Optional(), Length(max=NAME_MAX)], description=LOCAL_HINT)
    email = EmailField(EMAIL, [InputRequired(_("Enter your e-mail address."))], render_kw={"autocomplete": "email"})
    password = PasswordField(
        _("Password"), [InputRequired(_("Choose a password."))], description=PASSWORD_HINT, render_kw={"autocomplete": "new-password"}
    )


class AccountForm(BaseForm):
    """Changes one's own account."""

    name = StringField(
        NAME,
        [InputRequired(_("Enter your name as in your passport.")), Length(max=NAME_MAX)],
        description=_("Certificates you already have keep the name they were issued with."),
        render_kw={"autocomplete": "name"},
    )
    name_local = StringField(LOCAL, [Optional(), Length(max=NAME_MAX)], description=LOCAL_HINT)
    lang = SelectField(_("Language"), choices=[(code, NAMES[code]) for code in INTERFACE])
    birth_date = DateField(
        _("Date of birth"),
        [Optional()],
        description=_("Only needed for duties that ask for an age. Only you and registrars see what follows from it."),
        render_kw={"autocomplete": "bday"},
    )


class PasswordForm(BaseForm):
    """Changes one's own password."""

    old = PasswordField(_("Present password"), [InputRequired(_("Enter your present password."))], render_kw={"autocomplete": "current-password"})
    new = PasswordField(
        _("New password"), [InputRequired(_("Choose a new password."))], description=PASSWORD_HINT, render_kw={"autocomplete": "new-password"}
    )


class ResetForm(BaseForm):
    """Sets a new password with a one-time link."""

    password = PasswordField(
        _("New password"), [InputRequired(_("Choose a new password."))], description=PASSWORD_HINT, render_kw={"autocomplete": "new-password"}
    )


class AskResetForm(BaseForm):
    """Asks for a one-time link."""

    email = EmailField(EMAIL, [InputRequired(_("Enter your e-mail address."))], render_kw={"autocomplete": "email"})


class TokenForm(BaseForm):
    """Makes a token for a program."""

    name = StringField(_("Which program is it for?"), [InputRequired(_("Say which program this is for.")), Length(max=80)])
    scopes = SelectMultipleField(
        _("What it may do"), choices=[
            ("progress", _("Read my progress")), ("eligibility", _("Read my eligibility")),
            ("registrar", _("Read the eligibility of others, as far as my role allows")),
        ],
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
    )  # fmt: skip
