"""The machine: its clock and its randomness, also what was drawn once and kept; the only place either is read."""

import os
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def random_bytes(count: int) -> bytes:
    """Bytes nobody can guess."""
    return secrets.token_bytes(count)


def own_secret(path: Path, count: int = 32) -> bytes:
    """What a file that only its owner can read holds: so many bytes nobody can guess, when there was none."""
    return own_file(path, lambda: random_bytes(count))


def own_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """What a file that only its owner can read holds, made when there was none. Whole or not at all, and one for all who ask at once."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        aside = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.part")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass  # somebody was quicker, and theirs is the one
        finally:
            aside.unlink()
    return path.read_bytes()


def random_password() -> str:
    """A password that can be read aloud: five groups of four letters and digits, 20 × 5 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789x"
    symbols = "".join(secrets.choice(alphabet) for _ in range(20))
    return "-".join(symbols[start : start + 4] for start in range(0, 20, 4))
