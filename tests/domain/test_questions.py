"""Items: keys of options and of right sides."""

import pytest
from pydantic import TypeAdapter

from lms.domain.questions import KEY, Item, Kind, Option, option_keys, right_keys, right_sides

MATCHING = Item(
    "causes",
    Kind.MATCHING,
    {"en": "Match each cause with its type."},
    (
        Option("land", {"en": "land inequality"}, match={"en": "root cause"}),
        Option("shot", {"en": "a shooting"}, match={"en": "trigger"}),
        Option("law", {"en": "unjust law"}, match={"en": "root cause"}),
        Option("extra", {}, match={"en": "spoiler"}),
    ),
)


def test_a_distractor_on_the_right_is_no_option_to_match():
    assert option_keys(MATCHING) == ("land", "shot", "law")


def test_right_sides_that_read_the_same_are_one():
    assert right_sides(MATCHING) == {"land": "land", "shot": "shot", "law": "land", "extra": "extra"}
    assert right_keys(MATCHING) == ("land", "shot", "extra")


def test_an_option_without_text_still_counts_where_there_is_nothing_to_match():
    assert option_keys(Item("a", Kind.SINGLE, {}, (Option("x", {}),))) == ("x",)


def test_an_item_survives_json_unchanged():
    adapter = TypeAdapter(Item)
    assert adapter.validate_json(adapter.dump_json(MATCHING)) == MATCHING


@pytest.mark.parametrize("key", ["a", "c1-chain", "0", "a" * 64])
def test_a_key_is_small_letters_digits_and_hyphens(key):
    assert KEY.fullmatch(key)


@pytest.mark.parametrize("key", ["", "-a", "A", "a b", "é", "a" * 65, "a\n", "а"])
def test_anything_else_is_no_key(key):
    assert not KEY.fullmatch(key)
