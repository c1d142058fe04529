"""argon2id, a few at a time so that a flood of sign-ins cannot eat the memory."""

import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from lms.errors import Busy

COMMON = Path(__file__).with_name("common-passwords.txt")


class Passwords:
    """Hashes and checks passwords: 19 MiB, 2 passes, 1 lane (OWASP's first choice for argon2id)."""

    def __init__(self, at_once: int, seconds: float = 10) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._turns = threading.BoundedSemaphore(at_once)
        self._seconds = seconds
        self._decoy = _decoy(self._hasher.time_cost, self._hasher.memory_cost, self._hasher.parallelism)
        self.blocked = frozenset(COMMON.read_text(encoding="utf-8").split())

    def hash(self, password: str) -> str:
        """The hash that is stored."""
        with _Turn(self._turns, self._seconds):
            return self._hasher.hash(_normal(password))

    def verify(self, stored: str, password: str) -> bool:
        """Whether the password is right. An empty hash (nobody) takes as long as a wrong password and is never right."""
        with _Turn(self._turns, self._seconds):
            try:
                return self._hasher.verify(stored or self._decoy, _normal(password)) and bool(stored)
            except (VerifyMismatchError, InvalidHashError):
                return False


@cache
def _decoy(passes: int, kibibytes: int, lanes: int) -> str:
    """A hash of no password, made before it is needed."""
    return PasswordHasher(time_cost=passes, memory_cost=kibibytes, parallelism=lanes).hash("nobody has this password")


def _normal(password: str) -> str:
    """NFKC, so that one password typed on two keyboards is one (NIST SP 800-63B-4, section 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


class _Turn:
    """A turn at the hasher, or 429 when too many wait."""

    def __init__(self, turns: threading.BoundedSemaphore, seconds: float) -> None:
        self._turns = turns
        self._seconds = seconds

    def __enter__(self) -> None:
        if not self._turns.acquire(timeout=self._seconds):
            raise Busy("Too many people are signing in at once. Try again in a moment.", 10, 429)

    def __exit__(self, *fault: object) -> None:
        self._turns.release()
