"""Values as JSON, and JSON as values: strict on the way in."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from flask import request

from lms.errors import Invalid

DEEP = 20
LARGE = 1_000_000


def plain(value: Any) -> Any:
    """A frozen value as JSON can hold it: dates in ISO 8601, enumerations by value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    return value


def received() -> dict[str, Any]:
    """The JSON object that was sent; raises Invalid for anything else, said twice, too deep, or not a number."""
    if request.mimetype != "application/json":
        raise Invalid(body="Send application/json.")
    raw = request.get_data(cache=False)
    if len(raw) > LARGE:
        raise Invalid(body="The body is larger than 1 MB. Send fewer answers at once.")
    try:
        text = raw.decode("utf-8")
        body = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        _check(body, 0)
    except (ValueError, RecursionError) as fault:
        raise Invalid(body=f"This is not JSON that can be taken: {fault}") from None
    if not isinstance(body, dict):
        raise Invalid(body="Send an object.")
    return body


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _check(value: Any, depth: int) -> None:
    if depth > DEEP:
        raise ValueError("it is nested too deeply")
    if isinstance(value, str) and any("\ud800" <= one <= "\udfff" for one in value):
        raise ValueError("it holds half a character")
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check(one, depth + 1)
    if isinstance(value, dict):
        for key in value:
            _check(key, depth + 1)
