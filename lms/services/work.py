"""The unit of work: who acts, when, in one transaction that saves and shows nothing that was never authorised."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from lms.adapters.files import Files
from lms.adapters.mail import Mailer
from lms.adapters.markdown import Renderer
from lms.adapters.passwords import Passwords
from lms.adapters.pdf import PdfRenderer
from lms.domain.editions import Edition
from lms.domain.identifiers import uuid7
from lms.domain.languages import say
from lms.domain.ledger import canonical, commitment, grow, leaf_hash, root
from lms.domain.people import ANYONE, Actor
from lms.domain.permissions import HIDDEN, Action, allowed
from lms.errors import Forbidden, NotFound
from lms.store import jobs, ledger
from lms.store.base import Db
from lms.store.engine import Store

Thing = TypeVar("Thing")
NOT_YOURS = say("There is no such page, or it is not yours.")


@dataclass(frozen=True, slots=True)
class Terms:
    """The settings that decisions rest on."""

    base_url: str
    issuer: str
    site_name: str
    zone: ZoneInfo
    session_life: timedelta
    session_idle: timedelta
    attempts_per_account: int
    attempts_per_address: int
    registrations_per_address: int


@dataclass(frozen=True, slots=True)
class House:
    """Everything one running copy works with. `editions` holds immutable values by id; `wake` calls the job worker."""

    home: Path
    data: Path
    terms: Terms
    store: Store
    passwords: Passwords
    files: Files
    mailer: Mailer
    renderer: Renderer
    pdf: PdfRenderer
    clock: Callable[[], datetime]
    randomness: Callable[[int], bytes]
    wake: threading.Event = field(default_factory=threading.Event)
    editions: dict[str, Edition] = field(default_factory=dict)
    shelf: dict[Any, Any] = field(default_factory=dict)


class UnitOfWork:
    """One piece of work. The transaction begins with the first use of `db`, so what is slow can be done before."""

    def __init__(self, house: House, actor: Actor, lang: str, writes: bool, stack: ExitStack, swift: bool = False) -> None:
        self.house = house
        self.actor = actor
        self.lang = lang
        self.writes = writes
        self.swift = swift
        self.now = house.clock()
        self.asked = False
        self.pinned: dict[str, str] = {}
        self.taken: Any = None
        self._stack = stack

    @cached_property
    def db(self) -> Db:
        """The transaction."""
        store = self.house.store
        return self._stack.enter_context(store.writing() if self.writes else store.reading())

    @contextmanager
    def look(self) -> Iterator[Db]:
        """A short look before a writing transaction begins; the same transaction where there is one, or where the work is swift."""
        if not self.writes or self.swift or "db" in self.__dict__:
            yield self.db
            return
        with self.house.store.reading() as db:
            yield db

    @property
    def today(self) -> date:
        """The calendar date in the issuer's zone."""
        return self.day(self.now)

    def day(self, moment: datetime) -> date:
        """The calendar date of a moment in the issuer's zone."""
        return moment.astimezone(self.house.terms.zone).date()

    def authorize(self, action: Action, owner: str | None = None) -> None:
        """Ask the policy; raises Forbidden, or NotFound where even the existence is nobody else's business."""
        self.asked = True
        if allowed(action, self.actor, owner):
            return
        if action in HIDDEN and owner is not None:
            raise NotFound(NOT_YOURS)
        raise Forbidden(say("You may not do this."))

    def new_id(self) -> str:
        """A fresh UUIDv7."""
        return uuid7(int(self.now.timestamp() * 1000), self.house.randomness(10))

    def record(self, action: Action, subject: str, person: str | None = None, **details: Any) -> int:
        """Append to the ledger: who did what to which thing, and why. What is personal enters as a salted commitment.

        `subject` is an id that says nothing by itself; `person` the one it is about, whose erasure takes the salts along.
        """
        head = ledger.head(self.db)
        number = int(head.size)
        fields = {"actor": "system" if self.actor.system else self.actor.id, "person": person or "", "details": details}
        salts = {name: self.house.randomness(16) for name in fields}
        promised = {name: commitment(salts[name], content) for name, content in fields.items()}
        stamp = self.now.isoformat(timespec="microseconds")
        entry = canonical({"index": number, "at": stamp, "action": action, "subject": subject, **promised})
        leaf = leaf_hash(entry)
        frontier = grow([bytes.fromhex(one) if one else None for one in head.frontier], leaf)
        row = {"number": number, "at": self.now, "action": action.value, "entry": entry.decode(), "leaf": leaf}
        opened = [{"number": number, "field": name, "person_id": person, "salt": salts[name], "value": content} for name, content in fields.items()]
        kept = [one.hex() if one else None for one in frontier]
        ledger.add(self.db, row, opened, number + 1, kept, root(frontier).hex())
        return number

    def later(self, kind: str, once: str, **payload: Any) -> None:
        """Have something done after the commit, exactly once under the name `once`."""
        jobs.add(self.db, id=self.new_id(), kind=kind, once=once, payload=payload, created_at=self.now, due_at=self.now)
        self._stack.callback(self.house.wake.set)


def existing(found: Thing | None, said: str = NOT_YOURS) -> Thing:
    """What was looked for; raises NotFound, in the words for what is somebody else's unless others are `said`, when there is no such thing."""
    if found is None:
        raise NotFound(said)
    return found


@contextmanager
def work_in(house: House, actor: Actor = ANYONE, lang: str = "en", *, writes: bool = False, swift: bool = False) -> Iterator[UnitOfWork]:
    """Do one piece of work: committed once at the end, rolled back on any exception, refused when nobody asked permission.

    `swift`: nothing slow will be done, so that one transaction may hold the first look too.
    """
    with ExitStack() as stack:
        uow = UnitOfWork(house, actor, lang, writes, stack, swift)
        yield uow
        if not uow.asked:
            raise Forbidden(say("Nothing may be saved or shown before permission was asked."))
