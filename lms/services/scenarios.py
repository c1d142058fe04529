"""Playing a scenario: start, see where one is, choose, and what follows from an ending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.courses import review_missing
from lms.domain.editions import Edition
from lms.domain.languages import say, text
from lms.domain.permissions import Action
from lms.domain.progress import Progress, StepKind
from lms.domain.scenarios import End, Move, Scenario, best_path, longest, option_of, play
from lms.errors import Invalid, NotFound
from lms.services import certificates, editions, progress
from lms.services.attempts import OptionView
from lms.services.work import UnitOfWork, existing
from lms.store import scenarios

BEST_FIRST = (End.GOOD, End.MIXED, End.BAD)


@dataclass(frozen=True, slots=True)
class PastPlay:
    """A play that ended."""

    id: str
    number: int
    ended: datetime
    end: str
    points: int


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A scenario before it is played. `steps` are the situations on its longest path, `best` the best ending reached so far."""

    course: str
    course_title: str
    scenario: str
    title: str
    about: str
    lang: str
    steps: int
    out_of: int
    best: str
    done: bool
    unreviewed: bool
    open_play: str
    plays: tuple[PastPlay, ...]


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step taken, as clean HTML: the situation, what was chosen, and what comes of it."""

    situation: str
    chosen: str
    feedback: str
    points: int


@dataclass(frozen=True, slots=True)
class PlayView:
    """A play as its owner sees it: `path` so far, then the situation with its options, or the ending, which has none."""

    id: str
    course: str
    course_title: str
    scenario: str
    title: str
    lang: str
    number: int
    steps: int
    unreviewed: bool
    path: tuple[PathStep, ...]
    text: str
    options: tuple[OptionView, ...]
    end: str
    passed: bool
    points: int
    best: int
    progress: Progress
    pass_marks: Mapping[str, int]
    certificate: str


def intro(uow: UnitOfWork, course: str, key: str) -> ScenarioView:
    """What somebody sees before they play; readable without an account."""
    uow.authorize(Action.READ_LESSON)
    standing = progress.standing(uow, course)
    scenario = _scenario(standing.edition, key)
    rows = scenarios.of_scenario(uow.db, standing.enrolment, key) if standing.enrolment else []
    past = tuple(PastPlay(row.id, row.number, row.ended_at, row.ending, row.points) for row in rows if row.ended_at)
    best = next((end.value for end in BEST_FIRST if end in [one.end for one in past]), "")
    step = existing(standing.progress.find(StepKind.SCENARIO, key))
    _, lang = editions.rendering(uow, standing.edition.id, f"scenario:{key}", scenario.title, uow.lang)
    return ScenarioView(
        course, text(standing.edition.course.title, uow.lang), key, text(scenario.title, uow.lang), text(scenario.about, uow.lang), lang,
        longest(scenario), play(scenario, best_path(scenario)).points, best, step.done, review_missing(scenario, uow.today),
        next((row.id for row in rows if not row.ended_at), ""), past,
    )  # fmt: skip


def start(uow: UnitOfWork, course: str, key: str) -> str:
    """Begin a play, or find the one that is open; gives its id. Two tabs, or twenty clicks, begin one."""
    uow.authorize(Action.START_PLAY)
    enrolment = progress.enrol(uow, course)
    progress.lock(uow, enrolment)
    edition = progress.standing(uow, course).edition
    _scenario(edition, key)
    rows = scenarios.of_scenario(uow.db, enrolment, key)
    if begun := next((row.id for row in rows if not row.ended_at), None):
        return str(begun)
    begun = uow.new_id()
    scenarios.add(
        uow.db, id=begun, enrolment_id=enrolment, person_id=uow.actor.id, edition_id=edition.id, scenario=key, number=len(rows) + 1,
        started_at=uow.now,
    )  # fmt: skip
    return begun


def show(uow: UnitOfWork, play_id: str) -> PlayView:
    """A play for its owner: where the path has led so far."""
    row = existing(scenarios.get(uow.db, play_id))
    uow.authorize(Action.READ_PLAY, row.person_id)
    edition = editions.edition(uow, row.edition_id)
    scenario, course = _scenario(edition, row.scenario), edition.course
    moves = _moves(uow, play_id)
    state = play(scenario, moves)
    bodies, lang = editions.rendering(uow, edition.id, f"scenario:{row.scenario}", scenario.title, uow.lang)
    standing = progress.standing(uow, course.key)
    certificate = certificates.code_of(uow, standing.enrolment) if standing.completed else ""
    options = tuple(OptionView(one.key, bodies[state.node]["options"][one.key]) for one in scenario.nodes[state.node].options)
    return PlayView(
        row.id, course.key, text(course.title, uow.lang), row.scenario, text(scenario.title, uow.lang), lang, row.number, longest(scenario),
        review_missing(scenario, uow.today), _path(scenario, moves, bodies), bodies[state.node]["text"], options, state.end or "",
        state.end in scenario.passing, state.points, state.best, standing.progress, progress.pass_marks(standing.edition),
        certificate,
    )  # fmt: skip


def choose(uow: UnitOfWork, play_id: str, number: int, option: str) -> None:
    """Make choice `number` (from 1) of a play, with everything that follows from an ending.

    A choice that was made already, as by an old tab or a second press, changes nothing; one that is not offered is refused.
    """
    row = existing(scenarios.get(uow.db, play_id))
    uow.authorize(Action.CHOOSE, row.person_id)
    progress.lock(uow, row.enrolment_id)
    row = existing(scenarios.get(uow.db, play_id))
    scenario = _scenario(editions.edition(uow, row.edition_id), row.scenario)
    moves = _moves(uow, play_id)
    if row.ended_at or number != len(moves) + 1:
        return
    node = play(scenario, moves).node
    if option not in [one.key for one in scenario.nodes[node].options]:
        raise Invalid(option=say("That is not among the choices of this situation. Go back and choose again."))
    scenarios.add_step(uow.db, play_id, number, node, option, uow.now)
    moves = [*moves, Move(node, option)]
    state = play(scenario, moves)
    if state.end:
        scenarios.finish(uow.db, play_id, uow.now, state.end.value, state.points)
        path = [f"{one.node}:{one.option}" for one in moves]
        name = f"{scenario.course}/{scenario.key}"
        uow.record(Action.END_PLAY, play_id, row.person_id, scenario=name, end=state.end.value, points=state.points, path=path)
        progress.advance(uow, row.enrolment_id)


def _scenario(edition: Edition, key: str) -> Scenario:
    if key not in edition.course.scenarios or key not in edition.scenarios:
        raise NotFound(say("There is no such scenario."))
    return edition.scenarios[key]


def _moves(uow: UnitOfWork, play_id: str) -> list[Move]:
    return [Move(row.node, row.option) for row in scenarios.steps(uow.db, play_id)]


def _path(scenario: Scenario, moves: list[Move], bodies: Mapping[str, Any]) -> tuple[PathStep, ...]:
    return tuple(
        PathStep(
            bodies[one.node]["text"], bodies[one.node]["options"][one.option], bodies[one.node]["notes"][one.option],
            option_of(scenario, one).points,
        )
        for one in moves
    )  # fmt: skip
