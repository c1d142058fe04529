"""Which quizzes can be begun on a device, and the paper every device shows."""

from dataclasses import replace

import pytest

from lms.domain.courses import Course, Module
from lms.domain.packs import device_paper, device_seed, moved, practice
from lms.domain.questions import Item, Kind, Option
from lms.domain.quizzes import Drawn, Quiz, draw_paper

PAIRS = Item(
    "signs", Kind.MATCHING, {"en": "Match."}, options=tuple(Option(key, {"en": key}, match={"en": f"means {key}"}) for key in ("red", "green", "blue")),
)  # fmt: skip
QUIZ = Quiz("field", "m1", {"en": "Quiz"}, 80, (PAIRS,))
COURSE = Course("field", {"en": "Field"}, {}, {}, "security", (Module("one", {"en": "One"}, (), quiz="m1"),), exam="final")


@pytest.mark.parametrize(("change", "can"), [({}, True), ({"time_limit": 10}, False), ({"attempts": 3}, False), ({"draw": {"a": 1}}, False), ({"key": "final"}, False)])
def test_a_quiz_is_practice_when_nothing_about_it_is_counted_drawn_or_locked(change, can):
    assert practice(COURSE, replace(QUIZ, **change)) is can


def test_every_device_shows_the_same_paper_of_an_edition():
    assert device_paper("a" * 64, QUIZ) == device_paper("a" * 64, QUIZ) == draw_paper(QUIZ, device_seed("a" * 64, "m1"))
    assert device_seed("a" * 64, "m1") != device_seed("b" * 64, "m1") and len(device_seed("a" * 64, "m1")) == 32


def test_places_on_one_paper_become_places_on_another_and_what_is_not_there_none():
    shown = (Drawn("signs", ("red",), ("green", "red", "blue")), Drawn("other", ("a",)), Drawn("gone", ("x",), ("x",)))
    kept = (Drawn("other", ("a",)), Drawn("signs", ("red",), ("red", "green")))
    assert moved(shown, kept) == {"signs": {"1": "2", "2": "1", "3": ""}}
