"""After a correction: each result regraded once, and certificates that no longer rest on a pass put to a registrar."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.certificates import State
from lms.domain.corrections import read_reason
from lms.domain.grading import Grade
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.progress import Progress
from lms.errors import Conflict, Invalid
from lms.services import certificates, editions, gradings, notices, progress
from lms.services.work import UnitOfWork, existing
from lms.store import attempts, corrections, people
from lms.store import certificates as certificate_store

BATCH = 100
"""Attempts that one job looks at before it lets others have their turn."""

SETTLED = "settled by a later correction"


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A certificate that waits for a decision, and the correction that put it there."""

    id: str
    code: str
    course: str
    holder: str
    mine: bool
    opened: datetime
    correction: str
    quiz: str
    item: str
    reason: str


def page(uow: UnitOfWork) -> tuple[DecisionView, ...]:
    """What waits for a registrar, the longest waiting first."""
    uow.authorize(Action.READ_DECISIONS)
    return tuple(
        DecisionView(
            row.id, row.code, row.course, row.name, row.person_id == uow.actor.id, row.opened_at, row.correction_id, row.quiz, row.item, row.reason
        )
        for row in corrections.pending(uow.db, 200)
    )


def decide(uow: UnitOfWork, decision_id: str, outcome: str, reason: str) -> None:
    """Keep a certificate or revoke it, with the reason; it stays as it was until then."""
    row = corrections.decision(uow.db, decision_id)
    uow.authorize(Action.DECIDE, row.person_id if row else None)
    row = existing(row)
    if row.outcome is not None:
        raise Conflict(say("This has been decided already."))
    if outcome not in ("kept", "revoked"):
        raise Invalid(outcome=say("Choose whether the certificate is kept or revoked."))
    said = read_reason(reason)
    corrections.decide(uow.db, row.certificate_id, outcome, said, uow.now, uow.actor.id)
    uow.record(Action.DECIDE, row.certificate_id, row.person_id, decision=decision_id, outcome=outcome, reason=said)
    found = existing(certificate_store.get(uow.db, row.certificate_id))
    if outcome == "revoked" and found.state != State.REVOKED:
        certificates.turn(uow, found, State.REVOKED, said)


def batch(uow: UnitOfWork, correction_id: str, after: str) -> list[str]:
    """The next attempts that a correction may concern; a step of the job."""
    row = existing(corrections.get(uow.db, correction_id))
    return [one.id for one in corrections.handed_in(uow.db, row.course, gradings.asking(uow, row.course, row.quiz), after, BATCH)]


def go_on(uow: UnitOfWork, correction_id: str, done: list[str]) -> None:
    """Have the attempts after these looked at; a step of the job."""
    if len(done) == BATCH:
        uow.later("correct", f"correct:{correction_id}:{done[-1]}", correction=correction_id, after=done[-1])


def regrade(uow: UnitOfWork, correction_id: str, attempt_id: str) -> None:
    """Give an attempt the result that counts now, and draw what follows; a step of the job. Again changes nothing."""
    row = existing(attempts.get(uow.db, attempt_id))
    progress.lock(uow, row.enrolment_id)
    row = existing(attempts.lock(uow.db, attempt_id))
    result = gradings.worked_out(uow, row)
    if gradings.as_stored(result) == row.grade:
        return
    correction = existing(corrections.get(uow.db, correction_id))
    before, now = ({"points": one.points, "out_of": one.out_of, "passed": bool(one.passed)} for one in (row, result))
    uow.record(Action.REGRADE, row.id, row.person_id, correction=correction_id, before=before, now=now)
    reached = gradings.keep(uow, row, result, "corrected", correction.reason)
    put = _follow(uow, correction_id, row, result, reached)
    if before != now:
        person = existing(people.get(uow.db, row.person_id))
        title = editions.edition(uow, row.edition_id).quizzes[row.quiz].title
        notices.result_corrected(uow, person, row, title, correction.reason, result, put)


def _follow(uow: UnitOfWork, correction_id: str, row: Any, result: Grade, reached: Progress) -> bool:
    """Put the certificate to a decision when it rests on a pass that is none any more, or close what waits; True when it was put."""
    found = certificate_store.of_enrolment(uow.db, row.enrolment_id)
    if found is None:
        return False
    if reached.complete:
        corrections.decide(uow.db, found.id, "settled", SETTLED, uow.now, None)
        return False
    counts = found.state != State.REVOKED and not found.withheld and (found.valid_until is None or found.valid_until >= uow.today)
    if not counts or not row.passed or result.passed:
        return False
    decision = uow.new_id()
    if corrections.put(uow.db, id=decision, certificate_id=found.id, correction_id=correction_id, opened_at=uow.now):
        uow.record(Action.OPEN_DECISION, found.id, row.person_id, decision=decision, correction=correction_id, attempt=row.id)
    return True
