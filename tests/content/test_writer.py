"""The notation of the house, written: what is written is read as the very same quiz."""


import pytest
from hypothesis import assume, given, settings

from lms.content.quizzes import read_quiz
from lms.content.writer import write_quiz, write_twin
from lms.domain.questions import Criterion, Item, Kind, Option, gaps_of, option_keys
from lms.domain.quizzes import Quiz
from tests.content.exchange.made_up import quizzes
from tests.content.quiz_pages import FULL, TWIN, read


@settings(max_examples=50)
@given(quizzes())
def test_a_quiz_with_nasty_texts_is_read_as_it_was_written(quiz):
    assert read_quiz(write_quiz(quiz), "q.md", course="course", key="quiz") == quiz


@settings(max_examples=50)
@given(quizzes(langs=("en", "ja")))
def test_a_quiz_in_two_languages_is_read_from_its_two_files(quiz):
    assume(all(shared(item, "en") == shared(item, "ja") for item in quiz.items))
    assume(all(item.kind is not Kind.FILL_IN or set(gaps_of(item.stem["ja"])) == set(option_keys(item)) for item in quiz.items))
    assert read_quiz(write_quiz(quiz), "q.md", course="course", key="quiz", twins={"ja": ("q.ja.md", write_twin(quiz, "ja"))}) == quiz


def shared(item: Item, lang: str) -> list[int]:
    """For each pair the first that has its right side."""
    sides = [option.match.get(lang) for option in item.options]
    return [sides.index(side) for side in sides]


def test_the_file_of_a_real_quiz_says_what_its_author_said():
    quiz = read(FULL, TWIN)
    again = read_quiz(write_quiz(quiz), "q.md", course="security", key="c1", twins={"ja": ("q.ja.md", write_twin(quiz, "ja"))})
    assert again == quiz
    assert "time_limit: 1h30m" in write_quiz(quiz) and "draw: {c4-convoy: 1}" in write_quiz(quiz)


@pytest.mark.parametrize(
    ("minutes", "written"), [(20, "20m"), (60, "1h"), (90, "1h30m"), (5999, "99h59m"), (999, "16h39m")],
)  # fmt: skip
def test_a_time_limit_is_written_in_hours_and_minutes(minutes, written):
    item = Item("a", Kind.SHORT, {"en": "Which?"}, accepted=("Yes",))
    assert f"time_limit: {written}\n" in write_quiz(Quiz("c", "k", {"en": "T"}, 80, (item,), time_limit=minutes))


def test_keys_that_yaml_takes_for_something_else_are_quoted():
    item = Item("a", Kind.SHORT, {"en": "Which?"}, accepted=("Yes",), tags=("1", "true"))
    page = write_quiz(Quiz("c", "k", {"en": "T"}, 80, (item,), draw={"1": 1}))
    assert 'draw: {"1": 1}' in page
    assert read_quiz(page, "q.md", course="c", key="k").draw == {"1": 1}


def test_gaps_and_rubrics_are_written_as_blocks():
    gap = Item("a", Kind.FILL_IN, {"en": "Every {often} minutes."}, (Option("often", {}, accepted=("30", "thirty")),), partial=True)
    essay = Item("b", Kind.ESSAY, {"en": "Write."}, rubric=(Criterion("clarity", {"en": "The plan names the risk"}, 3),), words=300, points=3)
    page = write_quiz(Quiz("c", "k", {"en": "T"}, 80, (gap, essay)))
    assert "[a] Every {often} minutes.\n\n[gap(often)]: 30 | thirty\n\n[meta]: partial\n\n===" in page
    assert page.endswith("[b] Write.\n\n[essay]: 300\n[rubric(clarity)]: 3 The plan names the risk\n")
