"""Beginning a run that prints files of certificates anew."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.web.forms.base import BaseForm


class RunForm(BaseForm):
    """Which files, and why."""

    wanted = RadioField(
        _("Which files are printed anew?"),
        [InputRequired(_("Choose which files are printed anew."))],
        choices=[
            ("missing", _("Files that were never made, are missing or are damaged")),
            ("unsigned", _("Files from before there was a signature")),
        ],
    )
    reason = TextAreaField(_("Reason"), [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)])
