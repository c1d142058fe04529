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
    """Hashes of the certificate files that are handed out: the last of each certificate.

    Those of people who were erased, whose certificates have no name, are gone; and what was printed anew may have been lost before.
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        last = "number = (SELECT max(number) FROM certificate_files AS other WHERE other.certificate_id = certificates.id)"
        named = "json_extract(snapshot, '$.name') <> ''"
        kept = f"SELECT sha256 FROM certificate_files JOIN certificates ON id = certificate_id WHERE {named} AND {last}"
        return {row[0] for row in db.execute(kept)}


def version() -> str:
    """The SQLite version in use."""
    return sqlite3.sqlite_version
