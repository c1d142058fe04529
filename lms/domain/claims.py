"""Claims: what people say they can show, and how a claim goes on until a registrar has decided."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lms.domain.evidence import EvidenceKind
from lms.domain.languages import say
from lms.errors import Conflict, Invalid

MOST_FILES = 3
"""Files that one claim rests on."""

SAID_MAX = 500


class ClaimState(StrEnum):
    """Where a claim stands after each step."""

    SENT = "sent"
    ASKED = "asked"
    VERIFIED = "verified"
    REJECTED = "rejected"
    TAKEN_BACK = "taken-back"


OPEN = (ClaimState.SENT, ClaimState.ASKED)
"""While a claim stands so, it is not decided."""

STEPS: dict[ClaimState, tuple[ClaimState, ...]] = {
    ClaimState.SENT: OPEN, ClaimState.ASKED: (ClaimState.SENT,), ClaimState.VERIFIED: OPEN, ClaimState.REJECTED: OPEN, ClaimState.TAKEN_BACK: OPEN,
}  # fmt: skip
"""Each state, and those it may follow."""

DATES = ("valid_from", "valid_until", "started", "ended")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is claimed, with the fields that evidence has; `note`: what the person says about it."""

    kind: EvidenceKind
    name: str
    valid_from: date
    valid_until: date | None = None
    scale: str = ""
    level: str = ""
    started: date | None = None
    ended: date | None = None
    note: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """By name, without the note, as evidence is entered."""
        return {name: getattr(self, name) for name in ("kind", "name", "scale", "level", *DATES)}


def as_stored(claimed: Claimed, files: list[str]) -> dict[str, Any]:
    """A claim and the ids of its files as they are kept."""
    days = {name: day.isoformat() if (day := getattr(claimed, name)) else None for name in DATES}
    named = {"kind": claimed.kind.value, "name": claimed.name, "scale": claimed.scale, "level": claimed.level, "note": claimed.note}
    return {**named, **days, "files": files}


def from_stored(body: dict[str, Any]) -> Claimed:
    """What was kept, as a value."""
    days = {name: date.fromisoformat(body[name]) if body[name] else None for name in DATES}
    return Claimed(kind=EvidenceKind(body["kind"]), name=body["name"], scale=body["scale"], level=body["level"], note=body["note"], **days)  # type: ignore[arg-type]


def check_step(now: ClaimState, then: ClaimState, number: int, seen: int) -> None:
    """Raises Conflict when a claim has moved on since somebody saw step `seen` of it, or cannot go on so."""
    if number != seen or now not in STEPS[then]:
        raise Conflict(say("This has moved on since you opened it. Look at it again."))


def read_said(then: ClaimState, said: str) -> str:
    """What a registrar says with a step, without which it is not taken."""
    if not said.strip():
        raise Invalid(said={
            ClaimState.VERIFIED: say("Say what you have seen, so that an auditor can follow it."),
            ClaimState.REJECTED: say("Say why, so that the person can follow it."),
            ClaimState.ASKED: say("Write what you want to know."),
        }[then])  # fmt: skip
    return said.strip()[:SAID_MAX]
