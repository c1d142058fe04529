"""Practical sessions: a trainer keeps the list and signs it off; who passes gets evidence in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.content.practicals import read_practicals
from lms.domain.evidence import EvidenceKind
from lms.domain.languages import Words, say
from lms.domain.people import clean_email
from lms.domain.permissions import Action
from lms.domain.practicals import MOST_PEOPLE, Mark, Outcome, Practical, Seen, changes, judge, last_day, pack, read_marks, unpack
from lms.errors import Conflict, Invalid
from lms.services import evidence
from lms.services.facts import credentials
from lms.services.work import UnitOfWork, existing
from lms.store import people
from lms.store import practicals as store

SHOWN = 200
NONE_SUCH = say("There is no such practical session.")
MOVED = say("Somebody else has saved this list meanwhile. What you entered is still here: compare, then save again.")

Sent = Mapping[str, tuple[bool, Mapping[str, str]]]
"""A list as it was sent: person → (was there, marks by the keys of skills)."""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the list. `signed` counts its sign-offs."""

    id: str
    title: Words
    day: date
    place: str
    people: int
    signed: int


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person on the list, what was seen of them, and what follows from it."""

    id: str
    name: str
    name_local: str
    seen: Seen
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signed off and when; `reason` from the second time on."""

    number: int
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session with its list. `own`: the actor is on it, so that another trainer keeps it. `until`: the last day for which passing counts."""

    id: str
    practical: Practical
    day: date
    place: str
    until: date | None
    revision: int
    people: tuple[Attendee, ...]
    signings: tuple[Signing, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A session as the record of one who was on its list shows it, by its newest sign-off."""

    practical: Practical
    day: date
    place: str
    seen: Seen
    outcome: Outcome
    trainer: str
    signed_at: datetime
    corrected: bool


def listing(uow: UnitOfWork) -> tuple[SessionLine, ...]:
    """Sessions of all trainers, the newest day first."""
    uow.authorize(Action.READ_PRACTICALS)
    rows = store.latest(uow.db, SHOWN)
    return tuple(SessionLine(row.id, unpack(row.definition).title, row.day, row.place, row.people, row.signed) for row in rows)


def offered(uow: UnitOfWork) -> tuple[Practical, ...]:
    """What a session can be held of."""
    uow.authorize(Action.OPEN_PRACTICAL)
    return _known(uow)


def begin(uow: UnitOfWork, key: str, day: date, place: str) -> str:
    """Open a session with an empty list; gives its id. Its skills stay as they are written today."""
    uow.authorize(Action.OPEN_PRACTICAL)
    practical = next((one for one in _known(uow) if one.key == key), None)
    said = place.strip()
    problems: dict[str, str] = {}
    if practical is None:
        problems["practical"] = say("Choose a practical from the list.")
    if day > uow.today:
        problems["day"] = say("This day is in the future.")
    if not 2 <= len(said) <= 120:
        problems["place"] = say("Say where, in 2 to 120 characters.")
    if problems or practical is None:
        raise Invalid(**problems)
    made = uow.new_id()
    store.add(
        uow.db, id=made, practical=key, definition=pack(practical), day=day, place=said, opened_at=uow.now, opened_by=uow.actor.id
    )  # fmt: skip
    uow.record(Action.OPEN_PRACTICAL, made, practical=key, day=str(day), place=said)
    return made


def show(uow: UnitOfWork, practical_id: str) -> SessionView:
    """A session for trainers."""
    uow.authorize(Action.READ_PRACTICALS)
    row = existing(store.get(uow.db, practical_id), NONE_SUCH)
    practical = unpack(row.definition)
    lines = []
    for one in store.attendees(uow.db, practical_id):
        seen = _seen(practical, one)
        lines.append(Attendee(one.person_id, one.name, one.name_local, seen, judge(practical, seen)))
    signings = tuple(Signing(one.number, one.name, one.at, one.reason) for one in store.signings(uow.db, practical_id))
    own = any(one.id == uow.actor.id for one in lines)
    return SessionView(row.id, practical, row.day, row.place, last_day(practical, row.day), row.revision, tuple(lines), signings, own)


def save(uow: UnitOfWork, practical_id: str, revision: int, sent: Sent, *, email: str = "", leaving: frozenset[str] = frozenset()) -> None:
    """Save the whole list, take off who is `leaving`, and put on whoever has the address `email`, all at once or not at all.

    Raises Conflict when the list is signed off, or is another than that of `revision`, which the trainer had before them.
    """
    row = store.lock(uow.db, practical_id)
    listed = store.attendees(uow.db, practical_id)
    uow.authorize(Action.KEEP_PRACTICAL, _own(uow, listed))
    row = existing(row, NONE_SUCH)
    if row.signed:
        raise Conflict(say("This list has been signed off. Correct it instead."))
    _check_revision(row, revision)
    for person, seen in _read(row, listed, sent).items():
        store.note(uow.db, practical_id, person, seen.there, _plain(seen))
    for person in sorted(leaving):
        store.strike(uow.db, practical_id, person)
    if email.strip():
        store.enlist(uow.db, practical_id, _newcomer(uow, {one.person_id for one in listed} - leaving, email))
    store.step(uow.db, practical_id)


def sign(uow: UnitOfWork, practical_id: str, revision: int) -> None:
    """Sign the list off as it was saved: who was there and met every needed skill gets evidence. Nothing of it changes afterwards."""
    row = store.lock(uow.db, practical_id)
    listed = store.attendees(uow.db, practical_id)
    uow.authorize(Action.SIGN_PRACTICAL, _own(uow, listed))
    row = existing(row, NONE_SUCH)
    if row.signed:
        raise Conflict(say("This list has been signed off. Correct it instead."))
    _check_revision(row, revision, say("Somebody else has saved this list meanwhile. Look at it again before you sign it off."))
    if not listed:
        raise Conflict(say("Nobody is on the list yet. Add who was there first."))
    practical = unpack(row.definition)
    _keep(uow, Action.SIGN_PRACTICAL, row, {one.person_id: _seen(practical, one) for one in listed}, "")


def correct(uow: UnitOfWork, practical_id: str, revision: int, sent: Sent, reason: str) -> None:
    """Sign the list off again with what was wrong put right: what no longer holds is withdrawn with the reason, what is new is recorded."""
    row = store.lock(uow.db, practical_id)
    listed = store.attendees(uow.db, practical_id)
    uow.authorize(Action.CORRECT_PRACTICAL, _own(uow, listed))
    row = existing(row, NONE_SUCH)
    if not row.signed:
        raise Conflict(say("This list has not been signed off yet. Change it as it is."))
    _check_revision(row, revision)
    seen = _read(row, listed, sent)
    said = reason.strip()
    if not 3 <= len(said) <= 200:
        raise Invalid(reason=say("Give the reason, in 3 to 200 characters; it is kept for ever."))
    for person, one in seen.items():
        store.note(uow.db, practical_id, person, one.there, _plain(one))
    _keep(uow, Action.CORRECT_PRACTICAL, row, seen, said)


def of_person(uow: UnitOfWork, person_id: str) -> tuple[Taken, ...]:
    """The signed sessions of a person, for themselves, registrars and auditors."""
    uow.authorize(Action.READ_EVIDENCE, person_id)
    found = []
    for row in store.of_person(uow.db, person_id):
        practical = unpack(row.definition)
        seen = _seen(practical, row)
        found.append(Taken(practical, row.day, row.place, seen, judge(practical, seen), row.trainer, row.at, row.number > 1))
    return tuple(found)


def _keep(uow: UnitOfWork, action: Action, row: Any, seen: Mapping[str, Seen], reason: str) -> None:
    """Keep a sign-off, and let evidence follow. Ledger: an entry for each person of whom something is said that was not said before."""
    practical, number = unpack(row.definition), row.signed + 1
    before = {one.person_id: one for one in store.results(uow.db, row.id, row.signed)}
    news = [one for one in sorted(seen) if one not in before or (before[one].there, before[one].marks) != (seen[one].there, _plain(seen[one]))]
    if not news:
        raise Invalid(marks=say("Nothing differs from what was signed off."))
    outcomes = {person: judge(practical, one) for person, one in seen.items()}
    plan = changes({one.person_id: one.evidence_id for one in before.values() if one.evidence_id and one.person_id in seen}, outcomes)
    for person, fact in plan.falls.items():
        evidence.fall(uow, fact, person, reason)
    given = {**plan.stays, **{person: _vouch(uow, practical, row, person) for person in plan.fresh}}
    results = [
        {"practical_id": row.id, "number": number, "person_id": person, "there": one.there, "marks": _plain(one),
         "passed": outcomes[person].passed, "evidence_id": given.get(person)}
        for person, one in seen.items()
    ]  # fmt: skip
    store.add_signing(uow.db, {"practical_id": row.id, "number": number, "reason": reason, "at": uow.now, "by": uow.actor.id}, results)
    for person in news:
        uow.record(
            action, row.id, person, practical=row.practical, number=number, there=seen[person].there, marks=_plain(seen[person]),
            state="passed" if outcomes[person].passed else "not passed", reason=reason,
        )  # fmt: skip
    store.step(uow.db, row.id, signed=number)


def _vouch(uow: UnitOfWork, practical: Practical, row: Any, person_id: str) -> str:
    return evidence.enter(
        uow, person_id, kind=EvidenceKind.CERTIFICATE, name=practical.credential, valid_from=row.day, valid_until=last_day(practical, row.day),
        scale="", level="", started=None, ended=None, note=f"{practical.title['en']}, {row.place}",
    )  # fmt: skip


def _known(uow: UnitOfWork) -> tuple[Practical, ...]:
    shelf = uow.house.shelf
    if "practicals" not in shelf:
        shelf["practicals"] = read_practicals(uow.house.home / "eligibility", credentials(uow))
    found: tuple[Practical, ...] = shelf["practicals"]
    return found


def _own(uow: UnitOfWork, listed: list[Any]) -> str | None:
    """The actor where they are on the list, since nobody vouches for themselves."""
    return uow.actor.id if any(one.person_id == uow.actor.id for one in listed) else None


def _check_revision(row: Any, revision: int, said: str = MOVED) -> None:
    if row.revision != revision:
        raise Conflict(said)


def _read(row: Any, listed: list[Any], sent: Sent) -> dict[str, Seen]:
    """What was sent of everybody on the list; whoever was not sent stays as saved."""
    practical = unpack(row.definition)
    found = {}
    for one in listed:
        if one.person_id in sent:
            there, raw = sent[one.person_id]
            marks = read_marks(practical, raw)
            if marks is None:
                raise Invalid(marks=say("Choose a mark from the list for each skill."))
            found[one.person_id] = Seen(there, marks)
        else:
            found[one.person_id] = _seen(practical, one)
    return found


def _seen(practical: Practical, row: Any) -> Seen:
    return Seen(row.there, read_marks(practical, row.marks))


def _plain(seen: Seen) -> dict[str, str]:
    return {key: Mark(one).value for key, one in (seen.marks or {}).items()}


def _newcomer(uow: UnitOfWork, listed: set[str], email: str) -> str:
    """The id of whoever has an address and may be put on the list."""
    address = clean_email(email)
    row = people.by_email(uow.db, address) if address else None
    problem = None
    if row is None or row.disabled_at is not None:
        problem = say("Nobody has an account with this address. Check it, or ask the person to register first.")
    elif row.id == uow.actor.id:
        problem = say("You cannot be on a list that you keep. Ask another trainer to hold a session for you.")
    elif row.id in listed:
        problem = say("This person is on the list already.")
    elif len(listed) >= MOST_PEOPLE:
        problem = say("A list has at most %(count)s people. Open another session.", count=MOST_PEOPLE)
    if problem is not None:
        raise Invalid(email=problem)
    return str(existing(row).id)
