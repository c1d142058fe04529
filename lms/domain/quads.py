"""Claims as RDF in canonical form (RDFC-1.0 over N-Quads), for the terms that Hato signs and no others.

The contexts of VC 2.0 and Open Badges 3.0 say which IRI each term means; what Hato uses of them stands in these tables, so that
nothing is fetched, and a term that is not in them is refused rather than left out of what is signed.
"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

VC = "https://www.w3.org/2018/credentials#"
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
SEC = "https://w3id.org/security#"
STATUS = "https://www.w3.org/ns/credentials/status#"
SCHEMA = "https://schema.org/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
MOMENT = "http://www.w3.org/2001/XMLSchema#dateTime"
URI = "https://www.w3.org/2001/XMLSchema#anyURI"
BOOLEAN = "https://www.w3.org/2001/XMLSchema#boolean"
NODE, TEXT = "node", ""

TERMS: dict[str, tuple[str, str]] = {
    # term: (IRI, datatype; NODE where the text names a thing)
    "type": (RDF_TYPE, NODE),
    "name": (SCHEMA + "name", TEXT), "description": (SCHEMA + "description", TEXT), "url": (SCHEMA + "url", URI),
    "inLanguage": (SCHEMA + "inLanguage", TEXT), "value": (SCHEMA + "value", TEXT),
    "issuer": (VC + "issuer", NODE), "validFrom": (VC + "validFrom", MOMENT), "validUntil": (VC + "validUntil", MOMENT),
    "credentialSubject": (VC + "credentialSubject", NODE), "credentialStatus": (VC + "credentialStatus", NODE),
    "statusPurpose": (STATUS + "statusPurpose", TEXT), "statusListIndex": (STATUS + "statusListIndex", TEXT),
    "statusListCredential": (STATUS + "statusListCredential", NODE), "encodedList": (STATUS + "encodedList", SEC + "multibase"),
    "identifier": (OB + "identifier", NODE), "hashed": (OB + "hashed", BOOLEAN), "identityHash": (OB + "identityHash", TEXT),
    "identityType": (OB + "identityType", TEXT), "salt": (OB + "salt", TEXT),
    "achievement": (OB + "achievement", NODE), "achievementType": (OB + "achievementType", TEXT), "version": (OB + "version", TEXT),
    "criteria": (OB + "Criteria", NODE), "narrative": (OB + "narrative", TEXT), "result": (OB + "result", NODE),
    "resultDescription": (OB + "resultDescription", URI), "resultType": (OB + "resultType", TEXT),
    "valueMin": (OB + "valueMin", TEXT), "valueMax": (OB + "valueMax", TEXT),
    "cryptosuite": (SEC + "cryptosuite", SEC + "cryptosuiteString"), "created": ("http://purl.org/dc/terms/created", MOMENT),
    "verificationMethod": (SEC + "verificationMethod", NODE), "proofPurpose": (SEC + "proofPurpose", NODE),
}  # fmt: skip

NAMES: dict[str, str] = {
    "VerifiableCredential": VC, "OpenBadgeCredential": OB, "Profile": OB, "AchievementSubject": OB, "IdentityObject": OB, "Achievement": OB,
    "Result": OB, "ResultDescription": OB, "BitstringStatusListEntry": STATUS, "BitstringStatusListCredential": STATUS,
    "BitstringStatusList": STATUS, "DataIntegrityProof": SEC, "assertionMethod": SEC,
}  # fmt: skip
"""Short names of things, and the vocabulary each belongs to."""

ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r", 0x22: '\\"', 0x5C: "\\\\",
}  # fmt: skip

Quad = tuple[str, str, str]


def canonical(claims: Mapping[str, Any]) -> bytes:
    """The claims in the form whose hash is signed. Raises KeyError for a term that is not in the tables, and ValueError when
    two nameless nodes cannot be told apart."""
    found: list[Quad] = []
    _describe(claims, found, count())
    blanks = {term for quad in found for term in quad if term.startswith("_:")}
    digests = {_digest(blank, found): blank for blank in blanks}
    if len(digests) < len(blanks):
        raise ValueError("Two nodes without a name say the same.")
    labels = {digests[digest]: f"_:c14n{number}" for number, digest in enumerate(sorted(digests))}
    return "".join(sorted(_line(*(labels.get(term, term) for term in quad)) for quad in set(found))).encode()


def _describe(node: Mapping[str, Any], found: list[Quad], numbers: Iterator[int]) -> str:
    here = f"<{node['id']}>" if "id" in node else f"_:b{next(numbers)}"
    for term, content in node.items():
        if term not in ("@context", "id"):
            iri, kind = TERMS[term]
            for one in content if isinstance(content, list) else [content]:
                said = _describe(one, found, numbers) if isinstance(one, Mapping) else _said(one, kind)
                found.append((here, f"<{iri}>", said))
    return here


def _said(content: str | bool, kind: str) -> str:
    text = str(content).lower() if isinstance(content, bool) else content
    if kind == NODE:
        return f"<{text}>" if ":" in text else f"<{NAMES[text]}{text}>"
    return f'"{text.translate(ESCAPES)}"' + (f"^^<{kind}>" if kind else "")


def _digest(blank: str, found: list[Quad]) -> str:
    """What is said of a nameless node, other nameless ones being alike."""
    mine = [quad for quad in found if blank in quad]
    lines = sorted(_line(*("_:a" if term == blank else "_:z" if term.startswith("_:") else term for term in quad)) for quad in mine)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _line(subject: str, predicate: str, said: str) -> str:
    return f"{subject} {predicate} {said} .\n"
