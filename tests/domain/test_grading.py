"""Grading: points, percentages, must-pass items, and what counts as the right answer."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lms.domain.answers import read_value
from lms.domain.grading import Grade, TagGrade, fold, grade, is_right, readings, right_answer
from lms.domain.questions import Item, Kind, Option
from lms.domain.quizzes import Drawn, Quiz, draw_paper
from lms.errors import NotFound


def options(marks: str) -> tuple[Option, ...]:
    return tuple(Option(chr(97 + n), {"en": f"{n}"}, mark == "x", match={"en": f"{n}"}) for n, mark in enumerate(marks))


def short(key: str, points: int = 1, must_pass: bool = False, tags: tuple[str, ...] = ()) -> Item:
    return Item(key, Kind.SHORT, {"en": "?"}, points=points, must_pass=must_pass, tags=tags, accepted=("yes",))


def quiz(*items: Item, pass_mark: int = 75) -> Quiz:
    return Quiz("security", "c1", {"en": "C1"}, pass_mark, items)


def paper(*keys: str) -> tuple[Drawn, ...]:
    return tuple(Drawn(key, ()) for key in keys)


def test_points_of_right_items_are_added():
    result = grade(quiz(short("a", 3), short("b")), paper("a", "b"), {"a": "yes", "b": "no"})
    assert (result.points, result.out_of, result.percent, result.passed) == (3, 4, 75, True)
    assert [(one.item, one.points, one.out_of, one.right) for one in result.items] == [
        ("a", 3, 3, True),
        ("b", 0, 1, False),
    ]


def test_two_thirds_are_never_rounded_up_to_a_pass():
    asking = quiz(short("a"), short("b"), short("c"), pass_mark=67)
    result = grade(asking, paper("a", "b", "c"), {"a": "yes", "b": "yes"})
    assert (result.percent, result.passed) == (66, False)
    assert grade(replace(asking, pass_mark=66), paper("a", "b", "c"), {"a": "yes", "b": "yes"}).passed


def test_a_wrong_must_pass_item_fails_the_quiz():
    asking = quiz(short("a", 99), short("b", must_pass=True), pass_mark=50)
    result = grade(asking, paper("a", "b"), {"a": "yes"})
    assert (result.percent, result.passed, result.failed_must_pass) == (99, False, ("b",))
    assert grade(asking, paper("a", "b"), {"a": "yes", "b": "yes"}).passed


def test_a_must_pass_item_that_was_not_drawn_fails_nobody():
    assert grade(quiz(short("a"), short("b", must_pass=True)), paper("a"), {"a": "yes"}).passed


def test_an_empty_paper_is_not_passed():
    result = grade(quiz(short("a")), (), {"a": "yes"})
    assert (result.points, result.out_of, result.percent, result.passed) == (0, 0, 0, False)


def test_a_drawn_item_that_the_quiz_lacks_is_named():
    with pytest.raises(NotFound, match="zz"):
        grade(quiz(short("a")), paper("a", "zz"), {})


def test_points_are_told_by_tag():
    asking = quiz(short("a", 2, tags=("y", "x")), short("b", tags=("x",)), short("c"))
    result = grade(asking, paper("a", "b", "c"), {"a": "yes"})
    assert result.by_tag == (TagGrade("x", 2, 3), TagGrade("y", 2, 2))


def test_a_grade_survives_json_unchanged():
    adapter = TypeAdapter(Grade)
    result = grade(quiz(short("a", tags=("x",))), paper("a"), {"a": "yes"})
    assert adapter.validate_json(adapter.dump_json(result)) == result


SINGLE = Item("k", Kind.SINGLE, {}, options("-x-"))
MULTIPLE = Item("k", Kind.MULTIPLE, {}, options("x-x"))
JUDGED = Item("k", Kind.TRUE_FALSE, {}, options("x-"))
ORDERED = Item("k", Kind.ORDERING, {}, options("---"))
PAIRS = Item(
    "k",
    Kind.MATCHING,
    {},
    (*options("--"), Option("e", {"en": "2"}, match={"en": "0"}), Option("z", {}, match={"en": "9"})),
)
NUMERIC = Item("k", Kind.NUMERIC, {}, number="30", tolerance="5", unit={"en": "min", "ja": "分"})
SHORT = Item("k", Kind.SHORT, {}, accepted=("UNDSS", "DSS", "Département de la sûreté"))
EVERY = (SINGLE, MULTIPLE, JUDGED, ORDERED, PAIRS, NUMERIC, SHORT)


@pytest.mark.parametrize(
    ("asking", "right", "wrong"),
    [
        (SINGLE, ["b"], ["a", "zz", ["b"]]),
        (MULTIPLE, [["a", "c"], ["c", "a"]], [["a"], ["a", "b", "c"], ["a", "a", "c"], "ac", "a"]),
        (JUDGED, [{"a": True, "b": False}], [{"a": True}, {"a": True, "b": True}]),
        (ORDERED, [["a", "b", "c"]], [["b", "a", "c"], ["a", "b"]]),
        (PAIRS, [{"a": "a", "b": "b", "e": "a"}], [{"a": "a", "b": "b"}, {"a": "a", "b": "z", "e": "a"}]),
        (NUMERIC, ["30", "25", "35", "３０分", "30 min", "30,0"], ["24.999", "35.1", "thirty", "-30", ["30"]]),
        (
            SHORT,
            ["undss", " dss. ", "ＤＳＳ", "DEPARTEMENT DE LA SÛRETÉ".replace("E", "é", 1)],
            ["", "?!", "D SS", ["DSS"]],
        ),
    ],
    ids=lambda one: one.kind if isinstance(one, Item) else "",
)
def test_an_answer_is_wholly_right_or_wrong(asking, right, wrong):
    assert all(is_right(asking, value) for value in right)
    assert not any(is_right(asking, value) for value in [None, *wrong])


@pytest.mark.parametrize("asking", EVERY, ids=lambda one: one.kind)
def test_the_right_answer_is_right(asking):
    assert is_right(asking, read_value(asking, right_answer(asking)))


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.SHORT])
def test_an_item_that_nothing_answers_is_never_right(kind):
    assert right_answer(Item("k", kind, {})) is None
    assert not is_right(Item("k", kind, {}), None)


def test_an_answer_of_punctuation_alone_equals_no_other():
    assert not is_right(replace(SHORT, accepted=("?",)), "!")


def test_tolerance_is_exact():
    asking = Item("k", Kind.NUMERIC, {}, number="0.3", tolerance="0.1")
    assert is_right(asking, "0.2") and is_right(asking, "0.4") and not is_right(asking, "0.40000000000000000001")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("30", {30}),
        ("＋３０．５", {Fraction("30.5")}),
        ("\N{MINUS SIGN}3", {-3}),
        (",5", {Fraction("0.5")}),
        ("1,5", {Fraction("1.5")}),
        ("1,500", {Fraction("1.5"), 1500}),
        ("0,500", {Fraction("0.5")}),
        ("1,234,567.5", {Fraction("1234567.5")}),
        ("1\N{NARROW NO-BREAK SPACE}500,5", {Fraction("1500.5")}),
        ("٣٠", {30}),
        ("1e9", set()),
        ("1/2", set()),
        ("nan", set()),
        ("inf", set()),
        ("∞", set()),
        ("", set()),
        ("-", set()),
        ("1_000", set()),
        ("12 34", set()),
        ("9" * 31, set()),
        ("1.2.3", set()),
    ],
)
def test_numbers_are_read_as_people_type_them(text, numbers):
    assert readings(text) == numbers


@pytest.mark.parametrize("text", ["80%", "80 ％", "%80", "80"])
def test_a_unit_may_be_typed_or_left_out(text):
    assert readings(text, ["", "%"]) == {80}


@pytest.mark.parametrize("text", ["%", "80 min", "80%%"])
def test_what_is_not_a_number_with_its_unit_is_none(text):
    assert readings(text, ["%"]) == frozenset()


def test_case_width_spacing_and_closing_marks_do_not_matter():
    assert fold("  Ｄｅｐａｒｔｍｅｎｔ\u3000 of  SAFETY！。") == fold("department of safety") == "department of safety"
    assert fold("Straße") == fold("STRASSE")


QUIZ = quiz(*(replace(one, key=f"k{n}", points=n + 1, must_pass=n == 3) for n, one in enumerate(EVERY)))
SOME = (
    st.none()
    | st.text(max_size=4)
    | st.lists(st.sampled_from("abc"), max_size=3)
    | st.dictionaries(st.sampled_from("abe"), st.sampled_from("abz"))
)


@given(st.dictionaries(st.sampled_from([one.key for one in QUIZ.items]), SOME), st.integers(0, 7), st.integers())
def test_grading_counts_the_drawn_items_and_nothing_else(answers, size, seed):
    drawn = draw_paper(QUIZ, str(seed))[:size]
    on_paper = {one.item for one in drawn}
    result = grade(QUIZ, drawn, answers)
    assert result == grade(QUIZ, drawn, {key: value for key, value in answers.items() if key in on_paper})
    assert 0 <= result.points <= result.out_of == sum(one.points for one in QUIZ.items if one.key in on_paper)
    assert result.passed == (
        bool(drawn) and Fraction(result.points, result.out_of) >= Fraction(75, 100) and not result.failed_must_pass
    )


@given(st.sets(st.sampled_from([one.key for one in QUIZ.items])), st.integers())
def test_one_more_right_answer_never_lowers_a_grade(known, seed):
    drawn = draw_paper(QUIZ, str(seed))
    all_right = {one.key: right_answer(one) for one in QUIZ.items}
    less = grade(QUIZ, drawn, {key: all_right[key] for key in known})
    more = grade(QUIZ, drawn, {key: all_right[key] for key in known | {"k0"}})
    assert (less.points, less.passed) <= (more.points, more.passed)
    assert grade(QUIZ, drawn, all_right).percent == 100


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_numbers(text):
    assert all(isinstance(number, Fraction) for number in readings(text, ["min", text[:2]]))
