"""Backups: a copy taken under load, proven before it counts; and putting one back."""

import shutil
import tarfile
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from lms.domain.people import SYSTEM
from lms.domain.permissions import Action
from lms.errors import Conflict, Invalid
from lms.services import ledger
from lms.services.work import House, UnitOfWork, work_in
from lms.store import copies
from lms.store.engine import Store

DATABASE = "hato.sqlite3"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: entries of its ledger, and files."""

    path: Path
    entries: int
    files: int


def save(uow: UnitOfWork, target: Path) -> Backup:
    """Write database and files into one archive. Everything acknowledged before the start is in it.

    The key of this copy stays out of it. The database is copied by its own means, opened, checked whole and its ledger
    verified; only then is the archive renamed to its name, so a file of that name is a backup that was proven.
    """
    uow.authorize(Action.OPERATE)
    house = uow.house
    if not house.store.sqlite:
        raise Invalid(database="On PostgreSQL use pg_dump for the database, and copy the files folder.")
    if target.exists():
        raise Conflict(f"{target} is there already.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=house.data) as folder:
        copy = Path(folder) / DATABASE
        copies.copy(house.store, copy)
        entries = prove(house, copy)
        part = target.with_name(target.name + ".part")
        files = sorted(path for path in house.files.folder.rglob("*") if path.is_file() and not path.name.endswith(".part"))
        with tarfile.open(part, "w:gz", compresslevel=6) as archive:
            archive.add(copy, DATABASE)
            for path in files:
                archive.add(path, f"files/{path.relative_to(house.files.folder).as_posix()}")
        part.replace(target)
    return Backup(target, entries, len(files))


def prove(house: House, database: Path) -> int:
    """Check a copy: whole, no row that points nowhere, ledger unbroken. Gives its entries."""
    faults = copies.faults(database)
    if faults:
        raise Conflict(f"The copy is damaged: {faults[0]}")
    store = Store(f"sqlite:///{database}", 2)
    try:
        with work_in(replace(house, store=store, shelf={}, editions={}), SYSTEM) as uow:
            found = ledger.verify(uow)
    finally:
        store.close()
    if found.fault is not None:
        raise Conflict(f"The ledger of the copy is broken at entry {found.fault}.")
    return found.size


def restore(source: Path, data: Path, house: House) -> Backup:
    """Put a backup into an empty data folder, proving it first; the running house is only lent for the checking."""
    if (data / DATABASE).exists():
        raise Conflict(f"{data} holds a database already. Restore into an empty folder, and move it into place yourself.")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=data) as folder:
        aside = Path(folder)
        try:
            with tarfile.open(source, "r:gz") as archive:
                archive.extractall(aside, filter="data")
        except (tarfile.TarError, OSError, EOFError) as fault:
            raise Invalid(source=f"{source} is no whole backup: {fault}") from None
        entries = prove(house, aside / DATABASE)
        files = [path for path in (aside / "files").rglob("*") if path.is_file()]
        missing = copies.printed(aside / DATABASE) - {path.name for path in files}
        if missing:
            raise Conflict(f"{len(missing)} printed certificates are missing from the backup.")
        if files:
            shutil.copytree(aside / "files", data / "files", dirs_exist_ok=True)
        (aside / DATABASE).replace(data / DATABASE)
    return Backup(data / DATABASE, entries, len(files))
