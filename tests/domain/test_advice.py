"""Warnings about writing, timing and translation."""

from dataclasses import replace

from lms.domain.advice import advise, unasked
from lms.domain.courses import Course, Lesson, Module, Objective, Source
from lms.domain.editions import Sources
from lms.domain.questions import Item, Kind, Option
from lms.domain.quizzes import Quiz
from lms.domain.scenarios import Node, Scenario
from lms.domain.scenarios import Option as Choice

GOOD = Lesson("m/a", {"en": "A"}, {"en": "Short and clear.\n\n| a | b |\n\nAgain.", "ja": "短い文です。"}, 1, sources=(Source("S1", "T"),))
OPTIONS = (Option("a", {"en": "a long right answer"}, True, {"en": "y"}), Option("b", {"en": "no"}, feedback={"en": "n"}), Option("c", {"en": "nor"}, feedback={"en": "n"}))
ITEM = Item("i", Kind.SINGLE, {"en": "Which?"}, OPTIONS, tags=("t",))


def warnings(lesson=GOOD, *items):
    course = Course("c", {}, {}, {}, "security", (Module("m", {}, (lesson,), "m"),))
    return advise(Sources(course, {"m": Quiz("c", "m", {}, 75, items)}))


def test_good_writing_gets_no_advice():
    assert warnings(GOOD, ITEM) == ()


def test_objectives_that_a_draw_leaves_out_are_named():
    lesson = replace(GOOD, objectives=(Objective("t", {"en": "T"}), Objective("u", {"en": "U"})))
    module, other = Module("m", {}, (lesson,), "m"), Module("n", {}, (replace(GOOD, objectives=(Objective("v", {"en": "V"}),)),))
    course = Course("c", {}, {}, {}, "security", (module, other), exam="final")
    small = Quiz("c", "m", {}, 75, (ITEM,), draw={"t": 1})
    assert unasked(course, small) == ("u",) and unasked(course, replace(small, draw={})) == ()
    assert unasked(course, replace(small, key="final")) == ("u", "v") and unasked(course, replace(small, key="spare")) == ()
    assert advise(Sources(course, {"m": small})) == ("quizzes/c/m.md: draw leaves the objective u unasked",)


def test_minutes_far_from_the_words_are_named():
    assert "minutes to read" in warnings(replace(GOOD, read=9))[0]


def test_missing_sources_long_sentences_and_a_missing_translation_are_named():
    long = replace(GOOD, body={"en": "word " * 40 + "end."}, sources=())
    assert [part in " ".join(warnings(long)) for part in ("no source", "41 words", "not yet in Japanese")] == [True] * 3
    assert "Japanese sentence of 91" in warnings(replace(GOOD, body={**GOOD.body, "ja": "あ" * 90 + "。"}))[0]
    assert warnings(replace(GOOD, body={"ja": "短い。"}, read=1)) == ()


def test_faults_of_item_writing_are_named():
    negative = replace(ITEM, stem={"en": "Which is not right?"})
    everything = replace(ITEM, options=(*OPTIONS[:2], Option("c", {"en": "All of the above"}, feedback={"en": "n"})))
    bare = replace(ITEM, options=(replace(OPTIONS[0], feedback={}), OPTIONS[1]), tags=())
    found = " ".join(warnings(GOOD, negative, everything, bare))
    assert "negative" in found and "all of the above" in found and "no feedback" in found and "no objective" in found
    assert warnings(GOOD, replace(ITEM, stem={"en": "Which is **not** right?"})) == ()
    assert warnings(GOOD, Item("n", Kind.NUMERIC, {"en": "How not?"}, number="1", tags=("t",))) == ()


def test_a_right_answer_that_is_always_the_longest_is_named():
    items = [replace(ITEM, key=f"i{number}") for number in range(4)]
    assert "the longest" in warnings(GOOD, *items)[0]


def told(best, other, title):
    node = Node({}, (Choice("a", {"en": best}, "b", 2, {}), Choice("b", {"en": other}, "b", 0, {})))
    scenario = Scenario("c", "s", title, {}, "a", {**dict.fromkeys("abcd", node), "even": Node({}, (Choice("x", {"en": "x"}, "b", 0, {}),))})
    return advise(Sources(Course("c", {}, {}, {}, "security", ()), {}, {"s": scenario}))


def test_a_scenario_whose_best_option_is_always_the_longest_is_named_and_one_without_a_twin_too():
    both = {"en": "S", "ja": "S"}
    assert told("a long best option", "short", both) == ("quizzes/c/s.yaml: in 4 of 5 situations the best option is the longest: readers will notice",)
    assert told("short", "a long other option", both) == () and told("same", "same", {"en": "S"}) == ("quizzes/c/s.yaml: not yet in Japanese",)
