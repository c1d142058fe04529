"""What a file that somebody was given is, beside the one that was issued; told from its bytes alone, so that a hostile file finds nothing to use."""

import hashlib
import re
from enum import StrEnum
from itertools import islice

RANGE = re.compile(rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}(\d{1,10})\s{0,8}\]")
"""A signature in a PDF: it covers two stretches (start, length), and lies as hexadecimal digits between them."""
NAMED = re.compile(rb"\x04\x20(.{32})", re.DOTALL)
"""A hash of 32 bytes inside a signature; one of them is that of the signer's certificate (ESS, RFC 5035)."""
MOST = 16
"""Signatures looked at in a file, and hashes in a signature."""


class Upload(StrEnum):
    """What an uploaded file turned out to be."""

    SAME = "same"
    UNPRINTED = "none"
    ADDED = "added"
    OTHER = "other"
    EDITED = "edited"
    FOREIGN = "foreign"
    UNSIGNED = "unsigned"
    DIFFERENT = "different"


class Wanted(StrEnum):
    """Which files are printed anew: those never made or lost, or those made before there was a signature."""

    MISSING = "missing"
    UNSIGNED = "unsigned"


def is_wanted(wanted: Wanted, prints: int, whole: bool, signed: bool) -> bool:
    """Whether a certificate that was printed so many times is printed once more. `whole` and `signed` are about its last file."""
    if wanted is Wanted.UNSIGNED:
        return prints > 0 and not signed
    return prints == 0 or not whole


def sha256(content: bytes) -> str:
    """The hash under which a file is kept."""
    return hashlib.sha256(content).hexdigest()


def continues(upload: bytes, issued: str, size: int) -> bool:
    """Whether the file begins with the whole issued one (its hash and size), and goes on."""
    return len(upload) > size > 0 and sha256(upload[:size]) == issued


def named_signers(upload: bytes) -> tuple[str, ...] | None:
    """Hashes of certificates that the signatures in a file name as their signers', others possibly among them; None when it has no signature."""
    found: list[str] = []
    signed = False
    for match in islice(RANGE.finditer(upload), MOST):
        start, length, second, _ = map(int, match.groups())
        inside = upload[start + length : second].strip().removeprefix(b"<").removesuffix(b">")
        try:
            signature = bytes.fromhex(inside.decode("ascii"))
        except ValueError:
            continue
        signed = signed or bool(signature)
        found += [hash_.hex() for hash_ in NAMED.findall(signature)[:MOST]]
    return tuple(dict.fromkeys(found)) if signed else None


def told(named: tuple[str, ...] | None, ours: bool, signed: bool) -> Upload:
    """What a file is that is neither the issued one nor another of ours. `named`: see named_signers; `ours`: one of these is a certificate of ours;
    `signed`: the issued file has a signature."""
    if named is None:
        return Upload.UNSIGNED if signed else Upload.DIFFERENT
    return Upload.EDITED if ours else Upload.FOREIGN
