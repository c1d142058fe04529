"""The ledger's arithmetic: canonical entries, salted commitments, RFC 6962 hashing."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any


def canonical(value: Any) -> bytes:
    """One JSON form for one value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commitment(salt: bytes, value: Any) -> str:
    """sha256 over salt and value, hex. Without the salt (erased with the person) it says nothing about the value."""
    return hashlib.sha256(salt + canonical(value)).hexdigest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\1" + left + right).digest()


def grow(frontier: Sequence[bytes | None], leaf: bytes) -> tuple[bytes | None, ...]:
    """The frontier after one more leaf. Place k holds the root of a full subtree of 2**k leaves, or None."""
    grown, carry = list(frontier), leaf
    for level, full in enumerate(grown):
        if full is None:
            grown[level] = carry
            return tuple(grown)
        grown[level], carry = None, node_hash(full, carry)
    return (*grown, carry)


def root(frontier: Sequence[bytes | None]) -> bytes:
    """The Merkle tree hash of everything appended so far; sha256 of nothing when empty."""
    found: bytes | None = None
    for full in frontier:
        if full is not None:
            found = full if found is None else node_hash(full, found)
    return hashlib.sha256(b"").digest() if found is None else found


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of all `leaves`, straight from the definition (RFC 6962, section 2.1)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(tree_hash(leaves[:split]), tree_hash(leaves[split:]))


def first_fault(entries: Sequence[tuple[int, bytes, bytes]], start: int = 0) -> int | None:
    """Number of the first entry that is missing, moved or changed, None when all stand.

    `entries` are (number, canonical entry, stored leaf) in order, the first of which should be number `start`.
    """
    for expected, (number, entry, leaf) in enumerate(entries, start):
        if number != expected or leaf_hash(entry) != leaf or json.loads(entry)["index"] != number:
            return expected
    return None
