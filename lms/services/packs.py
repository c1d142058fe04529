"""Courses to keep on a device, and what was done there without a line."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lms.adapters.markdown import RENDERER_VERSION
from lms.domain.editions import Edition
from lms.domain.identifiers import is_uuid
from lms.domain.languages import say, text
from lms.domain.packs import device_paper, device_seed, moved, practice
from lms.domain.permissions import Action
from lms.domain.quizzes import Quiz
from lms.domain.scenarios import Move, Scenario, longest, play
from lms.errors import Conflict, Invalid, NotFound
from lms.services import answers, attempts, editions, progress
from lms.services.attempts import ItemView
from lms.services.work import UnitOfWork, existing
from lms.store import attempts as attempt_store
from lms.store import scenarios as play_store

MOST_MOVES = 500
TAKEN = say("This id stands for something else already.")


@dataclass(frozen=True, slots=True)
class Begun:
    """The attempt that takes the answers. `places`: for matching questions, where the right sides the device shows stand on its paper."""

    attempt: str
    places: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Way:
    """One option of a situation, as clean HTML, what comes of it, and the situation it leads to."""

    key: str
    text: str
    note: str
    to: str


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation with its ways on, or an ending, which has none."""

    key: str
    text: str
    ways: tuple[Way, ...]
    end: str


def current(uow: UnitOfWork, course: str) -> tuple[str, str]:
    """The edition the reader is on, by id, and a stamp that changes when its pages may look different: another renderer, another day."""
    uow.authorize(Action.READ_LESSON)
    return progress.standing(uow, course, results=False).edition.id, f"{RENDERER_VERSION} {uow.today}"


def pin(uow: UnitOfWork, edition_id: str) -> Edition:
    """Read a course in this edition for the rest of a piece of work that is nobody's."""
    uow.authorize(Action.READ_LESSON)
    found = editions.edition(uow, edition_id)
    uow.pinned[found.course.key] = found.id
    return found


def sheet(uow: UnitOfWork, course: str, key: str) -> tuple[ItemView, ...]:
    """The questions of a practice quiz as every device asks them; empty for a quiz that needs a line."""
    uow.authorize(Action.READ_LESSON)
    edition = editions.latest(uow, course)
    quiz = existing(edition.quiz(key))
    if not practice(edition.course, quiz):
        return ()
    return attempts.item_views(uow, edition, quiz, device_paper(edition.seal, quiz), {})[0]


def story(uow: UnitOfWork, course: str, key: str) -> tuple[Situation, ...]:
    """Every situation of a scenario, the first one first."""
    uow.authorize(Action.READ_LESSON)
    edition = editions.latest(uow, course)
    scenario = _scenario(edition, key)
    bodies, _ = editions.rendering(uow, edition.id, f"scenario:{key}", scenario.title, uow.lang)
    nodes = sorted(scenario.nodes, key=lambda one: one != scenario.start)
    return tuple(
        Situation(
            one, bodies[one]["text"],
            tuple(Way(way.key, bodies[one]["options"][way.key], bodies[one]["notes"][way.key], way.to) for way in scenario.nodes[one].options),
            scenario.nodes[one].end or "",
        )
        for one in nodes
    )  # fmt: skip


def bring(uow: UnitOfWork, uid: str) -> None:
    """Take what a device brings only from the person it was done by; another may have signed in since."""
    uow.authorize(Action.BRING, uid)


def begin(uow: UnitOfWork, uid: str, course: str, key: str, attempt_id: str, edition_id: str) -> Begun:
    """Open the attempt at a practice quiz that was begun on a device, under the id it was given there; again changes nothing.

    Where another attempt is open, that one takes the answers. A quiz that was passed meanwhile is no reason to lose them.
    """
    uow.authorize(Action.BRING, uid)
    _uuid(attempt_id)
    edition = _edition(uow, course, edition_id)
    quiz = _practice(edition, key)
    enrolment = progress.enrol(uow, course)
    progress.lock(uow, enrolment)
    _practice(progress.standing(uow, course, results=False).edition, key)
    paper = device_paper(edition.seal, quiz)
    if there := attempt_store.get(uow.db, attempt_id):
        if (there.person_id, there.course, there.quiz) != (uid, course, key):
            raise Conflict(TAKEN)
        return Begun(attempt_id, {})
    mine = attempt_store.of_quiz(uow.db, enrolment, key)
    if opened := next((row.id for row in mine if row.submitted_at is None), None):
        return Begun(opened, moved(paper, answers.stored_paper(existing(attempt_store.get(uow.db, opened)))))
    seed = device_seed(edition.seal, key)
    attempt_store.add(
        uow.db, id=attempt_id, enrolment_id=enrolment, person_id=uid, edition_id=edition.id, course=course, quiz=key, number=len(mine) + 1,
        seed=seed, paper=[asdict(one) for one in paper], started_at=uow.now, deadline=None,
    )  # fmt: skip
    uow.record(Action.START_ATTEMPT, attempt_id, uid, quiz=f"{course}/{key}", number=len(mine) + 1, seed=seed)
    return Begun(attempt_id, {})


def replay(uow: UnitOfWork, uid: str, course: str, key: str, play_id: str, edition_id: str, moves: Any) -> str:
    """Keep a play of a scenario that was brought to its end on a device; again changes nothing. Gives the ending.

    A play that is open here goes on beside it.
    """
    uow.authorize(Action.BRING, uid)
    _uuid(play_id)
    scenario = _scenario(_edition(uow, course, edition_id), key)
    path = _moves(scenario, moves)
    state = play(scenario, path)
    if not state.end:
        raise Invalid(moves=say("The choices do not lead to an end."))
    enrolment = progress.enrol(uow, course)
    progress.lock(uow, enrolment)
    if there := play_store.get(uow.db, play_id):
        known = [Move(row.node, row.option) for row in play_store.steps(uow.db, play_id)]
        if (there.person_id, there.scenario, known) != (uid, key, path):
            raise Conflict(TAKEN)
        return state.end.value
    play_store.add(
        uow.db, id=play_id, enrolment_id=enrolment, person_id=uid, edition_id=edition_id, scenario=key,
        number=len(play_store.of_scenario(uow.db, enrolment, key)) + 1, started_at=uow.now, ended_at=uow.now, ending=state.end.value,
        points=state.points,
    )  # fmt: skip
    for number, one in enumerate(path, 1):
        play_store.add_step(uow.db, play_id, number, one.node, one.option, uow.now)
    told = [f"{one.node}:{one.option}" for one in path]
    uow.record(Action.END_PLAY, play_id, uid, scenario=f"{course}/{key}", end=state.end.value, points=state.points, path=told)
    progress.advance(uow, enrolment)
    return state.end.value


def _uuid(given: str) -> None:
    if not is_uuid(given):
        raise Invalid(id=say("The id must be a UUID."))


def _edition(uow: UnitOfWork, course: str, edition_id: str) -> Edition:
    found = editions.edition(uow, edition_id) if is_uuid(edition_id) else None
    if found is None or found.course.key != course:
        raise NotFound(say("There is no such edition."))
    return found


def _practice(edition: Edition, key: str) -> Quiz:
    quiz = existing(edition.quiz(key) if key in edition.course.quizzes else None, say("There is no such quiz."))
    if not practice(edition.course, quiz):
        raise Conflict(say("“%(quiz)s” can only be begun with a connection.", quiz=text(quiz.title, "en")))
    return quiz


def _scenario(edition: Edition, key: str) -> Scenario:
    return existing(edition.scenarios.get(key) if key in edition.course.scenarios else None, say("There is no such scenario."))


def _moves(scenario: Scenario, given: Any) -> list[Move]:
    if not isinstance(given, list) or not 0 < len(given) <= min(longest(scenario), MOST_MOVES):
        raise Invalid(moves=say("Send the choices, from the first to the last."))
    if not all(isinstance(one, dict) and isinstance(one.get("node"), str) and isinstance(one.get("option"), str) for one in given):
        raise Invalid(moves=say("Each choice names its situation and its option."))
    return [Move(one["node"], one["option"]) for one in given]
