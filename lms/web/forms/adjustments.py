"""What a trainer does to the time of an attempt."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from lms.domain.adjustments import MOST_MINUTES
from lms.web.forms.base import BaseForm

REASON = (_("Reason"), [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)])
SEEN = _("The trainee sees it, with your name.")


class PauseForm(BaseForm):
    """Lets the time stand still, or go on."""

    reason = StringField(*REASON, description=SEEN)


class ExtendForm(BaseForm):
    """Adds time."""

    minutes = IntegerField(
        _("Minutes to add"),
        [
            InputRequired(_("Enter a whole number from 1 to %(most)s.", most=MOST_MINUTES)),
            NumberRange(1, MOST_MINUTES, _("Enter a whole number from 1 to %(most)s.", most=MOST_MINUTES)),
        ],
        render_kw={"inputmode": "numeric", "class": "input"},
    )
    reason = StringField(*REASON, description=SEEN)
