"""Copies of an SQLite database: taken while it is used, and looked into."""

import sqlite3
from contextlib import closing
from pathlib import Path

from lms.store.engine import Store


def copy(store: Store, target: Path) -> None:
    """A consistent copy of what is committed, taken by SQLite itself; writers go on meanwhile."""
    with closing(store.writer.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(target),))


def faults(database: Path) -> list[str]:
    """What is wrong with a database file; empty when it is whole."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        try:
            found = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
            return found + [f"a row of {row[0]} points nowhere" for row in db.execute("PRAGMA foreign_key_check")]
        except sqlite3.DatabaseError as fault:
            return [str(fault)]


def printed(database: Path) -> set[str]:
    """Hashes of the certificate files that a database knows; those of people who were erased, whose certificates have no name, are gone."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        kept = "SELECT sha256 FROM certificate_files JOIN certificates ON id = certificate_id WHERE json_extract(snapshot, '$.name') <> ''"
        return {row[0] for row in db.execute(kept)}


def version() -> str:
    """The SQLite version in use."""
    return sqlite3.sqlite_version
