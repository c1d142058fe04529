"""Backups: taken under load, proven, restored."""

import tarfile
import threading
from types import SimpleNamespace

import pytest

from lms.domain.people import SYSTEM
from lms.errors import Conflict, Invalid, NotFound
from lms.services import backup, certificates, jobs, ledger, people, record
from lms.services.work import work_in
from tests.services.test_attempts import do, finish_course
from tests.stage import actors, close, open_stage


@pytest.fixture
def sqlite_house(sqlite, home, tmp_path):
    """A house on SQLite; PostgreSQL brings its own backups."""
    with sqlite.fresh() as url:
        found = open_stage(url, home, tmp_path / "data")
        yield found
        close(found)


@pytest.fixture
def cast(sqlite_house):
    return SimpleNamespace(**actors(sqlite_house))


def test_on_postgresql_its_own_tools_are_named(house, tmp_path):
    if not house.store.sqlite:
        with pytest.raises(Invalid, match="pg_dump"):
            do(house, SYSTEM, backup.save, tmp_path / "x.tar.gz", writes=False)


def test_a_copy_taken_under_load_restores_with_everything_acknowledged_before_it(sqlite_house, cast, home, tmp_path):
    house = sqlite_house
    finish_course(house, cast.aiko)
    while jobs.run_one(house):
        pass
    stop = threading.Event()

    def rename():
        number = 0
        while not stop.is_set() and number < 2000:
            number += 1
            do(house, cast.bayo, people.change, name=f"Bayo {'x' * (number % 50)}", name_local="", lang="en", birth_date=None)

    load = threading.Thread(target=rename)
    load.start()
    target = tmp_path / "backup.tar.gz"
    done = do(house, SYSTEM, backup.save, target, writes=False)
    stop.set()
    load.join()
    assert done.files == 1 and done.entries > 12
    with tarfile.open(target) as archive:
        assert "secret.key" not in archive.getnames()
    fresh = tmp_path / "restored"
    backup.restore(target, fresh, house)
    other = open_stage(f"sqlite:///{fresh / backup.DATABASE}", home, fresh)
    try:
        code = do(other, cast.aiko, record.show, writes=False).certificates[0].code
        assert do(other, cast.aiko, certificates.download, code, writes=False)[0].startswith(b"%PDF")
        assert do(other, SYSTEM, ledger.verify, writes=False).fault is None
    finally:
        close(other)


def test_a_backup_overwrites_nothing(sqlite_house, tmp_path):
    (tmp_path / "there.tar.gz").write_bytes(b"")
    with pytest.raises(Conflict, match="is there already"):
        do(sqlite_house, SYSTEM, backup.save, tmp_path / "there.tar.gz", writes=False)
    do(sqlite_house, SYSTEM, backup.save, tmp_path / "new.tar.gz", writes=False)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / backup.DATABASE).write_bytes(b"")
    with pytest.raises(Conflict, match="holds a database already"):
        backup.restore(tmp_path / "new.tar.gz", tmp_path / "full", sqlite_house)


@pytest.mark.parametrize("harm", ["database", "missing file"])
def test_a_damaged_backup_is_not_restored(sqlite_house, cast, tmp_path, harm):
    finish_course(sqlite_house, cast.aiko)
    while jobs.run_one(sqlite_house):
        pass
    do(sqlite_house, SYSTEM, backup.save, tmp_path / "good.tar.gz", writes=False)
    with tarfile.open(tmp_path / "good.tar.gz") as good:
        good.extractall(tmp_path / "parts", filter="data")
    database = tmp_path / "parts" / backup.DATABASE
    if harm == "database":
        content = bytearray(database.read_bytes())
        content[9000:60000] = bytes(51000)
        database.write_bytes(content)
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as bad:
        bad.add(database, backup.DATABASE)
        if harm == "database":
            bad.add(tmp_path / "parts" / "files", "files")
    with pytest.raises((Conflict, NotFound)):
        backup.restore(tmp_path / "bad.tar.gz", tmp_path / "fresh", sqlite_house)
    assert not (tmp_path / "fresh" / backup.DATABASE).exists()


def test_a_file_that_was_changed_in_the_data_folder_is_not_handed_out(sqlite_house, cast):
    house = sqlite_house
    finish_course(house, cast.aiko)
    while jobs.run_one(house):
        pass
    view = do(house, cast.aiko, record.show, writes=False).certificates[0]
    house.files.path(view.sha256).write_bytes(b"%PDF forged")
    with pytest.raises(NotFound, match="not the one that was stored"), work_in(house, cast.aiko) as uow:
        certificates.download(uow, view.code)


def test_what_is_no_backup_is_told(sqlite_house, tmp_path):
    (tmp_path / "x.tar.gz").write_bytes(b"not an archive")
    with pytest.raises(Invalid, match="no whole backup"):
        backup.restore(tmp_path / "x.tar.gz", tmp_path / "fresh", sqlite_house)
