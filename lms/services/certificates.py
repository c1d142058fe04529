"""Certificates: issued with the last step, printed after the commit, verified by anyone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lms.adapters.pdf import SignedPdf
from lms.adapters.qr import qr_svg
from lms.content.compiled import pack_snapshot, unpack_snapshot
from lms.domain.certificates import Certificate, Snapshot, Standing, State, last_day, standing
from lms.domain.corrections import read_reason
from lms.domain.editions import Edition
from lms.domain.identifiers import make_code, read_code
from lms.domain.languages import say, text
from lms.domain.permissions import Action
from lms.domain.prints import Upload, continues, named_signers, sha256, told
from lms.domain.progress import Result
from lms.domain.renewals import last_day as renewed_until
from lms.errors import Conflict
from lms.services import badges, evidence, policies, signers
from lms.services.badges import Badge
from lms.services.work import UnitOfWork, existing
from lms.store import certificates, people
from lms.store import progress as progress_store
from lms.store import signers as signer_store

SAFETY = say(
    "This e-learning builds knowledge. It does not certify practical skill and does not replace BSAFE, SSAFE, HEAT, first-aid or "
    "explosive-hazard training, nor the security briefing and rules of the place you go to. Local instructions from your security "
    "officer always come first."
)
"""Stands on every certificate, every course page and every copy to take along."""
RENEWED, CORRECTED = "renewed", "issued again under another name"
"""Why a certificate was replaced; what a registrar says of it stands in the ledger only."""


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate as anyone may see it. `ready` says whether the PDF has been printed; `match` is what an uploaded file turned out to be.

    `until` is the last day it counts (None: no end), which the policy `shortened` may have brought forward from the one on the paper.
    `replaced_by`: the code of the one that took its place; `corrected`: that one says the same under another name. `signer`: the hash of
    the certificate of the key that signed the PDF, empty when it was printed before there was one.
    """

    code: str
    standing: Standing
    since: date | None
    reason: str
    snapshot: Snapshot
    ready: bool
    sha256: str
    size: int
    mine: bool
    match: Upload | None = None
    replaced_by: str = ""
    corrected: bool = False
    until: date | None = None
    shortened: str = ""
    signer: str = ""


def issue(uow: UnitOfWork, enrolment: Any, edition: Edition, results: Mapping[str, Result]) -> str:
    """Record the certificate of a completed enrolment, its evidence, and the job that prints it. Gives the code.

    It takes the place of the one from the cycle before, if that one stands or has lapsed.
    """
    person = existing(people.get(uow.db, enrolment.person_id))
    course, before = edition.course, _before(uow, enrolment)
    policy, months = policies.validity(uow, course, enrolment.edition_id)
    until = renewed_until(uow.today, months, last_day(before.valid_until, before.limit_until) if before else None)
    graded = [results[key].percent for key in ([course.exam] if course.exam else course.quizzes)]
    snapshot = Snapshot(
        name=person.name, name_local=person.name_local, course=course.key, title=dict(course.title),
        modules=tuple(dict(module.title) for module in course.modules),
        outcomes=tuple(dict(one.text) for lesson in course.lessons for one in lesson.objectives),
        family=course.family, edition=edition.number, seal=edition.seal, minutes=edition.minutes(),
        score=sum(graded) // len(graded) if graded else None, policy=policy, issuer=uow.house.terms.issuer,
        issued_on=uow.today, valid_from=uow.today, valid_until=until,
        design=course.certificate,
    )  # fmt: skip
    certificate, code = enter(uow, enrolment.id, person.id, snapshot, before.id if before else None)
    evidence.from_certificate(uow, certificate, person.id, snapshot)
    policies.follow(uow, certificate)
    if before:
        turn(uow, before, State.REPLACED, RENEWED)
    return code


def enter(uow: UnitOfWork, enrolment_id: str, person_id: str, snapshot: Snapshot, replaces: str | None, corrected: bool = False) -> tuple[str, str]:
    """Record a certificate and the job that prints it; gives its id and code. A step of issuing it, and of issuing it once more."""
    certificate, code = uow.new_id(), make_code(uow.house.randomness(16))
    certificates.add(
        uow.db, id=certificate, code=code, enrolment_id=enrolment_id, person_id=person_id, course=snapshot.course,
        snapshot=pack_snapshot(snapshot), valid_from=snapshot.valid_from, valid_until=snapshot.valid_until, issued_at=uow.now,
        replaces=replaces, corrected=corrected,
    )  # fmt: skip
    uow.record(Action.ISSUE_CERTIFICATE, certificate, person_id, code=code, snapshot=pack_snapshot(snapshot), replaces=replaces)
    badges.reserve(uow, certificate)
    uow.later("print", f"print:{certificate}", certificate=certificate)
    return certificate, code


def _before(uow: UnitOfWork, enrolment: Any) -> Any:
    """The certificate of the cycle before, if it may be followed: one that was revoked or is withheld has no part in the new one."""
    cycle = progress_store.of_cycle(uow.db, enrolment.person_id, enrolment.course, enrolment.cycle - 1)
    row = certificates.of_enrolment(uow.db, cycle.id) if cycle else None
    return row if row and row.state in (None, State.REINSTATED) and not row.withheld else None


@dataclass(frozen=True, slots=True)
class Print:
    """A printed and signed certificate that is not yet kept, with the credential inside it."""

    pdf: SignedPdf
    badge: Badge


def render(uow: UnitOfWork, certificate_id: str, after: int = 0) -> Print | None:
    """Print and sign a certificate: slow, so with nothing held; None when its holder was erased, or it was printed more often than `after` times."""
    with uow.look() as db:
        row = certificates.get(db, certificate_id)
    if row is None or (row.prints or 0) != after or not row.snapshot["name"]:
        return None
    snapshot = unpack_snapshot(row.snapshot)
    verify_url = f"{uow.house.terms.base_url}/v/{row.code}"
    values = printed_values(snapshot, row.code, verify_url, badges.short(uow, row.id, snapshot, row.code))
    home = uow.house.home / "certificates"
    badge = badges.for_print(uow, row.id)
    return Print(uow.house.pdf.certificate(home / snapshot.design, home / "fonts", values, badge.document), badge)


def printed_values(snapshot: Snapshot, code: str, verify_url: str, proof: str) -> dict[str, Any]:
    """What the paper says, in the words of its design; the QR code also carries the signed `proof`."""
    hours, minutes = divmod(snapshot.minutes, 60)
    return {
        "name": snapshot.name, "name_local": snapshot.name_local, "title_en": text(snapshot.title, "en"),
        "title_ja": snapshot.title.get("ja", ""), "modules": [text(one, "en") for one in snapshot.modules],
        "hours": f"{hours} h {minutes:02} min", "score": "" if snapshot.score is None else f"{snapshot.score} %",
        "issued_on": snapshot.issued_on.isoformat(), "valid_until": snapshot.valid_until.isoformat() if snapshot.valid_until else "",
        "code": code, "verify_url": verify_url, "edition": str(snapshot.edition), "seal": snapshot.seal[:12],
        "issuer": snapshot.issuer, "safety": SAFETY, "qr": qr_svg(f"{verify_url}#{proof}"),
    }  # fmt: skip


def keep_print(uow: UnitOfWork, certificate_id: str, printed: Print, after: int = 0) -> None:
    """Keep the printed bytes under their hash, once, together with the credential inside them and whose key signed them.

    They follow the file that was number `after`, which stays recognised; 0: they are the first.
    """
    name, before = sha256(printed.pdf.content), certificates.files_of(uow.db, certificate_id)
    if len(before) != after or name in [one.sha256 for one in before]:
        return
    badges.keep(uow, printed.badge)
    signer, size = signers.keep(uow, printed.pdf.certificate), len(printed.pdf.content)
    certificates.add_file(uow.db, certificate_id=certificate_id, number=after + 1, sha256=name, bytes=size, signature=signer, made_at=uow.now)
    follows = {"number": after + 1, "follows": before[0].sha256} if before else {}
    uow.record(Action.PRINT_CERTIFICATE, certificate_id, None, sha256=name, signer=signer, **follows)
    row = existing(certificates.get(uow.db, certificate_id))
    if not row.snapshot["name"]:  # erased while it was being printed
        uow.later("forget", f"forget:{certificate_id}", person=row.person_id, messages=[])


def verify(uow: UnitOfWork, typed: str, upload: bytes | None = None) -> CertificateView:
    """What anyone may know of a code: its standing, and whether an uploaded file is, byte for byte, the one issued.

    Raises NotFound for a code that is not one, or that nobody issued: the two cannot be told apart.
    """
    uow.authorize(Action.VERIFY_CERTIFICATE)
    code = read_code(typed)
    row = existing(certificates.by_code(uow.db, code) if code else None, say("No certificate was issued under this code."))
    return _view(uow, row, upload)


def download(uow: UnitOfWork, typed: str) -> tuple[bytes, CertificateView]:
    """The printed file, for its holder."""
    code = read_code(typed)
    row = existing(certificates.by_code(uow.db, code) if code else None)
    uow.authorize(Action.READ_OWN_CERTIFICATE, row.person_id)
    if row.sha256 is None:
        raise Conflict(say("The certificate is being printed. Try again in a few seconds."))
    return uow.house.files.get(row.sha256), _view(uow, row)


def mine(uow: UnitOfWork) -> list[CertificateView]:
    """The actor's certificates, newest first; a step of *my record*."""
    return [_view(uow, row) for row in certificates.of_person(uow.db, uow.actor.id)]


def code_of(uow: UnitOfWork, enrolment_id: str) -> str:
    """The code of an enrolment's certificate, empty when it has none; a step of the pages of a course."""
    row = certificates.of_enrolment(uow.db, enrolment_id)
    return str(row.code) if row else ""


def change_state(uow: UnitOfWork, typed: str, state: State, reason: str) -> CertificateView:
    """Reinstate a certificate, or, as its operator alone, revoke it: a new fact, never a change of the old one; its evidence follows."""
    row = certificates.by_code(uow.db, read_code(typed) or "")
    uow.authorize(Action.REVOKE_ALONE if state is State.REVOKED else Action.CHANGE_CERTIFICATE, row.person_id if row else None)
    row = existing(row, say("No certificate was issued under this code."))
    if row.corrected_since:
        raise Conflict(say("The certificate was issued again under another name. Revoke or reinstate that one."))
    if (row.state == State.REVOKED) == (state is State.REVOKED):
        raise Conflict(say("The certificate is in that state already."))
    turn(uow, row, state, read_reason(reason), alone=uow.actor.system)
    return _view(uow, certificates.by_code(uow.db, row.code))


def turn(uow: UnitOfWork, row: Any, state: State, reason: str, *, alone: bool = False) -> None:
    """Add a fact about a certificate, and let its evidence follow; a step of changing its state and of a decision.

    One that is reinstated, and whose place another has taken, is replaced again. `alone`: an operator did it without a registrar, which
    the ledger notes.
    """
    certificates.hold(uow.db, row.id)
    row = existing(certificates.get(uow.db, row.id))
    after = State.REPLACED if state is State.REINSTATED and row.replaced_by else state
    certificates.add_state(uow.db, id=uow.new_id(), certificate_id=row.id, state=after.value, reason=reason, at=uow.now, by_id=uow.actor.id or None)
    uow.record(Action.CHANGE_CERTIFICATE, row.id, row.person_id, state=state, reason=reason, **({"alone": True} if alone else {}))
    counting = replace(unpack_snapshot(row.snapshot), valid_until=last_day(row.valid_until, row.limit_until))
    evidence.follow_certificate(uow, row.id, row.person_id, counting, State.WITHHELD if row.withheld else state)


def _compare(uow: UnitOfWork, row: Any, upload: bytes) -> Upload:
    """What an uploaded file is, beside those issued under this code. Of another certificate of ours nothing is said but that it is one."""
    if row.sha256 is None:
        return Upload.UNPRINTED
    name, issued = sha256(upload), certificates.files_of(uow.db, row.id)
    if name in [one.sha256 for one in issued]:
        return Upload.SAME
    if any(continues(upload, one.sha256, one.bytes) for one in issued):
        return Upload.ADDED
    if certificates.has_file(uow.db, name):
        return Upload.OTHER
    named = named_signers(upload)
    return told(named, signer_store.known(uow.db, named or ()), row.signature is not None)


def _view(uow: UnitOfWork, row: Any, upload: bytes | None = None) -> CertificateView:
    snapshot = unpack_snapshot(row.snapshot)
    if row.withheld:
        snapshot = replace(snapshot, name="", name_local="")
    since = uow.day(row.state_at) if row.state_at else None
    one, until = stored(row), last_day(snapshot.valid_until, row.limit_until)
    match = _compare(uow, row, upload) if upload is not None else None
    return CertificateView(
        row.code, standing(one, uow.today), since, row.reason or "", snapshot, row.sha256 is not None, row.sha256 or "",
        row.bytes or 0, uow.actor.signed_in and row.person_id == uow.actor.id, match, row.replaced_by or "", bool(row.corrected_since), until,
        row.limit_policy if until != snapshot.valid_until else "", row.signature or "",
    )  # fmt: skip


def stored(row: Any) -> Certificate:
    """A certificate as a value; a name that is withheld shows where nothing else was decided."""
    state = State(row.state) if row.state else None
    if row.withheld and state in (None, State.REINSTATED):
        state = State.WITHHELD
    return Certificate(row.id, row.code, row.person_id, unpack_snapshot(row.snapshot), state, limit=row.limit_until)
