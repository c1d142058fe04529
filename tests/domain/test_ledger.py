"""The ledger's arithmetic."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.ledger import canonical, commitment, first_fault, grow, leaf_hash, root, tree_hash


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
