"""Gaps, essays and partial points: every answer brings whole points between none and all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms.domain.answers import LONGEST_ESSAY, count_words, field_names, from_form, read_value
from lms.domain.attempts import Attempt, opens
from lms.domain.grading import Grade, fills, grade, is_right, right_answer, share
from lms.domain.questions import Criterion, Item, Kind, Option, gaps_of
from lms.domain.quizzes import Drawn, Quiz, Review, When
from lms.errors import Invalid


def options(marks: str) -> tuple[Option, ...]:
    return tuple(Option(chr(97 + n), {"en": f"{n}"}, mark == "x", match={"en": f"{n}"}, accepted=(f"word {n}",)) for n, mark in enumerate(marks))


GAPS = Item("k", Kind.FILL_IN, {"en": "{b} and {a}"}, (Option("a", {}, accepted=("30 +- 5", "half an hour")), Option("b", {}, accepted=("Juba",))))
ESSAY = Item("k", Kind.ESSAY, {}, points=5, words=5, rubric=(Criterion("facts", {}, 3), Criterion("next", {}, 2)))
MULTIPLE, JUDGED, ORDERED = (Item("k", kind, {}, options("xx--")) for kind in (Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.ORDERING))
PAIRS = Item("k", Kind.MATCHING, {}, (*options("---"), Option("z", {}, match={"en": "9"})))
PARTS = (MULTIPLE, JUDGED, ORDERED, PAIRS, Item("k", Kind.FILL_IN, {}, options("---")))


def points(item: Item, value: object, marks: dict[str, int] | None = None) -> int:
    return result(item, value, marks).points


def result(item: Item, value: object, marks: dict[str, int] | None = None) -> Grade:
    return grade(Quiz("security", "c1", {}, 60, (item,)), (Drawn("k", ()),), {"k": value}, marks or {})


@pytest.mark.parametrize("typed", ["30", "３５", "25.0", "Half  an hour.", "30,0"])
def test_a_gap_takes_a_number_near_enough_or_a_text_of_any_width(typed):
    assert fills(GAPS.options[0].accepted, typed)


@pytest.mark.parametrize("typed", ["", "36", "half hour", "30 +- 5"])
def test_anything_else_does_not_fill_a_gap(typed):
    assert not fills(GAPS.options[0].accepted, typed)


def test_an_accepted_text_of_punctuation_is_filled_by_nothing():
    assert not fills(("?",), "!")


def test_gaps_are_right_when_all_are():
    assert is_right(GAPS, {"a": "30", "b": "JUBA"}) and right_answer(GAPS) == {"a": "30", "b": "Juba"}
    assert not is_right(GAPS, {"a": "30"}) and not is_right(GAPS, "30") and gaps_of(GAPS.stem["en"]) == ("b", "a")


def test_gaps_are_read_and_refused_by_their_keys():
    assert read_value(GAPS, {"b": "Juba", "a": " "}) == {"b": "Juba"} and read_value(GAPS, {"a": ""}) is None
    assert from_form(GAPS, {"q-k-a": ["30"], "q-k-b": [""]}) == {"a": "30"} and field_names(GAPS) == ("q-k-a", "q-k-b")
    for raw in ("30", ["30"], {"c": "30"}, {"a": 30}, {"a": "x" * 501}, {"a": "two\nlines"}):
        with pytest.raises(Invalid):
            read_value(GAPS, raw)


def test_an_essay_keeps_its_lines_and_no_carriage_returns():
    assert read_value(ESSAY, "One two.\r\n\r\n\tThree.\rFour.") == "One two.\n\n\tThree.\nFour."
    assert read_value(ESSAY, " \n\t ") is None and from_form(ESSAY, {"q-k": ["a\nb"]}) == "a\nb"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a b c d e f", "6 words"),
        ("x" * (LONGEST_ESSAY + 1), "20000 characters"),
        ("bell\x07", "control"),
        (["a"], "as text"),
        (7, "as text"),
    ],
)
def test_an_essay_that_cannot_be_is_refused_with_a_sentence(raw, said):
    with pytest.raises(Invalid, match=said):
        read_value(ESSAY, raw)


def test_an_essay_without_a_limit_of_words_has_that_of_characters():
    assert read_value(replace(ESSAY, words=None), "a " * 9_999)


@pytest.mark.parametrize(("text", "words"), [("", 0), ("one two\nthree", 3), ("安全を守る", 3), ("PKO の 任務", 3), ("UNDSSは", 2)])
def test_words_are_counted_in_both_kinds_of_writing(text, words):
    assert count_words(text) == words


def test_an_essay_waits_for_its_mark_and_is_neither_passed_nor_failed():
    waiting = result(replace(ESSAY, must_pass=True), "I went.")
    assert (waiting.points, waiting.out_of, waiting.passed, waiting.waiting, waiting.failed_must_pass) == (0, 5, False, ("k",), ())
    marked = result(ESSAY, "I went.", {"k": 3})
    assert (marked.points, marked.passed, marked.waiting) == (3, True, ())
    assert result(replace(ESSAY, must_pass=True), "I went.", {"k": 3}).failed_must_pass == ("k",)
    assert result(ESSAY, "I went.", {"k": 9}).points == 5 and not is_right(ESSAY, "I went.") and share(ESSAY, "I went.") == 0


def test_an_empty_essay_waits_for_nobody():
    assert result(ESSAY, None).waiting == () and points(ESSAY, None, {"k": 5}) == 0


def test_a_result_kept_before_there_were_essays_is_still_read():
    adapter = TypeAdapter(Grade)
    old = adapter.dump_python(result(GAPS, None), mode="json")
    del old["waiting"], old["items"][0]["waiting"]
    assert adapter.validate_python(old) == result(GAPS, None)


@pytest.mark.parametrize(
    ("item", "value", "brought"),
    [
        (MULTIPLE, ["a"], 5), (MULTIPLE, ["a", "b", "c"], 5), (MULTIPLE, ["a", "c"], 0), (MULTIPLE, ["c", "d"], 0), (MULTIPLE, "a", 0),
        (JUDGED, {"a": True}, 2), (JUDGED, {"a": True, "b": True, "c": True}, 5), (JUDGED, ["a"], 0),
        (ORDERED, list("bacd"), 6), (ORDERED, list("dcba"), 0), (ORDERED, list("abc"), 0), (ORDERED, "abcd", 0),
        (PAIRS, {"a": "a"}, 3), (PAIRS, {"a": "b", "b": "b", "c": "c"}, 6), (PAIRS, None, 0),
        (GAPS, {"a": "30"}, 5), (GAPS, {"a": "30", "b": "juba"}, 10),
    ],
)  # fmt: skip
def test_partial_points_are_rounded_down(item, value, brought):
    assert points(replace(item, partial=True, points=10), value) == brought
    assert points(replace(item, points=10), value) in (0, 10)


def test_a_must_pass_item_must_be_right_as_a_whole():
    assert result(replace(GAPS, partial=True, points=10, must_pass=True), {"a": "30"}).failed_must_pass == ("k",)


KEYS = st.sampled_from("abcdz")
VALUES = st.none() | st.text(max_size=3) | st.lists(KEYS, max_size=5) | st.permutations("abcd") | st.dictionaries(KEYS, KEYS | st.booleans() | st.just("word 0"))


@given(st.sampled_from(PARTS), VALUES, st.integers(1, 100))
def test_points_lie_between_none_and_all_and_all_means_right(item, value, out_of):
    part = replace(item, partial=True, points=out_of)
    brought = result(part, value).items[0]
    assert 0 <= brought.points <= out_of == brought.out_of
    assert (brought.points == out_of) == brought.right == is_right(item, value)


@pytest.mark.parametrize("item", PARTS, ids=lambda one: one.kind)
def test_all_right_brings_all_and_nothing_brings_none(item):
    part = replace(item, partial=True, points=7)
    assert points(part, right_answer(item)) == 7 and share(item, right_answer(item)) == 1
    assert points(part, None) == 0


@pytest.mark.parametrize(
    ("when", "open_now", "settled", "closed"),
    [(When.SETTLED, False, True, False), (When.AFTER, True, True, True), (When.DURING, True, True, True), (When.CLOSED, False, False, True), (When.NEVER, False, False, False)],
)
def test_what_the_review_shows_opens_at_its_time(when, open_now, settled, closed):
    assert (when.opens(False, False), when.opens(True, False), when.opens(False, True)) == (open_now, settled, closed)


def test_single_questions_are_checked_only_where_something_is_shown_meanwhile():
    assert Review(feedback=When.DURING).checks and not Review(marks=When.AFTER).checks


def test_a_quiz_closes_when_its_last_day_is_over():
    last = date(2026, 12, 31)
    asking = Quiz("security", "c1", {}, 60, (), closes=last)
    assert not asking.closed(last) and asking.closed(date(2027, 1, 1)) and not replace(asking, closes=None).closed(date(2027, 1, 1))


def test_the_next_attempt_opens_after_the_wait_counted_from_the_last_one():
    ended = datetime(2026, 3, 2, 8, tzinfo=UTC)
    first = Attempt("a", "e", "p", "c", "q", 1, "d", "s", ended, submitted=ended)
    last = replace(first, submitted=ended + timedelta(hours=3))
    assert opens([first, last, replace(first, submitted=None)], 60) == ended + timedelta(hours=4)
    assert opens([], 60) is None and opens([first], None) is None
