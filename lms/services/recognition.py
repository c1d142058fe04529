"""Who is there: the first step of every piece of work that a request starts."""

import hashlib

from lms.domain.people import Actor, Role
from lms.domain.sessions import TOUCH, Sign, alive
from lms.services.work import UnitOfWork
from lms.store import attempts, people, sessions


def digest(token: str) -> str:
    """What is stored of a token: only its sha256, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def recognise(uow: UnitOfWork, token: str, attempt: str = "") -> None:
    """Make the holder of a session token the actor; nobody, when it has ended. Their own `attempt` is taken on the way."""
    if not token:
        return
    with uow.look() as db:
        rows = attempts.take(db, attempt, digest(token)) if attempt else []
        uow.taken = rows[0] if rows else None
        rows = rows or sessions.identify(db, digest(token))
    if not rows:
        return
    one = rows[0]
    sign = Sign(one.sign, one.person_id, one.created_at, one.seen_at, one.expires_at, one.device, one.revoked_at)
    if one.disabled_at is None and alive(sign, uow.now, uow.house.terms.session_idle):
        roles = frozenset(Role(row.role) for row in rows if row.role)
        uow.actor = Actor(one.person_id, one.name, roles, one.lang, one.sign)
        if uow.writes and uow.now - one.seen_at > TOUCH:
            sessions.touch(uow.db, one.sign, uow.now)


def recognise_program(uow: UnitOfWork, token: str) -> None:
    """Make the owner of a program's token the actor, within the token's scopes; nobody, when it does not count."""
    with uow.look() as db:
        row = sessions.token(db, "api", digest(token))
        if row is None or row.used_at or row.expires_at <= uow.now or row.disabled_at:
            return
        roles = frozenset(map(Role, people.roles_of(db, row.person_id)))
    uow.actor = Actor(row.person_id, row.person_name, roles, row.lang, scopes=frozenset(row.scopes))
