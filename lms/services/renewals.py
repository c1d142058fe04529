"""Renewals: the next cycle of a course for its holder, and the same certificate once more under a corrected name."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lms.content.compiled import unpack_snapshot
from lms.domain.certificates import Snapshot, State
from lms.domain.certificates import last_day as counting_until
from lms.domain.corrections import read_reason
from lms.domain.identifiers import read_code
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.renewals import OPEN, Chance, chance, last_day, opens_on
from lms.errors import Conflict
from lms.services import certificates, editions, evidence, policies, progress
from lms.services.work import UnitOfWork, existing
from lms.store import certificates as store
from lms.store import corrections, people
from lms.store import progress as progress_store

UNKNOWN = say("No certificate was issued under this code.")


@dataclass(frozen=True, slots=True)
class RenewalView:
    """What the holder of a certificate can do about its end.

    `left`: days until it ends, None when it has ended or counts no more; `until`: last day of a new one completed today, None
    without end; `opens`: the first day of the window, None where it is open or never opens; `begun`: the next cycle is under way.
    """

    course: str
    code: str
    chance: Chance
    left: int | None
    until: date | None
    opens: date | None
    begun: bool = False

    @property
    def open(self) -> bool:
        """Whether the next cycle may be begun now."""
        return self.chance in OPEN and not self.begun


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A certificate whose name a registrar may correct: as printed, and as the person is called now."""

    code: str
    snapshot: Snapshot
    name: str
    name_local: str

    @property
    def same(self) -> bool:
        """Whether there is nothing to correct."""
        return (self.name, self.name_local) == (self.snapshot.name, self.snapshot.name_local)


def of_course(uow: UnitOfWork, course: str) -> RenewalView | None:
    """What the actor can do about their certificate of a course, None without one; a step of its page and of *my record*."""
    newest = progress_store.current(uow.db, uow.actor.id, course) if uow.actor.signed_in else None
    if newest is None:
        return None
    begun = newest.completed_at is None
    cycle = progress_store.of_cycle(uow.db, uow.actor.id, course, newest.cycle - 1) if begun else newest
    row = store.of_enrolment(uow.db, cycle.id) if cycle else None
    return _view(uow, row, begun) if row else None


def begin(uow: UnitOfWork, course: str) -> None:
    """Begin the next cycle of a course on its newest edition; again changes nothing while it is under way.

    Raises Conflict outside the window, NotFound for a course of which the actor holds no certificate.
    """
    uow.authorize(Action.RENEW)
    newest = existing(progress_store.current(uow.db, uow.actor.id, course))
    newest = existing(progress_store.lock(uow.db, newest.id))
    found = existing(of_course(uow, course))
    if found.begun:
        return
    if found.opens:
        raise Conflict(say("This certificate can be renewed from %(day)s on.", day=found.opens.isoformat()))
    if not found.open:
        raise Conflict(say("This certificate is not one that can be renewed."))
    progress.open_cycle(uow, course, newest.cycle + 1)


def preview(uow: UnitOfWork, typed: str) -> CorrectionView:
    """The name on a certificate and the name its holder has now. Raises Conflict where another name could not be put on it."""
    row = _found(uow, typed)
    uow.authorize(Action.CORRECT_NAME, row.person_id if row else None)
    return _correction(uow, existing(row, UNKNOWN))


def correct(uow: UnitOfWork, typed: str, reason: str) -> str:
    """Issue a certificate once more under the name its holder has now, in place of the old one; gives the new code."""
    row = _found(uow, typed)
    uow.authorize(Action.CORRECT_NAME, row.person_id if row else None)
    row = existing(row, UNKNOWN)
    progress.lock(uow, existing(progress_store.current(uow.db, row.person_id, row.course)).id)
    progress.lock(uow, row.enrolment_id)
    row = existing(_found(uow, typed))
    found, said = _correction(uow, row), read_reason(reason)
    if found.same:
        raise Conflict(say("The certificate bears this name already. The holder changes the name in their account first."))
    snapshot = replace(found.snapshot, name=found.name, name_local=found.name_local, issued_on=uow.today)
    made, code = certificates.enter(uow, row.enrolment_id, row.person_id, snapshot, row.id, corrected=True)
    uow.record(Action.CORRECT_NAME, row.id, row.person_id, code=code, reason=said)
    evidence.hand_over(uow, row.id, made, row.person_id, snapshot)
    policies.follow(uow, made)
    certificates.turn(uow, row, State.REPLACED, certificates.CORRECTED)
    return code


def _found(uow: UnitOfWork, typed: str) -> Any:
    code = read_code(typed)
    return store.by_code(uow.db, code) if code else None


def _correction(uow: UnitOfWork, row: Any) -> CorrectionView:
    if row.replaced_by:
        raise Conflict(say("Another certificate has taken the place of this one."))
    if row.withheld or row.state == State.REVOKED:
        raise Conflict(say("A certificate that is revoked, or whose holder is withheld, is not issued again."))
    if corrections.waits(uow.db, row.id):
        raise Conflict(say("This certificate waits for a decision. Decide first."))
    person = existing(people.get(uow.db, row.person_id))
    return CorrectionView(row.code, unpack_snapshot(row.snapshot), person.name, person.name_local)


def _view(uow: UnitOfWork, row: Any, begun: bool) -> RenewalView:
    one, course = certificates.stored(row), editions.latest(uow, row.course).course
    how, ends = chance(one, uow.today, course.renewal_days), counting_until(row.valid_until, row.limit_until)
    stands = how in (Chance.ENDING, Chance.LATER)
    until = last_day(uow.today, policies.current(uow, course)[1], ends if stands else None)
    return RenewalView(
        row.course, row.code, how, (ends - uow.today).days if stands and ends else None, until,
        opens_on(ends, course.renewal_days) if how is Chance.LATER and ends else None, begun,
    )  # fmt: skip
