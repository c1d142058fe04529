"""Opens the database: one fair queue of writers, readers that cannot write, failures in words."""

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lms.domain.languages import say
from lms.errors import Busy, Conflict
from lms.store.base import Db

WAIT = 10
REST = 2.0
"""Seconds for which a connection that has just been used is taken to be alive."""
CHECKPOINT_EVERY = 500
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON", "wal_autocheckpoint=0")


class FairLock:
    """A lock that is handed on in the order of asking. SQLite's own lock is a poll, in which writers starve for seconds."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._held = False

    def acquire(self, seconds: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            mine = threading.Event()
            self._queue.append(mine)
        if mine.wait(seconds):
            return True
        with self._guard:
            if mine.is_set():
                return True
            self._queue.remove(mine)
            return False

    def release(self) -> None:
        """Hand the lock to the next in the queue."""
        with self._guard:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._held = False


class Store:
    """An open database. `reading()` sees one snapshot and cannot write; `writing()` is one transaction, committed once."""

    def __init__(self, url: str, readers: int = 16) -> None:
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        self._turn = FairLock()
        self._commits = 0
        if self.sqlite:
            Path(str(make_url(url).database)).parent.mkdir(parents=True, exist_ok=True)
            self.writer = _sqlite(url, "BEGIN IMMEDIATE", ("foreign_keys=ON",), readers)
            self.reader = _sqlite(url, "BEGIN", ("query_only=ON",), readers)
        else:
            url = make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
            self.writer = create_engine(url, pool_size=readers, max_overflow=readers, hide_parameters=True)
            _try_after_rest(self.writer)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def reading(self) -> Iterator[Db]:
        """One snapshot."""
        with _told(), self.reader.connect() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Db]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        if self.sqlite and not self._turn.acquire(WAIT):
            raise Busy(say("The database is busy. Nothing was saved; try again in a moment."))
        try:
            with _told(), self.writer.begin() as db:
                yield db
            self._checkpoint()
        finally:
            if self.sqlite:
                self._turn.release()

    def _checkpoint(self) -> None:
        """Only here, under the writers' lock: SQLite before 3.51.3 can damage a WAL that two connections reset at once."""
        self._commits += 1
        if self.sqlite and self._commits % CHECKPOINT_EVERY == 0:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Move what is in the write-ahead log into the database file; the caller holds the writers' lock or is alone."""
        connection = self.writer.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            connection.close()

    def version(self) -> str:
        """The database server's version."""
        with self.reading() as db:
            return ".".join(map(str, db.dialect.server_version_info or ()))

    def close(self) -> None:
        """Give every connection back to the system."""
        self.reader.dispose()
        self.writer.dispose()


def _sqlite(url: str, begin: str, pragmas: tuple[str, ...], readers: int) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": WAIT, "check_same_thread": False}, hide_parameters=True, pool_size=readers, max_overflow=readers
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in (*PRAGMAS, *pragmas):
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Db) -> None:
        """Past SQLAlchemy, which would take longer over it than SQLite does."""
        try:
            connection.connection.cursor().execute(begin)
        except sqlite3.OperationalError as fault:
            raise OperationalError(begin, None, fault) from fault

    return engine


def _try_after_rest(engine: Engine) -> None:
    """Try a connection before its use when it has rested for a while: the server may have been restarted meanwhile."""

    @event.listens_for(engine, "checkout")
    def take(connection: Any, record: Any, proxy: Any) -> None:
        if monotonic() - record.info.get("used", 0.0) > REST:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as fault:
                raise DisconnectionError from fault

    @event.listens_for(engine, "checkin")
    def give(connection: Any, record: Any) -> None:
        record.info["used"] = monotonic()


@contextmanager
def _told() -> Iterator[None]:
    """Say in words what the database could not do."""
    try:
        yield
    except IntegrityError as fault:
        raise Conflict(say("Somebody was quicker: this has been done or changed already.")) from fault
    except PoolTimeout as fault:
        raise Busy(say("Too many people at once. Nothing was saved; try again in a moment.")) from fault
    except OperationalError as fault:
        text = str(fault.orig).lower()
        if "full" in text or "no space" in text:
            raise Busy(say("The disk is full. Nothing was saved; tell the administrator."), 60, 507) from fault
        raise Busy(say("The database cannot be reached just now. Nothing was saved; try again in a moment.")) from fault
    except DBAPIError as fault:
        if getattr(fault.orig, "sqlstate", "") in ("40001", "40P01"):
            raise Busy(say("Two changes met. Nothing was saved; try again."), 1) from fault
        raise
