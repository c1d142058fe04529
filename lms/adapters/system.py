"""The machine: its clock and its randomness; the only place either is read."""

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def random_bytes(count: int) -> bytes:
    """Bytes nobody can guess."""
    return secrets.token_bytes(count)


def random_password() -> str:
    """A password that can be read aloud: five groups of four letters and digits, 20 × 5 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789x"
    symbols = "".join(secrets.choice(alphabet) for _ in range(20))
    return "-".join(symbols[start : start + 4] for start in range(0, 20, 4))
