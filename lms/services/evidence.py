"""Evidence: what a person can show; recorded, withdrawn, and turned into eligibility in the same transaction."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.domain.certificates import Snapshot, State
from lms.domain.evidence import SPOKEN, Credential, Evidence, EvidenceKind, rank
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.errors import Conflict, Invalid
from lms.services import eligibility
from lms.services.facts import credentials, fact
from lms.services.work import UnitOfWork, existing
from lms.store import evidence, people


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One fact with who recorded it."""

    evidence: Evidence
    title: dict[str, str]
    note: str
    by: str
    own: bool
    recorded_on: date


@dataclass(frozen=True, slots=True)
class PersonEvidence:
    """A person and what they can show; `credentials` are the names a registrar can choose from."""

    person: str
    name: str
    name_local: str
    facts: tuple[EvidenceView, ...]
    credentials: tuple[Credential, ...]


def from_certificate(uow: UnitOfWork, certificate_id: str, person_id: str, snapshot: Snapshot) -> None:
    """Our own certificate is evidence from the day of issue; a step of issuing. One that was ended before it began is none."""
    if snapshot.valid_until is not None and snapshot.valid_until < snapshot.valid_from:
        return
    _add(uow, person_id, EvidenceKind.CERTIFICATE, snapshot.course, snapshot.valid_from, snapshot.valid_until, {}, "", certificate_id)


def follow_certificate(uow: UnitOfWork, certificate_id: str, person_id: str, snapshot: Snapshot, state: State) -> None:
    """What rests on a certificate falls with its revocation and stands again with its reinstatement; a step of both.

    What rests on one that is renewed stays: nobody loses a day, past or future, by renewing.
    """
    if state is State.REINSTATED:
        from_certificate(uow, certificate_id, person_id, snapshot)
    elif state is not State.REPLACED:
        for row in evidence.of_certificate(uow.db, certificate_id):
            evidence.supersede(uow.db, row.id, uow.now, state.value)
    eligibility.recompute(uow, person_id)


def hand_over(uow: UnitOfWork, certificate_id: str, to_id: str, person_id: str, snapshot: Snapshot) -> None:
    """Let what rests on a certificate rest on the one that says the same under another name; a step of issuing that."""
    for row in evidence.of_certificate(uow.db, certificate_id):
        evidence.supersede(uow.db, row.id, uow.now, State.REPLACED.value)
        from_certificate(uow, to_id, person_id, snapshot)
    eligibility.recompute(uow, person_id)


def shorten(uow: UnitOfWork, certificate_id: str, person_id: str, until: date, why: str) -> None:
    """Let what rests on a certificate end sooner: the fact is superseded, and one with the shorter end follows; a step of a policy."""
    for row in resting_on(uow, certificate_id):
        evidence.supersede(uow.db, row.id, uow.now, why)
        if until >= row.valid_from:
            _add(uow, person_id, EvidenceKind(row.kind), row.name, row.valid_from, until, row.details, row.note, certificate_id)
    eligibility.recompute(uow, person_id)


def resting_on(uow: UnitOfWork, certificate_id: str) -> list[Any]:
    """Rows of what stands and rests on a certificate; a step."""
    return evidence.of_certificate(uow.db, certificate_id)


def page(uow: UnitOfWork, person_id: str) -> PersonEvidence:
    """What a person can show, for themselves or for staff."""
    uow.authorize(Action.READ_EVIDENCE, person_id)
    person = existing(people.get(uow.db, person_id), say("There is no such person."))
    known = credentials(uow)
    titles = {one.name: dict(one.title) for one in known}
    names: dict[str, str] = {}
    facts = []
    for row in evidence.of_person(uow.db, person_id):
        if row.verified_by and row.verified_by not in names:
            names[row.verified_by] = existing(people.get(uow.db, row.verified_by)).name
        on = uow.day(row.recorded_at)
        own = row.certificate_id is not None
        facts.append(EvidenceView(fact(row), titles.get(row.name, {}), row.note, names.get(row.verified_by, ""), own, on))
    return PersonEvidence(person_id, person.name, person.name_local, tuple(facts), known)


def add(
    uow: UnitOfWork, person_id: str, *, kind: EvidenceKind, name: str, valid_from: date, valid_until: date | None = None,
    scale: str = "", level: str = "", started: date | None = None, ended: date | None = None, note: str = "",
) -> str:  # fmt: skip
    """Record what a registrar has seen of a person; gives its id. Raises Invalid with the field and what to do."""
    uow.authorize(Action.ADD_EVIDENCE, person_id)
    existing(people.get(uow.db, person_id), say("There is no such person."))
    return enter(
        uow, person_id, kind=kind, name=name, valid_from=valid_from, valid_until=valid_until, scale=scale, level=level, started=started, ended=ended,
        note=note,
    )  # fmt: skip


def enter(
    uow: UnitOfWork, person_id: str, *, kind: EvidenceKind, name: str, valid_from: date, valid_until: date | None, scale: str, level: str,
    started: date | None, ended: date | None, note: str,
) -> str:  # fmt: skip
    """Enter what somebody may vouch for, and draw what follows; a step of recording, of verifying a claim and of a practical."""
    check(uow, kind, name, valid_from, valid_until, scale, level, started, ended)
    details = {"scale": scale, "level": level, "started": started and started.isoformat(), "ended": ended and ended.isoformat()}
    found = _add(uow, person_id, kind, name, valid_from, valid_until, {key: one for key, one in details.items() if one}, note, None)
    uow.record(
        Action.ADD_EVIDENCE, found, person_id, kind=kind, name=name, valid_from=str(valid_from), valid_until=str(valid_until), note=note, **details
    )
    eligibility.recompute(uow, person_id)
    return found


def withdraw(uow: UnitOfWork, evidence_id: str, why: str) -> str:
    """Say that a fact no longer stands, and why; gives the person's id."""
    row = evidence.get(uow.db, evidence_id)
    uow.authorize(Action.WITHDRAW_EVIDENCE, row.person_id if row else None)
    row = existing(row, say("There is no such evidence."))
    if row.certificate_id:
        raise Conflict(say("This evidence rests on a certificate; revoke the certificate instead."))
    if not why:
        raise Invalid(why=say("Say why, so that an auditor can follow it."))
    if not fall(uow, evidence_id, row.person_id, why):
        raise Conflict(say("This was withdrawn already."))
    return row.person_id


def fall(uow: UnitOfWork, evidence_id: str, person_id: str, why: str) -> bool:
    """Let a fact no longer stand, and draw what follows; False when it was withdrawn already. A step of withdrawing and of correcting a practical."""
    if not evidence.supersede(uow.db, evidence_id, uow.now, why[:200]):
        return False
    uow.record(Action.WITHDRAW_EVIDENCE, evidence_id, person_id, why=why)
    eligibility.recompute(uow, person_id)
    return True


def _add(
    uow: UnitOfWork, person_id: str, kind: EvidenceKind, name: str, valid_from: date, valid_until: date | None,
    details: dict[str, str], note: str, certificate_id: str | None,
) -> str:  # fmt: skip
    found = uow.new_id()
    evidence.add(
        uow.db, id=found, person_id=person_id, kind=kind.value, name=name, valid_from=valid_from, valid_until=valid_until,
        details=details, note=note, certificate_id=certificate_id, recorded_at=uow.now, verified_by=None if certificate_id else uow.actor.id or None,
    )  # fmt: skip
    return found


def check(
    uow: UnitOfWork, kind: EvidenceKind, name: str, valid_from: date, valid_until: date | None, scale: str, level: str,
    started: date | None, ended: date | None,
) -> None:  # fmt: skip
    """Raises Invalid with each field that makes no sense; a step of entering and of claiming."""
    problems: dict[str, str] = {}
    known = set(SPOKEN) if kind is EvidenceKind.LANGUAGE else {one.name for one in credentials(uow) if one.kind is kind}
    if kind in (EvidenceKind.MODULE, EvidenceKind.BIRTH, EvidenceKind.WAIVER):
        problems["kind"] = say("This kind of evidence comes from Hato itself and cannot be entered.")
    elif name not in known:
        problems["name"] = say("Choose from the list something of this kind.")
    if valid_from > uow.today:
        problems["valid_from"] = say("This day is in the future.")
    if valid_until and valid_until < valid_from:
        problems["valid_until"] = say("The last valid day is before the first.")
    if kind is EvidenceKind.LANGUAGE and rank(scale, level) is None:
        problems["level"] = say("Choose a scale and a level that is on it, such as cefr B2 or toeic 860.")
    if kind is EvidenceKind.EXPERIENCE and (started is None or (ended and ended < started)):
        problems["started"] = say("Give the first day, and a last day that is not before it.")
    if problems:
        raise Invalid(**problems)
