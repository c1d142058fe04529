"""Adopting a policy of validity: one registrar proposes, another one decides, and the certificates follow."""

from lms.content.policies import pack_policy, unpack_policy
from lms.domain.corrections import read_reason
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.domain.policies import Policy, last_day
from lms.errors import Conflict, Invalid
from lms.services import policies
from lms.services.work import UnitOfWork, existing
from lms.store import adoptions, certificates

BATCH = 100
"""Certificates that one job looks at before it lets others have their turn."""

OUTCOMES = ("adopted", "declined")


def propose(uow: UnitOfWork, name: str, reason: str, fingerprint: str) -> str:
    """Propose the policy that was previewed under `fingerprint`; gives the proposal. Nothing counts before another registrar agrees."""
    uow.authorize(Action.PROPOSE_POLICY)
    adoptions.hold(uow.db)
    policy, row = policies.find(uow, name)
    if row is not None and row.outcome is None:
        raise Conflict(say("This policy waits for another registrar already."))
    if row is not None and row.outcome == "adopted":
        raise Conflict(say("This policy was adopted already."))
    _timely(uow, policy)
    said = read_reason(reason)
    touched = policies.hits(uow, policy)
    _unchanged(policies.fingerprint(policy, touched), fingerprint)
    made = uow.new_id()
    adoptions.add(
        uow.db, id=made, policy=name, number=row.number + 1 if row else 1, body=pack_policy(policy), seal=policies.seal(policy), reason=said,
        proposed_at=uow.now, proposed_by=uow.actor.id,
    )  # fmt: skip
    uow.record(Action.PROPOSE_POLICY, made, policy=name, seal=policies.seal(policy), certificates=len(touched), reason=said)
    return made


def decide(uow: UnitOfWork, adoption_id: str, outcome: str, reason: str, fingerprint: str) -> None:
    """Adopt a proposed policy or decline it, as a registrar who did not propose it. Certificates issued earlier follow in the outbox.

    Raises Conflict when it would hit others now than those that were shown.
    """
    row = adoptions.get(uow.db, adoption_id)
    uow.authorize(Action.ADOPT_POLICY, row.proposed_by if row else None)
    existing(row)
    adoptions.hold(uow.db)
    row = existing(adoptions.get(uow.db, adoption_id))
    if row.outcome is not None:
        raise Conflict(say("This has been decided already."))
    if outcome not in OUTCOMES:
        raise Invalid(outcome=say("Choose whether the policy is adopted or declined."))
    said, policy = read_reason(reason), unpack_policy(row.body)
    touched = policies.hits(uow, policy)
    if outcome == "adopted":
        _timely(uow, policy)
        _unchanged(policies.fingerprint(policy, touched), fingerprint)
        uow.later("limit", f"limit:{row.id}:", adoption=row.id, after="")
    adoptions.decide(uow.db, adoption_id=row.id, outcome=outcome, reason=said, certificates=len(touched), at=uow.now, by_id=uow.actor.id)
    uow.record(Action.ADOPT_POLICY, row.id, policy=row.policy, outcome=outcome, certificates=len(touched), reason=said)


def batch(uow: UnitOfWork, adoption_id: str, after: str) -> list[str]:
    """The next certificates that a policy may end sooner; a step of the job."""
    row = existing(adoptions.get(uow.db, adoption_id))
    return [one.id for one in certificates.promises(uow.db, row.policy, after=after, count=BATCH)]


def go_on(uow: UnitOfWork, adoption_id: str, done: list[str]) -> None:
    """Have the certificates after these follow; a step of the job."""
    if len(done) == BATCH:
        uow.later("limit", f"limit:{adoption_id}:{done[-1]}", adoption=adoption_id, after=done[-1])


def _timely(uow: UnitOfWork, policy: Policy) -> None:
    last = last_day(policy)
    if last is not None and policy.on is not None and policy.on < uow.today:
        raise Conflict(say("The day on which earlier certificates end has passed. Give the policy a day that is still to come."))
    if any(one.issues_from > policy.issues_from for one in policies.adopted(uow)):
        raise Conflict(say("A policy with a later first day was adopted already. Give this one a later first day."))


def _unchanged(now: str, shown: str) -> None:
    if now != shown:
        raise Conflict(say("Things have changed since you looked. Nothing was done; look at the preview again."))
