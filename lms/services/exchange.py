"""Quizzes from and to the notations of other programs; nothing here is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.content.courses import read_course
from lms.content.exchange.formats import AUTO, FORMATS, as_quiz, read_any
from lms.content.exchange.report import Imported, Note
from lms.domain.languages import LANGUAGES, choose, say, text
from lms.domain.permissions import Action
from lms.domain.questions import KEY
from lms.domain.quizzes import Quiz, pool
from lms.errors import ContentErrors, Invalid, NotFound
from lms.services import editions
from lms.services.work import UnitOfWork, existing

READABLE = {name: one.title for name, one in FORMATS.items()}
"""Notations that can be read: name → what people call it."""

WRITABLE = {name: one.title for name, one in FORMATS.items() if one.write}
"""Notations that can be written."""


@dataclass(frozen=True, slots=True)
class Export:
    """A quiz in another notation: the file's text and name, and what of the quiz is not in it."""

    course: str
    quiz: str
    title: str
    langs: tuple[str, ...]
    format: str
    lang: str
    items: int
    text: str
    file: str
    kind: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """A file from outside: what of it is a quiz now, as a file of ours (empty when nothing is left), and what was lost.

    `faults` say why there is no file, each with its place.
    """

    format: str
    path: str
    file: str
    items: int
    text: str
    notes: tuple[Note, ...]
    faults: tuple[str, ...]


def readable(uow: UnitOfWork) -> Mapping[str, str]:
    """Notations that can be read: name → what people call it."""
    uow.authorize(Action.READ_KEYS)
    return READABLE


def export(uow: UnitOfWork, course: str, key: str, name: str, lang: str) -> Export:
    """The quiz of the newest edition, banks included; without a language in the reader's own, or the first it has."""
    uow.authorize(Action.READ_KEYS)
    edition = editions.latest(uow, course)
    quiz = existing(edition.quiz(key) if key in edition.course.quizzes else None, say("There is no such quiz."))
    return _export(quiz, name, lang or choose(quiz.title, uow.lang)[1])


def export_from_folder(uow: UnitOfWork, course: str, key: str, name: str, lang: str) -> Export:
    """The quiz as it stands in the content folder now, banks included."""
    uow.authorize(Action.READ_KEYS)
    if not (uow.house.home / "courses" / course / "course.yaml").is_file():
        raise NotFound(say("There is no such course."))
    quizzes = read_course(uow.house.home, course)[0].quizzes
    return _export(pool(existing(quizzes.get(key), say("There is no such quiz.")), quizzes), name, lang)


def take(uow: UnitOfWork, content: bytes, *, path: str, name: str, course: str, key: str, title: str, pass_mark: int | None, lang: str) -> Import:
    """A file from outside as a quiz of ours; raises Invalid when what was asked for makes no sense."""
    uow.authorize(Action.READ_KEYS)
    _check(name, course, key, pass_mark, lang, content)
    kept = Imported((), ())
    found = name
    try:
        found, kept = read_any(content, path, lang, name)
        quiz, page = as_quiz(kept, course=course, key=key, title=" ".join(title.split())[:200], pass_mark=pass_mark, lang=lang, path=path)
    except ContentErrors as refused:
        return Import(found, path, "", 0, "", kept.notes, tuple(str(fault) for fault in refused.faults))
    return Import(found, path, f"{key}.md", len(quiz.items), page, kept.notes, ())


def file(uow: UnitOfWork, key: str, page: str) -> tuple[str, bytes]:
    """The name and the bytes of a quiz file that a trainer has before them, to be saved on their device."""
    uow.authorize(Action.READ_KEYS)
    if not KEY.fullmatch(key):
        raise Invalid(quiz=say("A key is made of small letters a–z, digits and hyphens."))
    return f"{key}.md", page.replace("\r\n", "\n").encode("utf-8", "replace")


def _check(name: str, course: str, key: str, pass_mark: int | None, lang: str, content: bytes) -> None:
    problems = {} if content else {"file": say("Choose a file that is not empty.")}
    if name != AUTO and name not in FORMATS:
        problems["format"] = say("Choose from the list.")
    for field, given in (("course", course), ("quiz", key)):
        if not KEY.fullmatch(given):
            problems[field] = say("A key is made of small letters a–z, digits and hyphens.")
    if pass_mark is not None and not 1 <= pass_mark <= 100:
        problems["pass_mark"] = say("The pass mark is a whole number from 1 to 100.")
    if lang not in LANGUAGES:
        problems["language"] = say("Choose from the list.")
    if problems:
        raise Invalid(**problems)


def _export(quiz: Quiz, name: str, lang: str) -> Export:
    chosen = FORMATS.get(name)
    if chosen is None or chosen.write is None or lang not in quiz.title:
        raise NotFound(say("There is no such format, or the quiz is not in that language."))
    made = chosen.write(quiz, lang)
    langs = tuple(code for code in LANGUAGES if code in quiz.title)
    ending = chosen.ending if name == "csv" else f"{lang}.{chosen.ending}"
    return Export(
        quiz.course, quiz.key, text(quiz.title, lang), langs, name, lang, len(quiz.items), made.text,
        f"{quiz.course}-{quiz.key}.{ending}", chosen.kind, made.notes,
    )  # fmt: skip
