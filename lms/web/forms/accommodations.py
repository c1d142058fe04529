"""How much more time a person has."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.domain.adjustments import MOST_EXTRA
from lms.web.forms.base import BaseForm

WHOLE = _("Enter a whole number from 0 to %(most)s.", most=MOST_EXTRA)


class ExtraTimeForm(BaseForm):
    """Sets the per cent of extra time."""

    percent = IntegerField(
        _("Extra time in per cent"),
        [InputRequired(WHOLE), NumberRange(0, MOST_EXTRA, WHOLE)],
        description=_("25 gives 25 minutes where others have 20. 0 is none."),
        render_kw={"inputmode": "numeric"},
    )
    note = StringField(
        _("Note for the ledger"), [Optional(), Length(max=500)], description=_("Such as the number of your file. Write nothing about health here.")
    )
