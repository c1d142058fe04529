"""Asking for a waiver, and ending one."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from lms.web.forms.base import BaseForm

DAY = _("Enter the day, such as 2026-03-01.")


class WaiverForm(BaseForm):
    """One rule, for departures from a day to a day, and why."""

    rule = RadioField(_("Which requirement?"), [InputRequired(_("Choose a rule of this duty."))], validate_choice=False)
    start = DateField(_("First day of departure"), [InputRequired(DAY)])
    until = DateField(_("Last day of departure"), [InputRequired(DAY)], description=_("At most 12 months after the first."))
    reason = StringField(
        _("Reason"), [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)],
        description=_("The person reads it in their proof."),
    )  # fmt: skip


class EndForm(BaseForm):
    """Why a waiver ends or is declined."""

    reason = StringField(_("Reason"), [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)])
