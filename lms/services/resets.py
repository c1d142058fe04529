"""A forgotten password: a one-time link by mail, or from an administrator where there is no mail."""

from typing import Any

from lms.domain.languages import say
from lms.domain.people import clean_email
from lms.domain.permissions import Action
from lms.domain.sessions import RESET_LIFE
from lms.errors import Invalid, NotFound
from lms.services import notices
from lms.services.people import check_new_password, set_password
from lms.services.recognition import digest
from lms.services.work import UnitOfWork, existing
from lms.store import people
from lms.store import sessions as signs

PER_HOUR = 5


def ask(uow: UnitOfWork, email: str, address: str) -> None:
    """Send a link to an address that has an account; the answer is the same when it has none."""
    uow.authorize(Action.ASK_RESET)
    account = clean_email(email)
    if account is None:
        raise Invalid(email=say("Enter an e-mail address, such as amina@example.org."))
    by_account, by_address = signs.failures(uow.db, "reset", digest(account), digest(address), uow.now - RESET_LIFE)
    signs.note_try(uow.db, id=uow.new_id(), kind="reset", account=digest(account), address=digest(address), at=uow.now, failed=True)
    if by_account >= PER_HOUR or by_address >= PER_HOUR * 20:
        return
    person = people.by_email(uow.db, account)
    if person is not None and person.disabled_at is None:
        notices.reset_link(uow, person, _link(uow, person.id, person.lang))


def make_link(uow: UnitOfWork, person_id: str) -> str:
    """A link for an administrator to hand over; it works once, for an hour."""
    uow.authorize(Action.MAKE_RESET_LINK, person_id)
    person = existing(people.get(uow.db, person_id), say("There is no such person."))
    uow.record(Action.MAKE_RESET_LINK, person_id, person_id)
    return _link(uow, person_id, person.lang)


def holder(uow: UnitOfWork, token: str) -> str:
    """The name of the person whose link this is; raises NotFound when it has been used or is too old."""
    uow.authorize(Action.RESET_PASSWORD)
    return _token(uow, token).person_name


def reset(uow: UnitOfWork, token: str, password: str) -> None:
    """Use a link up and set the new password; every sign-in ends."""
    uow.authorize(Action.RESET_PASSWORD)
    with uow.look() as db:
        row = signs.token(db, "reset", digest(token))
    if row is not None:
        check_new_password(uow, password, row)
    hashed = uow.house.passwords.hash(password)
    row = _token(uow, token)
    signs.use_token(uow.db, row.id, uow.now)
    set_password(uow, row.person_id, hashed)


def _token(uow: UnitOfWork, token: str) -> Any:
    row = signs.token(uow.db, "reset", digest(token))
    if row is None or row.used_at or row.expires_at <= uow.now or row.disabled_at:
        raise NotFound(say("This link has been used or is too old. Ask for a new one."))
    return row


def _link(uow: UnitOfWork, person_id: str, lang: str) -> str:
    token = uow.house.randomness(32).hex()
    signs.void_tokens(uow.db, person_id, "reset", uow.now)
    signs.add_token(
        uow.db, id=uow.new_id(), kind="reset", token_hash=digest(token), person_id=person_id, name="", scopes=[],
        created_at=uow.now, expires_at=uow.now + RESET_LIFE,
    )  # fmt: skip
    return f"{uow.house.terms.base_url}/{lang}/reset/{token}"
