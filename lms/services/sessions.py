"""Signing in and out, and recognising who is there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.people import ANYONE, Actor, Role, clean_email
from lms.domain.permissions import Action
from lms.domain.sessions import WINDOW, wait
from lms.services import progress, receipts
from lms.services.recognition import digest
from lms.services.work import UnitOfWork
from lms.store import people, sessions
from lms.store import progress as lessons


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a try to sign in came to. `token` is empty when it was refused; `seconds` is then how long to wait, 0 for a wrong password."""

    token: str = ""
    name: str = ""
    lang: str = ""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Device:
    """One sign-in, as its owner sees it."""

    id: str
    device: str
    created: datetime
    seen: datetime
    current: bool


def sign_in(
    uow: UnitOfWork, email: str, password: str, *, address: str, device: str, device_key: str, read: tuple[tuple[str, str], ...] = ()
) -> SignedIn:
    """Try a password. A refusal is a result that is saved, because its count must stay.

    `address` is the network address, `device_key` a random name of the browser, `read` the (course, lesson) pairs
    finished on it before signing in, which are kept.
    """
    uow.authorize(Action.SIGN_IN)
    account = clean_email(email) or ""
    where = digest(address)
    with uow.look() as db:
        person = people.by_email(db, account) if account else None
        by_account, by_address = sessions.failures(db, "sign-in", digest(account), where, uow.now - WINDOW)
        known = person is not None and sessions.knows_device(db, person.id, digest(device_key))
    terms = uow.house.terms
    seconds = wait(by_account, by_address, terms.attempts_per_account, terms.attempts_per_address, known)
    if seconds:
        return SignedIn(seconds=seconds)
    right = uow.house.passwords.verify(person.password_hash if person else "", password)
    good = right and person is not None and person.disabled_at is None
    sessions.note_try(uow.db, id=uow.new_id(), kind="sign-in", account=digest(account), address=where, at=uow.now, failed=not good)
    if person is None or not good:
        return SignedIn()
    token = begin(uow, person, device, device_key)
    keep_reading(uow, read)
    return SignedIn(token, person.name, person.lang)


def begin(uow: UnitOfWork, person: Any, device: str, device_key: str) -> str:
    """Open a session for somebody who has proved who they are; gives the token for the cookie. A step of signing in and registering."""
    token = uow.house.randomness(32).hex()
    session = uow.new_id()
    sessions.add(
        uow.db, id=session, token_hash=digest(token), person_id=person.id, device=device[:200], device_hash=digest(device_key),
        created_at=uow.now, seen_at=uow.now, expires_at=uow.now + uow.house.terms.session_life,
    )  # fmt: skip
    uow.actor = Actor(person.id, person.name, frozenset(map(Role, people.roles_of(uow.db, person.id))), person.lang, session)
    return token


def keep_reading(uow: UnitOfWork, read: tuple[tuple[str, str], ...]) -> None:
    """Keep the lessons finished before signing in; a step of signing in and registering."""
    for course in dict.fromkeys(course for course, _ in read):
        standing = progress.standing(uow, course, results=False)
        lessons_read = [lesson for named, lesson in read if named == course and standing.edition.course.lesson(lesson)]
        if lessons_read and not standing.completed:
            enrolment = progress.enrol(uow, course)
            for lesson in lessons_read:
                lessons.finish_lesson(uow.db, enrolment, lesson, uow.now)
                receipts.for_lesson(uow, enrolment, lesson)
            progress.advance(uow, enrolment)


def sign_out(uow: UnitOfWork, session: str = "", *, everywhere: bool = False) -> None:
    """End this sign-in, one of the actor's others, or all but this one."""
    uow.authorize(Action.SIGN_OUT, uow.actor.id)
    if everywhere:
        sessions.revoke(uow.db, uow.actor.id, uow.now, keep=uow.actor.session)
        return
    sessions.revoke(uow.db, uow.actor.id, uow.now, only=session or uow.actor.session)
    if session in ("", uow.actor.session):
        uow.actor = ANYONE


def devices(uow: UnitOfWork) -> tuple[Device, ...]:
    """The actor's sign-ins that count; a step of the account page."""
    idle = uow.house.terms.session_idle
    rows = sessions.current(uow.db, uow.actor.id, uow.now)
    return tuple(Device(row.id, row.device, row.created_at, row.seen_at, row.id == uow.actor.session) for row in rows if uow.now - row.seen_at < idle)
