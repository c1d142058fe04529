"""What came of an import or an export: the items or the file, and a note for everything that is not as it was."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from lms.domain.languages import Words, say
from lms.domain.questions import Item
from lms.domain.quizzes import Quiz


class Loss(StrEnum):
    """What happened to something that could not stay as it was."""

    LOST = "lost"
    CHANGED = "changed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Note:
    """One loss. `item` is its key, or its name where it became no item; empty: the whole file. `line` counts from 1."""

    loss: Loss
    item: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        parts = (f"line {self.line}:" if self.line else "", f"[{self.item}]" if self.item else "", f"{self.loss}:", self.reason)
        return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Imported:
    """The items of a file. `title` is empty where the file has none; `settings` holds what else it says of the quiz, without items."""

    items: tuple[Item, ...]
    notes: tuple[Note, ...]
    title: Words = field(default_factory=dict)
    settings: Quiz | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """The text of a file, UTF-8 and `\\n` to be, and what of the quiz is not in it."""

    text: str
    notes: tuple[Note, ...]


@dataclass(slots=True)
class Notes:
    """The notes of one item while it is read or written."""

    item: str = ""
    line: int | None = None
    notes: list[Note] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)

    def html(self, tags: Iterable[str]) -> None:
        """HTML tags whose effect is lost; all of an item make one note, by `done`."""
        self.tags.update(tags)

    def done(self) -> list[Note]:
        """Every note, about the HTML too."""
        if self.tags:
            self.lost(say("HTML that Markdown does not have: %(tags)s.", tags=", ".join(sorted(self.tags)[:12])))
        return self.notes

    def lost(self, reason: str) -> None:
        """Something is not there any more."""
        self._add(Loss.LOST, reason)

    def changed(self, reason: str) -> None:
        """Something is there in another shape."""
        self._add(Loss.CHANGED, reason)

    def skipped(self, reason: str) -> None:
        """The item is not there at all."""
        self._add(Loss.SKIPPED, reason)

    def _add(self, loss: Loss, reason: str) -> None:
        note = Note(loss, self.item, self.line, reason)
        if note not in self.notes:
            self.notes.append(note)


Reader = Callable[[bytes, str, str], Imported]
"""(content, path for faults, language of the texts) → Imported; raises ContentErrors when the file is refused."""

Writer = Callable[[Quiz, str], Exported]
"""(pooled quiz, language) → Exported."""
