"""Results: one when an attempt is handed in, another whenever a trainer's mark or a mended question changes it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from lms.domain.corrections import Correction, CorrectionKind, grade_corrected, in_force
from lms.domain.editions import Edition
from lms.domain.grading import Grade
from lms.domain.progress import Progress
from lms.services import answers, editions, progress
from lms.services.work import UnitOfWork, existing
from lms.store import attempts, corrections, gradings, marks


def keep(uow: UnitOfWork, attempt: Any, result: Grade, why: str, reason: str = "") -> Progress:
    """Give an attempt its result, in the stored row and beside its earlier ones, and draw what follows; a step.

    `why`: `submitted`, `marked` or `corrected`. The enrolment is locked by the caller.
    """
    columns = {
        "points": result.points, "out_of": result.out_of, "percent": result.percent, "passed": result.passed, "grade": as_stored(result),
    }  # fmt: skip
    number = len(gradings.of_attempt(uow.db, attempt.id)) + 1
    by = uow.actor.id or None
    gradings.add(uow.db, attempt_id=attempt.id, number=number, why=why, reason=reason, graded_at=uow.now, graded_by=by, **columns)
    attempts.set_result(uow.db, attempt.id, submitted_at=attempt.submitted_at or uow.now, waiting=bool(result.waiting), **columns)
    return progress.advance(uow, attempt.enrolment_id)


def worked_out(uow: UnitOfWork, attempt: Any) -> Grade:
    """The grade of an attempt's answers under the corrections that count; a step of handing in.

    No correction is made before the transaction ends, so that each sees the other.
    """
    corrections.hold_shared(uow.db, attempt.edition_id)
    edition = editions.edition(uow, attempt.edition_id)
    given = answers.given(uow, attempt.id).values
    points = marks_of(uow, [attempt.id])[attempt.id]
    return grade_of(edition, attempt, given, counting(edition, attempt.quiz, of_course(uow, attempt.course)), points)


def grade_of(edition: Edition, attempt: Any, given: Mapping[str, Any], counted: Mapping[str, Correction], points: Mapping[str, int]) -> Grade:
    """The grade of an attempt on its edition; `points` are those of its essays' marks."""
    return grade_corrected(existing(edition.quiz(attempt.quiz)), answers.stored_paper(attempt), given, counted, points)


def marks_of(uow: UnitOfWork, attempt_ids: list[str]) -> dict[str, dict[str, int]]:
    """The points of each essay's newest mark, by attempt and item; a step of grading."""
    found: dict[str, dict[str, int]] = {one: {} for one in attempt_ids}
    for row in marks.of_attempts(uow.db, attempt_ids):
        found[row.attempt_id][row.item] = sum(row.points.values())
    return found


def of_course(uow: UnitOfWork, course: str) -> list[Correction]:
    """Every correction of a course's questions; a step."""
    return [stored(row) for row in corrections.of_course(uow.db, course)]


def asking(uow: UnitOfWork, course: str, owner: str) -> list[str]:
    """The quizzes that may ask a question of the quiz or bank `owner`, by the newest edition; a step."""
    return [key for key, quiz in editions.latest(uow, course).quizzes.items() if owner in (key, *quiz.banks)] or [owner]


def counting(edition: Edition, quiz: str, made: Iterable[Correction]) -> Mapping[str, Correction]:
    """Item key → its correction, of what a quiz of an edition asks."""
    return in_force(made, edition.number, [edition.quizzes[key] for key in (quiz, *edition.quizzes[quiz].banks)])


def stored(row: Any) -> Correction:
    """A stored correction as a value."""
    return Correction(row.quiz, row.item, row.number, row.edition, CorrectionKind(row.kind), row.corrects, row.key, row.reason, row.made_at)


def as_stored(result: Grade) -> Any:
    """A grade as it is kept."""
    return json.loads(json.dumps(asdict(result)))
