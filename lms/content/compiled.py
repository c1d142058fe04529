"""Domain values to JSON and back, for what is read from files once and from the database ever after."""

from typing import Any

from pydantic import TypeAdapter

from lms.domain.certificates import Snapshot
from lms.domain.editions import Sources
from lms.domain.requirements import RequirementSet

_SOURCES = TypeAdapter(Sources)
_SNAPSHOT = TypeAdapter(Snapshot)
_SET = TypeAdapter(RequirementSet)


def pack_sources(value: Sources) -> Any:
    """JSON of a course and its quizzes."""
    return _SOURCES.dump_python(value, mode="json")


def unpack_sources(data: Any) -> Sources:
    """The course and its quizzes again."""
    return _SOURCES.validate_python(data)


def pack_snapshot(value: Snapshot) -> Any:
    """JSON of what a certificate says."""
    return _SNAPSHOT.dump_python(value, mode="json")


def unpack_snapshot(data: Any) -> Snapshot:
    """What a certificate says again."""
    return _SNAPSHOT.validate_python(data)


def pack_set(value: RequirementSet) -> Any:
    """JSON of a requirement set."""
    return _SET.dump_python(value, mode="json")


def unpack_set(data: Any) -> RequirementSet:
    """The requirement set again."""
    return _SET.validate_python(data)
