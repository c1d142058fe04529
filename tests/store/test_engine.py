"""Writers in a fair queue, readers that cannot write, failures in words."""

import sqlite3
import threading

import pytest
from sqlalchemy import text

from lms.errors import Busy
from lms.store import engine as engine_module
from lms.store.engine import FairLock, Store


def test_the_lock_is_handed_on_in_the_order_of_asking():
    lock, order, waiting = FairLock(), [], []
    lock.acquire(1)

    def ask(name):
        lock.acquire(10)
        order.append(name)
        lock.release()

    for name in range(5):
        thread = threading.Thread(target=ask, args=(name,))
        thread.start()
        while len(lock._queue) <= name:
            pass
        waiting.append(thread)
    lock.release()
    for thread in waiting:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_turn_that_does_not_come_is_given_up_and_others_go_on():
    lock = FairLock()
    assert lock.acquire(1) and not lock.acquire(0.01)
    lock.release()
    assert lock.acquire(0.01)


@pytest.fixture
def lite(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'x.sqlite3'}", 2)
    with store.writing() as db:
        db.execute(text("CREATE TABLE t (x INTEGER)"))
    yield store
    store.close()


def test_sqlite_commits_durably_and_reads_beside_the_writer(lite):
    with lite.writing() as db:
        assert db.execute(text("PRAGMA synchronous")).scalar() == 2 and db.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        db.execute(text("INSERT INTO t VALUES (1)"))
        with lite.reading() as reader:
            assert reader.execute(text("SELECT count(*) FROM t")).scalar() == 0
    with lite.reading() as reader:
        assert reader.execute(text("SELECT count(*) FROM t")).scalar() == 1


def test_a_database_locked_by_somebody_else_is_told_as_busy(lite, tmp_path, monkeypatch):
    monkeypatch.setattr(engine_module, "WAIT", 0.05)
    quick = Store(f"sqlite:///{tmp_path / 'x.sqlite3'}", 2)
    other = sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="cannot be reached just now") as found, quick.writing() as db:
        db.execute(text("INSERT INTO t VALUES (1)"))
    assert found.value.status == 503 and found.value.retry_after == 5
    other.rollback()
    with quick.writing() as db:
        db.execute(text("INSERT INTO t VALUES (1)"))
    quick.close()
    other.close()


def test_a_full_disk_is_told_as_507_and_the_house_goes_on_when_there_is_room(lite):
    with lite.writing() as db:
        pages = db.execute(text("PRAGMA page_count")).scalar()
    with pytest.raises(Busy, match="disk is full") as found, lite.writing() as db:
        db.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
        for _ in range(2000):
            db.execute(text("INSERT INTO t VALUES (randomblob(4000))"))
    assert found.value.status == 507
    with lite.writing() as db:
        db.execute(text("PRAGMA max_page_count = 100000"))
        db.execute(text("INSERT INTO t VALUES (1)"))
    with lite.reading() as db:
        assert db.execute(text("SELECT count(*) FROM t")).scalar() == 1


def test_many_writers_at_once_lose_nothing(lite):
    def write():
        with lite.writing() as db:
            count = db.execute(text("SELECT count(*) FROM t")).scalar()
            db.execute(text("INSERT INTO t VALUES (:count)"), {"count": count})

    threads = [threading.Thread(target=write) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with lite.reading() as db:
        assert [row.x for row in db.execute(text("SELECT x FROM t ORDER BY x"))] == list(range(40))


@pytest.mark.postgresql
def test_a_connection_that_died_while_it_rested_is_replaced_unnoticed(request, monkeypatch):
    engine = request.getfixturevalue("postgresql")
    if not hasattr(engine, "fresh"):
        pytest.skip("no postgresql")
    with engine.fresh(empty=True) as url:
        store = Store(url, readers=1)
        with store.reading() as db:
            dead = db.execute(text("SELECT pg_backend_pid()")).scalar()
        other = Store(url, readers=1)
        with other.writing() as db:
            db.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": dead})
        monkeypatch.setattr(engine_module, "REST", -1.0)
        with store.reading() as db:
            assert db.execute(text("SELECT pg_backend_pid()")).scalar() != dead
        store.close()
        other.close()
