"""Eligibility with its proof, for programs."""

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lms.domain.eligibility import GroupProof, Proof
from lms.domain.gaps import Plan
from lms.domain.grounds import Reason
from lms.domain.requirements import LanguageLevel
from lms.services import eligibility, proofs
from lms.services.eligibility import DutyView
from lms.services.proofs import ProofView
from lms.web.api.bodies import plain
from lms.web.context import work
from lms.web.query import departure, place

bp = Blueprint("api_eligibility", __name__, url_prefix="/api/v1")


@bp.get("/eligibility")
def mine() -> ResponseReturnValue:
    """My duties on a departure day."""
    with work() as uow:
        found = eligibility.record(uow, uow.actor.id, departure(), place())
    return jsonify(duties=[duty(one) for one in found])


@bp.get("/people/<id:person>/eligibility")
def of_person(person: str) -> ResponseReturnValue:
    """Somebody's duties on a departure day, for registrars."""
    with work() as uow:
        found = eligibility.record(uow, person, departure(), place())
    return jsonify(person=person, duties=[duty(one) for one in found])


@bp.get("/eligibility/<slug:duty>")
def proof(duty: str) -> ResponseReturnValue:
    """My proof for one duty, as it is printed."""
    with work() as uow:
        page = proofs.read(uow, uow.actor.id, duty, departure(), place(), departure("known"))
    return jsonify(document(page))


@bp.get("/people/<id:person>/eligibility/<slug:duty>")
def proof_of_person(person: str, duty: str) -> ResponseReturnValue:
    """Somebody's proof for one duty, for registrars and auditors."""
    with work() as uow:
        page = proofs.read(uow, person, duty, departure(), place(), departure("known"))
    return jsonify(document(page))


def document(page: ProofView) -> dict[str, Any]:
    """The same as the printed document says."""
    held = {
        key: {"by": one.by or None, "recorded_on": plain(one.recorded_on), "code": one.code or None, "url": one.address or None}
        for key, one in page.held.items()
    }
    return {
        "person": page.person_id, "name": page.name, "name_local": page.name_local, "issuer": page.issuer, "made_at": plain(page.made_at),
        "sources": [plain(one) for one in page.duty.requirements.sources], "held": held,
        "ledger": {"size": page.size, "root": page.root, "url": page.address}, **duty(page.duty),
    }  # fmt: skip


def duty(view: DutyView) -> dict[str, Any]:
    """A verdict with its proof as JSON."""
    verdict = view.verdict
    return {
        "duty": verdict.requirements, "version": verdict.version, "title": plain(view.requirements.title), "day": plain(verdict.day),
        "situation": plain(dict(view.situation)), "met": verdict.met, "lapses": plain(verdict.lapses),
        "next": [key for one in view.plan.steps for key in one.rules], "known": plain(view.known), "plan": _plan(view.plan),
        "proof": _proof(verdict.proof),
    }  # fmt: skip


def _plan(plan: Plan) -> dict[str, Any]:
    steps = [
        {
            "kind": step.act.kind.value, "name": step.act.name, "rules": list(step.rules), "minutes": step.act.minutes, "days": step.act.days,
            "renew": step.act.renew, "first": plain(step.act.first), "not_before": plain(step.not_before), "level": _level(step.act.level),
        }
        for step in plan.steps
    ]  # fmt: skip
    return {"steps": steps, "minutes": plan.minutes, "unknown": plan.unknown, "first": plain(plan.first), "possible": plan.possible}


def _level(level: LanguageLevel | None) -> dict[str, str] | None:
    return {"language": level.language, "scale": level.scale, "level": level.level} if level else None


def _proof(proof: Proof) -> dict[str, Any]:
    if isinstance(proof, GroupProof):
        below = [_proof(child) for child in proof.children]
        return {"group": proof.group.kind.value, "needed": proof.needed, "outcome": proof.outcome.value, "decides": proof.decides, "children": below}
    rule = proof.rule
    return {
        "rule": rule.key, "kind": rule.kind.value, "text": plain(rule.text), "outcome": proof.outcome.value, "decides": proof.decides,
        "status": rule.status.value, "sources": list(rule.sources), "lapses": plain(proof.lapses),
        "evidence": [
            {
                "id": one.id, "kind": one.kind.value, "name": one.name, "source": one.source, "valid_from": plain(one.valid_from),
                "valid_until": plain(one.valid_until),
            }
            for one in proof.evidence
        ],
        "reason": _reason(proof.reason),
    }  # fmt: skip


def _reason(reason: Reason | None) -> dict[str, Any] | None:
    if reason is None:
        return None
    return {"cause": reason.cause.value, "first": plain(reason.first), "last": plain(reason.last), "limit": reason.limit, "have": reason.have}
