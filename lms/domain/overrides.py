"""Overrides: acts by which somebody lets a person's record say something else than the rules alone would."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from lms.domain.permissions import Action


class OverrideKind(StrEnum):
    """What sort of thing was overridden or taken away."""

    WAIVER = "waiver"
    CERTIFICATE = "certificate"
    DECISION = "decision"
    CORRECTION = "correction"
    EVIDENCE = "evidence"
    TIME = "time"
    EXPORT = "export"


KINDS: dict[str, OverrideKind] = {
    Action.ASK_WAIVER: OverrideKind.WAIVER,
    Action.CONFIRM_WAIVER: OverrideKind.WAIVER,
    Action.END_WAIVER: OverrideKind.WAIVER,
    Action.CHANGE_CERTIFICATE: OverrideKind.CERTIFICATE,
    Action.CORRECT_NAME: OverrideKind.CERTIFICATE,
    Action.ASK_REVOCATION: OverrideKind.CERTIFICATE,
    Action.DECIDE_REVOCATION: OverrideKind.CERTIFICATE,
    Action.ADOPT_POLICY: OverrideKind.CERTIFICATE,
    Action.LIMIT_CERTIFICATE: OverrideKind.CERTIFICATE,
    Action.DECIDE: OverrideKind.DECISION,
    Action.CORRECT: OverrideKind.CORRECTION,
    Action.REGRADE: OverrideKind.CORRECTION,
    Action.WITHDRAW_EVIDENCE: OverrideKind.EVIDENCE,
    Action.CORRECT_PRACTICAL: OverrideKind.EVIDENCE,
    Action.ADJUST_ATTEMPT: OverrideKind.TIME,
    Action.SET_EXTRA_TIME: OverrideKind.TIME,
    Action.EXPORT_ROSTER: OverrideKind.EXPORT,
    Action.TAKE_PROOF: OverrideKind.EXPORT,
}
"""Action of the ledger → its kind. What is added here is on the page."""

WHY = ("reason", "why", "note")
"""Fields of an entry that say why, the plainest first."""

TOLD = ("duty", "version", "rule", "state", "code", "outcome", "course", "quiz", "item", "kind", "minutes", "percent", "start", "until", "people")
"""Fields of an entry that say what, in this order."""


def actions(kind: OverrideKind | None) -> tuple[str, ...]:
    """The ledger's actions of a kind, or all of them."""
    return tuple(str(action) for action, one in KINDS.items() if kind in (None, one))


def why(details: Mapping[str, Any]) -> str:
    """Why it was done, as somebody said it; empty where nobody did or it was erased."""
    return next((str(details[name]) for name in WHY if details.get(name)), "")


def what(details: Mapping[str, Any]) -> str:
    """What was done, as `field: value` of what an entry tells in short."""
    return ", ".join(f"{name}: {details[name]}" for name in TOLD if isinstance(details.get(name), str | int) and details[name] != "")
