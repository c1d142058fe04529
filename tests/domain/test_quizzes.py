"""Quizzes: pools, and the papers drawn from them."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms.domain.questions import Item, Kind, Option
from lms.domain.quizzes import Drawn, Paper, Quiz, asked, draw_paper, pool, unfilled
from lms.errors import Conflict, Invalid, NotFound


def item(key: str, *tags: str, kind: Kind = Kind.SHORT, options: str = "") -> Item:
    return Item(
        key, kind, {"en": key}, tuple(Option(one, {"en": one}, match={"en": one}) for one in options), tags=tags
    )


def quiz(*items: Item, key: str = "c1", draw: dict[str, int] | None = None, banks: tuple[str, ...] = ()) -> Quiz:
    return Quiz("security", key, {"en": key}, 75, items, draw=draw or {}, banks=banks)


def keys(paper: Paper) -> list[str]:
    return [drawn.item for drawn in paper]


def test_without_draw_every_item_is_asked():
    asking = quiz(item("a"), item("b"), item("c"))
    assert sorted(keys(draw_paper(asking, "s"))) == ["a", "b", "c"]
    assert asked(asking) == 3


def test_draw_takes_so_many_items_of_each_tag():
    asking = quiz(item("a", "x"), item("b", "x"), item("c", "y"), item("d"), draw={"x": 1, "y": 1})
    drawn = keys(draw_paper(asking, "s"))
    assert len(drawn) == asked(asking) == 2
    assert "c" in drawn and "d" not in drawn


def test_the_same_seed_gives_the_same_paper():
    asking = quiz(*(item(one, "x", kind=Kind.SINGLE, options="pqr") for one in "abcdef"), draw={"x": 3})
    assert draw_paper(asking, "seed") == draw_paper(asking, "seed")


def test_the_order_of_a_seed_is_fixed_for_ever():
    asking = quiz(item("a", kind=Kind.SINGLE, options="pqr"), item("b"), item("c"))
    assert draw_paper(asking, "2026") == (Drawn("a", ("r", "p", "q")), Drawn("b", ()), Drawn("c", ()))


def test_seeds_give_different_papers_and_reach_every_item():
    asking = quiz(*(item(one, "x") for one in "abcdef"), draw={"x": 2})
    seen = Counter(key for seed in range(200) for key in keys(draw_paper(asking, str(seed))))
    assert set(seen) == set("abcdef")
    assert min(seen.values()) > 30


def test_an_item_with_two_tags_is_given_up_when_another_tag_needs_it():
    asking = quiz(item("both", "a-tag", "b-tag"), item("only-a", "a-tag"), draw={"a-tag": 1, "b-tag": 1})
    for seed in range(20):
        assert sorted(keys(draw_paper(asking, str(seed)))) == ["both", "only-a"]


def test_items_are_passed_on_along_a_chain_of_tags():
    asking = quiz(item("ab", "a", "b"), item("bc", "b", "c"), item("a", "a"), draw={"a": 1, "b": 1, "c": 1})
    for seed in range(20):
        assert sorted(keys(draw_paper(asking, str(seed)))) == ["a", "ab", "bc"]


def test_a_draw_that_cannot_be_served_is_refused_and_says_what_is_lacking():
    asking = quiz(item("ab", "a", "b"), item("b", "b"), draw={"a": 2, "b": 2})
    assert unfilled(asking) == {"a": 1, "b": 1}
    with pytest.raises(Invalid, match="1 more items tagged a are needed"):
        draw_paper(asking, "s")


def test_a_draw_that_can_be_served_lacks_nothing():
    assert unfilled(quiz(item("a", "x"), draw={"x": 1})) == {}


def test_statements_keep_their_order():
    asking = quiz(item("t", kind=Kind.TRUE_FALSE, options="abcdefgh"))
    assert draw_paper(asking, "s")[0].options == tuple("abcdefgh")


def test_options_are_shuffled():
    asking = quiz(item("t", kind=Kind.MULTIPLE, options="abcd"))
    shown = {draw_paper(asking, str(seed))[0].options for seed in range(300)}
    assert shown == set(permutations("abcd"))


def test_steps_to_be_ordered_are_never_shown_in_the_right_order():
    asking = quiz(item("t", kind=Kind.ORDERING, options="abc"))
    shown = {draw_paper(asking, str(seed))[0].options for seed in range(200)}
    assert shown == set(permutations("abc")) - {tuple("abc")}


def test_a_single_step_is_shown_as_it_is():
    assert draw_paper(quiz(item("t", kind=Kind.ORDERING, options="a")), "s")[0].options == ("a",)


def test_both_sides_of_a_matching_item_are_shuffled_apart():
    asking = quiz(item("t", kind=Kind.MATCHING, options="abcd"))
    papers = [draw_paper(asking, str(seed))[0] for seed in range(50)]
    assert all(sorted(drawn.options) == sorted(drawn.matches) == list("abcd") for drawn in papers)
    assert any(drawn.options != drawn.matches for drawn in papers)


def test_an_exam_draws_from_its_banks_too():
    banks = {"c1": quiz(item("a", "x")), "c2": quiz(item("b", "x"), key="c2")}
    exam = quiz(item("own", "x"), key="final", draw={"x": 3}, banks=("c1", "c2"))
    pooled = pool(exam, banks)
    assert sorted(keys(draw_paper(pooled, "s"))) == ["a", "b", "own"]
    assert pooled.banks == () and pool(pooled, {}) == pooled


def test_a_bank_that_is_missing_is_named():
    with pytest.raises(NotFound, match="c9"):
        pool(quiz(banks=("c9",)), {})


def test_two_items_with_one_key_cannot_be_pooled():
    with pytest.raises(Conflict, match="share a key"):
        pool(quiz(item("a"), key="final", banks=("c1",)), {"c1": quiz(item("a"))})


def test_quiz_and_paper_survive_json_unchanged():
    asking = quiz(item("t", "x", kind=Kind.MATCHING, options="abcd"), draw={"x": 1})
    for kind, value in ((Quiz, asking), (Paper, draw_paper(asking, "s"))):
        adapter = TypeAdapter(kind)
        assert adapter.validate_json(adapter.dump_json(value)) == value


@st.composite
def solvable(draw: st.DrawFn) -> Quiz:
    """A quiz whose draw has a solution, made by first giving items to tags and then adding more tags to them."""
    counts = draw(st.dictionaries(st.sampled_from("pqrst"), st.integers(1, 4), min_size=1))
    owners = [tag for tag, count in counts.items() for _ in range(count)]
    items = [
        item(f"i{number}", *dict.fromkeys([owner, *draw(st.lists(st.sampled_from("pqrst"), max_size=3))]))
        for number, owner in enumerate(owners)
    ]
    return quiz(*draw(st.permutations(items)), draw=counts)


@given(solvable(), st.text(max_size=9))
def test_a_solvable_draw_never_fails_and_repeats_no_item(asking, seed):
    assume(seed.isprintable())
    drawn = keys(draw_paper(asking, seed))
    assert len(drawn) == len(set(drawn)) == asked(asking)


@given(solvable(), st.integers())
def test_a_paper_holds_enough_items_of_every_tag(asking, seed):
    drawn = set(keys(draw_paper(asking, str(seed))))
    for tag, count in asking.draw.items():
        assert sum(tag in one.tags for one in asking.items if one.key in drawn) >= count


TAGGED = st.lists(st.tuples(st.sets(st.sampled_from("xyz")), st.integers(0, 3)), max_size=6)


@given(TAGGED, st.dictionaries(st.sampled_from("xyz"), st.integers(1, 2), min_size=1), st.integers(0, 99))
def test_the_least_met_items_are_drawn_as_far_as_every_tag_is_served(tagged, draw, seed):
    asking = quiz(*(item(str(n), *sorted(tags)) for n, (tags, _) in enumerate(tagged)), draw=draw)
    met = {str(n): count for n, (_, count) in enumerate(tagged)}
    assume(not unfilled(asking))
    drawn = keys(draw_paper(asking, str(seed), met))
    wanted = [tag for tag, count in draw.items() for _ in range(count)]
    able = [set(one.tags) for one in asking.items]
    fitting = [
        sum(met[str(n)] for n in chosen)
        for chosen in permutations(range(len(able)), len(wanted))
        if all(tag in able[n] for tag, n in zip(wanted, chosen, strict=True))
    ]
    assert len(drawn) == len(set(drawn)) == len(wanted) and sum(met[key] for key in drawn) == min(fitting)


def test_a_second_attempt_meets_what_the_first_did_not():
    asking = quiz(*(item(one, "x") for one in "abcd"), draw={"x": 2})
    first = keys(draw_paper(asking, "one"))
    assert not set(first) & set(keys(draw_paper(asking, "two", dict.fromkeys(first, 1))))
