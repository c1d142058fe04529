"""Certificates: what one promises, for how long, and how it stands today."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """How a certificate stands on a day."""

    VALID = "valid"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    WITHHELD = "withheld"


class State(StrEnum):
    """A later fact about a certificate."""

    REVOKED = "revoked"
    REINSTATED = "reinstated"
    REPLACED = "replaced"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the paper says, as it was on the day of issue. `valid_until` is the last valid day, None for no end."""

    name: str
    name_local: str
    course: str
    title: dict[str, str]
    modules: tuple[dict[str, str], ...]
    outcomes: tuple[dict[str, str], ...]
    family: str
    edition: int
    seal: str
    minutes: int
    score: int | None
    policy: str
    issuer: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    design: str = "standard"


@dataclass(frozen=True, slots=True)
class Certificate:
    """An issued certificate and the last fact about it. `limit`: the day at the latest until which a later policy lets it count."""

    id: str
    code: str
    person: str
    snapshot: Snapshot
    state: State | None = None
    state_on: date | None = None
    limit: date | None = None


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a month that is too short for it."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_valid_day(issued_on: date, validity_months: int | None) -> date | None:
    """The last day a certificate issued on a day counts; None when it does not lapse."""
    if validity_months is None:
        return None
    return date.fromordinal(add_months(issued_on, validity_months).toordinal() - 1)


def last_day(promised: date | None, limit: date | None) -> date | None:
    """The last day of what was promised, or of the limit that a later policy set, whichever is sooner; None for no end."""
    return min((day for day in (promised, limit) if day is not None), default=None)


def standing(certificate: Certificate, today: date) -> Standing:
    """How a certificate stands on a day. A decision about it weighs more than the calendar."""
    decided = {State.REVOKED: Standing.REVOKED, State.REPLACED: Standing.REPLACED, State.WITHHELD: Standing.WITHHELD}
    if certificate.state in decided:
        return decided[certificate.state]
    if today < certificate.snapshot.valid_from:
        return Standing.NOT_YET
    until = last_day(certificate.snapshot.valid_until, certificate.limit)
    return Standing.EXPIRED if until is not None and today > until else Standing.VALID
