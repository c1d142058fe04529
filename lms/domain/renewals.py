"""Renewals: from when a certificate may be renewed, until when the new one counts, and on which days its holder is reminded."""

from datetime import date, timedelta
from enum import StrEnum

from lms.domain.certificates import Certificate, Standing, add_months, last_valid_day, standing
from lms.domain.certificates import last_day as counting_until

MARKS = (7, 30, 60, 90)
"""So many days before the end of a certificate its holder is reminded."""


class Chance(StrEnum):
    """Whether the course of a certificate may be done again: before its end, after it, in place of one that was revoked, or not now."""

    ENDING = "ending"
    LAPSED = "lapsed"
    AGAIN = "again"
    LATER = "later"
    NEVER = "never"


OPEN = frozenset({Chance.ENDING, Chance.LAPSED, Chance.AGAIN})


def opens_on(valid_until: date, days: int) -> date:
    """The first day on which a certificate may be renewed: its last day is the last of so many."""
    return valid_until - timedelta(days=days - 1)


def chance(certificate: Certificate, today: date, days: int) -> Chance:
    """Whether the holder may begin the next cycle today; `days` is the length of the window at the end."""
    how, until = standing(certificate, today), counting_until(certificate.snapshot.valid_until, certificate.limit)
    if how is Standing.REVOKED:
        return Chance.AGAIN
    if how in (Standing.REPLACED, Standing.WITHHELD) or until is None:
        return Chance.NEVER
    if today > until:
        return Chance.LAPSED
    return Chance.ENDING if today >= opens_on(until, days) else Chance.LATER


def last_day(today: date, months: int | None, previous_until: date | None) -> date | None:
    """The last day of a certificate issued today that follows one with that end, None where it follows none; None when it does not lapse.

    Issued before the old end it has the period after that end, and where months are of different length the longer reading of it.
    """
    if months is None or previous_until is None or previous_until < today:
        return last_valid_day(today, months)
    return max(add_months(previous_until, months), add_months(previous_until + timedelta(days=1), months) - timedelta(days=1))


def mark(valid_until: date, today: date) -> int | None:
    """The nearest mark that has been reached; those before it are past and not made up for."""
    left = (valid_until - today).days
    return next((days for days in MARKS if 0 <= left <= days), None)


def worth_telling(valid_from: date, valid_until: date, days: int) -> bool:
    """Whether a mark lies within the validity; a short certificate says its end on the day of issue."""
    return valid_until - timedelta(days=days) > valid_from
