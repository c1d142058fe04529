"""The way in: bytes become text or are refused, and what a reader found becomes items with keys, or a note why not."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lms.content.exchange.report import Imported, Note, Notes
from lms.content.exchange.soundness import mend, too_long, unsound
from lms.content.strict_yaml import plain_text, read_text
from lms.domain.answers import field_names
from lms.domain.languages import Words, say
from lms.domain.questions import KEY, Item, Option
from lms.domain.quizzes import Quiz
from lms.errors import ContentError, ContentErrors

LARGEST = 4 * 1024 * 1024
"""Bytes of a file."""

MOST = 1000
"""Questions of a file."""

_NONCHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_WORDS = re.compile(r"[a-z0-9]+")


def refuse(path: str, line: int | None, reason: str) -> ContentErrors:
    """The file cannot be read at all."""
    return ContentErrors((ContentError(path, line, reason),))


def decode(raw: bytes, path: str) -> str:
    """The text of a file in UTF-8, with or without a byte order mark, its lines ended by `\\n`; anything else is refused."""
    text = plain_text(read_text(raw, path, LARGEST), path, 1, LARGEST)
    return _NONCHARACTER.sub("\ufffd", text)


def slug(text: str, longest: int = 32) -> str:
    """A key made of the Latin letters and digits of a text, whole words as far as they fit; empty when it has none."""
    plain = unicodedata.normalize("NFKD", text[:500]).casefold().replace("'", "")
    found = ""
    for word in _WORDS.findall(plain):
        if len(found) + len(word) >= longest:
            break
        found += f"-{word}" if found else word
    return found


def option_keys(texts: Iterable[str]) -> tuple[str, ...]:
    """A key for each option of an item: from its words, else its letter; each once."""
    taken: list[str] = []
    for number, text in enumerate(texts):
        letter = chr(ord("a") + number) if number < 26 else f"o{number + 1}"
        taken.append(free(slug(text, 24) or letter, taken))
    return tuple(taken)


def free(wanted: str, taken: Iterable[str]) -> str:
    """The key itself, or with the first number that makes it new."""
    known = set(taken)
    count = 2
    found = wanted
    while found in known:
        found = f"{wanted[:58]}-{count}"
        count += 1
    return found


def keyed(options: Iterable[Option], lang: str) -> tuple[Option, ...]:
    """The options with keys made of their words."""
    found = tuple(options)
    keys = option_keys(one.text.get(lang, "") or one.match.get(lang, "") for one in found)
    return tuple(replace(option, key=key) for key, option in zip(keys, found, strict=True))


@dataclass(slots=True)
class Intake:
    """The items of one file as they come, and the notes about them."""

    path: str
    lang: str
    items: list[Item] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    found: int = 0
    _fields: set[str] = field(default_factory=set)
    _keys: set[str] = field(default_factory=set)

    def words(self, text: str) -> Words:
        """The text in the language of the file."""
        return {self.lang: text} if text.strip() else {}

    def count(self, line: int | None) -> None:
        """One more question was found; too many are refused."""
        self.found += 1
        if self.found > MOST:
            raise refuse(self.path, line, f"more than {MOST} questions; divide the file")

    def take(self, name: str, line: int | None, item: Item | None, notes: Notes) -> None:
        """Adds the item under a key made of its name or, without one, its words; an item that cannot be one is skipped with its reason."""
        label = name or f"question {self.found}"
        if item is not None:
            wanted = name if KEY.fullmatch(name) else slug(name) or slug(next(iter(item.stem.values()), "")) or f"question-{self.found}"
            key = self._key(replace(item, key=wanted))
            item = replace(item, key=key) if too_long(item) else mend(replace(item, key=key), notes)
            label = key
            if reason := unsound(item):
                notes.skipped(reason)
                item = None
        if item is not None:
            if name and item.key != name and KEY.fullmatch(name):
                notes.changed(say("The name %(name)s was taken; the key is now %(key)s.", name=name, key=item.key))
            self.items.append(item)
            self._keys.add(item.key)
            self._fields.update(field_names(item))
        self.notes.extend(replace(note, item=label[:80], line=note.line or line) for note in notes.done())

    def whole(self, reason: str, line: int | None = None, *, lost: bool = True) -> None:
        """A note about the file."""
        notes = Notes(line=line)
        (notes.lost if lost else notes.changed)(reason)
        self.notes.extend(notes.notes)

    def done(self, title: str = "", settings: Quiz | None = None) -> Imported:
        """What came in; a file without a single question is refused."""
        if not self.found:
            raise refuse(self.path, None, "no question was found; is the format right?")
        return Imported(tuple(self.items), tuple(self.notes), self.words(title), settings)

    def _key(self, item: Item) -> str:
        key, count = item.key, 2
        while key in self._keys or not self._fields.isdisjoint(field_names(replace(item, key=key))):
            key = f"{item.key[:58]}-{count}"
            count += 1
        return key


def as_tag(tag: str) -> str:
    """A tag of another program as one of ours; empty when it has no Latin letters."""
    return tag if KEY.fullmatch(tag) else slug(tag, 64)


def tag_of(category: str) -> str:
    """A tag made of the last step of a category's path; empty when there are no Latin letters in it."""
    steps = [step for step in category.split("/") if step.strip() and step.strip() not in ("$course$", "$module$", "$system$", "$category$", "top")]
    last = re.sub(r"^Default for ", "", steps[-1].strip(), flags=re.I) if steps else ""
    return slug(last, 64)
