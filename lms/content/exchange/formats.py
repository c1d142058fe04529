"""Every notation by its name: how it is read and written, and how a file shows which one it is in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lms.content.exchange import aiken, gift, gift_writer, moodle_writer, moodle_xml, quiz_csv, text2qti
from lms.content.exchange.intake import decode, refuse
from lms.content.exchange.report import Imported, Reader, Writer
from lms.content.strict_yaml import LARGEST
from lms.content.writer import write_quiz
from lms.domain.quizzes import Quiz


@dataclass(frozen=True, slots=True)
class Format:
    """A notation: its name for people, the ending of its files, and `write` where it can be written."""

    title: str
    ending: str
    kind: str
    read: Reader
    write: Writer | None = None


FORMATS: Mapping[str, Format] = {
    "gift": Format("GIFT", "gift.txt", "text/plain", gift.read, gift_writer.write),
    "aiken": Format("Aiken", "aiken.txt", "text/plain", aiken.read, aiken.write),
    "moodle-xml": Format("Moodle XML", "xml", "application/xml", moodle_xml.read, moodle_writer.write),
    "csv": Format("CSV", "csv", "text/csv", quiz_csv.read, quiz_csv.write),
    "text2qti": Format("text2qti", "text2qti.txt", "text/plain", text2qti.read),
}
AUTO = "auto"


def read_any(raw: bytes, path: str, lang: str, name: str = AUTO) -> tuple[str, Imported]:
    """The questions of a file, and the notation it was read in; raises ContentErrors when the file is refused."""
    found = detect(raw, path) if name == AUTO else name
    return found, FORMATS[found].read(raw, path, lang)


def detect(raw: bytes, path: str) -> str:
    """The notation that the file is in, by what stands in it; refused when it looks like none."""
    text = decode(raw, path)
    start = text.lstrip()[:300]
    head = text.split("\n", 1)[0].lower()[:4000]
    if start.startswith("<"):
        return "moodle-xml"
    if re.search(r"(^|[,;\t])\"?row\"?([,;\t]|$)", head):
        return "csv"
    if re.search(r"^\s{0,20}ANSWER: ?[A-Za-z]\s*$", text, re.M) and not re.search(r"^\s{0,20}::", text, re.M):
        return "aiken"
    if re.search(r"^(quiz title:|\d{1,6}\.\s)", text, re.M | re.I) and re.search(r"^(\*?[a-zA-Z]\)|\[[* ]?\]|\*|=|___|\^\^\^)", text, re.M):
        return "text2qti"
    if "{" in text:
        return "gift"
    raise refuse(path, None, "this looks like none of the notations; name the format")


def as_quiz(found: Imported, *, course: str, key: str, title: str, pass_mark: int | None, lang: str, path: str) -> tuple[Quiz, str]:
    """What came in as a quiz, and the file of it in our notation; raises ContentErrors when nothing is left, or too much."""
    if not found.items:
        raise refuse(path, None, "not one question can be kept; see the report")
    settings = found.settings or Quiz(course, key, {}, 80, ())
    quiz = replace(
        settings, course=course, key=key, items=found.items, pass_mark=pass_mark or settings.pass_mark,
        title={**found.title, **({lang: title} if title else {})} or {lang: key},
    )  # fmt: skip
    text = write_quiz(quiz, lang)
    if len(text.encode()) > LARGEST:
        raise refuse(path, None, f"as a quiz it would be larger than {LARGEST // 1024} KiB; divide it")
    return quiz, text
