"""Prints: files of certificates that were never made, were lost or carry no signature, and runs that print them anew."""

from dataclasses import dataclass
from datetime import datetime

from lms.domain.corrections import read_reason
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.prints import Wanted, is_wanted
from lms.errors import Conflict, Invalid
from lms.services.work import UnitOfWork, existing
from lms.store import jobs, prints

BATCH = 100
"""Certificates that one job looks at before it lets others have their turn."""
SEEN = 5_000
"""Files whose size the page looks up; a run reads every file whole."""
RUNS = 20


@dataclass(frozen=True, slots=True)
class RunView:
    """A run: certificates it has looked at, files it has ordered. `by` is empty where the operator began it."""

    wanted: Wanted
    reason: str
    begun: datetime
    by: str
    looked: int
    ordered: int
    done: bool


@dataclass(frozen=True, slots=True)
class PrintsView:
    """How many certificates have no file, one that is `lost` (of those `seen`), or one without a signature; `waiting`: ordered, not yet printed."""

    certificates: int
    never: int
    lost: int
    seen: int
    unsigned: int
    waiting: int
    runs: tuple[RunView, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Certificates a job has looked at, and of those to be printed (id, how often they were before)."""

    looked: tuple[str, ...]
    wanted: tuple[tuple[str, int], ...]


def page(uow: UnitOfWork) -> PrintsView:
    """How things stand, and the newest runs. A file counts as lost here when it is not there or of another size."""
    uow.authorize(Action.READ_PRINTS)
    every, never, unsigned = prints.counts(uow.db)
    seen = prints.newest(uow.db, SEEN)
    lost = sum(not uow.house.files.has(one.sha256, one.bytes) for one in seen)
    runs = tuple(
        RunView(Wanted(row.wanted), row.reason, row.begun_at, row.name or "", row.looked, row.ordered, row.ends > 0)
        for row in prints.runs(uow.db, RUNS)
    )
    return PrintsView(every, never, lost, len(seen), unsigned, prints.waiting(uow.db), runs)


def begin(uow: UnitOfWork, wanted: str, reason: str) -> str:
    """Begin a run, which goes through every certificate in the background; gives its id."""
    uow.authorize(Action.REPRINT)
    if wanted not in set(Wanted):
        raise Invalid(wanted=say("Choose which files are printed anew."))
    said = read_reason(reason)
    if prints.unfinished(uow.db, wanted):
        raise Conflict(say("This is being done already. The page says how far it has come."))
    made = uow.new_id()
    prints.add_run(uow.db, id=made, wanted=wanted, reason=said, begun_at=uow.now, by_id=uow.actor.id or None)
    uow.record(Action.REPRINT, made, None, wanted=wanted, reason=said)
    uow.later("survey", f"survey:{made}:", run=made, after="")
    return made


def batch(uow: UnitOfWork, run_id: str, after: str) -> Batch:
    """Look at the next certificates, reading their files; a step of the job, with nothing held."""
    with uow.look() as db:
        wanted = Wanted(existing(prints.run(db, run_id)).wanted)
        rows = prints.batch(db, after, BATCH)
    found = []
    for row in rows:
        whole = wanted is Wanted.UNSIGNED or row.sha256 is None or uow.house.files.whole(row.sha256)
        if is_wanted(wanted, row.prints or 0, whole, row.signature is not None):
            found.append((row.id, row.prints or 0))
    return Batch(tuple(row.id for row in rows), tuple(found))


def go_on(uow: UnitOfWork, run_id: str, found: Batch) -> None:
    """Have printed what is wanted, and the certificates after these looked at; a step of the job."""
    ordered = sum(_order(uow, certificate, prints_before) for certificate, prints_before in found.wanted)
    last = len(found.looked) < BATCH
    prints.add_batch(uow.db, run_id, looked=len(found.looked), ordered=ordered, last=last, at=uow.now)
    if not last:
        uow.later("survey", f"survey:{run_id}:{found.looked[-1]}", run=run_id, after=found.looked[-1])


def _order(uow: UnitOfWork, certificate: str, before: int) -> bool:
    """Put the job into the outbox that prints what follows file `before`; False when one waits already, which is tried until it succeeds."""
    once = f"reprint:{certificate}:{before}"
    names = (once, f"print:{certificate}") if before == 0 else (once,)
    if any(row and row.done_at is None for row in (jobs.named(uow.db, name) for name in names)):
        return False
    uow.later("reprint", once, certificate=certificate, after=before)
    return True
