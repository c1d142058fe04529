"""The ledger's arithmetic."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.ledger import (
    canonical,
    commitment,
    completed,
    consistency,
    consistent,
    first_fault,
    full_subtrees,
    grow,
    included,
    inclusion,
    joined,
    leaf_hash,
    root,
    tree_hash,
)


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_the_growing_root_is_the_root_of_the_definition(entries):
    frontier = ()
    leaves = []
    for entry in entries:
        leaves.append(leaf_hash(entry))
        frontier = grow(frontier, leaves[-1])
        assert root(frontier) == tree_hash(leaves)


def test_the_empty_tree_and_rfc_6962_test_vectors():
    assert root(()).hex() == tree_hash([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    inputs = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", b"\x50\x51\x52\x53\x54\x55\x56\x57"]
    assert tree_hash([leaf_hash(one) for one in inputs]).hex() == "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"


def test_a_commitment_hides_its_value_and_holds_it():
    assert commitment(b"salt", "Aiko") == commitment(b"salt", "Aiko") != commitment(b"other", "Aiko")
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()


def entries(count):
    return [(number, entry := canonical({"index": number}), leaf_hash(entry)) for number in range(count)]


@pytest.mark.parametrize("harm", ["changed", "dropped", "swapped", "renumbered"])
def test_the_first_entry_that_was_harmed_is_named(harm):
    found = entries(6)
    assert first_fault(found) is None and first_fault(found[3:], 3) is None
    if harm == "changed":
        found[3] = (3, json.dumps({"index": 3, "x": 1}).encode(), found[3][2])
    if harm == "dropped":
        del found[3]
    if harm == "swapped":
        found[3], found[4] = found[4], found[3]
    if harm == "renumbered":
        found[3] = (3, found[4][1], found[4][2])
    assert first_fault(found) == 3


def leaves_of(count):
    return [leaf_hash(str(number).encode()) for number in range(count)]


def over(leaves, ranges):
    return [tree_hash(leaves[first:last]) for first, last in ranges]


@pytest.mark.parametrize("size", range(1, 34))
def test_each_entry_is_proven_to_be_in_each_tree(size):
    leaves = leaves_of(size)
    for number in range(size):
        path = over(leaves, inclusion(number, size))
        assert included(leaves[number], number, size, path, tree_hash(leaves))
        assert not included(leaf_hash(b"other"), number, size, path, tree_hash(leaves))
        assert not included(leaves[number], number, size, [*path, leaves[0]], tree_hash(leaves))
        assert not included(leaves[number], size, size, path, tree_hash(leaves))


@pytest.mark.parametrize("size", range(1, 34))
def test_each_tree_is_proven_to_continue_each_earlier_one(size):
    leaves = leaves_of(size)
    for old in range(1, size + 1):
        path = over(leaves, consistency(old, size)) if old < size else []
        roots = tree_hash(leaves[:old]), tree_hash(leaves)
        assert consistent(old, size, *roots, path)
        assert not consistent(old, size, leaf_hash(b"other"), roots[1], path)
        assert not consistent(old, size, roots[0], leaf_hash(b"other"), path)
        assert not consistent(old, size, *roots, [*path, leaves[0]])


def test_an_empty_path_or_an_impossible_size_proves_nothing():
    leaves = leaves_of(5)
    assert not consistent(3, 5, tree_hash(leaves[:3]), tree_hash(leaves), [])
    assert not consistent(0, 5, tree_hash([]), tree_hash(leaves), [leaves[0]])
    assert not consistent(6, 5, tree_hash(leaves), tree_hash(leaves), [leaves[0]])
    assert not included(leaves[0], -1, 5, [], leaves[0])


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_range_of_a_proof_is_made_up_of_full_subtrees(old, more):
    size = old + more
    leaves = leaves_of(size)
    for ranges in ([(0, size)], inclusion(old, size) if old < size else (), consistency(old, size) if 0 < old < size else ()):
        for first, last in ranges:
            parts = [tree_hash(leaves[place << level : (place + 1) << level]) for level, place in full_subtrees((first, last))]
            assert joined(parts) == tree_hash(leaves[first:last])


def test_every_full_subtree_is_completed_once():
    found = [one for number in range(64) for one in completed(number)]
    assert sorted(found) == sorted((level, place) for level in range(1, 7) for place in range(64 >> level))
