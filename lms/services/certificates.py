"""Certificates: issued with the last step, printed after the commit, verified by anyone."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lms.adapters.qr import qr_svg
from lms.content.compiled import pack_snapshot, unpack_snapshot
from lms.domain.certificates import POLICY, Certificate, Snapshot, Standing, State, last_valid_day, standing
from lms.domain.editions import Edition
from lms.domain.identifiers import make_code, read_code
from lms.domain.languages import say, text
from lms.domain.permissions import Action
from lms.domain.progress import Result
from lms.errors import Conflict
from lms.services import badges, evidence
from lms.services.work import UnitOfWork, existing
from lms.store import certificates, people

SAFETY = say(
    "This e-learning builds knowledge. It does not certify practical skill and does not replace BSAFE, SSAFE, HEAT, first-aid or "
    "explosive-hazard training, nor the security briefing and rules of the place you go to. Local instructions from your security "
    "officer always come first."
)
"""Stands on every certificate, every course page and every copy to take along."""


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate as anyone may see it. `ready` says whether the PDF has been printed; `match` is what an uploaded file turned out to be."""

    code: str
    standing: Standing
    since: date | None
    reason: str
    snapshot: Snapshot
    ready: bool
    sha256: str
    size: int
    mine: bool
    match: str = ""


def issue(uow: UnitOfWork, enrolment: Any, edition: Edition, results: Mapping[str, Result]) -> str:
    """Record the certificate of a completed enrolment, its evidence, and the job that prints it. Gives the code."""
    person = existing(people.get(uow.db, enrolment.person_id))
    course = edition.course
    graded = [results[key].percent for key in ([course.exam] if course.exam else course.quizzes)]
    snapshot = Snapshot(
        name=person.name, name_local=person.name_local, course=course.key, title=dict(course.title),
        modules=tuple(dict(module.title) for module in course.modules),
        outcomes=tuple(dict(one.text) for lesson in course.lessons for one in lesson.objectives),
        family=course.family, edition=edition.number, seal=edition.seal, minutes=edition.minutes(),
        score=sum(graded) // len(graded) if graded else None, policy=POLICY, issuer=uow.house.terms.issuer,
        issued_on=uow.today, valid_from=uow.today, valid_until=last_valid_day(uow.today, course.validity_months),
        design=course.certificate,
    )  # fmt: skip
    certificate, code = uow.new_id(), make_code(uow.house.randomness(16))
    certificates.add(
        uow.db, id=certificate, code=code, enrolment_id=enrolment.id, person_id=person.id, course=course.key,
        snapshot=pack_snapshot(snapshot), valid_from=snapshot.valid_from, valid_until=snapshot.valid_until, issued_at=uow.now,
    )  # fmt: skip
    uow.record(Action.ISSUE_CERTIFICATE, certificate, person.id, code=code, snapshot=pack_snapshot(snapshot))
    evidence.from_certificate(uow, certificate, person.id, snapshot)
    badges.reserve(uow, certificate)
    uow.later("print", f"print:{certificate}", certificate=certificate)
    return code


def render(uow: UnitOfWork, certificate_id: str) -> bytes | None:
    """Print a certificate: slow, so with nothing held; None when it has been printed already, or its holder was erased."""
    with uow.look() as db:
        row = certificates.get(db, certificate_id)
    if row is None or row.sha256 or not row.snapshot["name"]:
        return None
    snapshot = unpack_snapshot(row.snapshot)
    verify_url = f"{uow.house.terms.base_url}/v/{row.code}"
    values = printed_values(snapshot, row.code, verify_url, badges.short(uow, row.id, snapshot, row.code))
    home = uow.house.home / "certificates"
    return uow.house.pdf.certificate(home / snapshot.design, home / "fonts", values)


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


def keep_print(uow: UnitOfWork, certificate_id: str, pdf: bytes) -> None:
    """Keep the printed bytes under their hash, once."""
    if certificates.file_of(uow.db, certificate_id):
        return
    sha256 = hashlib.sha256(pdf).hexdigest()
    certificates.add_file(uow.db, certificate_id=certificate_id, sha256=sha256, bytes=len(pdf), made_at=uow.now)
    uow.record(Action.PRINT_CERTIFICATE, certificate_id, None, sha256=sha256)
    uow.later("badge", f"badge:{certificate_id}", certificate=certificate_id)
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
    """Revoke or reinstate a certificate: a new fact, never a change of the old one; its evidence follows."""
    row = certificates.by_code(uow.db, read_code(typed) or "")
    uow.authorize(Action.CHANGE_CERTIFICATE, row.person_id if row else None)
    row = existing(row, say("No certificate was issued under this code."))
    if (row.state == State.REVOKED) == (state is State.REVOKED):
        raise Conflict(say("The certificate is in that state already."))
    turn(uow, row, state, reason)
    return _view(uow, certificates.by_code(uow.db, row.code))


def turn(uow: UnitOfWork, row: Any, state: State, reason: str) -> None:
    """Add a fact about a certificate, and let its evidence follow; a step of changing its state and of a decision."""
    certificates.add_state(uow.db, id=uow.new_id(), certificate_id=row.id, state=state.value, reason=reason, at=uow.now, by_id=uow.actor.id or None)
    uow.record(Action.CHANGE_CERTIFICATE, row.id, row.person_id, state=state, reason=reason)
    evidence.follow_certificate(uow, row.id, row.person_id, unpack_snapshot(row.snapshot), state)


def _view(uow: UnitOfWork, row: Any, upload: bytes | None = None) -> CertificateView:
    snapshot = unpack_snapshot(row.snapshot)
    if row.state == State.WITHHELD:
        snapshot = replace(snapshot, name="", name_local="")
    since = uow.day(row.state_at) if row.state_at else None
    one = Certificate(row.id, row.code, row.person_id, snapshot, State(row.state) if row.state else None, since)
    match = ""
    if upload is not None:
        match = "none" if row.sha256 is None else "same" if hashlib.sha256(upload).hexdigest() == row.sha256 else "different"
    return CertificateView(
        row.code, standing(one, uow.today), since, row.reason or "", snapshot, row.sha256 is not None, row.sha256 or "",
        row.bytes or 0, uow.actor.signed_in and row.person_id == uow.actor.id, match,
    )  # fmt: skip
