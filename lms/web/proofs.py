"""An eligibility proof in words: the tree a page shows, and the sentence at its head."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from lms.domain.eligibility import GroupProof, Outcome, Proof, RuleProof
from lms.domain.evidence import OWN_MODULE, Evidence, EvidenceKind, is_own
from lms.domain.gaps import ActKind
from lms.domain.grounds import Cause, Reason
from lms.domain.languages import text
from lms.domain.requirements import Basis, GroupKind, Rule, RuleKind, Strength
from lms.services.eligibility import DutyView
from lms.services.proofs import Held
from lms.web.context import lang

NOTHING: Mapping[str, Held] = {}
STATES = {
    Outcome.MET: "met", Outcome.MISSING: "missing", Outcome.TO_CONFIRM: "unconfirmed", Outcome.NOT_APPLICABLE: "not-applicable",
    Outcome.TEAM: "team",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Branch:
    """A rule or group as the tree shows it."""

    label: str
    state: str
    must: bool
    why: str
    evidence: tuple[str, ...]
    until: str
    action: tuple[str, str] | None
    rules: tuple["Branch", ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A duty's head: met or not, how many rules, the sentence, and the next thing to do as (address, words)."""

    met: bool
    done: int
    total: int
    sentence: str
    action: tuple[str, str] | None


def branches(proof: Proof, held: Mapping[str, Held] = NOTHING) -> tuple[Branch, ...]:
    """The tree below the root, or the root alone; with `held`, what stands behind each piece of evidence."""
    if isinstance(proof, GroupProof) and proof.group.kind is GroupKind.ALL_OF:
        return tuple(_branch(child, held) for child in proof.children)
    return (_branch(proof, held),)


def summary(duty: DutyView, titles: Mapping[str, str]) -> Summary:
    """The head of a duty."""
    decided = [one for one in _rules(duty.verdict.proof) if one.decides]
    done = sum(one.outcome is Outcome.MET for one in decided)
    lapses = duty.verdict.lapses
    if duty.verdict.met:
        sentence = _("You may go. This holds until %(day)s.", day=_last(lapses)) if lapses else _("You may go.")
    else:
        left = len(duty.plan.steps)
        sentence = ngettext("%(num)s thing is missing.", "%(num)s things are missing.", left)
    return Summary(duty.verdict.met, done, len(decided), sentence, _next(duty, titles))


def asked(duty: DutyView) -> dict[str, str]:
    """What was asked of a proof, as an address carries it."""
    place = {f"p-{name}": str(value) for name, value in duty.situation.items()}
    return {"day": duty.verdict.day.isoformat(), "known": duty.known.isoformat(), **place}


def _next(duty: DutyView, titles: Mapping[str, str]) -> tuple[str, str] | None:
    for step in duty.plan.steps:
        if step.act.kind is ActKind.COURSE:
            course = step.act.name.removeprefix(OWN_MODULE).split("/")[0]
            label = _("Go on with: %(course)s", course=titles[course]) if course in titles else _("Go to the course")
            return url_for("courses.show", course=course), label
    return None


def _course(rule: Rule) -> str | None:
    """The first course of ours that a rule accepts."""
    own = (name for name in rule.names if rule.kind is RuleKind.CERTIFICATE and is_own(name))
    return next((name.removeprefix("module:").split("/")[0] for name in own), None)


def _rules(proof: Proof) -> list[RuleProof]:
    return [proof] if isinstance(proof, RuleProof) else [one for child in proof.children for one in _rules(child)]


def _branch(proof: Proof, held: Mapping[str, Held]) -> Branch:
    until = _last(proof.lapses) if proof.lapses else ""
    if isinstance(proof, GroupProof):
        label = text(proof.group.text, lang()) or _group(proof)
        below = tuple(_branch(child, held) for child in proof.children)
        return Branch(label, STATES[proof.outcome], True, "", (), until, None, below, "")
    rule = proof.rule
    shown = tuple(_evidence(one) + _behind(one, held.get(one.id)) for one in proof.evidence)
    why = _why(proof.reason) if proof.reason and proof.outcome is not Outcome.NOT_APPLICABLE else ""
    if rule.scope.value == "team":
        why = _("Decided for the whole team when a posting is filled.")
    basis = {Basis.REAL: _("Source: %(ids)s", ids=", ".join(rule.sources)), Basis.PLATFORM: _("Proposed by this platform")}.get(
        rule.status, _("Heard, to be confirmed")
    )
    must = rule.strength is Strength.MUST
    return Branch(text(rule.text, lang()), STATES[proof.outcome], must, why, shown, until, _action(proof), (), basis)


def _group(proof: GroupProof) -> str:
    if proof.group.kind is GroupKind.ANY_OF:
        return _("One of these")
    if proof.group.kind is GroupKind.N_OF:
        return ngettext("%(num)s of these", "%(num)s of these", proof.group.n or 0)
    return _("All of these")


def _action(proof: RuleProof) -> tuple[str, str] | None:
    course = _course(proof.rule) if proof.outcome is Outcome.MISSING else None
    return (url_for("courses.show", course=course), _("Open the course")) if course else None


def _evidence(one: Evidence) -> str:
    if one.kind is EvidenceKind.WAIVER:
        end = format_date(one.valid_until, "medium") if one.valid_until else ""
        return _("Met by a waiver until %(end)s (%(who_and_why)s)", end=end, who_and_why=one.source)
    if one.kind is EvidenceKind.BIRTH:
        return _("Born on %(day)s", day=format_date(one.valid_from, "medium"))
    what = one.name if not one.level else f"{one.name} {one.level} ({one.scale.upper()})"
    if one.started:
        end = format_date(one.ended, "medium") if one.ended else _("today")
        return _("%(what)s, from %(start)s to %(end)s", what=what, start=format_date(one.started, "medium"), end=end)
    return _("%(what)s, obtained on %(day)s", what=what, day=format_date(one.valid_from, "medium"))


def _behind(one: Evidence, held: Held | None) -> str:
    """Until when a piece of evidence is valid, who verified it, and the certificate with its address."""
    if held is None:
        return ""
    said = [_("valid until %(day)s", day=format_date(one.valid_until, "medium"))] if one.valid_until else []
    recorded = format_date(held.recorded_on, "medium")
    said.append(_("verified by %(name)s, recorded on %(day)s", name=held.by, day=recorded) if held.by else _("recorded on %(day)s", day=recorded))
    if held.code:
        said.append(_("certificate %(code)s, %(address)s", code=held.code, address=held.address))
    return "; " + "; ".join(said)


def _why(reason: Reason) -> str:
    """The reason in a sentence."""
    held = _evidence(reason.evidence) if reason.evidence else ""
    values = {
        "held": held, "limit": reason.limit, "have": (reason.have or 0) // 365, "need": (reason.limit or 0) // 365,
        "first": format_date(reason.first, "medium") if reason.first else "", "last": format_date(reason.last, "medium") if reason.last else "",
    }  # fmt: skip
    sentences = {
        Cause.UNVERIFIED: lambda: _("Waiting for a registrar's check: %(held)s.", **values),
        Cause.NOT_YET: lambda: _("Valid only from %(first)s: %(held)s.", **values),
        Cause.TOO_OLD: lambda: _("Too old on that day: it may be at most %(limit)s months old (%(held)s).", **values),
        Cause.EXPIRED: lambda: _("Expired: its last valid day was %(last)s (%(held)s).", **values),
        Cause.ENDS_TOO_SOON: lambda: _("Ends too soon: it must be valid for %(limit)s more months (%(held)s).", **values),
        Cause.NOT_EQUIVALENT: lambda: _("No longer accepted in place of what is asked: %(held)s.", **values),
        Cause.LEVEL_TOO_LOW: lambda: _("The level is too low: %(held)s.", **values),
        Cause.TOO_SHORT: lambda: _("%(have)s of %(need)s years shown so far.", **values),
        Cause.TOO_YOUNG: lambda: _("The age of %(limit)s is reached on %(first)s.", **values),
        Cause.OVER_AGE: lambda: _("Above the age of %(limit)s on that day.", **values),
        Cause.MISSING: lambda: _("Nothing is recorded for this yet."),
    }
    return str(sentences[reason.cause]())


def _last(lapses: date) -> str:
    """The last day before something lapses, as it is read."""
    return str(format_date(lapses - timedelta(days=1), "long"))
