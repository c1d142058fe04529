"""Sign-ins: how long they last, and when guessing must wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=5)
TOUCH = timedelta(hours=1)
RESET_LIFE = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign-in of a person on one device."""

    id: str
    person: str
    created: datetime
    seen: datetime
    expires: datetime
    device: str
    revoked: datetime | None = None


def alive(sign: Sign, now: datetime, idle: timedelta) -> bool:
    """Whether the sign-in still counts: not revoked, not past its end, not idle too long."""
    return sign.revoked is None and now < sign.expires and now - sign.seen < idle


def wait(failures_account: int, failures_address: int, per_account: int, per_address: int, known_device: bool) -> int:
    """Seconds to wait before another password is tried; 0 to go on.

    Failures are those of the last `WINDOW`. An account under attack still lets its owner in from a device that has
    signed in before; an address with a whole class behind it is stopped only by many failures, never by successes.
    """
    if failures_address >= per_address:
        return int(WINDOW.total_seconds())
    if failures_account >= per_account and not known_device:
        return int(WINDOW.total_seconds())
    return 0
