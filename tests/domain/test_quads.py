"""Claims in canonical form."""

import pytest

from lms.domain.quads import canonical

STATUS = {
    "@context": ["https://www.w3.org/ns/credentials/v2"], "id": "https://a/status/1", "type": ["VerifiableCredential", "BitstringStatusListCredential"],
    "issuer": "did:web:a", "validFrom": "2026-11-23T00:00:00Z",
    "credentialSubject": {"id": "https://a/status/1#list", "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "uH4"},
}  # fmt: skip


def test_named_things_come_as_sorted_lines():
    assert canonical(STATUS).decode().splitlines() == [
        '<https://a/status/1#list> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/ns/credentials/status#BitstringStatusList> .',
        '<https://a/status/1#list> <https://www.w3.org/ns/credentials/status#encodedList> "uH4"^^<https://w3id.org/security#multibase> .',
        '<https://a/status/1#list> <https://www.w3.org/ns/credentials/status#statusPurpose> "revocation" .',
        '<https://a/status/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .',
        '<https://a/status/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/ns/credentials/status#BitstringStatusListCredential> .',
        '<https://a/status/1> <https://www.w3.org/2018/credentials#credentialSubject> <https://a/status/1#list> .',
        '<https://a/status/1> <https://www.w3.org/2018/credentials#issuer> <did:web:a> .',
        '<https://a/status/1> <https://www.w3.org/2018/credentials#validFrom> "2026-11-23T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .',
    ]


def test_nameless_nodes_are_numbered_by_what_is_said_of_them_and_not_by_their_order():
    one, two = {"type": "IdentityObject", "hashed": True, "salt": "s"}, {"type": "IdentityObject", "hashed": False, "identityHash": "Aiko"}
    first = canonical({"id": "urn:x:1", "credentialSubject": {"identifier": [one, two]}})
    assert first == canonical({"credentialSubject": {"identifier": [two, one]}, "id": "urn:x:1"})
    assert b'_:c14n' in first and b'"true"^^' in first and b'"false"^^' in first and b"_:b" not in first


def test_quotes_and_control_characters_are_escaped():
    said = canonical({"id": "urn:x:1", "name": 'a"b\\c\td\ne\x01\x7f é'}).decode()
    assert said == '<urn:x:1> <https://schema.org/name> "a\\"b\\\\c\\td\\ne\\u0001\\u007F é" .\n'


def test_a_term_that_is_not_known_is_refused_rather_than_left_unsigned():
    for claims in ({"id": "urn:x:1", "birthDate": "2000-01-01"}, {"id": "urn:x:1", "type": "Person"}):
        with pytest.raises(KeyError):
            canonical(claims)


def test_nodes_that_cannot_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="say the same"):
        canonical({"id": "urn:x:1", "result": [{"value": "1"}, {"value": "1"}]})
