"""Results: one when an attempt is handed in, another whenever a trainer's mark or a mended question changes it."""

import json
from dataclasses import asdict
from typing import Any

from lms.domain.grading import Grade
from lms.services import progress
from lms.services.work import UnitOfWork
from lms.store import attempts, gradings


def keep(uow: UnitOfWork, attempt: Any, result: Grade, why: str, reason: str = "") -> None:
    """Give an attempt its result, in the stored row and beside its earlier ones, and draw what follows; a step.

    `why`: `submitted`, `marked` or `corrected`. The enrolment is locked by the caller.
    """
    columns = {
        "points": result.points, "out_of": result.out_of, "percent": result.percent, "passed": result.passed,
        "grade": json.loads(json.dumps(asdict(result))),
    }  # fmt: skip
    number = len(gradings.of_attempt(uow.db, attempt.id)) + 1
    by = uow.actor.id or None
    gradings.add(uow.db, attempt_id=attempt.id, number=number, why=why, reason=reason, graded_at=uow.now, graded_by=by, **columns)
    attempts.set_result(uow.db, attempt.id, submitted_at=attempt.submitted_at or uow.now, waiting=bool(result.waiting), **columns)
    progress.advance(uow, attempt.enrolment_id)
