"""Opening a practical session, its list, and signing it off."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from lms.web.forms.base import BaseForm


class SessionForm(BaseForm):
    """What was practised, when and where."""

    practical = SelectField(_("Practical"), [InputRequired()], validate_choice=False)
    day = DateField(_("Day of the session"), [InputRequired(_("Enter the day, such as 2026-03-01."))], description=_("Today or earlier."))
    place = StringField(_("Where it was held"), [InputRequired(_("Say where.")), Length(max=120)])


class RevisionForm(BaseForm):
    """Which state of the list the trainer had before them."""

    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired(_("Open the page again."))])


class ListForm(RevisionForm):
    """Beside the marks of the table: who comes onto the list."""

    email = StringField(
        _("Add somebody, by e-mail address"), [Optional(), Length(max=320)],
        description=_("The address of their account. They come onto the list when you save."),
    )  # fmt: skip


class CorrectionForm(RevisionForm):
    """Why a list is signed off again."""

    reason = StringField(
        _("Reason for the correction"), [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=200)],
        description=_("It is kept for ever, so write no name."),
    )  # fmt: skip
