"""Badges: each certificate as a signed credential that anyone can check without asking us, and the status list that says what still counts."""

import hashlib
import json
import struct
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from lms.adapters.signing import Key, add_key, key_ring
from lms.content.compiled import unpack_snapshot
from lms.domain.badges import (
    FULL,
    PLACES,
    Issuer,
    Place,
    credential,
    did_document,
    issuer_of,
    multikey,
    proof_of,
    proven,
    short_claims,
    short_proof,
    short_text,
    status_list,
    to_sign,
)
from lms.domain.certificates import Snapshot, State
from lms.domain.identifiers import read_code
from lms.domain.languages import say
from lms.domain.permissions import Action
from lms.errors import Conflict, NotFound
from lms.services.work import House, UnitOfWork, existing
from lms.store import badges, certificates, people
from lms.store.base import Db

STRUCK = (State.REVOKED.value, State.REPLACED.value)
"""States in which a certificate counts no more. One whose holder is withheld still counts, for whoever holds it."""

FRESH = timedelta(minutes=15)
"""How long a signed status list is given out while nothing changes."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A credential that was signed and is not yet kept."""

    certificate: str
    document: str


@dataclass(frozen=True, slots=True)
class Kit:
    """What somebody needs to check certificates without a line: the issuer, its address, its calendar's zone, its keys."""

    did: str
    url: str
    name: str
    zone: str
    keys: tuple[str, ...]


def reserve(uow: UnitOfWork, certificate_id: str) -> None:
    """Give a certificate its place in a status list, by lot, so that the number tells nothing; a step of issuing it."""
    number, full = badges.fullest(uow.db)
    if full >= FULL:
        number += 1
    place = None
    while place is None or badges.taken(uow.db, number, place):
        place = struct.unpack(">I", uow.house.randomness(4))[0] % PLACES
    badges.add_place(uow.db, certificate_id=certificate_id, list=number, place=place)


def make(uow: UnitOfWork, certificate_id: str) -> Badge | None:
    """Sign the credential of a certificate; None when it has one already, or its holder was erased. A step of the job, with nothing held."""
    with uow.look() as db:
        row = certificates.get(db, certificate_id)
        if row is None or not row.snapshot["name"] or badges.get(db, certificate_id):
            return None
        email = existing(people.get(db, row.person_id)).email
        place = _place(db, row.id)
    issuer = _issuer(uow.house)
    claims = credential(row.id, unpack_snapshot(row.snapshot), issuer, email, uow.house.randomness(16).hex(), place, uow.house.terms.zone)
    return Badge(row.id, json.dumps(_signed(uow, claims, issuer), ensure_ascii=False))


def keep(uow: UnitOfWork, badge: Badge) -> None:
    """Keep a signed credential, once and for ever, and the keys that may have signed it; not when its holder was erased meanwhile.

    Raises Conflict when another was kept meanwhile.
    """
    kept = badges.get(uow.db, badge.certificate)
    if kept and kept.document != badge.document:
        raise Conflict(say("Another credential of this certificate was kept meanwhile."))
    if kept or not existing(certificates.get(uow.db, badge.certificate)).snapshot["name"]:
        return
    badges.add(uow.db, certificate_id=badge.certificate, document=badge.document, made_at=uow.now)
    _keep_keys(uow)
    sha256 = hashlib.sha256(badge.document.encode()).hexdigest()
    uow.record(Action.MAKE_BADGE, badge.certificate, None, sha256=sha256)


def for_print(uow: UnitOfWork, certificate_id: str) -> Badge:
    """The credential that goes into the file: the one that is kept, else a new one, to be kept together with the file."""
    made = make(uow, certificate_id)
    if made is None:
        with uow.look() as db:
            made = Badge(certificate_id, str(existing(badges.get(db, certificate_id)).document))
    return made


def read(uow: UnitOfWork, typed: str) -> str:
    """The credential of a code, as it was signed. Raises NotFound when there is none, or the holder is withheld."""
    uow.authorize(Action.VERIFY_CERTIFICATE)
    code = read_code(typed)
    row = existing(certificates.by_code(uow.db, code) if code else None, say("No certificate was issued under this code."))
    if row.withheld:
        raise NotFound(say("The holder asked that the name be withheld, so the credential is no longer shown."))
    return str(existing(badges.get(uow.db, row.id), say("The credential is being made. Try again in a few seconds.")).document)


def issuer_document(uow: UnitOfWork) -> dict[str, Any]:
    """Who issues here, with every key that ever signed."""
    uow.authorize(Action.READ_BADGES)
    return did_document(_issuer(uow.house), _keys(uow))


def kit(uow: UnitOfWork) -> Kit:
    """What the file for checking without a line has to know."""
    uow.authorize(Action.READ_BADGES)
    issuer = _issuer(uow.house)
    return Kit(issuer.did, issuer.url, uow.house.terms.issuer, uow.house.terms.zone.key, _keys(uow))


def status(uow: UnitOfWork, number: int) -> str:
    """A signed status list; the same for a quarter of an hour, unless a certificate changes."""
    uow.authorize(Action.READ_BADGES)
    newest, _ = badges.fullest(uow.db)
    if not 1 <= number <= newest:
        raise NotFound(say("There is no such status list."))
    struck = badges.struck(uow.db, number, STRUCK) | badges.ended(uow.db, number, uow.today)
    of, at, document = uow.house.shelf.get(("status", number), (None, uow.now, ""))
    if of != struck or not at <= uow.now < at + FRESH:
        issuer = _issuer(uow.house)
        document = json.dumps(_signed(uow, status_list(number, issuer, uow.now, struck), issuer))
        uow.house.shelf["status", number] = (struck, uow.now, document)
    return str(document)


def rotate(uow: UnitOfWork) -> str:
    """Make a new key, which signs from now on; gives its name. What older keys signed stays good."""
    uow.authorize(Action.ROTATE_KEY)
    _keep_keys(uow)
    made = multikey(add_key(_folder(uow.house)).public)
    _keep_keys(uow)
    uow.record(Action.ROTATE_KEY, uow.new_id(), None, key=made)
    return made


def short(uow: UnitOfWork, certificate_id: str, snapshot: Snapshot, code: str) -> str:
    """The signed claims that the QR code of a certificate carries; a step of printing it."""
    with uow.look() as db:
        place = _place(db, certificate_id)
    key, claims = _ring(uow.house)[-1], short_claims(snapshot, code, place)
    return short_proof(claims, multikey(key.public), key.sign(short_text(_issuer(uow.house), code, claims)))


def _signed(uow: UnitOfWork, claims: dict[str, Any], issuer: Issuer) -> dict[str, Any]:
    key = _ring(uow.house)[-1]
    proof = proof_of(issuer, multikey(key.public), uow.now)
    return proven(claims, proof, key.sign(to_sign(claims, proof)))


def _place(db: Db, certificate_id: str) -> Place:
    found = existing(badges.place(db, certificate_id))
    return Place(found.list, found.place)


def _keep_keys(uow: UnitOfWork) -> None:
    known = badges.keys(uow.db)
    new = [name for key in _ring(uow.house) if (name := multikey(key.public)) not in known]
    for number, name in enumerate(new, len(known) + 1):
        badges.add_key(uow.db, number=number, multikey=name, made_at=uow.now)


def _keys(uow: UnitOfWork) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*badges.keys(uow.db), *(multikey(key.public) for key in _ring(uow.house))]))


def _issuer(house: House) -> Issuer:
    return issuer_of(house.terms.base_url)


def _ring(house: House) -> tuple[Key, ...]:
    return key_ring(_folder(house))


def _folder(house: House) -> Path:
    return house.data / "keys"
