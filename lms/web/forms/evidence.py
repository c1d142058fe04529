"""What a registrar enters of somebody."""

from collections.abc import Iterable

from babel import Locale
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lms.domain.evidence import LADDERS, SCORES, SPOKEN, Credential, EvidenceKind
from lms.domain.languages import text
from lms.web.forms.base import BaseForm

KINDS = (
    (EvidenceKind.CERTIFICATE, _("Certificate from outside")), (EvidenceKind.LANGUAGE, _("Language")),
    (EvidenceKind.EXPERIENCE, _("Experience")), (EvidenceKind.MEDICAL, _("Medical clearance")), (EvidenceKind.DOCUMENT, _("Document")),
    (EvidenceKind.ATTESTATION, _("Attestation")), (EvidenceKind.EDUCATION, _("Education")), (EvidenceKind.STATUS, _("Status")),
    (EvidenceKind.RANK, _("Rank")), (EvidenceKind.LICENCE, _("Licence")), (EvidenceKind.BRIEFING, _("Briefing")),
)  # fmt: skip


def choices(known: Iterable[Credential], lang: str) -> dict[str, list[tuple[str, str]]]:
    """What can be recorded, under the kind it is of."""
    groups = {str(label): [(one.name, text(one.title, lang) or one.name) for one in known if one.kind is kind] for kind, label in KINDS}
    groups[str(_("Language"))] = [(code, Locale(code).get_display_name(lang) or code) for code in SPOKEN]
    return groups


class EvidenceForm(BaseForm):
    """One fact that a registrar has seen proof of."""

    kind = SelectField(_("Kind"), [InputRequired()], choices=[(kind.value, label) for kind, label in KINDS])
    name = SelectField(_("What it is"), [InputRequired(_("Say what it is."))], validate_choice=False)
    valid_from = DateField(_("Obtained on"), [InputRequired(_("Enter the day, such as 2026-03-01."))])
    valid_until = DateField(_("Last valid day"), [Optional()], description=_("Leave empty when it does not lapse."))
    scale = SelectField(
        _("Scale"), validate_choice=False, choices=[("", "–"), *((one, one.upper()) for one in (*LADDERS, *SCORES))], description=_("For a language.")
    )
    level = StringField(_("Level or score"), [Optional(), Length(max=10)], description=_("For a language, such as B2 or 860."))
    started = DateField(_("First day"), [Optional()], description=_("For experience."))
    ended = DateField(_("Last day"), [Optional()], description=_("For experience; leave empty while it goes on."))
    note = TextAreaField(_("What you have seen"), [InputRequired(_("Say what you have seen, so that an auditor can follow it.")), Length(max=500)])


class WithdrawForm(BaseForm):
    """Withdraws a fact."""

    why = StringField(_("Why does it no longer stand?"), [InputRequired(_("Say why, so that an auditor can follow it.")), Length(max=200)])
