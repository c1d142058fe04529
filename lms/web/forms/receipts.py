"""Looking a receipt up."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from lms.web.forms.base import BaseForm


class ReceiptForm(BaseForm):
    """A code as it stands on a receipt."""

    code = StringField(
        _("Code on the receipt"),
        [InputRequired(_("Enter the code, such as 7K3M-9Q2X-AB4D.")), Length(max=40)],
        description=_("Twelve letters and digits."),
    )
