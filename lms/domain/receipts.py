"""Receipts: fingerprints of what was stored, so that anyone can see later whether it still stands."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.domain.ledger import canonical


def fingerprint(content: Any) -> str:
    """sha256, hex, over the one JSON form of `content`."""
    return hashlib.sha256(canonical(content)).hexdigest()


def answers_print(attempt: str, values: Mapping[str, Any], seqs: Mapping[str, int]) -> str:
    """The fingerprint of the answers that count: each item with the sequence number and the value of its answer."""
    return fingerprint({"attempt": attempt, "answers": {item: [seqs[item], value] for item, value in values.items()}})


def result_print(points: int, out_of: int, passed: bool) -> str:
    """The fingerprint of a result."""
    return fingerprint({"points": points, "out_of": out_of, "passed": passed})


def lesson_print(lesson: str, seal: str, done: datetime) -> str:
    """The fingerprint of a lesson done: which one, of which sealed edition, when."""
    return fingerprint({"lesson": lesson, "edition": seal, "done": done.isoformat(timespec="microseconds")})
