"""Correcting a question, and deciding about a certificate."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.domain.corrections import CorrectionKind
from lms.web.forms.base import BaseForm

KINDS = {
    CorrectionKind.VOID.value: _("Take the question out: it counts for nobody"),
    CorrectionKind.CREDIT.value: _("Give the points to everybody who was asked"),
    CorrectionKind.REKEY.value: _("Another answer is right"),
}
"""What may become of a question, in words."""


class CorrectionForm(BaseForm):
    """What becomes of a question, and why; the new right answer has fields of its own."""

    kind = RadioField(_("What becomes of the question?"), [InputRequired(_("Choose what becomes of the question."))], choices=list(KINDS.items()))
    reason = TextAreaField(
        _("Reason"),
        [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)],
        description=_("Everybody whose result changes reads it. Do not give the answer away."),
    )


class DecisionForm(BaseForm):
    """Keeps or revokes a certificate."""

    outcome = RadioField(
        _("What becomes of the certificate?"),
        [InputRequired(_("Choose whether the certificate is kept or revoked."))],
        choices=[("kept", _("It is kept")), ("revoked", _("It is revoked"))],
    )
    reason = TextAreaField(_("Reason"), [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)])
