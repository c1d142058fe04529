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
    split = _split(len(leaves))
    return node_hash(tree_hash(leaves[:split]), tree_hash(leaves[split:]))


def first_fault(entries: Sequence[tuple[int, bytes, bytes]], start: int = 0) -> int | None:
    """Number of the first entry that is missing, moved or changed, None when all stand.

    `entries` are (number, canonical entry, stored leaf) in order, the first of which should be number `start`.
    """
    for expected, (number, entry, leaf) in enumerate(entries, start):
        if number != expected or leaf_hash(entry) != leaf or json.loads(entry)["index"] != number:
            return expected
    return None


Range = tuple[int, int]
"""Leaves from the first number on, up to and without the second."""


def full_subtrees(leaves: Range) -> tuple[tuple[int, int], ...]:
    """The full subtrees that make up a range of a tree's leaves, left to right: (level, place), 2**level leaves from place × 2**level on."""
    found, start = [], leaves[0]
    while start < leaves[1]:
        level = (leaves[1] - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return tuple(found)


def completed(number: int) -> tuple[tuple[int, int], ...]:
    """The full subtrees, (level, place) from level 1 up, that are complete with the leaf of this number."""
    level, found = 1, []
    while (number + 1) % (1 << level) == 0:
        found.append((level, number >> level))
        level += 1
    return tuple(found)


def joined(subtrees: Sequence[bytes]) -> bytes:
    """The hash over neighbouring full subtrees that `full_subtrees` named; sha256 of nothing when there are none."""
    return root(tuple(reversed(subtrees)))


def inclusion(number: int, size: int) -> tuple[Range, ...]:
    """The ranges whose hashes prove that entry `number` is in the tree of `size`, leaf to root (RFC 6962, section 2.1.1)."""
    path: list[Range] = []
    first, last = 0, size
    while last - first > 1:
        split = first + _split(last - first)
        path.append((split, last) if number < split else (first, split))
        first, last = (first, split) if number < split else (split, last)
    return tuple(reversed(path))


def consistency(old: int, size: int) -> tuple[Range, ...]:
    """The ranges whose hashes prove that the tree of `size` continues that of `old` (RFC 6962, section 2.1.2); 0 < old < size."""
    path: list[Range] = []
    first, last = 0, size
    while last != old:
        split = first + _split(last - first)
        path.append((split, last) if old <= split else (first, split))
        first, last = (first, split) if old <= split else (split, last)
    return tuple(reversed(path if first == 0 else [*path, (first, last)]))


def included(leaf: bytes, number: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Whether the path leads from entry `number` to the root of a tree of `size` (RFC 9162, section 2.1.3.2)."""
    if not 0 <= number < size:
        return False
    place, last, found = number, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            place, last = _up_to_right_child(place, last)
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == expected


def consistent(old: int, size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `size` with `new_root` continues that of `old` with `old_root` (RFC 9162, section 2.1.4.2)."""
    if old == size:
        return old_root == new_root and not path
    whole = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not 0 < old < size or not path:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = whole[0]
    for sibling in whole[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            place, last = _up_to_right_child(place, last)
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and (before, after) == (old_root, new_root)


def _up_to_right_child(place: int, last: int) -> tuple[int, int]:
    """Up past the levels on which the right edge of the tree has no sibling."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
