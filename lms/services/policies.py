"""Policies of validity: taken from the folder, the one that issues, and whom another one would hit."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from lms.content.courses import course_keys
from lms.content.policies import pack_policy, read_policies, unpack_policy
from lms.domain.certificates import last_day
from lms.domain.courses import Course
from lms.domain.eligibility import spans
from lms.domain.evidence import EvidenceKind
from lms.domain.languages import Words, say
from lms.domain.ledger import canonical
from lms.domain.permissions import Action
from lms.domain.policies import Policy, first_lost, governing, limit, months
from lms.domain.requirements import RequirementSet, collapsed
from lms.errors import ContentError, ContentErrors
from lms.services import evidence, facts, requirements
from lms.services.work import House, UnitOfWork, existing
from lms.store import adoptions, certificates

MOST_NAMED = 50
"""Certificates that are named in a preview; the rest is counted."""


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy and how far it has come. `state`: file, proposed, declined or adopted; `waiting` certificates have still to follow.

    `adoption` is the newest proposal, `mine` whether the actor made it; `first` is the policy that nobody had to adopt.
    """

    policy: Policy
    state: str
    issues_now: bool
    first: bool
    adoption: str
    mine: bool
    proposer: str
    proposed: datetime | None
    reason: str
    decider: str
    decided: datetime | None
    why: str
    hits: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A duty that somebody would no longer meet from a day on."""

    title: Words
    day: date


@dataclass(frozen=True, slots=True)
class Hit:
    """A certificate that would end sooner: `before` is its end now (None: it lasts), `after` the end it would have."""

    name: str
    code: str
    course: str
    before: date | None
    after: date
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a policy hits. `fingerprint` stands for all of it; `named` are the first certificates."""

    view: PolicyView
    fingerprint: str
    certificates: int
    holders: int
    named: tuple[Hit, ...]


def install(uow: UnitOfWork) -> None:
    """Check the folder's policies, and let the first one issue where none does yet.

    Raises ContentErrors for a fault in a file, and for one that was adopted and then changed.
    """
    uow.authorize(Action.INSTALL_POLICY)
    found = read(uow.house)
    known = {unpack_policy(row.body).name: row.seal for row in adoptions.bodies(uow.db)}
    for one in found:
        if known.get(one.name, seal(one)) != seal(one):
            reason = "this policy was adopted with other content; a changed policy needs a new name"
            raise ContentErrors((ContentError(f"certificates/policies/{one.name}.yaml", None, reason),))
    if known or not found:
        return
    adoption, first = uow.new_id(), found[0]
    adoptions.add(
        uow.db, id=adoption, policy=first.name, number=1, body=pack_policy(first), seal=seal(first), reason="", proposed_at=uow.now, proposed_by=None
    )
    adoptions.decide(uow.db, adoption_id=adoption, outcome="adopted", reason="", certificates=0, at=uow.now, by_id=None)
    uow.record(Action.INSTALL_POLICY, adoption, policy=first.name, seal=seal(first))


def validity(uow: UnitOfWork, course: Course, edition_id: str) -> tuple[str, int | None]:
    """The policy that issues today, and for how many months a certificate of a course counts under it; a step of issuing."""
    adoptions.hold_shared(uow.db, edition_id)
    return current(uow, course)


def current(uow: UnitOfWork, course: Course) -> tuple[str, int | None]:
    """The same, without keeping it from changing meanwhile; a step of showing it."""
    policy = existing(governing(adopted(uow), uow.today), say("No policy of validity is installed."))
    return policy.name, months(policy, course.key, course.validity_months)


def follow(uow: UnitOfWork, certificate_id: str) -> None:
    """Let a certificate have the end that adopted policies give it; a step of issuing, reinstating and adopting. Again changes nothing."""
    for policy in sorted((one for one in adopted(uow) if one.on), key=lambda one: one.issues_from):
        certificates.hold(uow.db, certificate_id)
        for row in hits(uow, policy, certificate_id):
            until = existing(limit(policy, row.course, last_day(row.valid_until, row.limit_until)))
            certificates.add_limit(uow.db, certificate_id=row.id, policy=policy.name, until=until, at=uow.now)
            uow.record(Action.LIMIT_CERTIFICATE, row.id, row.person_id, policy=policy.name, until=str(until))
            evidence.shorten(uow, row.id, row.person_id, until, f"policy {policy.name}")


def listing(uow: UnitOfWork) -> tuple[PolicyView, ...]:
    """Every policy of the folder and every one that was proposed, the newest first."""
    uow.authorize(Action.READ_POLICIES)
    rows = {row.policy: row for row in adoptions.every(uow.db)}
    known = {row.policy: unpack_policy(row.body) for row in rows.values() if row.outcome != "declined"}
    found = {one.name: one for one in read(uow.house)} | known
    return tuple(_view(uow, one, rows.get(one.name)) for one in sorted(found.values(), key=lambda one: one.issues_from, reverse=True))


def preview(uow: UnitOfWork, name: str) -> Preview:
    """Whom a policy would hit, or those that have still to follow where it was adopted. Writes nothing."""
    uow.authorize(Action.READ_POLICIES)
    policy, row = find(uow, name)
    touched = hits(uow, policy)
    named = tuple(_hit(uow, policy, one) for one in touched[:MOST_NAMED])
    return Preview(_view(uow, policy, row, touched), fingerprint(policy, touched), len(touched), len({one.person_id for one in touched}), named)


def find(uow: UnitOfWork, name: str) -> tuple[Policy, Any]:
    """A policy by name as it was proposed, else as it stands in the folder, and its newest proposal; a step. Raises NotFound."""
    row = next((one for one in reversed(adoptions.every(uow.db)) if one.policy == name), None)
    if row is not None and row.outcome != "declined":
        return unpack_policy(row.body), row
    return existing(next((one for one in read(uow.house) if one.name == name), None), say("There is no such policy.")), row


def hits(uow: UnitOfWork, policy: Policy, certificate_id: str = "") -> list[Any]:
    """Rows of certificates that were issued under other policies and would end sooner under this one; a step."""
    rows = certificates.promises(uow.db, policy.name, certificate_id)
    return [row for row in rows if limit(policy, row.course, last_day(row.valid_until, row.limit_until))]


def fingerprint(policy: Policy, touched: list[Any]) -> str:
    """A policy and whom it hits, as 64 hex digits."""
    ends = [[row.id, str(last_day(row.valid_until, row.limit_until))] for row in touched]
    return hashlib.sha256(canonical([pack_policy(policy), ends])).hexdigest()


def adopted(uow: UnitOfWork) -> tuple[Policy, ...]:
    """The policies that were adopted; a step."""
    return tuple(unpack_policy(row.body) for row in adoptions.bodies(uow.db))


def read(house: House) -> tuple[Policy, ...]:
    """The policies of the folder, by first day; a step. Raises ContentErrors."""
    return read_policies(house.home / "certificates", course_keys(house.home))


def seal(policy: Policy) -> str:
    """What a policy says, as 64 hex digits."""
    return hashlib.sha256(canonical(pack_policy(policy))).hexdigest()


def _view(uow: UnitOfWork, policy: Policy, row: Any, touched: list[Any] | None = None) -> PolicyView:
    now = governing(adopted(uow), uow.today)
    state = "file" if row is None else row.outcome or "proposed"
    waiting = len(hits(uow, policy) if touched is None else touched) if state == "adopted" else 0
    if row is None:
        return PolicyView(policy, state, False, False, "", False, "", None, "", "", None, "", 0, 0)
    return PolicyView(
        policy, state, now is not None and now.name == policy.name, row.proposed_by is None, row.id, row.proposed_by == uow.actor.id,
        row.proposer or "", row.proposed_at, row.reason, row.decider or "", row.at, row.why or "", row.certificates or 0, waiting,
    )  # fmt: skip


def _hit(uow: UnitOfWork, policy: Policy, row: Any) -> Hit:
    before = last_day(row.valid_until, row.limit_until)
    after = existing(limit(policy, row.course, before))
    return Hit(row.name, row.code, row.course, before, after, _losses(uow, row, after))


def _losses(uow: UnitOfWork, row: Any, after: date) -> tuple[Loss, ...]:
    """Duties that the holder would lose first through this certificate, in the ordinary situation of each."""
    known, same = facts.of_person(uow, row.person_id), requirements.equivalences(uow)
    mine = {one.id for one in evidence.resting_on(uow, row.id)}
    cut = tuple(replace(one, valid_until=after) if one.id in mine else one for one in known)
    kept = tuple(one for one in cut if one.kind is not EvidenceKind.CERTIFICATE or one.valid_until is None or one.valid_until >= one.valid_from)
    found = []
    for value in requirements.current(uow):
        place = _ordinary(value)
        day = first_lost(spans(value, known, same, place), spans(value, kept, same, place), uow.today)
        found += [Loss(value.title, day)] if day else []
    return tuple(found)


def _ordinary(value: RequirementSet) -> dict[str, str | int]:
    return dict(collapsed(value, {condition.key: condition.default for condition in value.conditions}))
