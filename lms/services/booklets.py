"""Booklets: a whole course to take along, as one page, as one file, and as a PDF that is made once."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lms.adapters.markdown import RENDERER_VERSION
from lms.adapters.pdf import PRINTER_VERSION
from lms.domain.booklets import bound, gaps
from lms.domain.courses import Course, Lesson, review_missing
from lms.domain.editions import Edition, picture_kind
from lms.domain.languages import choose, say, text
from lms.domain.permissions import Action
from lms.domain.questions import Kind
from lms.domain.quizzes import draw_paper
from lms.domain.scenarios import Scenario, numbered
from lms.errors import Conflict
from lms.services import attempts, editions, progress
from lms.services.attempts import ItemView
from lms.services.work import UnitOfWork, existing
from lms.store import booklets, jobs
from lms.store import editions as store


@dataclass(frozen=True, slots=True)
class Chapter:
    """A lesson. `mark` begins its anchors; `html` is clean, its headings beginning at h4; `lang` the language it is really in."""

    mark: str
    number: int
    title: str
    lang: str
    html: str
    lesson: Lesson
    unreviewed: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A choice as clean HTML, and the section at its other end; where it leads, also what comes of it."""

    number: int
    chosen: str
    feedback: str = ""
    points: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A situation of a scenario, or its ending, which has no ways out."""

    number: int
    html: str
    came: tuple[Way, ...]
    onward: tuple[Way, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario as numbered sections."""

    mark: str
    title: str
    about: str
    lang: str
    unreviewed: bool
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A quiz as an exercise: one paper, without keys."""

    mark: str
    title: str
    lang: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A module."""

    mark: str
    number: int
    title: str
    chapters: tuple[Chapter, ...]
    story: Story | None
    sheet: Sheet | None


@dataclass(frozen=True, slots=True)
class Booklet:
    """A whole course of one edition, the same for every reader. `edition` is its id; `address` the course's page on this site."""

    course: Course
    edition: str
    number: int
    seal: str
    title: str
    title_lang: str
    lang: str
    address: str
    issuer: str
    published: datetime
    minutes: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """The one file of a booklet: its hash and its size."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be taken along now, in bytes; `pdf` is 0 while there is none. `state`: "made", "waiting", "failing", "" when nobody asked for it."""

    bytes: int
    pdf: int
    state: str


Bind = Callable[[Booklet], bytes]
"""Writes a booklet that has its pictures in itself as one file."""


def read(uow: UnitOfWork, course: str, inside: bool = False) -> Booklet:
    """The booklet of the edition the reader is on; with `inside` its pictures are in it."""
    uow.authorize(Action.READ_LESSON)
    return _compose(uow, progress.standing(uow, course).edition, inside)


def offer(uow: UnitOfWork, course: str, bind: Bind) -> Offer:
    """What the reader may take along, with sizes; the file is bound once for each edition and language to know its size."""
    uow.authorize(Action.READ_CATALOGUE)
    edition = progress.standing(uow, course).edition
    copy = _copy(uow, edition, bind)
    version = _version(copy.sha256)
    if made := booklets.get(uow.db, edition.id, uow.lang, version):
        return Offer(copy.bytes, made.bytes, "made")
    job = jobs.named(uow.db, _once(edition.id, uow.lang, version))
    return Offer(copy.bytes, 0, "" if job is None else "failing" if job.tries > 1 else "waiting")


def ask(uow: UnitOfWork, edition_id: str, html: bytes) -> None:
    """Have the PDF of a bound booklet made, once for everybody; again changes nothing."""
    uow.authorize(Action.MAKE_BOOKLET)
    source = uow.house.files.put(html)
    version = _version(source)
    if booklets.get(uow.db, edition_id, uow.lang, version) is None:
        once = _once(edition_id, uow.lang, version)
        uow.later("booklet", once, edition=edition_id, lang=uow.lang, version=version, source=source)


def print_copy(uow: UnitOfWork, source: str) -> bytes:
    """Print a bound booklet: slow, so with nothing held."""
    html = uow.house.files.get(source).decode("utf-8")
    return uow.house.pdf.booklet(html, uow.house.home / "certificates" / "fonts")


def keep(uow: UnitOfWork, edition_id: str, lang: str, version: str, pdf: bytes) -> None:
    """Note the printed bytes under their hash, once; a step of the job that printed them."""
    if booklets.get(uow.db, edition_id, lang, version) is None:
        sha256 = hashlib.sha256(pdf).hexdigest()
        booklets.add(uow.db, edition_id=edition_id, lang=lang, version=version, sha256=sha256, bytes=len(pdf), made_at=uow.now)


def download(uow: UnitOfWork, course: str, bind: Bind) -> tuple[bytes, int]:
    """The PDF and the number of its edition. Raises Conflict while there is none."""
    uow.authorize(Action.READ_LESSON)
    edition = progress.standing(uow, course).edition
    row = booklets.get(uow.db, edition.id, uow.lang, _version(_copy(uow, edition, bind).sha256))
    if row is None:
        raise Conflict(say("This PDF has not been made yet. Ask for it on the page of the course."))
    return uow.house.files.get(row.sha256), edition.number


def _version(source: str) -> str:
    return f"{source}-{PRINTER_VERSION}"


def _once(edition_id: str, lang: str, version: str) -> str:
    return f"booklet:{edition_id}:{lang}:{version}"


def _copy(uow: UnitOfWork, edition: Edition, bind: Bind) -> Copy:
    """The one file of an edition as it would be bound today; a review that lapses changes it."""
    watched: tuple[Lesson | Scenario, ...] = (*edition.course.lessons, *edition.scenarios.values())
    late = frozenset(one.key for one in watched if review_missing(one, uow.today))
    key = ("booklet", edition.id, uow.lang, late)
    if key not in uow.house.shelf:
        html = bind(_compose(uow, edition, inside=True))
        uow.house.shelf[key] = Copy(hashlib.sha256(html).hexdigest(), len(html))
    found: Copy = uow.house.shelf[key]
    return found


def _compose(uow: UnitOfWork, edition: Edition, inside: bool) -> Booklet:
    course = edition.course
    address = f"{uow.house.terms.base_url}/{uow.lang}/courses/{course.key}"
    pages = {lesson.key: f"{address}/lessons/{lesson.key}" for lesson in course.lessons}
    marks = {lesson.key: f"l{number}" for number, lesson in enumerate(course.lessons, 1)}
    places = {pages[key]: f"#{mark}" for key, mark in marks.items()}
    pictures = _pictures(uow, edition) if inside else None
    bodies = store.lessons(uow.db, edition.id, RENDERER_VERSION)

    def chapter(number: int, lesson: Lesson) -> Chapter:
        _, lang = choose(lesson.body, uow.lang)
        body = existing(bodies.get((lesson.key, lang)), editions.UNRENDERED)
        html = bound(body["html"], marks[lesson.key], pages[lesson.key], places, pictures)
        return Chapter(marks[lesson.key], number, text(lesson.title, lang), lang, html, lesson, review_missing(lesson, uow.today))

    parts = tuple(
        Part(
            f"m{place}", place, text(module.title, uow.lang), tuple(chapter(number, one) for number, one in enumerate(module.lessons, 1)),
            _story(uow, edition, module.scenario, f"s{place}") if module.scenario else None,
            _sheet(uow, edition, module.quiz, f"q{place}") if module.quiz else None,
        )
        for place, module in enumerate(course.modules, 1)
    )  # fmt: skip
    title, title_lang = choose(course.title, uow.lang)
    published = existing(store.published(uow.db, edition.id)).published_at
    return Booklet(
        course, edition.id, edition.number, edition.seal, title, title_lang, uow.lang, address, uow.house.terms.issuer, published,
        edition.minutes(), parts,
    )  # fmt: skip


def _pictures(uow: UnitOfWork, edition: Edition) -> dict[str, str]:
    """Hash → data address."""
    found = store.pictures(uow.db, edition.id).items()
    kinds = {sha256: picture_kind(path) for sha256, (path, _) in found}
    return {sha256: f"data:{kinds[sha256]};base64,{base64.b64encode(content).decode('ascii')}" for sha256, (_, content) in found if kinds[sha256]}


def _story(uow: UnitOfWork, edition: Edition, key: str, mark: str) -> Story:
    scenario = edition.scenarios[key]
    bodies, lang = editions.rendering(uow, edition.id, f"scenario:{key}", scenario.title, uow.lang)
    sections = _sections(scenario, bodies)
    missing = review_missing(scenario, uow.today)
    return Story(mark, text(scenario.title, uow.lang), text(scenario.about, uow.lang), lang, missing, sections)


def _sections(scenario: Scenario, bodies: dict[str, Any]) -> tuple[Section, ...]:
    """Every situation in the order of its number; what comes of a choice stands only in the section it leads to."""
    numbers = numbered(scenario)
    came: dict[str, list[Way]] = {key: [] for key in numbers}
    for key, number in numbers.items():
        for one in scenario.nodes[key].options:
            came[one.to].append(Way(number, bodies[key]["options"][one.key], bodies[key]["notes"][one.key], one.points))

    def section(key: str, number: int) -> Section:
        node = scenario.nodes[key]
        onward = tuple(Way(numbers[one.to], bodies[key]["options"][one.key]) for one in node.options)
        return Section(number, bodies[key]["text"], tuple(came[key]), onward, node.end or "")

    return tuple(section(key, number) for key, number in numbers.items())


def _sheet(uow: UnitOfWork, edition: Edition, key: str, mark: str) -> Sheet:
    """One paper, the same for everybody; a bank with more questions than a paper asks keeps the others for itself."""
    quiz = existing(edition.quiz(key))
    items, lang = attempts.item_views(uow, edition, quiz, draw_paper(quiz, f"{edition.seal}|{key}"), {})
    shown = tuple(replace(one, stem=gaps(one.stem)) if one.kind == Kind.FILL_IN else one for one in items)
    return Sheet(mark, text(quiz.title, uow.lang), lang, shown)
