"""Publishing: a course folder becomes an immutable, sealed, rendered edition; and finding it again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms.adapters.markdown import RENDERER_VERSION, headings
from lms.content.compiled import pack_sources, unpack_sources
from lms.content.courses import course_keys, read_course
from lms.domain.courses import prerequisite_cycle
from lms.domain.editions import Change, Edition, Sources, file_hash, seal
from lms.domain.languages import LANGUAGES, choose, say, text
from lms.domain.permissions import Action
from lms.domain.quizzes import Quiz
from lms.domain.scenarios import Scenario
from lms.errors import ContentError, ContentErrors, NotFound
from lms.services.work import House, UnitOfWork, existing
from lms.store import editions

FRESH = timedelta(seconds=10)
KEPT = 400
UNRENDERED = say("This page has not been rendered. Run `hato content publish`.")


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing a folder did: `new` is False when that very edition was there already."""

    course: str
    number: int
    seal: str
    new: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A folder read, sealed and rendered, ready to be saved in one short transaction."""

    sources: Sources
    files: dict[str, bytes]
    seal: str
    parts: dict[tuple[str, str], Any]


def read_all(house: House) -> tuple[dict[str, Sources], dict[str, dict[str, bytes]]]:
    """Every course folder; raises ContentErrors with every fault of every course, so that nothing is half published."""
    faults: list[ContentError] = []
    courses, files = {}, {}
    for key in course_keys(house.home):
        try:
            courses[key], files[key] = read_course(house.home, key)
        except ContentErrors as found:
            faults.extend(found.faults)
    for key, sources in courses.items():
        for before in sources.course.prerequisites:
            if before not in courses and not faults:
                faults.append(ContentError(f"courses/{key}/course.yaml", None, f"the prerequisite {before!r} is no course here"))
    if circle := prerequisite_cycle({key: sources.course for key, sources in courses.items()}):
        faults.append(ContentError(f"courses/{circle[0]}/course.yaml", None, f"the courses wait for one another: {' → '.join(circle)}"))
    if faults:
        raise ContentErrors(tuple(faults))
    return courses, files


def draft(house: House, sources: Sources, files: dict[str, bytes]) -> Draft:
    """Seal and render; slow, so done before any transaction."""
    return Draft(sources, files, seal(files), _render(house, sources, files))


def publish(uow: UnitOfWork, made: Draft) -> Published:
    """Save a draft as the next edition of its course, unless it is there already."""
    uow.authorize(Action.PUBLISH)
    course = made.sources.course.key
    if found := editions.by_seal(uow.db, course, made.seal):
        if not editions.rendered(uow.db, found.id, RENDERER_VERSION):
            editions.add_renderings(uow.db, found.id, RENDERER_VERSION, made.parts)
        return Published(course, found.number, made.seal, False)
    number = editions.newest_number(uow.db, course) + 1
    edition_id = uow.new_id()
    editions.add(
        uow.db, {path: (file_hash(content), content) for path, content in made.files.items()},
        id=edition_id, course=course, number=number, seal=made.seal, bytes=sum(map(len, made.files.values())),
        change=(Change.FIRST if number == 1 else Change.CONTENT).value, compiled=pack_sources(made.sources),
        published_at=uow.now, published_by=None, withdrawn=False,
    )  # fmt: skip
    editions.add_renderings(uow.db, edition_id, RENDERER_VERSION, made.parts)
    uow.record(Action.PUBLISH, edition_id, course=course, number=number, seal=made.seal)
    uow.house.shelf.pop("latest", None)
    return Published(course, number, made.seal, True)


def up_to_date(uow: UnitOfWork, seals: dict[str, str]) -> bool:
    """Whether the newest editions are these (course → seal), each rendered by the renderer in use."""
    uow.authorize(Action.PUBLISH)
    newest = {row.course: row for row in editions.latest(uow.db)}
    return all(
        key in newest and newest[key].seal == one and editions.rendered(uow.db, newest[key].id, RENDERER_VERSION) for key, one in seals.items()
    )


def latest_ids(uow: UnitOfWork) -> dict[str, str]:
    """Course → id of its newest edition. Looked up again after some seconds, since another process may publish."""
    kept: tuple[datetime, dict[str, str]] | None = uow.house.shelf.get("latest")
    if kept and uow.now - kept[0] < FRESH:
        return kept[1]
    with uow.look() as db:
        found = {row.course: row.id for row in editions.latest(db)}
    uow.house.shelf["latest"] = (uow.now, found)
    return found


def edition(uow: UnitOfWork, edition_id: str) -> Edition:
    """An edition by id, kept in memory because it never changes."""
    if found := uow.house.editions.get(edition_id):
        return found
    row = existing(editions.get(uow.db, edition_id), say("There is no such edition."))
    sources = unpack_sources(row.compiled)
    uow.house.editions[edition_id] = found = Edition(row.id, row.number, row.seal, sources.course, sources.quizzes, sources.scenarios)
    return found


def latest(uow: UnitOfWork, course: str) -> Edition:
    """The newest edition of a course, or the one that this piece of work is about."""
    found = existing(uow.pinned.get(course) or latest_ids(uow).get(course), say("There is no such course."))
    return edition(uow, found)


def every(uow: UnitOfWork, course: str) -> list[Edition]:
    """Every edition of a course, newest first."""
    return [edition(uow, found) for found in editions.ids(uow.db, course)]


def every_latest(uow: UnitOfWork) -> list[Edition]:
    """The newest edition of every course, by key."""
    return [edition(uow, found) for _, found in sorted(latest_ids(uow).items())]


def rendering(uow: UnitOfWork, edition_id: str, part: str, langs: Iterable[str], lang: str) -> tuple[Any, str]:
    """A rendered part in the reader's language or the one it falls back to, and that language."""
    _, really = choose({code: code for code in langs}, lang)
    key = (edition_id, part, really, RENDERER_VERSION)
    shelf = uow.house.shelf
    if key not in shelf:
        body = editions.rendering(uow.db, *key)
        if body is None:
            raise NotFound(UNRENDERED)
        if len(shelf) > KEPT:
            shelf.pop(next(one for one in list(shelf) if isinstance(one, tuple)), None)
        shelf[key] = body
    return shelf[key], really


def _render(house: House, sources: Sources, files: dict[str, bytes]) -> dict[tuple[str, str], Any]:
    """(part, language) → rendered values, for every lesson, quiz and scenario in every language it is written in."""
    parts: dict[tuple[str, str], Any] = {}
    for lesson in sources.course.lessons:
        folder = f"courses/{sources.course.key}/{lesson.key}".rsplit("/", 1)[0] + "/"
        images = {name.removeprefix(folder): f"/media/{file_hash(content)}" for name, content in files.items() if not name.endswith((".md", ".yaml"))}
        for lang, html in zip(lesson.body, house.renderer.render(list(lesson.body.values()), images=images), strict=True):
            parts[f"lesson:{lesson.key}", lang] = {"html": html, "headings": headings(html)}
    for key, quiz in sources.quizzes.items():
        for lang in [one for one in LANGUAGES if one in quiz.title]:
            parts[f"quiz:{key}", lang] = _inline(house, _quiz_texts(quiz, lang))
    for key, scenario in sources.scenarios.items():
        for lang in [one for one in LANGUAGES if one in scenario.title]:
            parts[f"scenario:{key}", lang] = _inline(house, _scenario_texts(scenario, lang))
    return parts


def _quiz_texts(quiz: Quiz, lang: str) -> dict[str, Any]:
    """Item → its stem, feedback, and options."""
    return {
        item.key: {
            "stem": text(item.stem, lang), "feedback": text(item.feedback, lang),
            "options": {one.key: text(one.text, lang) for one in item.options},
            "matches": {one.key: text(one.match, lang) for one in item.options},
            "notes": {one.key: text(one.feedback, lang) for one in item.options},
        }
        for item in quiz.items
    }  # fmt: skip


def _scenario_texts(scenario: Scenario, lang: str) -> dict[str, Any]:
    """Node → its text, and what its options say before and after they are chosen."""
    return {
        key: {
            "text": text(node.text, lang),
            "options": {one.key: text(one.text, lang) for one in node.options},
            "notes": {one.key: text(one.feedback, lang) for one in node.options},
        }
        for key, node in scenario.nodes.items()
    }  # fmt: skip


def _inline(house: House, texts: dict[str, Any]) -> dict[str, Any]:
    """The same tree with each text rendered."""
    html = iter(house.renderer.render(list(_leaves(texts)), inline=True))

    def fill(node: Any) -> Any:
        return {name: fill(child) for name, child in node.items()} if isinstance(node, dict) else next(html)

    return fill(texts)


def _leaves(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for child in node.values():
            yield from _leaves(child)
    else:
        yield node
