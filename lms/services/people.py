"""Accounts: registering, the account page, passwords, and the people an administrator looks after."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lms.adapters.fonts import unprintable
from lms.domain.identifiers import is_uuid
from lms.domain.languages import INTERFACE, say
from lms.domain.people import Role, clean_email, clean_text, name_problem, password_problem
from lms.domain.permissions import SCOPES, Action
from lms.errors import Conflict, Invalid, NotFound
from lms.services import eligibility, sessions
from lms.services.recognition import digest
from lms.services.work import UnitOfWork, existing
from lms.store import accommodations, people
from lms.store import sessions as signs

NAME_PROBLEMS = {
    "empty": say("Enter the name as it stands in your passport."),
    "long": say("A name may have 80 characters. Shorten it as your passport office would."),
    "no-letters": say("Enter a name with letters."),
}
PASSWORD_PROBLEMS = {
    "short": say("Use at least 15 characters. Four or five words in a row are easy to remember."),
    "long": say("Use at most 1,000 characters."),
    "common": say("This password is easy to guess. Choose words that do not belong together."),
}
TOKEN_LIFE = timedelta(days=365)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Account:
    """What a person sees of their own account."""

    id: str
    email: str
    name: str
    name_local: str
    lang: str
    birth_date: date | None
    roles: frozenset[Role]
    devices: tuple[sessions.Device, ...]
    tokens: tuple["Token", ...]
    extra: int


@dataclass(frozen=True, slots=True)
class Token:
    """A program's token as its owner sees it."""

    id: str
    name: str
    scopes: tuple[str, ...]
    expires: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A person as an administrator or registrar sees them."""

    id: str
    email: str
    name: str
    name_local: str
    roles: frozenset[Role]
    disabled: bool
    since: datetime


def register(
    uow: UnitOfWork, *, name: str, name_local: str, email: str, password: str, lang: str, address: str, device: str, device_key: str,
    read: tuple[tuple[str, str], ...] = (),
) -> str:  # fmt: skip
    """Open an account and sign in; gives the session token. Raises Invalid with every field that needs another look."""
    uow.authorize(Action.REGISTER)
    hour = uow.now - timedelta(hours=1)
    with uow.look() as db:
        _, made = signs.failures(db, "register", "", digest(address), hour)
    if made >= uow.house.terms.registrations_per_address:
        raise Invalid(email=say("Too many accounts were made from your network in the last hour. Try again later."))
    columns = _checked(uow, name, name_local, email, password)
    hashed = uow.house.passwords.hash(password)
    if people.by_email(uow.db, columns["email"]):
        raise Invalid(email=say("There is an account with this address. Sign in, or ask for a new password."))
    _open(uow, columns, hashed, lang)
    signs.note_try(uow.db, id=uow.new_id(), kind="register", account="", address=digest(address), at=uow.now, failed=True)
    token = sessions.begin(uow, people.by_email(uow.db, columns["email"]), device, device_key)
    sessions.keep_reading(uow, read)
    return token


def add(
    uow: UnitOfWork,
    *,
    name: str,
    email: str,
    password: str,
    role: Role | None = None,
    name_local: str = "",
    demo: bool = False,
    birth: date | None = None,
) -> str:
    """Make an account for somebody else (the command line's first administrator, demo people); gives its id."""
    uow.authorize(Action.ADD_PERSON)
    columns = _checked(uow, name, name_local, email, password)
    hashed = uow.house.passwords.hash(password)
    if people.by_email(uow.db, columns["email"]):
        raise Conflict(say("There is an account with this address already."))
    person = _open(uow, columns, hashed, "en", demo=demo, birth_date=birth)
    if role:
        people.grant(uow.db, person, role.value, uow.now, uow.actor.id or None)
        uow.record(Action.CHANGE_ROLES, person, person, role=role, given=True)
    return person


def account(uow: UnitOfWork) -> Account:
    """The actor's own account."""
    uow.authorize(Action.READ_OWN_ACCOUNT, uow.actor.id)
    row = existing(people.get(uow.db, uow.actor.id))
    tokens = tuple(Token(one.id, one.name, tuple(one.scopes), one.expires_at) for one in signs.tokens_of(uow.db, uow.actor.id, uow.now))
    devices = sessions.devices(uow)
    extra = accommodations.percent(uow.db, row.id)
    return Account(row.id, row.email, row.name, row.name_local, row.lang, row.birth_date, uow.actor.roles, devices, tokens, extra)


def change(uow: UnitOfWork, *, name: str, name_local: str, lang: str, birth_date: date | None) -> None:
    """Change names, language and date of birth. Certificates keep the names they were issued with."""
    uow.authorize(Action.CHANGE_OWN_ACCOUNT, uow.actor.id)
    names = _checked_names(uow, name, name_local)
    if birth_date and not date(1900, 1, 1) <= birth_date < uow.today:
        raise Invalid(birth_date=say("Enter a day in the past, such as 1994-03-30."))
    before = existing(people.get(uow.db, uow.actor.id))
    people.change(uow.db, uow.actor.id, lang=lang if lang in INTERFACE else "en", birth_date=birth_date, **names)
    uow.record(Action.CHANGE_OWN_ACCOUNT, uow.actor.id, uow.actor.id, birth_date=str(birth_date), **names)
    if before.birth_date != birth_date:
        eligibility.recompute(uow, uow.actor.id)


def present(uow: UnitOfWork) -> str:
    """The id of who is there, empty for nobody."""
    uow.authorize(Action.READ_STATUS)
    return uow.actor.id


def change_password(uow: UnitOfWork, old: str, new: str) -> None:
    """Change the actor's password, and end every other sign-in."""
    uow.authorize(Action.CHANGE_OWN_ACCOUNT, uow.actor.id)
    with uow.look() as db:
        row = existing(people.get(db, uow.actor.id))
    if not uow.house.passwords.verify(row.password_hash, old):
        raise Invalid(old=say("This is not your present password."))
    _check_password(uow, new, row.name, row.email, field="new")
    set_password(uow, row.id, uow.house.passwords.hash(new), keep=uow.actor.session)


def set_password(uow: UnitOfWork, person_id: str, hashed: str, keep: str | None = None) -> None:
    """Store a new password, end the other sign-ins, void the open links; a step of changing and resetting."""
    people.change(uow.db, person_id, password_hash=hashed)
    signs.revoke(uow.db, person_id, uow.now, keep=keep)
    signs.void_tokens(uow.db, person_id, "reset", uow.now)
    uow.record(Action.RESET_PASSWORD, person_id, person_id)


def check_new_password(uow: UnitOfWork, password: str, row: Any) -> None:
    """Raises Invalid when a password will not do; a step of resetting."""
    _check_password(uow, password, row.person_name, row.email, field="password")


def make_token(uow: UnitOfWork, name: str, scopes: tuple[str, ...]) -> str:
    """Make a token for a program; it is shown this once."""
    uow.authorize(Action.MAKE_TOKEN, uow.actor.id)
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid(scopes=say("Choose what the program may do."))
    if not clean_text(name):
        raise Invalid(name=say("Say which program this is for."))
    token = "hato_" + uow.house.randomness(32).hex()
    signs.add_token(
        uow.db, id=uow.new_id(), kind="api", token_hash=digest(token), person_id=uow.actor.id, name=clean_text(name)[:80],
        scopes=sorted(scopes), created_at=uow.now, expires_at=uow.now + TOKEN_LIFE,
    )  # fmt: skip
    uow.record(Action.MAKE_TOKEN, uow.actor.id, uow.actor.id, scopes=sorted(scopes))
    return token


def void_token(uow: UnitOfWork, token_id: str) -> None:
    """Make one of the actor's tokens worthless."""
    uow.authorize(Action.MAKE_TOKEN, uow.actor.id)
    if not signs.void_tokens(uow.db, uow.actor.id, "api", uow.now, token_id):
        raise NotFound(say("There is no such token."))


def page(uow: UnitOfWork, search: str = "", after: str = "") -> tuple[tuple[Person, ...], str]:
    """A page of people by name, and what to pass as `after` for the next one (empty when this is the last)."""
    uow.authorize(Action.READ_PEOPLE)
    rows = people.page(uow.db, clean_text(search), after if is_uuid(after.rpartition("\n")[2]) else "", PAGE)
    more = f"{rows[PAGE - 1].name}\n{rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    roles = people.roles_of_many(uow.db, [row.id for row in rows])
    return tuple(_person(row, roles.get(row.id, frozenset())) for row in rows[:PAGE]), more


def person(uow: UnitOfWork, person_id: str) -> Person:
    """One person, for staff."""
    uow.authorize(Action.READ_PEOPLE)
    row = existing(people.get(uow.db, person_id), say("There is no such person."))
    return _person(row, people.roles_of(uow.db, person_id))


def change_role(uow: UnitOfWork, person_id: str, role: Role, *, give: bool) -> None:
    """Give or take a role; it counts from the person's next request on. The last administrator stays one."""
    uow.authorize(Action.CHANGE_ROLES, person_id)
    existing(people.get(uow.db, person_id), say("There is no such person."))
    has = role.value in people.roles_of(uow.db, person_id)
    if has == give:
        return
    if give:
        people.grant(uow.db, person_id, role.value, uow.now, uow.actor.id or None)
    else:
        if role is Role.ADMINISTRATOR and people.holders(uow.db, role.value) < 2:
            raise Conflict(say("This is the last administrator. Make another one first."))
        people.withdraw(uow.db, person_id, role.value)
    uow.record(Action.CHANGE_ROLES, person_id, person_id, role=role, given=give)


def disable(uow: UnitOfWork, person_id: str, *, disabled: bool) -> None:
    """Shut an account, ending every sign-in, or open it again; what was earned stays."""
    uow.authorize(Action.DISABLE_PERSON, person_id)
    row = existing(people.get(uow.db, person_id), say("There is no such person."))
    last = people.roles_of(uow.db, person_id) & {Role.ADMINISTRATOR} and people.holders(uow.db, Role.ADMINISTRATOR) < 2
    if disabled and last and row.disabled_at is None:
        raise Conflict(say("This is the last administrator. Make another one first."))
    people.change(uow.db, person_id, disabled_at=uow.now if disabled else None)
    if disabled:
        signs.revoke(uow.db, person_id, uow.now)
    uow.record(Action.DISABLE_PERSON, person_id, person_id, disabled=disabled)


def _person(row: Any, roles: frozenset[str]) -> Person:
    return Person(row.id, row.email, row.name, row.name_local, frozenset(map(Role, roles)), row.disabled_at is not None, row.created_at)


def _open(uow: UnitOfWork, columns: dict[str, str], hashed: str, lang: str, **more: Any) -> str:
    person = uow.new_id()
    people.add(uow.db, id=person, password_hash=hashed, lang=lang if lang in INTERFACE else "en", created_at=uow.now, **columns, **more)
    uow.record(Action.REGISTER, person, person, **columns)
    eligibility.recompute(uow, person)
    return person


def _checked(uow: UnitOfWork, name: str, name_local: str, email: str, password: str) -> dict[str, str]:
    problems: dict[str, str] = {}
    names: dict[str, str] = {}
    address = clean_email(email)
    if address is None:
        problems["email"] = say("Enter an e-mail address, such as amina@example.org.")
    for check in (lambda: names.update(_checked_names(uow, name, name_local)), lambda: _check_password(uow, password, name, email)):
        try:
            check()
        except Invalid as found:
            problems |= found.problems
    if problems:
        raise Invalid(**problems)
    return {"email": address or "", **names}


def _checked_names(uow: UnitOfWork, name: str, name_local: str) -> dict[str, str]:
    names = {"name": clean_text(name), "name_local": clean_text(name_local)}
    problems = {}
    if problem := name_problem(names["name"]):
        problems["name"] = NAME_PROBLEMS[problem]
    if names["name_local"] and (problem := name_problem(names["name_local"])):
        problems["name_local"] = NAME_PROBLEMS[problem]
    for field, text in names.items():
        if missing := unprintable(text, uow.house.home / "certificates" / "fonts"):
            problems[field] = say(
                "The certificate cannot print %(characters)s. Write the name without it, as your passport does.", characters=" ".join(missing)
            )
    if problems:
        raise Invalid(**problems)
    return names


def _check_password(uow: UnitOfWork, password: str, name: str, email: str, field: str = "password") -> None:
    if problem := password_problem(password, (*name.split(), email.partition("@")[0]), uow.house.passwords.blocked):
        raise Invalid(**{field: PASSWORD_PROBLEMS[problem]})
