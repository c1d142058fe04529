"""Claims: a person names outside evidence with its files; a registrar verifies, rejects or asks; both see every step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.claims import MOST_FILES, OPEN, Claimed, ClaimState, as_stored, check_step, from_stored, read_said
from lms.domain.evidence import Credential
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.uploads import MEDIA, FileKind, inspect
from lms.errors import Conflict, Invalid
from lms.services import evidence, looks, notices
from lms.services.facts import credentials
from lms.services.work import UnitOfWork, existing
from lms.store import claims, people
from lms.store import looks as look_store

MOST_OPEN = 30
"""Claims of one person that may wait at the same time."""

SHOWN = 200
"""Claims on one page of the queue."""

Upload = tuple[str, bytes]
"""A file as it came: the name it had, and its bytes."""


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a claim; `size` in bytes."""

    id: str
    kind: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a claim: what was sent with it, or what a registrar said."""

    state: str
    claimed: Claimed | None
    files: tuple[FileView, ...]
    said: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim in a list, as it was sent last; `since`: when it came to stand as it does."""

    id: str
    person: str
    name: str
    state: str
    since: datetime
    claimed: Claimed
    title: dict[str, str]
    said: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with its history. `number`: its last step; `files`: those it rests on now; `mine`: it is the visitor's own."""

    line: ClaimLine
    number: int
    files: tuple[FileView, ...]
    steps: tuple[StepView, ...]
    mine: bool
    open: bool
    asked: str
    credentials: tuple[Credential, ...]


def known(uow: UnitOfWork) -> tuple[Credential, ...]:
    """What can be claimed."""
    uow.authorize(Action.MAKE_CLAIM, uow.actor.id)
    return credentials(uow)


def make(uow: UnitOfWork, claimed: Claimed, uploads: Sequence[Upload] = ()) -> str:
    """Name outside evidence; gives the claim's id. Raises Invalid with each field and with `files`."""
    uow.authorize(Action.MAKE_CLAIM, uow.actor.id)
    kept = _put(uow, claimed, uploads, 0)
    if claims.count_open(uow.db, uow.actor.id) >= MOST_OPEN:
        raise Conflict(say("Too much of yours waits already. Wait for a registrar, or take something back."))
    claim = uow.new_id()
    claims.begin(uow.db, claim, uow.actor.id, uow.now)
    _send(uow, Action.MAKE_CLAIM, claim, 1, claimed, [], _note(uow, claim, kept))
    return claim


def change(uow: UnitOfWork, claim_id: str, seen: int, claimed: Claimed, kept: Sequence[str] = (), uploads: Sequence[Upload] = ()) -> None:
    """Send a claim again, changed or with an answer; `kept`: which of its files it still rests on."""
    with uow.look() as db:
        row, files = claims.get(db, claim_id), claims.files(db, claim_id)
    uow.authorize(Action.CHANGE_OWN_CLAIM, _whose(uow, row))
    check_step(ClaimState(existing(row).state), ClaimState.SENT, existing(row).number, seen)
    still = [one.id for one in files if one.id in kept]
    new = _put(uow, claimed, uploads, len(still))
    _send(uow, Action.CHANGE_OWN_CLAIM, claim_id, seen + 1, claimed, still, _note(uow, claim_id, new))


def take_back(uow: UnitOfWork, claim_id: str, seen: int) -> None:
    """Take a claim back before it is decided."""
    row = claims.get(uow.db, claim_id)
    uow.authorize(Action.CHANGE_OWN_CLAIM, _whose(uow, row))
    row = existing(row)
    check_step(ClaimState(row.state), ClaimState.TAKEN_BACK, row.number, seen)
    _go_on(uow, Action.CHANGE_OWN_CLAIM, claim_id, row.person_id, seen + 1, ClaimState.TAKEN_BACK)


def decide(uow: UnitOfWork, claim_id: str, seen: int, then: ClaimState, said: str) -> None:
    """Verify a claim, which records the evidence, or reject it, or ask; `said` is what was seen, the reason, the question."""
    row = claims.get(uow.db, claim_id)
    uow.authorize(Action.DECIDE_CLAIM, _whose(uow, row))
    row = existing(claims.lock(uow.db, claim_id))
    if then in (ClaimState.SENT, ClaimState.TAKEN_BACK):
        raise Invalid(then=say("Choose what becomes of it."))
    said = read_said(then, said)
    check_step(ClaimState(row.state), then, row.number, seen)
    claimed = _line(uow, row, claims.steps(uow.db, [claim_id])).claimed
    entered = evidence.enter(uow, row.person_id, **claimed.fields, note=said) if then is ClaimState.VERIFIED else None
    _go_on(uow, Action.DECIDE_CLAIM, claim_id, row.person_id, seen + 1, then, said, evidence_id=entered)
    person = existing(people.get(uow.db, row.person_id))
    notices.claim_decided(uow, person, claim_id, then, _titles(uow).get(claimed.name) or {"en": claimed.name}, said)


def show(uow: UnitOfWork, claim_id: str) -> ClaimView:
    """A claim with its history, for whose it is and for registrars and auditors."""
    row = claims.get(uow.db, claim_id)
    uow.authorize(Action.READ_CLAIM, _whose(uow, row))
    row = existing(row)
    files = {one.id: FileView(one.id, one.kind, one.name, one.size) for one in claims.files(uow.db, claim_id)}
    steps = claims.steps(uow.db, [claim_id])
    views = tuple(
        StepView(
            one.state, from_stored(one.body) if one.body else None, tuple(files[file] for file in one.body["files"]) if one.body else (), one.said,
            one.name, one.at,
        )
        for one in steps
    )  # fmt: skip
    resting = next(one.files for one in reversed(views) if one.claimed)
    asked = views[-1].said if row.state == ClaimState.ASKED else ""
    mine = row.person_id == uow.actor.id
    return ClaimView(_line(uow, row, steps), row.number, resting, views, mine, ClaimState(row.state) in OPEN, asked, credentials(uow))


def of_person(uow: UnitOfWork, person_id: str) -> tuple[ClaimLine, ...]:
    """A person's claims, the newest first, for themselves and for staff."""
    uow.authorize(Action.READ_EVIDENCE, person_id)
    return _lines(uow, claims.of_person(uow.db, person_id))


def queue(uow: UnitOfWork) -> tuple[ClaimLine, ...]:
    """What waits for a registrar, the longest waiting first."""
    uow.authorize(Action.READ_CLAIMS)
    return _lines(uow, claims.waiting(uow.db, SHOWN))


def look(uow: UnitOfWork, claim_id: str) -> None:
    """Record that the actor looks at the files of a claim."""
    row = claims.get(uow.db, claim_id)
    uow.authorize(Action.LOOK_AT_CLAIM, _whose(uow, row))
    looks.note(uow, (existing(row).person_id,), "file", claim_id, uow.today)


def file(uow: UnitOfWork, claim_id: str, file_id: str) -> tuple[str, str, bytes] | None:
    """The media type, a safe name and the bytes of a file; None for staff whose look is not recorded yet."""
    row = claims.get(uow.db, claim_id)
    uow.authorize(Action.READ_CLAIM, _whose(uow, row))
    found = existing(next((one for one in claims.files(uow.db, claim_id) if one.id == file_id), None))
    whose, me = existing(row).person_id, uow.actor.id
    if whose != me and not look_store.since(uow.db, whose, me, claim_id, uow.now - looks.FRESH, "file"):
        return None
    return MEDIA[FileKind(found.kind)], f"evidence-{found.sha256[:12]}.{found.kind}", uow.house.files.get(found.sha256)


def _whose(uow: UnitOfWork, row: Any) -> str | None:
    """Whose a claim is, told so that one that is not there looks like one of somebody else; None asks for a sign-in first."""
    if not uow.actor.signed_in:
        return None
    return row.person_id if row else ""


def _put(uow: UnitOfWork, claimed: Claimed, uploads: Sequence[Upload], kept: int) -> list[dict[str, Any]]:
    """Put files down before the transaction begins; gives what is to be noted of each. Raises Invalid with everything that is wrong at once."""
    problems: dict[str, str] = {}
    kinds: list[FileKind] = []
    try:
        evidence.check(uow, **claimed.fields)
    except Invalid as fault:
        problems |= fault.problems
    if len(uploads) + kept > MOST_FILES:
        problems["files"] = say("Choose at most three files.")
    for _, content in uploads[:MOST_FILES]:
        try:
            kinds.append(inspect(content))
        except Invalid as fault:
            problems = {**fault.problems, **problems}
    if problems:
        raise Invalid(**problems)
    return [
        {
            "id": uow.new_id(), "kind": kind.value, "sha256": uow.house.files.put(content), "size": len(content), "at": uow.now,
            "name": "".join(letter for letter in name if letter.isprintable())[-100:] or kind.value,
        }
        for (name, content), kind in zip(uploads, kinds, strict=True)
    ]  # fmt: skip


def _note(uow: UnitOfWork, claim_id: str, files: Sequence[dict[str, Any]]) -> list[str]:
    """Note what the files of a claim are; gives their ids."""
    for one in files:
        claims.add_file(uow.db, claim_id=claim_id, **one)
    return [one["id"] for one in files]


def _send(uow: UnitOfWork, action: Action, claim_id: str, number: int, claimed: Claimed, still: list[str], new: list[str]) -> None:
    body = as_stored(claimed, [*still, *new])
    _go_on(uow, action, claim_id, uow.actor.id, number, ClaimState.SENT, body=body)


def _go_on(
    uow: UnitOfWork, action: Action, claim_id: str, person_id: str, number: int, state: ClaimState, said: str = "", *,
    body: dict[str, Any] | None = None, evidence_id: str | None = None,
) -> None:  # fmt: skip
    """Add a step; raises Conflict when another came first."""
    if not claims.add_step(uow.db, claim_id, number, state.value, uow.now, body=body, said=said, evidence_id=evidence_id, by=uow.actor.id):
        raise Conflict(say("This has moved on since you opened it. Look at it again."))
    rests = [one.sha256 for one in claims.files(uow.db, claim_id) if one.id in body["files"]] if body else []
    uow.record(action, claim_id, person_id, number=number, state=state.value, said=said, claimed=body, files=rests, evidence=evidence_id)


def _titles(uow: UnitOfWork) -> dict[str, dict[str, str]]:
    return {one.name: dict(one.title) for one in credentials(uow)}


def _lines(uow: UnitOfWork, rows: Sequence[Any]) -> tuple[ClaimLine, ...]:
    steps: dict[str, list[Any]] = {row.id: [] for row in rows}
    for one in claims.steps(uow.db, list(steps)):
        steps[one.claim_id].append(one)
    return tuple(_line(uow, row, steps[row.id]) for row in rows)


def _line(uow: UnitOfWork, row: Any, steps: Sequence[Any]) -> ClaimLine:
    claimed = from_stored(next(one.body for one in reversed(steps) if one.body))
    return ClaimLine(row.id, row.person_id, row.name, row.state, row.since, claimed, _titles(uow).get(claimed.name, {}), steps[-1].said)
