"""Badges: what is claimed, and in which form."""

import base64
import gzip
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.badges import (
    PLACES,
    Place,
    credential,
    did_document,
    issuer_of,
    multibase,
    multikey,
    name_mark,
    proof_of,
    proven,
    short_claims,
    short_proof,
    short_text,
    status_list,
    to_sign,
)
from lms.domain.certificates import Snapshot

ISSUER = issuer_of("https://hato.example.org")
CODE = "7K3M-9Q2X-AB4D"
SAID = Snapshot(
    name="Aiko  Tanaka", name_local="田中 愛子", course="field-basics", title={"en": "Field basics", "ja": "基礎"}, modules=({"en": "Planning"},),
    outcomes=({"en": "name the parts"},), family="security", edition=3, seal="ab", minutes=21, score=92, policy="2026-1", issuer="IPC",
    issued_on=date(2026, 3, 2), valid_from=date(2026, 3, 2), valid_until=date(2028, 3, 1),
)  # fmt: skip
NAME = "019cad8f-ac00-7cb8-947e-0cd1be257693"
TOKYO = ZoneInfo("Asia/Tokyo")
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def claims(snapshot=SAID):
    return credential(NAME, snapshot, ISSUER, "aiko@example.org", "salt", Place(2, 77), TOKYO)


def test_days_become_moments_in_the_zone_of_the_issuer():
    assert (claims()["validFrom"], claims()["validUntil"]) == ("2026-03-01T15:00:00Z", "2028-03-01T14:59:59Z")
    assert "validUntil" not in claims(replace(SAID, valid_until=None))


def test_the_holder_is_named_as_printed_and_the_address_only_hashed():
    hashed, name, local = claims()["credentialSubject"]["identifier"]
    assert hashed["identityHash"].startswith("sha256$") and hashed["salt"] == "salt" and "aiko@" not in str(claims())
    assert (name["identityHash"], local["identityHash"]) == ("Aiko Tanaka", "田中 愛子")
    for same in ("", "Aiko Tanaka"):
        assert len(claims(replace(SAID, name_local=same))["credentialSubject"]["identifier"]) == 2


def test_a_result_is_there_where_there_was_one():
    assert claims()["credentialSubject"]["result"][0]["value"] == "92"
    without = claims(replace(SAID, score=None, outcomes=()))["credentialSubject"]
    assert "result" not in without and "resultDescription" not in without["achievement"] and "Planning" in without["achievement"]["criteria"]["narrative"]


def test_the_status_entry_names_list_and_place():
    entry = claims()["credentialStatus"]
    assert entry["statusListIndex"] == "77" and entry["statusListCredential"] == "https://hato.example.org/status/2"


@given(st.sets(st.integers(0, PLACES - 1), max_size=20))
def test_a_status_list_has_a_bit_for_each_place_that_is_struck(struck):
    encoded = status_list(1, ISSUER, AT, struck)["credentialSubject"]["encodedList"]
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(bits) * 8 == PLACES and {place for place in range(PLACES) if bits[place // 8] >> 7 - place % 8 & 1} == struck


def test_the_issuer_is_the_host_with_its_port_encoded():
    assert ISSUER.did == "did:web:hato.example.org"
    assert issuer_of("http://Localhost:8000").did == "did:web:localhost%3A8000"


def test_keys_are_named_by_themselves():
    assert multibase(b"\0\0\x01") == "z112" and multikey(bytes(range(32))).startswith("z6Mk")
    said = did_document(ISSUER, ["z6MkA", "z6MkB"])
    assert said["assertionMethod"] == ["did:web:hato.example.org#z6MkA", "did:web:hato.example.org#z6MkB"]
    assert {one["type"] for one in said["verificationMethod"]} == {"Multikey"}


def test_a_proof_covers_the_claims_and_itself():
    proof = proof_of(ISSUER, "z6MkA", AT)
    signed = to_sign(claims(), proof)
    assert len(signed) == 64 and signed != to_sign(claims(), proof | {"created": "2026-03-02T08:00:01Z"})
    assert signed != to_sign(claims(replace(SAID, name="Aiko Mori")), proof)
    assert proven(claims(), proof, bytes(64))["proof"][0]["proofValue"] == "z" + "1" * 64


def test_the_short_proof_says_no_name_and_fits_a_qr_code():
    said = short_claims(SAID, CODE, Place(2, 77))
    assert said.startswith("field-basics~20260302~20280301~") and said.endswith("~2.77") and "Aiko" not in said
    assert short_claims(replace(SAID, valid_until=None), CODE, Place(2, 77)).startswith("field-basics~20260302~~")
    assert name_mark(CODE, "José") == name_mark(CODE, "José") != name_mark(CODE, "Jose")
    assert short_text(ISSUER, CODE, said).startswith(b"hato-certificate-1\ndid:web:hato.example.org\n7K3M-9Q2X-AB4D\nfield-basics~")
    assert len(f"{ISSUER.url}/v/{CODE}#" + short_proof(said, multikey(bytes(32)), bytes(64))) < 230
