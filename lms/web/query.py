"""What addresses say of a departure: `day=2026-12-01`, `p-danger_level=3`."""

from datetime import date

from flask import request

from lms.errors import NotFound


def departure() -> date | None:
    """The departure day asked for, None for today; a day that is none is not found."""
    text = request.args.get("day", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotFound("") from None


def whole(text: str, digits: int) -> int | None:
    """The whole number that a text of at most so many digits says, None when it says none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def place() -> dict[str, str | int]:
    """What is said of the place."""
    found: dict[str, str | int] = {}
    for name, value in request.args.items():
        if name.startswith("p-"):
            number = whole(value, 5)
            found[name[2:]] = value if number is None else number
    return found
