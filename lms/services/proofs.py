"""Proofs to take away: a verdict with the evidence behind it, who verified it, and where the ledger stood."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lms.adapters.qr import qr_svg
from lms.domain.eligibility import Proof, RuleProof
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.errors import Invalid
from lms.services import eligibility, looks, roster
from lms.services.eligibility import DutyView
from lms.services.work import UnitOfWork, existing
from lms.store import certificates, evidence, ledger, people


@dataclass(frozen=True, slots=True)
class Held:
    """What stands behind a piece of evidence: who verified it and when it was recorded, or our certificate with its address."""

    by: str
    recorded_on: date
    code: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ProofView:
    """A verdict as a document. `held`: by the id of the evidence; `size` and `root`: the ledger's head; `address`: where anyone checks it."""

    person_id: str
    name: str
    name_local: str
    duty: DutyView
    held: Mapping[str, Held]
    made_at: datetime
    size: int
    root: str
    address: str
    qr: str
    issuer: str


def read(
    uow: UnitOfWork, person_id: str, key: str, day: date | None = None, place: Mapping[str, str | int] | None = None, known: date | None = None
) -> ProofView:
    """The document of a person's verdict, for themselves and for registrars' and auditors' programs."""
    uow.authorize(Action.READ_OWN_ELIGIBILITY if person_id == uow.actor.id else Action.READ_ELIGIBILITY, person_id)
    return _compose(uow, person_id, key, day, place or {}, known)


def take(
    uow: UnitOfWork, person_id: str, key: str, day: date | None, place: Mapping[str, str | int], known: date | None, reason: str = ""
) -> ProofView:
    """The same, to be printed. Whoever takes somebody else's says why: it goes into the ledger and before the person."""
    uow.authorize(Action.TAKE_PROOF, person_id)
    made = _compose(uow, person_id, key, day, place, known)
    if person_id == uow.actor.id:
        return made
    said = reason.strip()
    if not 3 <= len(said) <= 300:
        raise Invalid(reason=say("Say why you take this proof, in 3 to 300 characters. The person can read the reason."))
    verdict = made.duty.verdict
    looks.note(uow, (person_id,), "export", key, verdict.day, said)
    uow.record(
        Action.TAKE_PROOF, person_id, person_id, duty=key, version=verdict.version, day=str(verdict.day), known=str(made.duty.known), reason=said
    )
    return _compose(uow, person_id, key, day, place, known)


def printed(uow: UnitOfWork, person_id: str, html: str) -> bytes:
    """The document as a PDF: slow, so with nothing held."""
    uow.authorize(Action.TAKE_PROOF, person_id)
    return uow.house.pdf.document(html, uow.house.home / "certificates" / "fonts")


def _compose(uow: UnitOfWork, person_id: str, key: str, day: date | None, place: Mapping[str, str | int], known: date | None) -> ProofView:
    person = existing(people.get(uow.db, person_id), say("There is no such person."))
    duty = eligibility.proven(uow, person_id, key, day, place, known)
    head = ledger.read_head(uow.db)
    address = f"{uow.house.terms.base_url}/{uow.lang}/ledger"
    return ProofView(
        person_id, person.name, person.name_local, duty, _held(uow, person_id, duty), uow.now, int(head.size) if head else 0,
        head.root if head else "", address, qr_svg(address), uow.house.terms.issuer,
    )  # fmt: skip


def _held(uow: UnitOfWork, person_id: str, duty: DutyView) -> dict[str, Held]:
    used = _used(duty.verdict.proof)
    found = {}
    for row in evidence.of_person(uow.db, person_id, roster.instant(uow, duty.known)):
        if row.id in used:
            by = existing(people.get(uow.db, row.verified_by)).name if row.verified_by else ""
            own = certificates.get(uow.db, row.certificate_id) if row.certificate_id else None
            code = own.code if own else ""
            found[row.id] = Held(by, uow.day(row.recorded_at), code, f"{uow.house.terms.base_url}/v/{code}" if code else "")
    return found


def _used(proof: Proof) -> frozenset[str]:
    if isinstance(proof, RuleProof):
        return frozenset(one.id for one in proof.evidence)
    return frozenset().union(*(_used(child) for child in proof.children))
