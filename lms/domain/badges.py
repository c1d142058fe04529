"""Certificates as other programs check them: an Open Badges 3.0 credential, its issuer, its status list, and a short proof for a QR code."""

import base64
import gzip
import hashlib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lms.domain.certificates import Snapshot
from lms.domain.languages import text
from lms.domain.quads import canonical

CONTEXT = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
PLACES = 131_072
"""Places of a status list: so many that the number of a place tells nobody whose it is."""

FULL = PLACES // 2
"""A list with so many certificates gets no more, so that a free place is found by chance."""

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: `did` is its name to programs, `url` the address of this copy."""

    did: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a certificate stands in the status lists."""

    list: int
    number: int


def multibase(raw: bytes) -> str:
    """Bytes in base58-btc, as multibase writes them."""
    number, digits = int.from_bytes(raw, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = BASE58[rest] + digits
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + digits


def multikey(public: bytes) -> str:
    """An Ed25519 public key as a Multikey; also its name, for ever."""
    return multibase(ED25519 + public)


def issuer_of(base_url: str) -> Issuer:
    """The issuer at an address: did:web of its host, the colon of a port percent-encoded."""
    return Issuer("did:web:" + urlsplit(base_url).netloc.lower().replace(":", "%3A"), base_url)


def did_document(issuer: Issuer, keys: Sequence[str]) -> dict[str, Any]:
    """What `/.well-known/did.json` says: every key that ever signed, oldest first, each under a name that never changes."""
    methods = [{"id": f"{issuer.did}#{key}", "type": "Multikey", "controller": issuer.did, "publicKeyMultibase": key} for key in keys]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer.did, "verificationMethod": methods, "assertionMethod": [one["id"] for one in methods],
    }  # fmt: skip


def credential(name: str, snapshot: Snapshot, issuer: Issuer, email: str, salt: str, place: Place, zone: ZoneInfo) -> dict[str, Any]:
    """What is claimed of a certificate, not yet signed. `name` is its UUID; the address of the holder enters hashed, the name as printed."""
    title, score = _line(text(snapshot.title, "en")), f"urn:uuid:{name}#score"
    course = f"{issuer.url}/en/courses/{snapshot.course}"
    outcomes = [_line(text(one, "en")) for one in snapshot.outcomes] or [_line(text(one, "en")) for one in snapshot.modules]
    achievement: dict[str, Any] = {
        "id": f"{course}#edition-{snapshot.edition}", "type": ["Achievement"], "achievementType": "Certificate", "name": title,
        "description": f"{title}, {snapshot.minutes} minutes of learning. The course builds knowledge; it certifies no practical skill.",
        "criteria": {"narrative": "Every lesson, quiz and exam of the course. " + "; ".join(outcomes)},
        "inLanguage": "en", "version": str(snapshot.edition),
    }  # fmt: skip
    subject: dict[str, Any] = {"type": ["AchievementSubject"], "identifier": _identity(snapshot, email, salt), "achievement": achievement}
    if snapshot.score is not None:
        scale = {"id": score, "type": ["ResultDescription"], "name": "Score", "resultType": "Percent", "valueMin": "0", "valueMax": "100"}
        achievement["resultDescription"] = [scale]
        subject["result"] = [{"type": ["Result"], "resultDescription": score, "value": str(snapshot.score)}]
    address = f"{issuer.url}/status/{place.list}"
    until = {} if snapshot.valid_until is None else {"validUntil": moment(datetime.combine(snapshot.valid_until, time(23, 59, 59), zone))}
    return {
        "@context": list(CONTEXT), "id": f"urn:uuid:{name}", "type": ["VerifiableCredential", "OpenBadgeCredential"], "name": title,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": _line(snapshot.issuer), "url": issuer.url},
        "validFrom": moment(datetime.combine(snapshot.valid_from, time(), zone)), **until, "credentialSubject": subject,
        "credentialStatus": {
            "id": f"{address}#{place.number}", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": str(place.number), "statusListCredential": address,
        },
    }  # fmt: skip


def status_list(number: int, issuer: Issuer, at: datetime, struck: Collection[int]) -> dict[str, Any]:
    """A status list, not yet signed: one bit for each place, set where the certificate counts no more."""
    address = f"{issuer.url}/status/{number}"
    bits = bytearray(PLACES // 8)
    for place in struck:
        bits[place // 8] |= 0x80 >> place % 8
    encoded = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
    return {
        "@context": [CONTEXT[0]], "id": address, "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did, "validFrom": moment(at),
        "credentialSubject": {"id": f"{address}#list", "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": encoded},
    }  # fmt: skip


def proof_of(issuer: Issuer, key: str, at: datetime) -> dict[str, str]:
    """A proof that still lacks its value."""
    return {
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": moment(at),
        "verificationMethod": f"{issuer.did}#{key}", "proofPurpose": "assertionMethod",
    }  # fmt: skip


def to_sign(claims: Mapping[str, Any], proof: Mapping[str, str]) -> bytes:
    """The 64 bytes that are signed: hash of the proof's own claims, hash of the claims."""
    return hashlib.sha256(canonical(proof)).digest() + hashlib.sha256(canonical(claims)).digest()


def proven(claims: Mapping[str, Any], proof: Mapping[str, str], signature: bytes) -> dict[str, Any]:
    """The claims with their proof."""
    return {**claims, "proof": [{**proof, "proofValue": multibase(signature)}]}


def short_claims(snapshot: Snapshot, code: str, place: Place) -> str:
    """What the QR code says: course, first and last valid day, a hash by which a name can be compared but not read, its place."""
    until = "" if snapshot.valid_until is None else _digits(snapshot.valid_until)
    return "~".join((snapshot.course, _digits(snapshot.valid_from), until, name_mark(code, snapshot.name), f"{place.list}.{place.number}"))


def name_mark(code: str, name: str) -> str:
    """Sixteen characters that stand for a name on the certificate of this code."""
    return _base64(hashlib.sha256(f"{code}\n{unicodedata.normalize('NFC', name)}".encode()).digest()[:12])


def short_text(issuer: Issuer, code: str, claims: str) -> bytes:
    """What is signed for the QR code; a claim for another issuer or code is another text."""
    return f"hato-certificate-1\n{issuer.did}\n{code}\n{claims}\n".encode()


def short_proof(claims: str, key: str, signature: bytes) -> str:
    """What follows the # in the QR code's address: the claims, the end of the key's name, the signature."""
    return "~".join(("1", claims, key[-8:], _base64(signature)))


def moment(at: datetime) -> str:
    """A moment as RDF's dateTime, in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _identity(snapshot: Snapshot, email: str, salt: str) -> list[dict[str, Any]]:
    hashed = "sha256$" + hashlib.sha256((email + salt).encode()).hexdigest()
    names = dict.fromkeys(_line(one) for one in (snapshot.name, snapshot.name_local) if one)
    return [
        {"type": "IdentityObject", "hashed": True, "identityHash": hashed, "identityType": "emailAddress", "salt": salt},
        *({"type": "IdentityObject", "hashed": False, "identityHash": one, "identityType": "name"} for one in names),
    ]


def _line(words: str) -> str:
    return " ".join(words.split())


def _digits(day: date) -> str:
    return day.strftime("%Y%m%d")


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
