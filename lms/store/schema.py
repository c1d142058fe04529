"""Every table in one metadata, and the migrations that make them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from lms.store import (
    accommodations,
    adjustments,
    adoptions,
    answers,
    attempts,
    badges,
    booklets,
    certificates,
    claims,
    consents,
    corrections,
    drafts,
    editions,
    eligibility,
    evidence,
    gradings,
    jobs,
    ledger,
    looks,
    marks,
    notices,
    people,
    places,
    postings,
    practicals,
    prints,
    profiles,
    progress,
    receipts,
    reminders,
    requirements,
    revocations,
    scenarios,
    sessions,
    signers,
    waivers,
)
from lms.store.base import Db, metadata
from lms.store.engine import Store

TABLES = (
    accommodations, adjustments, adoptions, answers, attempts, badges, booklets, certificates, claims, consents, corrections, drafts,
    editions, eligibility, evidence, gradings, jobs, ledger, looks, marks, notices, people, places, postings, practicals, prints, profiles,
    progress, receipts, reminders, requirements, revocations, scenarios, sessions, signers, waivers,
)  # fmt: skip
MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(store: Store) -> None:
    """Bring the database to the newest migration; does nothing when it is there."""
    if current(store) == head():
        return
    with _loosened(store) as db:
        config = _config()
        config.attributes["connection"] = db
        command.upgrade(config, "head")
        db.commit()
    if store.sqlite:
        with store.reading() as db:
            broken = db.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration left rows that point nowhere: {broken[:5]}")


def downgrade(store: Store, revision: str) -> None:
    """Take the database back to an earlier migration."""
    with _loosened(store) as db:
        config = _config()
        config.attributes["connection"] = db
        command.downgrade(config, revision)
        db.commit()


@contextmanager
def _loosened(store: Store) -> Iterator[Db]:
    """A connection on which SQLite lets a table be built anew under its name, though others point at it."""
    with store.writer.connect() as db:
        raw = db.connection.cursor()
        if store.sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            yield db
        finally:
            db.rollback()
            if store.sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


def current(store: Store) -> str | None:
    """The migration the database is at."""
    with store.writer.connect() as db:
        return MigrationContext.configure(db).get_current_revision()


def head() -> str | None:
    """The newest migration there is."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def drift(store: Store) -> list[object]:
    """How the database differs from the tables as they are written down; empty when it does not."""
    with store.writer.connect() as db:
        return list(compare_metadata(MigrationContext.configure(db, opts={"compare_type": True}), metadata))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
