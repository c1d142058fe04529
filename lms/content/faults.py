"""Collects the faults of one reading, so that a trainer sees them all at once."""

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lms.errors import ContentError, ContentErrors


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the file at `path` (and, through `at`, with its twins)."""

    path: str
    found: list[ContentError] = field(default_factory=list)

    def add(self, line: int | None, reason: str) -> None:
        """Notes one fault; `line` counts from 1. What quotes too much of the file is cut short."""
        self.found.append(ContentError(self.path, line, textwrap.shorten(reason, 300, placeholder=" …")))

    def at(self, path: str) -> "Faults":
        """The same collection, speaking of another file."""
        return Faults(path, self.found)

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Takes in the ContentErrors raised in the block, and goes on after it."""
        try:
            yield
        except ContentErrors as raised:
            self.found.extend(raised.faults)

    def check(self) -> None:
        """Raises ContentErrors when there was any fault, file by file and line by line."""
        if self.found:
            paths = list(dict.fromkeys(fault.path for fault in self.found))
            raise ContentErrors(tuple(sorted(self.found, key=lambda one: (paths.index(one.path), one.line or 0))))
