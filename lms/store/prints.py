"""Prints: which files certificates were printed into, and runs that print them anew."""

from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, Row, Table, func, select

from lms.store.base import Db, identity, instant, key, metadata, refers, words
from lms.store.certificates import certificate_files, certificates, newest_file
from lms.store.jobs import jobs
from lms.store.people import people

print_runs = Table(
    "print_runs",
    metadata,
    identity(),
    key("wanted"),
    words("reason"),
    instant("begun_at"),
    refers("by_id", "people", nullable=True),
    CheckConstraint("wanted IN ('missing', 'unsigned')", name="wanted"),
)

print_batches = Table(
    "print_batches",
    metadata,
    refers("run_id", "print_runs", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("looked", Integer, nullable=False),
    Column("ordered", Integer, nullable=False),
    Column("last", Boolean, nullable=False),
    instant("at"),
)
"""How far a run has come: certificates looked at, files ordered; `last`: nothing is left."""

NAMED = certificates.c.snapshot["name"].as_string() != ""
"""Certificates whose holder was not erased: others are never printed."""


def counts(db: Db) -> tuple[int, int, int]:
    """Certificates with a name; of these, how many have no file, and how many a last one without a signature."""
    joined = certificates.outerjoin(certificate_files, newest_file())
    file = certificate_files.c
    never, unsigned = func.count().filter(file.sha256.is_(None)), func.count().filter(file.sha256.is_not(None), file.signature.is_(None))
    every, none, plain = db.execute(select(func.count(), never, unsigned).select_from(joined).where(NAMED)).one()
    return every, none, plain


def newest(db: Db, count: int) -> list[Row[Any]]:
    """(sha256, bytes) of the last file of the newest certificates that have one."""
    joined = certificates.join(certificate_files, newest_file())
    found = select(certificate_files.c.sha256, certificate_files.c.bytes).select_from(joined).where(NAMED)
    return list(db.execute(found.order_by(certificates.c.id.desc()).limit(count)))


def batch(db: Db, after: str, count: int) -> list[Row[Any]]:
    """The next certificates by id, with how often they were printed and their last file."""
    file = certificate_files.c
    found = select(certificates.c.id, file.number.label("prints"), file.sha256, file.signature)
    found = found.select_from(certificates.outerjoin(certificate_files, newest_file())).where(NAMED).order_by(certificates.c.id)
    return list(db.execute((found.where(certificates.c.id > after) if after else found).limit(count)))


def add_run(db: Db, **columns: Any) -> None:
    """Begin a run."""
    db.execute(print_runs.insert().values(**columns))


def run(db: Db, run_id: str) -> Row[Any] | None:
    """A run."""
    return db.execute(select(print_runs).where(print_runs.c.id == run_id)).first()


def runs(db: Db, count: int) -> list[Row[Any]]:
    """The newest runs, with who began them and how far they have come."""
    done = print_batches.c
    sums = (func.coalesce(func.sum(done.looked), 0).label("looked"), func.coalesce(func.sum(done.ordered), 0).label("ordered"))
    ends = func.count().filter(done.last).label("ends")
    joined = print_runs.outerjoin(print_batches, done.run_id == print_runs.c.id).outerjoin(people, people.c.id == print_runs.c.by_id)
    found = select(print_runs, people.c.name, *sums, ends).select_from(joined).group_by(print_runs.c.id, people.c.name)
    return list(db.execute(found.order_by(print_runs.c.begun_at.desc(), print_runs.c.id.desc()).limit(count)))


def unfinished(db: Db, wanted: str) -> bool:
    """Whether a run of this sort is under way."""
    ended = select(print_batches.c.run_id).where(print_batches.c.run_id == print_runs.c.id, print_batches.c.last).correlate(print_runs).exists()
    return db.execute(select(print_runs.c.id).where(print_runs.c.wanted == wanted, ~ended).limit(1)).first() is not None


def add_batch(db: Db, run_id: str, **columns: Any) -> None:
    """Note that a run has come further."""
    before = db.execute(select(func.count()).where(print_batches.c.run_id == run_id)).scalar_one()
    db.execute(print_batches.insert().values(run_id=run_id, number=before + 1, **columns))


def waiting(db: Db) -> int:
    """How many files were ordered by runs and are not printed yet."""
    return db.execute(select(func.count()).where(jobs.c.kind == "reprint", jobs.c.done_at.is_(None))).scalar_one()
