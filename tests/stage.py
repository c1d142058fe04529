"""The stage on which tests play: a small content folder, a house with a clock of its own, and the cast."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lms.app import open_house
from lms.config import Config
from lms.domain.people import SYSTEM, Actor, Role
from lms.services import people, publishing, schema
from lms.services.work import House, work_in

ROOT = Path(__file__).resolve().parents[1]
SMALL = Path(__file__).with_name("small")
WRITTEN = Path(__file__).with_name("written")
PASSWORD = "seven quiet rivers run"
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

CAST = {
    "aiko": ("Aiko Tanaka", "田中 愛子", None),
    "bayo": ("Bayo Adeyemi", "", None),
    "chiara": ("Chiara Rossi", "", Role.TRAINER),
    "daud": ("Daud Rahimi", "", Role.PARTNER),
    "emi": ("Emi Sato", "佐藤 恵美", Role.REGISTRAR),
    "farid": ("Farid Haddad", "", Role.AUDITOR),
    "grace": ("Grace Akello", "", Role.ADMINISTRATOR),
}
"""Aiko and Bayo are trainees, Chiara a trainer, Daud at a partner university, Emi a registrar, Farid an auditor, Grace an administrator."""


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **step: float) -> None:
        """Move on by a timedelta's parts."""
        self.now += timedelta(**step)


def set_up_home(folder: Path) -> Path:
    """A home with the small content and the project's own templates, fonts and translations."""
    for name in ("templates", "static", "translations", "certificates", "reference"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("courses", "quizzes", "eligibility"):
        shutil.copytree(SMALL / name, folder / name)
    return folder


def add_written(home: Path, folder: Path) -> Path:
    """A home with everything of another one and the course of written answers."""
    for name in ("courses", "quizzes"):
        shutil.copytree(home / name, folder / name)
        shutil.copytree(WRITTEN / name, folder / name, dirs_exist_ok=True)
    for name in ("eligibility", "templates", "static", "translations", "certificates", "reference"):
        (folder / name).symlink_to(home / name)
    return folder


def open_stage(url: str, home: Path, data: Path, clock: Clock | None = None, **settings: object) -> House:
    """A house on a database that is prepared already."""
    config = Config(home=home, data=data, database_url=url, **settings)  # type: ignore[arg-type]
    return replace(open_house(config), clock=clock or Clock())


def prepare_stage(url: str, home: Path, data: Path) -> None:
    """Migrate, publish the small content, make the cast with one password."""
    house = open_stage(url, home, data)
    try:
        schema.upgrade(house)
        publishing.publish_all(house)
        hashed = house.passwords.hash(PASSWORD)
        quick = replace(house, passwords=_Same(hashed, house.passwords.blocked))
        for key, (name, local, role) in CAST.items():
            with work_in(quick, SYSTEM, writes=True) as uow:
                people.add(uow, name=name, name_local=local, email=f"{key}@example.org", password=PASSWORD, role=role)
        if house.store.sqlite:
            house.store.checkpoint()
    finally:
        close(house)


def close(house: House) -> None:
    """Give processes and connections back."""
    house.renderer.child.close()
    house.pdf.child.close()
    house.store.close()


def actors(house: House) -> dict[str, Actor]:
    """The cast by first name, as actors."""
    found = {}
    for key, (name, _, role) in CAST.items():
        with work_in(house, SYSTEM) as uow:
            uow.asked = True
            row = people.people.by_email(uow.db, f"{key}@example.org")
        found[key] = Actor(row.id, name, frozenset({role} if role else ()))
    return found


class _Same:
    """Gives one hash for one password, so that a cast of seven does not take seven slow hashes."""

    def __init__(self, hashed: str, blocked: frozenset[str]) -> None:
        self._hashed = hashed
        self.blocked = blocked

    def hash(self, password: str) -> str:
        return self._hashed
