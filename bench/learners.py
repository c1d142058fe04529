"""Learners for the measurements: signed in, enrolled, each with an open attempt."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.people import SYSTEM, Actor
from lms.domain.permissions import Action
from lms.domain.questions import Kind
from lms.services import attempts, editions, people, sessions
from lms.services.work import House, work_in
from lms.store import people as store

COURSE = "security-management"
PASSWORD = "long enough for a measurement"


@dataclass(frozen=True, slots=True)
class Learner:
    """`token` signs in; `choices` are the options of `item`, a question of the open `attempt`."""

    token: str
    attempt: str
    item: str
    choices: tuple[str, ...]


def enrol(house: House, count: int) -> list[Learner]:
    """Make `count` learners who have begun the first quiz of the course."""
    return [_learner(house, number) for number in range(count)]


def _learner(house: House, number: int) -> Learner:
    with work_in(house, SYSTEM, writes=True) as uow:
        person = people.add(uow, name=f"Learner {number}", email=f"learner-{number}@bench.example", password=PASSWORD)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.OPERATE)
        token = sessions.begin(uow, store.get(uow.db, person), "bench", f"bench-{number}")
    actor = Actor(person, f"Learner {number}")
    with work_in(house, actor) as uow:
        uow.authorize(Action.READ_CATALOGUE)
        quiz = editions.latest(uow, COURSE).course.quizzes[0]
    with work_in(house, actor, writes=True) as uow:
        attempt = attempts.start(uow, COURSE, quiz)
    with work_in(house, actor) as uow:
        asked = attempts.show(uow, attempt).items
    one = next(item for item in asked if item.kind == Kind.SINGLE)
    return Learner(token, attempt, one.key, tuple(option.key for option in one.options))


def lessons(house: House) -> Mapping[str, str]:
    """The address of each lesson of each course, by `course/lesson`."""
    with work_in(house, SYSTEM) as uow:
        uow.authorize(Action.READ_CATALOGUE)
        found = [(one.course.key, lesson.key) for one in editions.every_latest(uow) for lesson in one.course.lessons]
    return {f"{course}/{key}": f"/en/courses/{course}/lessons/{key}" for course, key in found}
