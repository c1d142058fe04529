"""What follows from a step done: module complete, course complete, certificate, eligibility; one chain, one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.domain.courses import Course
from lms.domain.editions import Edition
from lms.domain.permissions import Action
from lms.domain.progress import Progress, Result, progress
from lms.services import certificates, editions, eligibility
from lms.services.work import UnitOfWork, existing
from lms.store import attempts, scenarios
from lms.store import progress as store


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in a course: the edition they are on, their enrolment (empty when none), their steps."""

    edition: Edition
    enrolment: str
    progress: Progress
    lessons_done: frozenset[str]
    completed: bool = False


def standing(uow: UnitOfWork, course: str, results: bool = True) -> Standing:
    """Where the actor stands; somebody who has not begun stands at the newest edition with nothing done."""
    rows = store.current_with_steps(uow.db, uow.actor.id, course) if uow.actor.signed_in else []
    if not rows:
        newest = editions.latest(uow, course)
        return Standing(newest, "", progress(newest.course, frozenset(), {}), frozenset())
    found = editions.edition(uow, rows[0].edition_id)
    done = frozenset(row.lesson for row in rows if row.lesson)
    best = _results(attempts.results(uow.db, rows[0].id)) if results else {}
    played = _played(found, {(row.scenario, row.ending) for row in rows})
    return Standing(found, rows[0].id, progress(found.course, done, best, played), done, rows[0].completed_at is not None)


def visitors(course: Course, read: frozenset[str]) -> Progress:
    """The steps of somebody without an account, who has read these lessons."""
    return progress(course, read, {})


def pass_marks(edition: Edition) -> dict[str, int]:
    """Quiz → per cent that passes it."""
    return {key: quiz.pass_mark for key, quiz in edition.quizzes.items()}


def enrol(uow: UnitOfWork, course: str) -> str:
    """The actor's enrolment in a course; made on the newest edition when there is none. First steps done at once make one."""
    if found := store.current(uow.db, uow.actor.id, course):
        return found.id
    return open_cycle(uow, course, 1)


def open_cycle(uow: UnitOfWork, course: str, cycle: int) -> str:
    """Enrol the actor in a cycle of a course on its newest edition; a step of the first and of every later one."""
    edition = editions.latest(uow, course)
    enrolment = uow.new_id()
    if not store.add(uow.db, id=enrolment, person_id=uow.actor.id, course=course, cycle=cycle, edition_id=edition.id, started_at=uow.now):
        return str(existing(store.current(uow.db, uow.actor.id, course)).id)
    action = Action.ENROL if cycle == 1 else Action.RENEW
    uow.record(action, enrolment, uow.actor.id, course=course, cycle=cycle, edition=edition.number, seal=edition.seal)
    return enrolment


def lock(uow: UnitOfWork, enrolment_id: str) -> None:
    """Hold an enrolment against others until the transaction ends. Always before an attempt, so that no two wait for each other."""
    store.lock(uow.db, enrolment_id)


def advance(uow: UnitOfWork, enrolment_id: str) -> Progress:
    """Draw every consequence of what was just done under an enrolment.

    The enrolment is locked first, so that two last steps done at once see one another.
    """
    row = existing(store.lock(uow.db, enrolment_id))
    edition = editions.edition(uow, row.edition_id)
    best = _results(attempts.results(uow.db, enrolment_id))
    played = _played(edition, scenarios.endings(uow.db, enrolment_id))
    reached = progress(edition.course, store.lessons_done(uow.db, enrolment_id), best, played)
    changed = _complete_modules(uow, enrolment_id, edition, reached)
    if reached.complete and store.complete(uow.db, enrolment_id, uow.now):
        certificates.issue(uow, row, edition, best)
        changed = True
    if changed:
        eligibility.recompute(uow, row.person_id)
    return reached


def _complete_modules(uow: UnitOfWork, enrolment_id: str, edition: Edition, reached: Progress) -> bool:
    before = store.modules_completed(uow.db, enrolment_id)
    new = [one.key for number, one in enumerate(edition.course.modules, 1) if one.key not in before and reached.module_done(number)]
    for module in new:
        store.complete_module(uow.db, enrolment_id, module, uow.now)
    return bool(new)


def _played(edition: Edition, endings: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The scenarios that were brought to an ending that counts."""
    return frozenset(key for key, ending in endings if key in edition.scenarios and ending in edition.scenarios[key].passing)


def _results(rows: list) -> dict[str, Result]:
    return {row.quiz: Result(row.percent, bool(row.passed), row.attempts, bool(row.waiting)) for row in rows}
