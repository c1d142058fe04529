"""Drafts of requirement sets: the whole text, one rule, and the reason."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.domain.requirements import Basis, LanguageLevel, Rule, RuleKind, Scope, Strength, When
from lms.errors import Invalid
from lms.web.forms.base import BaseForm
from lms.web.query import whole

KINDS = {
    RuleKind.CERTIFICATE: _("Certificate or course"), RuleKind.LANGUAGE: _("Language"), RuleKind.EXPERIENCE: _("Experience"),
    RuleKind.MEDICAL: _("Medical"), RuleKind.DOCUMENT: _("Document"), RuleKind.ATTESTATION: _("Attestation"),
    RuleKind.EDUCATION: _("Education"), RuleKind.STATUS: _("Status"), RuleKind.RANK: _("Rank"), RuleKind.LICENCE: _("Licence"),
    RuleKind.BRIEFING: _("Briefing"), RuleKind.AGE: _("Age"),
}  # fmt: skip
NUMBERS = ("max_age_months", "min_months", "min_age", "max_age", "min_years")
BOUND = re.compile(r"([a-z][a-z0-9_]*) *(>=|<=|=) *(\S.*)")
SIGNS = {">=": "at_least", "<=": "at_most", "=": "equals"}
NUMBER = [Optional(), NumberRange(0, 5000)]


class DraftForm(BaseForm):
    """The whole set as text."""

    text = TextAreaField(_("The whole set"), [InputRequired(_("A set has at least one rule."))])
    revision = HiddenField()


class ReasonForm(BaseForm):
    """Why a draft is proposed."""

    reason = TextAreaField(
        _("Reason"), [InputRequired(_("Give the reason; it is kept for ever.")), Length(max=500)],
        description=_("Why do the rules change? The registrar who confirms reads it, and it is kept for ever."),
    )  # fmt: skip


class RuleForm(BaseForm):
    """One rule."""

    key = StringField(_("Key"), [InputRequired(), Length(max=64)], description=_("Small letters, digits and hyphens. It stays the same for ever."))
    kind = SelectField(_("Kind"), choices=[(one.value, label) for one, label in KINDS.items()])
    text_en = StringField(_("Wording in English"), [InputRequired(), Length(max=300)])
    text_ja = StringField(_("Wording in Japanese"), [Length(max=300)])
    names = TextAreaField(
        _("Accepted, one a line"), description=_("A course, a module as module:course/module, or an outside credential. Any one will do.")
    )
    languages = TextAreaField(_("Languages, one a line"), description=_("Such as: en cefr B2"))
    max_age_months = IntegerField(_("Obtained less than so many months before departure"), NUMBER)
    min_months = IntegerField(_("Still valid for so many months"), NUMBER)
    min_age = IntegerField(_("Lowest age"), NUMBER)
    max_age = IntegerField(_("Highest age"), NUMBER)
    min_years = IntegerField(_("Years of experience"), NUMBER)
    when = TextAreaField(_("Only where, one a line"), description=_("Such as: danger_level >= 3"))
    strength = SelectField(_("Must or should"), choices=[(Strength.MUST.value, _("Must")), (Strength.SHOULD.value, _("Should"))])
    scope = SelectField(_("Asked of"), choices=[(Scope.PERSON.value, _("Each person")), (Scope.TEAM.value, _("The team together"))])
    min_count = IntegerField(_("How many of the team"), [Optional(), NumberRange(1, 99)])
    status = SelectField(
        _("Where it comes from"),
        choices=[
            (Basis.REAL.value, _("A public source")), (Basis.PLATFORM.value, _("Proposed by this platform")),
            (Basis.HEARD.value, _("Heard, to be confirmed")),
        ],
    )  # fmt: skip
    sources = StringField(_("Sources"), description=_("Their ids in the text, such as: S1, S24"))
    revision = HiddenField()


def from_rule(rule: Rule) -> dict[str, Any]:
    """A rule as the form's starting values."""
    signs = {name: sign for sign, name in SIGNS.items()}
    bounds = [f"{one.condition} {signs[name]} {given}" for one in rule.when for name in signs if (given := getattr(one, name)) is not None]
    return {
        "key": rule.key, "kind": rule.kind.value, "text_en": rule.text.get("en", ""), "text_ja": rule.text.get("ja", ""),
        "names": "\n".join(rule.names), "languages": "\n".join(f"{one.language} {one.scale} {one.level}" for one in rule.languages),
        "when": "\n".join(bounds), "strength": rule.strength.value, "scope": rule.scope.value, "min_count": rule.min_count,
        "status": rule.status.value, "sources": ", ".join(rule.sources), **{name: getattr(rule, name) for name in NUMBERS},
    }  # fmt: skip


def to_rule(form: RuleForm, old: Rule | None) -> Rule:
    """What was sent, with what the form does not show taken from the old rule. Invalid: a line that is none."""
    texts = {**(old.text if old else {}), "en": form.text_en.data, "ja": form.text_ja.data or ""}
    return Rule(
        old.key if old else form.key.data or "", RuleKind(form.kind.data), {lang: one for lang, one in texts.items() if one},
        tuple(_split(form.names.data)), tuple(_level(line) for line in _split(form.languages.data)), when=_whens(form.when.data),
        scope=Scope(form.scope.data), min_count=form.min_count.data or 1, strength=Strength(form.strength.data), status=Basis(form.status.data),
        sources=tuple(one for part in _split(form.sources.data) for one in part.replace(",", " ").split()), note=old.note if old else {},
        **{name: getattr(form, name).data for name in NUMBERS},
    )  # fmt: skip


def _split(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _level(line: str) -> LanguageLevel:
    parts = line.split()
    if len(parts) != 3:
        raise Invalid(languages=gettext("“%(line)s” is no level: write language, scale and level, such as en cefr B2.", line=line[:60]))
    return LanguageLevel(*parts)


def _whens(text: str | None) -> tuple[When, ...]:
    found: dict[str, dict[str, Any]] = {}
    for line in _split(text):
        hit = BOUND.fullmatch(line)
        number = whole(hit[3], 6) if hit else None
        if hit is None or (number is None and hit[2] != "="):
            raise Invalid(when=gettext("“%(line)s” is no condition: write such as danger_level >= 3.", line=line[:60]))
        found.setdefault(hit[1], {})[SIGNS[hit[2]]] = hit[3] if number is None else number
    return tuple(When(key, **bounds) for key, bounds in found.items())
