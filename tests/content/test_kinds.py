"""Gaps, essays, partial points and waiting, as a trainer writes them."""

from datetime import date

import pytest

from lms.content.quizzes import read_quiz
from lms.domain.questions import Kind
from lms.domain.quizzes import Review, When
from tests.content.quiz_pages import HEAD, KINDS, KINDS_TWIN, faults, read

GAPS = "\n[k] In {a}.\n\n[gap(a)]: 1992\n"
ESSAY = "\n[k] Write.\n\n[essay]: 50\n[rubric(a)]: 3 Clear\n"


def test_gaps_take_the_answers_of_every_language():
    radio = read(KINDS, KINDS_TWIN).items[0]
    assert radio.kind is Kind.FILL_IN and radio.partial and radio.points == 4
    assert {option.key: option.accepted for option in radio.options} == {"every": ("30 +- 5", "half an hour", "三十"), "channel": ("eight", "8", "八")}


def test_an_essay_brings_what_its_rubric_adds_up_to():
    essay = read(KINDS, KINDS_TWIN).items[1]
    assert (essay.kind, essay.words, essay.points, essay.stem["en"]) == (Kind.ESSAY, 300, 5, "Write the first report.\n\nSay what happened.")
    assert [(one.key, one.points, one.text["ja"]) for one in essay.rubric] == [("facts", 3, "事実を先に書いている"), ("next", 2, "次の行動を書いている")]


@pytest.mark.parametrize(("written", "minutes"), [("15m", 15), ("24h", 1440), ("2d", 2880)])
def test_a_wait_is_written_in_minutes_hours_or_days(written, minutes):
    assert read(KINDS.replace("24h", written)).wait == minutes


@pytest.mark.parametrize(
    ("page", "line", "said"),
    [
        (GAPS.replace("{a}", "a"), 8, "must stand once"),
        (GAPS.replace("{a}", "{a} {a}"), 8, "it stands 2 times"),
        (GAPS.replace("{a}", "{a} {b}"), 6, "nothing fills the gap {b}"),
        (GAPS.replace("1992", "1992 | "), 8, "takes an empty answer"),
        (GAPS.replace("gap(a)", "gap"), 8, "the option key [] must be"),
        (GAPS + "[gap(a)]: 1993\n", 9, "stands twice"),
        (GAPS + "  > Why\n", 9, "stands under the option"),
        (GAPS + "[numeric]: 3\n", 6, "answered in two ways"),
        (GAPS + "* [*] [b] Yes\n", 9, "mixes marks"),
        (GAPS + "[meta]: partial=1\n", 9, "without a value"),
        (ESSAY.replace("50", "many"), 8, "the most words"),
        (ESSAY.replace("[rubric(a)]: 3 Clear\n", ""), 6, "needs a rubric"),
        (ESSAY.replace("3 Clear", "Clear"), 9, "the most points"),
        (ESSAY.replace("[essay]: 50\n", ""), 8, "needs [essay]: before it"),
        (ESSAY + "[meta]: points=3\n", 10, "leave points out"),
        (ESSAY + "[meta]: partial\n", 10, "has no parts"),
        (ESSAY + "[gap(b)]: 3\n", 6, "answered in two ways"),
        ("\n[k] How many?\n[numeric]: 3\n[meta]: partial\n", 8, "has no parts"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(page, line, said):
    assert any(one.startswith(f"q.md:{line}: ") and said in one for one in faults(HEAD + page)), faults(HEAD + page)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[gap(every)]: 30 +- 5 | 三十\n", ""), "nothing fills the gap {every}"),
        (("[essay]: 300", "[essay]: 200"), "differ from the original"),
        (("]: 2 次", "]: 1 次"), "differ from the original"),
        (("(next)", "(then)"), "differ from the original"),
    ],
)
def test_a_twin_has_the_same_gaps_words_and_rubric(change, said):
    assert any(one.startswith("q.ja.md:") and said in one for one in faults(KINDS, KINDS_TWIN.replace(*change)))


def test_a_gap_too_many_in_a_twin_is_named():
    twin = KINDS_TWIN.replace("{every}分", "{every}分{more}").replace("[gap(every)]", "[gap(more)]: 1\n[gap(every)]")
    assert any("[more] is not in the original" in one for one in faults(KINDS, twin))


def test_a_wait_of_no_unit_is_refused():
    assert any("wait" in one for one in faults(KINDS.replace("24h", "24")))


def test_a_page_alone_needs_no_twin():
    assert len(read_quiz(KINDS, "q.md", course="security", key="c1").items) == 2


def test_review_and_closing_day_are_read_and_are_the_originals():
    page = KINDS.replace("wait: 24h", "wait: 24h\ncloses: 2026-12-31\nreview: {answers: closed, feedback: never}")
    quiz = read(page, KINDS_TWIN)
    assert quiz.closes == date(2026, 12, 31) and quiz.review == Review(When.SETTLED, When.CLOSED, When.NEVER)
    assert any("leave it out" in one for one in faults(page, KINDS_TWIN.replace("title: 種類", "title: 種類\ncloses: 2026-12-30")))


@pytest.mark.parametrize(
    ("written", "said"),
    [("review: {answers: closed}", "needs a last day"), ("review: {answers: soon}", "review"), ("attempts: 2\nreview: {marks: during}", "is for practice"), ("review: {keys: after}", "review"), ("closes: 31.12.2026", "closes")],
)
def test_a_review_that_makes_no_sense_is_refused(written, said):
    assert any(said in one for one in faults(KINDS.replace("wait: 24h", written)))
