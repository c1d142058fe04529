"""Corrections: what they do to results, which of them count, and which right answers they take."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.corrections import (
    Correction,
    CorrectionKind,
    can_rekey,
    corrected,
    grade_corrected,
    in_force,
    key_from_form,
    key_of,
    read_key,
    read_reason,
    rekeyed,
)
from lms.domain.grading import grade, is_right, right_answer
from lms.domain.questions import Item, Kind, Option
from lms.domain.quizzes import Quiz, draw_paper
from lms.errors import Invalid

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def options(right="", sides="abc"):
    return tuple(Option(key, {"en": key}, key in right, match={"en": side}) for key, side in zip("abc", sides, strict=True))


ITEMS = {
    Kind.SINGLE: Item("one", Kind.SINGLE, {"en": "?"}, options("a"), must_pass=True),
    Kind.MULTIPLE: Item("many", Kind.MULTIPLE, {"en": "?"}, options("ab"), points=2),
    Kind.TRUE_FALSE: Item("judge", Kind.TRUE_FALSE, {"en": "?"}, options("a")),
    Kind.NUMERIC: Item("number", Kind.NUMERIC, {"en": "?"}, number="30", tolerance="5"),
    Kind.SHORT: Item("word", Kind.SHORT, {"en": "?"}, accepted=("yes", "aye"), points=3),
    Kind.ORDERING: Item("order", Kind.ORDERING, {"en": "?"}, options()),
    Kind.MATCHING: Item("match", Kind.MATCHING, {"en": "?"}, options(sides="xyx")),
}
OTHER = {
    Kind.SINGLE: "b", Kind.MULTIPLE: ["c"], Kind.TRUE_FALSE: {"a": False, "b": True, "c": True}, Kind.NUMERIC: {"number": "10", "tolerance": "0"},
    Kind.SHORT: ["no"], Kind.ORDERING: ["c", "a", "b"], Kind.MATCHING: {"a": "b", "b": "a", "c": "b"},
}  # fmt: skip
ANSWERED = {Kind.NUMERIC: "10", Kind.SHORT: "No."}
QUIZ = Quiz("field", "m1", {"en": "M1"}, 75, tuple(ITEMS.values()))
PAPER = draw_paper(QUIZ, "seed")


def correction(item, kind, key=None, number=1, **more):
    given = {"quiz": "m1", "edition": 1, "corrects": key_of(item), "reason": "wrong", "at": DAY, **more}
    return Correction(item=item.key, number=number, kind=CorrectionKind(kind), key=key, **given)


def answers():
    """Some answers, right, wrong and empty."""
    choices = {item.key: st.sampled_from([None, right_answer(item), ANSWERED.get(kind, OTHER[kind])]) for kind, item in ITEMS.items()}
    return st.fixed_dictionaries(choices)


@given(answers(), st.sets(st.sampled_from(list(ITEMS))))
def test_credit_lowers_nobody(given, kinds):
    before = grade(QUIZ, PAPER, given)
    after = grade_corrected(QUIZ, PAPER, given, {ITEMS[kind].key: correction(ITEMS[kind], "credit") for kind in kinds})
    assert after.points >= before.points and after.out_of == before.out_of and after.passed >= before.passed


@given(answers(), st.sets(st.sampled_from(list(ITEMS))))
def test_a_void_item_is_as_if_it_had_not_been_asked(given, kinds):
    gone = {ITEMS[kind].key for kind in kinds}
    voided = grade_corrected(QUIZ, PAPER, given, {ITEMS[kind].key: correction(ITEMS[kind], "void") for kind in kinds})
    without = grade(QUIZ, tuple(drawn for drawn in PAPER if drawn.item not in gone), given)
    assert (voided.points, voided.out_of, voided.percent, voided.passed) == (without.points, without.out_of, without.percent, without.passed)
    assert voided.failed_must_pass == without.failed_must_pass


@given(answers(), st.sampled_from(list(ITEMS)))
def test_a_new_right_answer_and_back_gives_the_old_result(given, kind):
    item = ITEMS[kind]
    there, back = correction(item, "rekey", OTHER[kind]), correction(item, "rekey", key_of(item), number=2)
    assert grade_corrected(QUIZ, PAPER, given, in_force([back, there], 1, [QUIZ])) == grade(QUIZ, PAPER, given)


@pytest.mark.parametrize("kind", list(ITEMS))
def test_after_a_rekey_the_new_answer_is_right_and_the_old_one_wrong(kind):
    item, key = ITEMS[kind], read_key(ITEMS[kind], OTHER[kind])
    mended = rekeyed(item, key)
    assert key_of(mended) == key == OTHER[kind]
    assert is_right(mended, ANSWERED.get(kind, OTHER[kind])) and not is_right(mended, right_answer(item))
    assert is_right(item, right_answer(item)) and corrected(item, None) is item


def test_a_void_item_that_must_be_right_fails_nobody():
    one = ITEMS[Kind.SINGLE]
    given = {item.key: right_answer(item) for item in ITEMS.values()} | {"one": "b"}
    assert not grade(QUIZ, PAPER, given).passed
    assert grade_corrected(QUIZ, PAPER, given, {"one": correction(one, "void")}).passed
    assert grade_corrected(QUIZ, PAPER, given, {"one": correction(one, "credit")}).passed


def test_void_may_lower_somebody_who_had_it_right():
    given = {"word": "yes", "many": ["a", "b"]}
    before, after = grade(QUIZ, PAPER, given), grade_corrected(QUIZ, PAPER, given, {"word": correction(ITEMS[Kind.SHORT], "void")})
    assert after.percent < before.percent


def test_the_newest_correction_of_the_same_quiz_edition_and_key_counts():
    item = ITEMS[Kind.SINGLE]
    first, second = correction(item, "void"), correction(item, "credit", number=2)
    assert in_force([second, first], 1, [QUIZ]) == {"one": second}
    assert in_force([first], 2, [QUIZ]) == {}, "a later edition has a question of its own"
    assert in_force([correction(item, "void", quiz="m2")], 1, [QUIZ]) == {}
    assert in_force([correction(item, "void", corrects="c")], 1, [QUIZ]) == {}, "this edition had another right answer"


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        (Kind.SINGLE, None, "Say what the right answer is"), (Kind.SINGLE, "z", "Choose one"), (Kind.MULTIPLE, [], "Say what the right"),
        (Kind.TRUE_FALSE, {"a": True}, "each line"), (Kind.MATCHING, {"a": "a"}, "each line"), (Kind.ORDERING, ["a"], "in order"),
        (Kind.NUMERIC, {"number": "ten"}, "plain digits"), (Kind.NUMERIC, {"number": "1e999999999"}, "plain digits"), (Kind.NUMERIC, "30", "plain digits"),
        (Kind.NUMERIC, {"number": "3", "tolerance": "-1"}, "how far off"), (Kind.SHORT, ["", " "], "at least one"), (Kind.SHORT, "yes", "at least one"),
        (Kind.SHORT, ["x" * 201], "at most"), (Kind.SHORT, [str(n) for n in range(51)], "at most"),
    ],
)  # fmt: skip
def test_a_right_answer_that_makes_no_sense_is_refused(kind, raw, said):
    with pytest.raises(Invalid, match=said):
        read_key(ITEMS[kind], raw)


def test_the_tolerance_is_none_unless_given_and_accepted_answers_stand_once():
    assert read_key(ITEMS[Kind.NUMERIC], {"number": " 7 "}) == {"number": "7", "tolerance": "0"}
    assert read_key(ITEMS[Kind.SHORT], ["no", " no ", "", "nope"]) == ["no", "nope"]


def test_an_essay_cannot_get_another_right_answer():
    essay = Item("essay", Kind.ESSAY, {"en": "?"})
    assert not can_rekey(essay)
    with pytest.raises(Invalid, match="cannot get another"):
        read_key(essay, "x")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.SINGLE, {"q-one": ["b"]}), (Kind.MULTIPLE, {"q-many": ["c"]}), (Kind.NUMERIC, {"q-number": ["10"], "tolerance": ["0"]}),
        (Kind.SHORT, {"q-word": ["no\r\n"]}), (Kind.ORDERING, {"q-order-a": ["2"], "q-order-b": ["3"], "q-order-c": ["1"]}),
    ],
)  # fmt: skip
def test_a_form_says_what_is_right(kind, fields):
    assert read_key(ITEMS[kind], key_from_form(ITEMS[kind], fields)) == OTHER[kind]


def test_a_form_with_bad_positions_is_told():
    with pytest.raises(Invalid, match="number from 1 to 3"):
        key_from_form(ITEMS[Kind.ORDERING], {"q-order-a": ["2"], "q-order-b": ["2"]})


def test_a_reason_is_given_in_few_words():
    assert read_reason("  The key was wrong. ") == "The key was wrong."
    for typed in ("", "  ", "x" * 501):
        with pytest.raises(Invalid, match="reason"):
            read_reason(typed)
