"""Proposing a policy of validity, and deciding about somebody else's proposal."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.web.forms.base import BaseForm

REASON = [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)]


class ProposalForm(BaseForm):
    """Why a policy is to be adopted."""

    reason = TextAreaField(_("Reason"), REASON, description=_("The registrar who decides reads it, and so do auditors."))


class AdoptionForm(BaseForm):
    """What becomes of a proposal."""

    outcome = RadioField(
        _("What becomes of the policy?"),
        [InputRequired(_("Choose whether the policy is adopted or declined."))],
        choices=[("adopted", _("It is adopted")), ("declined", _("It is declined"))],
    )
    reason = TextAreaField(_("Reason"), REASON)
