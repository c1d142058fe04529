"""Badges: credentials and status lists that programs of others believe, and find altered by one byte."""

import base64
import gzip
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, resolve_verification_method, verify_data_integrity_proof
from openbadgeslib.ob3.contexts import document_loader
from pyld import jsonld
from pypdf import PdfReader

from lms.adapters.qr import qr_svg
from lms.adapters.signing import key_ring, verified
from lms.domain.badges import issuer_of, multikey, short_text
from lms.domain.certificates import State
from lms.domain.people import SYSTEM
from lms.domain.permissions import Action
from lms.domain.prints import sha256
from lms.domain.quads import canonical
from lms.errors import NotFound
from lms.services import badges, certificates, people, signers
from lms.services.jobs import run_one
from lms.services.work import work_in
from lms.store import certificates as store
from lms.store import jobs, schema
from tests.services.test_attempts import do, finish_course
from tests.stage import Clock


@pytest.fixture
def clock():
    """Yesterday: the library of others goes by the real clock."""
    return Clock(datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))


def with_badge(house, actor):
    """Finish the course and have its credential made; gives code and credential."""
    finish_course(house, actor)
    code = keep_badge(house, actor)
    return code, do(house, actor, badges.read, code, writes=False)


def keep_badge(house, actor):
    """What the job does, without the slow print before it; gives the code."""
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.RUN_JOBS)
        row = store.of_person(uow.db, actor.id)[0]
        badges.keep(uow, badges.make(uow, row.id))
    return row.code


def pem(house, number=0):
    public = key_ring(house.data / "keys")[number].public
    return Ed25519PublicKey.from_public_bytes(public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def site(house):
    """Downloads for the library of others: the issuer's keys and the status lists, as this copy gives them out."""
    def get(url, *rest, **more):
        if url.endswith("did.json"):
            return json.dumps(do(house, SYSTEM, badges.issuer_document, writes=False)).encode()
        listed = do(house, SYSTEM, badges.status, int(url.rsplit("/", 1)[1]), writes=False)
        method = json.loads(listed)["proof"][0]["verificationMethod"]
        verify_data_integrity_proof(json.loads(listed), resolve_verification_method(method, get))
        return listed.encode()

    return get


def believed(house, document):
    """By the library of others, which reads the list; its proof, not being a JWT, is checked by the same library in `site`."""
    return OB3LdpVerifier().verify(document, check_status=True, verify_status_list=False, download=site(house))


def test_a_library_of_others_believes_credential_issuer_and_status(house, cast):
    code, document = with_badge(house, cast.aiko)
    found = believed(house, document)
    assert found.issuer.id.startswith("did:web:") and found.achievement.name == "Field basics"
    names = [one["identityHash"] for one in json.loads(document)["credentialSubject"]["identifier"] if not one["hashed"]]
    assert names == ["Aiko Tanaka", "田中 愛子"] and "aiko@" not in document and "irth" not in document


def test_the_canonical_form_is_that_of_a_whole_processor_with_the_real_contexts(house, cast):
    _, document = with_badge(house, cast.aiko)
    for signed in (document, do(house, SYSTEM, badges.status, 1, writes=False)):
        claims = json.loads(signed)
        proof = claims.pop("proof")[0]
        proof.pop("proofValue")
        for part in (claims, {"@context": claims["@context"], **proof}):
            options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": document_loader(), "safe": True}
            assert canonical(part).decode() == jsonld.normalize(part, options)


def strings(node, path=()):
    if isinstance(node, dict):
        for name, one in node.items():
            if name != "@context":
                yield from strings(one, (*path, name))
    elif isinstance(node, list):
        for number, one in enumerate(node):
            yield from strings(one, (*path, number))
    elif isinstance(node, str):
        yield path


def altered(document, path):
    """The document with the last character of one value changed."""
    claims = json.loads(document)
    node = claims
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = node[path[-1]][:-1] + ("a" if node[path[-1]][-1:] != "a" else "b")
    return claims


def test_one_altered_character_anywhere_is_found(house, cast):
    _, document = with_badge(house, cast.aiko)
    listed = do(house, SYSTEM, badges.status, 1, writes=False)
    for signed in (document, listed):
        verify_data_integrity_proof(json.loads(signed), pem(house))
        paths = list(strings(json.loads(signed)))
        assert len(paths) > 10
        for path in paths:
            if path[-1] == "verificationMethod":
                continue  # the key is given here, not looked for; it is signed all the same
            with pytest.raises(OB3VerificationError):
                verify_data_integrity_proof(altered(signed, path), pem(house))


def test_revocation_strikes_the_place_and_reinstatement_clears_it(house, cast, clock):
    code, document = with_badge(house, cast.aiko)
    _, other = with_badge(house, cast.bayo)
    do(house, SYSTEM, certificates.change_state, code, State.REVOKED, "Answers were bought.")
    with pytest.raises(OB3VerificationError, match="'revocation' is set"):
        believed(house, document)
    assert believed(house, other)
    clock.forward(seconds=1)
    do(house, cast.emi, certificates.change_state, code, State.REINSTATED, "It was right.")
    assert believed(house, document)


def test_a_replaced_certificate_counts_no_more_and_a_withheld_one_still_does(house, cast, clock):
    code, document = with_badge(house, cast.aiko)
    other, standing = with_badge(house, cast.bayo)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.CHANGE_CERTIFICATE)
        certificates.turn(uow, store.by_code(uow.db, code), State.REPLACED, "Renewed.")
    with pytest.raises(OB3VerificationError, match="is set"):
        believed(house, document)
    clock.forward(seconds=1)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.CHANGE_CERTIFICATE)
        for one in (code, other):
            certificates.turn(uow, store.by_code(uow.db, one), State.WITHHELD, "Erased.")
    assert believed(house, standing)
    with pytest.raises(OB3VerificationError, match="is set"):
        believed(house, document)


def test_a_withheld_holder_is_not_named_by_the_credential(house, cast):
    code, _ = with_badge(house, cast.aiko)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.CHANGE_CERTIFICATE)
        certificates.turn(uow, store.by_code(uow.db, code), State.WITHHELD, "Erased.")
    with pytest.raises(NotFound, match="withheld"):
        do(house, cast.bayo, badges.read, code, writes=False)


def test_a_new_key_signs_what_comes_and_the_old_one_stays_good(house, cast):
    _, before = with_badge(house, cast.aiko)
    made = do(house, SYSTEM, badges.rotate)
    _, after = with_badge(house, cast.bayo)
    methods = [json.loads(one)["proof"][0]["verificationMethod"].rsplit("#")[1] for one in (before, after)]
    assert methods[0] != methods[1] == made
    assert believed(house, before) and believed(house, after)
    first = house.data / "keys" / "0001.key"
    first.unlink()
    assert believed(house, before)
    said = do(house, SYSTEM, badges.issuer_document, writes=False)
    assert [one["publicKeyMultibase"] for one in said["verificationMethod"]] == methods


def test_a_key_that_is_not_the_issuers_is_not_believed(house, cast):
    _, document = with_badge(house, cast.aiko)
    stranger = json.loads(document)
    method = stranger["proof"][0]["verificationMethod"]
    stranger["proof"][0]["verificationMethod"] = method.split("#")[0] + "#" + multikey(bytes(32))
    with pytest.raises(OB3VerificationError):
        believed(house, stranger)


def test_a_credential_is_made_once_and_a_later_name_changes_nothing(house, cast):
    code, document = with_badge(house, cast.aiko)
    do(house, cast.aiko, people.change, name="Aiko Mori", name_local="", lang="ja", birth_date=None)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.RUN_JOBS)
        row = store.by_code(uow.db, code)
        assert badges.make(uow, row.id) is None
    assert do(house, cast.bayo, badges.read, code, writes=False) == document


def test_a_list_is_large_and_signed_anew_only_when_something_changes(house, cast, clock):
    code, _ = with_badge(house, cast.aiko)
    first = do(house, SYSTEM, badges.status, 1, writes=False)
    encoded = json.loads(first)["credentialSubject"]["encodedList"]
    assert len(gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))) * 8 == 131_072
    clock.forward(minutes=14)
    assert do(house, SYSTEM, badges.status, 1, writes=False) == first
    clock.forward(minutes=2)
    second = do(house, SYSTEM, badges.status, 1, writes=False)
    assert second != first
    do(house, SYSTEM, certificates.change_state, code, State.REVOKED, "Mistake.")
    assert do(house, SYSTEM, badges.status, 1, writes=False) != second
    for number in (0, 2):
        with pytest.raises(NotFound):
            do(house, SYSTEM, badges.status, number, writes=False)


def test_unknown_codes_have_no_credential(house, cast):
    for unknown in ("7K3M-9Q2X-AB4D", "nonsense", ""):
        with pytest.raises(NotFound, match="No certificate was issued"):
            do(house, cast.bayo, badges.read, unknown, writes=False)
    finish_course(house, cast.aiko)
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        code = store.of_person(uow.db, cast.aiko.id)[0].code
    with pytest.raises(NotFound, match="being made"):
        do(house, cast.bayo, badges.read, code, writes=False)


def test_certificates_from_before_get_their_places_and_credentials_with_the_upgrade(house, cast):
    code, before = with_badge(house, cast.aiko)
    schema.downgrade(house.store, "0010")
    schema.upgrade(house.store)
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        assert jobs.due(uow.db, uow.now, ["badge"]) is not None
    assert run_one(house, ["badge"]) and not run_one(house, ["badge"])
    after = do(house, cast.aiko, badges.read, code, writes=False)
    assert believed(house, after) and after != before


def test_the_print_holds_the_credential_that_is_kept_and_the_qr_code_carries_a_proof(house, cast, monkeypatch):
    finish_course(house, cast.aiko)
    drawn = []
    monkeypatch.setattr(certificates, "qr_svg", lambda text: drawn.append(text) or qr_svg(text))
    while run_one(house):
        pass
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        row = store.of_person(uow.db, cast.aiko.id)[0]
        assert row.signature == sha256(signers.newest(uow))
    code, document = row.code, do(house, cast.bayo, badges.read, row.code, writes=False)
    assert PdfReader(io.BytesIO(house.files.get(row.sha256))).attachments == {"credential.json": [document.encode()]}
    assert believed(house, document)
    address, proof = drawn[0].split("#")
    assert address.endswith(f"/v/{code}") and proof.startswith("1~field-basics~") and len(drawn[0]) < 300
    claims, _, signature = proof.removeprefix("1~").rsplit("~", 2)
    message = short_text(issuer_of(house.terms.base_url), code, claims)
    assert verified(key_ring(house.data / "keys")[0].public, message, base64.urlsafe_b64decode(signature + "=="))


def test_a_full_list_is_followed_by_another(house, cast, monkeypatch):
    monkeypatch.setattr(badges, "FULL", 1)
    (_, first), (code, second) = with_badge(house, cast.aiko), with_badge(house, cast.bayo)
    assert [json.loads(one)["credentialStatus"]["statusListCredential"][-2:] for one in (first, second)] == ["/1", "/2"]
    do(house, SYSTEM, certificates.change_state, code, State.REVOKED, "Mistake.")
    assert believed(house, first)
    with pytest.raises(OB3VerificationError, match="is set"):
        believed(house, second)


def test_a_flipped_bit_packed_anew_a_foreign_list_and_a_claim_more_or_less_are_found(house, cast):
    _, document = with_badge(house, cast.aiko)
    listed = json.loads(do(house, SYSTEM, badges.status, 1, writes=False))
    coded = listed["credentialSubject"]["encodedList"]
    bits = bytearray(gzip.decompress(base64.urlsafe_b64decode(coded[1:] + "=" * (-len(coded[1:]) % 4))))
    bits[100] ^= 1
    flipped = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits))).decode().rstrip("=")
    repacked = "u" + base64.urlsafe_b64encode(gzip.compress(gzip.decompress(base64.urlsafe_b64decode(coded[1:] + "==")), 1)).decode().rstrip("=")
    claims = json.loads(document)
    wrong = [
        {**listed, "credentialSubject": {**listed["credentialSubject"], "encodedList": one}} for one in (flipped, repacked) if one != coded
    ] + [{**claims, "validUntil": "2099-01-01T00:00:00Z"}, {**claims, "name": "More"}, {**claims, "credentialStatus": listed["credentialSubject"]}]
    wrong += [{key: value for key, value in claims.items() if key != gone} for gone in claims if gone not in ("@context", "proof")]
    for one in wrong:
        with pytest.raises(OB3VerificationError):
            verify_data_integrity_proof(one, pem(house))
    foreign = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(OB3VerificationError):
        verify_data_integrity_proof(listed, foreign)
    verify_data_integrity_proof(listed, pem(house))
