"""Answers: what is taken, what is refused, and which event counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms.domain.answers import (
    AnswerEvent,
    BadOrder,
    Flag,
    clock_is_off,
    field_name,
    field_names,
    from_form,
    latest,
    mask,
    read_value,
    unmask,
    unsound,
)
from lms.domain.questions import Item, Kind, Option
from lms.domain.quizzes import Drawn
from lms.errors import Invalid

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def item(kind: Kind, options: str = "abc") -> Item:
    return Item("k", kind, {"en": "?"}, tuple(Option(one, {"en": one}, match={"en": one}) for one in options))


SINGLE, MULTIPLE, JUDGED, ORDERED = (
    item(kind) for kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.ORDERING)
)
NUMERIC, SHORT = item(Kind.NUMERIC, ""), item(Kind.SHORT, "")
PAIRS = Item(
    "k",
    Kind.MATCHING,
    {},
    (
        Option("a", {"en": "a"}, match={"en": "A"}),
        Option("b", {"en": "b"}, match={"en": "B"}),
        Option("z", {}, match={"en": "Z"}),
    ),
)
EVERY = (SINGLE, MULTIPLE, JUDGED, ORDERED, NUMERIC, SHORT, PAIRS)


def event(id: str, seq: int, value: object = "a", item: str = "k", flags: tuple[str, ...] = ()) -> AnswerEvent:
    return AnswerEvent(id, item, seq, value, NOON, NOON, flags)


@pytest.mark.parametrize(
    ("asking", "raw", "value"),
    [
        (SINGLE, "b", "b"),
        (MULTIPLE, ["c", "a"], ["a", "c"]),
        (JUDGED, {"b": False, "a": True}, {"a": True, "b": False}),
        (ORDERED, ["c", "a", "b"], ["c", "a", "b"]),
        (NUMERIC, " 30", " 30"),
        (SHORT, "e\u0301t\u00e9", "\u00e9t\u00e9"),
        (PAIRS, {"b": "z", "a": "a"}, {"a": "a", "b": "z"}),
        (PAIRS, {"b": "z", "a": ""}, {"b": "z"}),
        (PAIRS, {"b": ""}, None),
        (SHORT, " \u3000", None),
        (SHORT, "x" * 500, "x" * 500),
    ],
)
def test_a_good_answer_is_read(asking, raw, value):
    assert read_value(asking, raw) == value


@pytest.mark.parametrize("asking", EVERY, ids=lambda one: one.kind)
@pytest.mark.parametrize("raw", [None, "", [], {}])
def test_an_empty_answer_is_none(asking, raw):
    assert read_value(asking, raw) is None


@pytest.mark.parametrize(
    ("asking", "raw"),
    [
        (SINGLE, "d"),
        (SINGLE, ["a"]),
        (SINGLE, True),
        (MULTIPLE, "a"),
        (MULTIPLE, ["d"]),
        (MULTIPLE, ["a", "a"]),
        (MULTIPLE, [["a"]]),
        (MULTIPLE, {"a": True}),
        (JUDGED, {"d": True}),
        (JUDGED, {"a": 1}),
        (JUDGED, {"a": "true"}),
        (JUDGED, {"a": None}),
        (JUDGED, ["a"]),
        (ORDERED, ["a", "b"]),
        (ORDERED, ["a", "b", "b"]),
        (ORDERED, ["a", "b", "c", "c"]),
        (ORDERED, ["a", "b", 1]),
        (ORDERED, "abc"),
        (NUMERIC, 30),
        (NUMERIC, float("nan")),
        (NUMERIC, True),
        (NUMERIC, ["30"]),
        (SHORT, "x" * 501),
        (SHORT, "line\nbreak"),
        (SHORT, "\x00"),
        (SHORT, "\x85"),
        (SHORT, "\ud800"),
        (PAIRS, {"z": "a"}),
        (PAIRS, {"a": "q"}),
        (PAIRS, {"a": 1}),
        (PAIRS, {"a": ["a"]}),
        (PAIRS, ["a"]),
    ],
)
def test_an_answer_of_another_shape_is_refused_under_the_name_of_its_field(asking, raw):
    with pytest.raises(Invalid) as refused:
        read_value(asking, raw)
    assert list(refused.value.problems) == ["q-k"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from("abcz"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abczq"), inner, max_size=4),
    max_leaves=6,
)


@given(st.sampled_from(EVERY), JSON)
def test_whatever_is_sent_is_read_or_refused_and_reads_the_same_again(asking, raw):
    try:
        value = read_value(asking, raw)
    except Invalid:
        return
    assert read_value(asking, value) == value


def test_the_answer_with_the_highest_sequence_counts():
    assert latest([event("x", 2, "b"), event("y", 1, "a")]) == {"k": "b"}


def test_between_equal_sequences_the_highest_id_counts():
    assert latest([event("y", 1, "b"), event("x", 1, "a")]) == {"k": "b"}


def test_an_answer_that_was_emptied_counts_as_empty():
    assert latest([event("x", 1, "a"), event("y", 2, None)]) == {"k": None}


@pytest.mark.parametrize("flag", list(Flag))
def test_a_rejected_answer_does_not_count(flag):
    assert latest([event("x", 1, "a"), event("y", 2, "b", flags=(flag,))]) == {"k": "a"}


def test_another_mark_on_an_answer_does_not_reject_it():
    assert latest([event("x", 1, "a", flags=("clock-skew",))]) == {"k": "a"}


@given(st.data())
def test_neither_order_nor_replay_of_events_changes_anything(data):
    rows = data.draw(
        st.lists(
            st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.sampled_from("kl"), st.sampled_from(["", "late"])),
            max_size=8,
        )
    )
    events = [event(f"id{n}", seq, value, key, (flag,)) for n, (seq, value, key, flag) in enumerate(rows)]
    again = data.draw(st.permutations(events + events[:3]))
    assert latest(again) == latest(events)


def test_an_event_survives_json_unchanged():
    adapter = TypeAdapter(AnswerEvent)
    for value in ("a", ["a"], {"a": True}, {"a": "b"}, None):
        assert adapter.validate_json(adapter.dump_json(event("x", 1, value))) == event("x", 1, value)


@pytest.mark.parametrize(
    ("asking", "fields", "raw"),
    [
        (SINGLE, {"q-k": ["b"]}, "b"),
        (SINGLE, {}, None),
        (MULTIPLE, {"q-k": ["a", "c"]}, ["a", "c"]),
        (NUMERIC, {"q-k": ["30"]}, "30"),
        (SHORT, {"q-k": ["DSS"]}, "DSS"),
        (JUDGED, {"q-k-a": ["true"], "q-k-b": ["false"], "q-k-c": [""]}, {"a": True, "b": False}),
        (JUDGED, {"q-k-a": ["yes"]}, {"a": "yes"}),
        (ORDERED, {"q-k-a": ["2"], "q-k-b": [" 3"], "q-k-c": ["１"]}, ["c", "a", "b"]),
        (ORDERED, {"q-k-a": [""], "q-k-b": [" "]}, None),
        (PAIRS, {"q-k-a": ["z"], "q-k-b": [""]}, {"a": "z"}),
    ],
)
def test_a_plain_form_is_read(asking, fields, raw):
    assert from_form(asking, fields) == raw


@pytest.mark.parametrize(
    "typed", [("1", "1", "2"), ("1", "2", ""), ("0", "1", "2"), ("1", "2", "x"), ("1", "2", "9" * 99)]
)
def test_positions_that_are_no_order_are_refused_and_kept(typed):
    fields = {f"q-k-{key}": [text] for key, text in zip("abc", typed, strict=True)}
    with pytest.raises(BadOrder, match="from 1 to 3") as refused:
        from_form(ORDERED, fields)
    assert refused.value.typed == {name: texts[0] for name, texts in fields.items()}
    assert list(refused.value.problems) == ["q-k"]


def test_each_item_names_its_fields():
    assert field_names(SINGLE) == ("q-k",)
    assert field_names(PAIRS) == ("q-k-a", "q-k-b")
    assert field_name("k", "a") == "q-k-a"


DRAWN = Drawn("k", ("b", "a"), ("z", "a", "b"))


def test_a_page_shows_positions_in_place_of_the_keys_of_right_sides():
    assert mask(DRAWN, {"a": "a", "b": "z"}) == {"a": "2", "b": "1"}
    assert unmask(DRAWN, {"a": "2", "b": "1"}) == {"a": "a", "b": "z"}
    assert unmask(DRAWN, {"a": ""}) == {"a": ""}


def test_answers_to_other_items_are_not_masked():
    plain = Drawn("k", ("b", "a"))
    assert mask(plain, {"a": True}) == unmask(plain, {"a": True}) == {"a": True}
    assert mask(DRAWN, None) is unmask(DRAWN, None) is None


@pytest.mark.parametrize("position", ["4", "0", "a", 9, None, ["1"]])
def test_what_is_no_position_on_the_paper_is_refused(position):
    with pytest.raises(Invalid):
        read_value(PAIRS, unmask(DRAWN, {"a": position}))


def nested(depth):
    found = "x"
    for _ in range(depth):
        found = [found]
    return found


@pytest.mark.parametrize("raw", [None, "", "x", 1, 1.5, True, [], {}, {"a": ["b", {"c": None}]}, nested(20)])
def test_decoded_json_that_can_be_taken_has_no_fault(raw):
    assert unsound(raw) == ""


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (nested(21), "too deeply"), (nested(900), "too deeply"), ("a\ud800", "half a character"), ({"\udfff": 1}, "half a character"),
        ({"a": [1, float("nan")]}, "number that is none"), ([float("inf")], "number that is none"), ({"a": {"b": -float("inf")}}, "number that is none"),
    ],
)  # fmt: skip
def test_what_no_json_should_hold_is_named(raw, why):
    assert why in unsound(raw)


@pytest.mark.parametrize(
    ("at", "received", "off"),
    [(0, 0, False), (-10, 60, False), (-11, 60, True), (60 * 24 * 30, 60 * 24 * 30, False), (70, 60, False), (71, 60, True), (-60 * 24 * 900, 5, True)],
)
def test_a_clock_is_off_when_it_is_before_the_start_or_after_the_arrival(at, received, off):
    started = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert clock_is_off(started + timedelta(minutes=at), started, started + timedelta(minutes=received)) is off
