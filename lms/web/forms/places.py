"""A danger level from a day on."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from lms.domain.places import LEVELS
from lms.web.forms.base import BaseForm


class LevelForm(BaseForm):
    """Which level, from when, why."""

    level = SelectField(_("Danger level"), choices=[(str(one), str(one)) for one in LEVELS])
    day = DateField(_("From this departure day on"), [InputRequired(_("Enter the day, such as 2026-03-01."))])
    reason = StringField(_("Why?"), [InputRequired(_("Say why, so that an auditor can follow it.")), Length(max=300)])
