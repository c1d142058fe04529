"""Waivers: one rule of one version of a duty that need not be met by one person, for a while."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum

from lms.domain.evidence import Evidence, EvidenceKind
from lms.domain.intervals import months_after
from lms.domain.languages import Sentence, say
from lms.domain.requirements import Basis, RequirementSet, Rule, RuleKind, Scope, Strength
from lms.domain.soundness import Known, family

MOST_MONTHS = 12
NEVER_WAIVED = {
    RuleKind.MEDICAL: say("A rule about health is never waived."),
    RuleKind.ATTESTATION: say("What has to be signed or certified is never waived."),
}
"""Kinds that stand between people and harm, with what is said; what is of the family security is never waived either."""


class WaiverState(StrEnum):
    """What became of a waiver. Without any it waits for another registrar."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    ENDED = "ended"


def waived(requirements: RequirementSet, rule: str) -> str:
    """The name under which a waiver is evidence; a new version of the rules asks for a new waiver."""
    return f"{requirements.key}/{requirements.version}/{rule}"


def counting_here(requirements: RequirementSet, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence with the waivers of this very version alone, each under the key of its rule."""
    prefix = waived(requirements, "")
    found = []
    for piece in evidence:
        if piece.kind is not EvidenceKind.WAIVER:
            found.append(piece)
        elif piece.name.startswith(prefix):
            found.append(replace(piece, name=piece.name.removeprefix(prefix)))
    return tuple(found)


def without_waivers(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What a person really has."""
    return tuple(piece for piece in evidence if piece.kind is not EvidenceKind.WAIVER)


def refusal(rule: Rule, known: Known) -> Sentence | None:
    """Why a rule cannot be waived; None when it can.

    Since no duty can be met without a certificate of the family security, whatever else is met, waiving others keeps it so.
    """
    if rule.kind in NEVER_WAIVED:
        return NEVER_WAIVED[rule.kind]
    if any(family(name, known) == "security" for name in rule.names):
        return say("A rule about security is never waived.")
    if rule.scope is Scope.TEAM or rule.strength is Strength.SHOULD or rule.status is Basis.HEARD:
        return say("This rule keeps nobody back, so there is nothing to waive.")
    return None


def read_period(start: date, until: date, today: date) -> dict[str, Sentence]:
    """What is wrong with the first and last day of departure of a waiver, by field."""
    if start < today:
        return {"start": say("A waiver begins today or later.")}
    if until < start:
        return {"until": say("The last day is before the first.")}
    end = months_after(start, MOST_MONTHS)
    if end is None or until >= end:
        return {"until": say("A waiver lasts at most 12 months.")}
    return {}
