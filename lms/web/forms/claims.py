"""What a person brings, and what a registrar says to it."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, MultipleFileField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from lms.domain.claims import SAID_MAX, ClaimState
from lms.web.forms.base import BaseForm
from lms.web.forms.evidence import EvidenceForm

MOVED = _("Open the page again.")


class ClaimForm(EvidenceForm):
    """Outside evidence as the person names it."""

    note = TextAreaField(
        _("What a registrar should know"), [Optional(), Length(max=SAID_MAX)],
        description=_("Such as who can confirm it, or your answer to a question."),
    )  # fmt: skip
    files = MultipleFileField(
        _("Files"), [Optional()],
        description=_("PDF, JPEG or PNG, at most three, each at most 5 MB. Of your health bring only until when you are fit, never a diagnosis."),
    )  # fmt: skip


class SeenForm(BaseForm):
    """Which step of a claim somebody had before them."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired(MOVED)])


class DecideForm(SeenForm):
    """What becomes of a claim."""

    then = RadioField(
        _("What becomes of it?"), [InputRequired(_("Choose what becomes of it."))],
        choices=[
            (ClaimState.VERIFIED.value, _("Verify it: it counts from now on")), (ClaimState.ASKED.value, _("Ask the person something first")),
            (ClaimState.REJECTED.value, _("Reject it")),
        ],
    )  # fmt: skip
    said = TextAreaField(
        _("What you have seen, your question, or the reason"), [InputRequired(_("Say it in a sentence; the person reads it.")), Length(max=SAID_MAX)],
        description=_("The person reads this, and an auditor can."),
    )  # fmt: skip
