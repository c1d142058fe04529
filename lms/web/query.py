"""What addresses say of a departure: `day=2026-12-01`, `p-danger_level=3`."""

from datetime import date, datetime

from flask import request

from lms.domain.profiles import Trait, TraitKind
from lms.errors import NotFound
from lms.services.roster import Kind, Question


def departure(name: str = "day") -> date | None:
    """The departure day asked for, None for today; a day that is none is not found."""
    text = request.values.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotFound("") from None


def moment(name: str) -> datetime | None:
    """The instant that an address names, with its zone; one that is none is not found."""
    text = request.args.get(name, "")
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise NotFound("") from None
    if found is not None and found.tzinfo is None:
        raise NotFound("")
    return found


def whole(text: str, digits: int) -> int | None:
    """The whole number that a text of at most so many digits says, None when it says none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def place() -> dict[str, str | int]:
    """What is said of the place."""
    found: dict[str, str | int] = {}
    for name, value in request.values.items():
        if name.startswith("p-"):
            number = whole(value, 5)
            found[name[2:]] = value if number is None else number
    return found


def asked(duty: str) -> Question:
    """Who is asked for on a list; what is no kind of list is not found."""
    kind = request.values.get("kind") or Kind.READY.value
    if kind not in set(Kind):
        raise NotFound("")
    search = request.values.get("q", "")[:100]
    return Question(duty, departure(), place(), departure("known"), Kind(kind), departure("before"), search, traits(), at())


def at() -> str:
    """The key of the place that is asked for, empty for none."""
    return request.values.get("at", "")[:64]


def traits() -> tuple[Trait, ...]:
    """What people shall have: `field=ddr`, `region=014`, `available=yes`, `language=fr&level=B2`, `years=3`; each may be left out or empty."""
    said = {kind: request.values.get(kind.value, "")[:64] for kind in TraitKind}
    if said[TraitKind.LANGUAGE]:
        said[TraitKind.LANGUAGE] += ":" + (request.values.get("level", "")[:8] or "A1")
    return tuple(Trait(kind, "" if kind is TraitKind.AVAILABLE else name) for kind, name in said.items() if name)
