"""The outbox's worker: takes a job, does the slow part with nothing held, keeps the result exactly once."""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from lms.domain.attempts import GRACE, WINDOW
from lms.domain.people import SYSTEM
from lms.domain.permissions import Action
from lms.services import (
    adoptions,
    attempts,
    badges,
    booklets,
    certificates,
    checkpoints,
    decisions,
    eligibility,
    notices,
    policies,
    prints,
    privacy,
    reminders,
)
from lms.services.work import House, UnitOfWork, work_in
from lms.store import jobs, people, sessions
from lms.store import notices as notice_store
from lms.store.attempts import lapsed

LEASE = timedelta(seconds=60)
LONG_LEASE = timedelta(minutes=10)
KEPT = timedelta(days=30)
log = logging.getLogger("hato.jobs")


def _print(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    printed = certificates.render(uow, payload["certificate"])
    if printed is None:
        return lambda then: None
    uow.house.files.put(printed.pdf.content)
    return lambda then: certificates.keep_print(then, payload["certificate"], printed)


def _reprint(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    """Print a certificate once more, in the place of a file that was lost or carries no signature."""
    printed = certificates.render(uow, payload["certificate"], payload["after"])
    if printed is None:
        return lambda then: None
    uow.house.files.put(printed.pdf.content)
    return lambda then: certificates.keep_print(then, payload["certificate"], printed, payload["after"])


def _survey(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    """Look at the files of the next certificates, have printed what is to be, and leave the rest to another job."""
    found = prints.batch(uow, payload["run"], payload["after"])
    return lambda then: prints.go_on(then, payload["run"], found)


def _badge(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    made = badges.make(uow, payload["certificate"])
    return lambda then: badges.keep(then, made) if made else None


def _mail(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    way = notices.send(uow, payload["notice"])
    return lambda then: notices.keep_sent(then, payload["notice"], way) if way else None


def _forget(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    privacy.forget(uow, payload["person"], payload["messages"], payload.get("brought", ()))
    return lambda then: privacy.sweep(then, payload["person"])


def _booklet(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    pdf = booklets.print_copy(uow, payload["source"])
    uow.house.files.put(pdf)
    return lambda then: booklets.keep(then, payload["edition"], payload["lang"], payload["version"], pdf)


def _recompute(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    """Bring the next people's spans to a version, one to a transaction, and leave the rest to another job; again changes nothing."""
    found, only = people.batch(uow.db, payload.get("after", ""), eligibility.BATCH), payload.get("set")
    for person in found:
        with work_in(uow.house, SYSTEM, writes=True) as then:
            then.authorize(Action.RUN_JOBS)
            eligibility.recompute(then, person, only)
    return lambda then: eligibility.go_on(then, only, found)


def _correct(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    """Regrade the next attempts, one to a transaction, and leave the rest to another job; again changes nothing."""
    found = decisions.batch(uow, payload["correction"], payload["after"])
    for attempt in found:
        with work_in(uow.house, SYSTEM, writes=True) as then:
            then.authorize(Action.RUN_JOBS)
            decisions.regrade(then, payload["correction"], attempt)
    return lambda then: decisions.go_on(then, payload["correction"], found)


def _limit(uow: UnitOfWork, payload: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    """Let the next certificates follow a policy, one to a transaction, and leave the rest to another job; again changes nothing."""
    found = adoptions.batch(uow, payload["adoption"], payload["after"])
    for certificate in found:
        with work_in(uow.house, SYSTEM, writes=True) as then:
            then.authorize(Action.RUN_JOBS)
            policies.follow(then, certificate)
    return lambda then: adoptions.go_on(then, payload["adoption"], found)


Kind = Callable[[UnitOfWork, dict[str, Any]], Callable[[UnitOfWork], None]]
KINDS: dict[str, Kind] = {
    "print": _print, "badge": _badge, "mail": _mail, "recompute": _recompute, "correct": _correct, "limit": _limit, "booklet": _booklet,
    "forget": _forget, "survey": _survey, "reprint": _reprint,
}  # fmt: skip
SLOW = frozenset({"booklet", "reprint"})
"""What takes so long that nothing else shall wait for it."""
QUICK = frozenset(KINDS) - SLOW


def run_one(house: House, kinds: Collection[str] = QUICK) -> bool:
    """Do the oldest job of these kinds that is due; False when there is none. A failure is noted, and tried again later and later."""
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.RUN_JOBS)
        with uow.look() as db:
            if jobs.due(db, uow.now, kinds) is None:
                return False
        job = jobs.due(uow.db, uow.now, kinds, claim=True)
        if job is None:
            return False
        jobs.postpone(uow.db, job.id, uow.now + (LONG_LEASE if job.kind in SLOW else LEASE), "begun and not yet finished")
    try:
        with work_in(house, SYSTEM) as uow:
            uow.authorize(Action.RUN_JOBS)
            keep = KINDS[job.kind](uow, job.payload)
        _finish(house, job.id, keep)
    except Exception as fault:
        log.exception("job failed", extra={"job": job.id, "kind": job.kind})
        _fail(house, job, fault)
    return True


def release(house: House) -> None:
    """Make begun jobs due at once: at the start of the only process, nobody is doing them."""
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.RUN_JOBS)
        jobs.release(uow.db, uow.now)


def tidy(house: House) -> None:
    """Close attempts that nobody need wait for, remind, sign what the ledger has grown by, and forget what is kept for thirty days only."""
    with work_in(house, SYSTEM) as uow:
        uow.authorize(Action.RUN_JOBS)
        late = lapsed(uow.db, uow.now - GRACE, uow.now - WINDOW)
    for attempt_id in late:
        with work_in(house, SYSTEM, writes=True) as uow:
            uow.authorize(Action.RUN_JOBS)
            attempts.close_lapsed(uow, attempt_id)
    _remind(house)
    with work_in(house, SYSTEM, writes=True) as uow:
        checkpoints.make(uow)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.RUN_JOBS)
        sessions.forget_tries(uow.db, uow.now - KEPT)
        sessions.forget_ended(uow.db, uow.now - KEPT)
        notice_store.forget_sent(uow.db, uow.now - KEPT)


def _remind(house: House) -> None:
    """Remind holders whose certificates end; once a day, and oftener while there are many."""
    with work_in(house, SYSTEM) as uow:
        uow.authorize(Action.RUN_JOBS)
        today = uow.today
        found = reminders.due(uow) if house.shelf.get("reminded") != today else []
    for row in found:
        with work_in(house, SYSTEM, writes=True) as uow:
            uow.authorize(Action.RUN_JOBS)
            reminders.send(uow, row.id)
    if len(found) < reminders.BATCH:
        house.shelf["reminded"] = today


def _finish(house: House, job_id: str, keep: Callable[[UnitOfWork], None]) -> None:
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.RUN_JOBS)
        if jobs.finish(uow.db, job_id, uow.now):
            keep(uow)


def _fail(house: House, job: Any, fault: Exception) -> None:
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.RUN_JOBS)
        delay = timedelta(seconds=min(3600, 5 * 2 ** min(job.tries, 10)))
        jobs.fail(uow.db, job.id, uow.now + delay, f"{type(fault).__name__}: {fault}"[:500])
