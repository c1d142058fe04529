"""Values as JSON, and JSON as values: strict on the way in."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from flask import request

from lms.domain.answers import unsound
from lms.errors import Invalid
from lms.web.errors import translated

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


def received(apart: str = "") -> dict[str, Any]:
    """The JSON object that was sent; raises Invalid for anything else, said twice, too deep, or not a number.

    `apart` names a list whose members the caller checks one by one, so that one that makes no sense does not cost the others.
    """
    if request.mimetype != "application/json":
        raise Invalid(body="Send application/json.")
    raw = request.get_data(cache=False)
    if len(raw) > LARGE:
        raise Invalid(body="The body is larger than 1 MB. Send fewer answers at once.")
    try:
        text = raw.decode("utf-8")
        body = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        raise Invalid(body=f"This is not JSON that can be taken: {fault}") from None
    if not isinstance(body, dict):
        raise Invalid(body="Send an object.")
    whole = {name: value for name, value in body.items() if name != apart or not isinstance(value, list)}
    if problem := unsound(whole):
        raise Invalid(body=f"This is not JSON that can be taken: {translated(problem)}")
    return body


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found
