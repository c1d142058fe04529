"""Courses, editions, progress, attempts, certificates."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lms.domain.attempts import Attempt, answer_flag, overdue, start_problem
from lms.domain.certificates import Certificate, Snapshot, Standing, State, add_months, last_valid_day, standing
from lms.domain.courses import Course, Lesson, Module, prerequisite_cycle, review_missing
from lms.domain.editions import Edition, picture_kind, seal
from lms.domain.languages import choose, say, text
from lms.domain.progress import Progress, Result, StepKind, progress
from lms.domain.questions import Item, Kind, Option
from lms.domain.quizzes import Quiz
from lms.domain.scenarios import End, Node, Scenario
from lms.domain.scenarios import Option as Choice

ITEM = Item("q", Kind.SINGLE, {"en": "?"}, (Option("a", {"en": "a"}, True), Option("b", {"en": "b"})))
LESSONS = tuple(Lesson(f"m/{name}", {"en": name}, {"en": "."}, 5, 2) for name in ("one", "two"))
COURSE = Course("c", {"en": "C"}, {}, {}, "security", (Module("m", {"en": "M"}, LESSONS, "m"), Module("n", {"en": "N"}, ())), "final")
EDITION = Edition("e", 1, "seal", COURSE, {"m": Quiz("c", "m", {}, 75, (ITEM,)), "final": Quiz("c", "final", {}, 80, (), banks=("m",))})


def test_a_reader_gets_their_language_or_the_one_it_falls_back_to():
    assert choose({"en": "a", "ja": "b"}, "ja") == ("b", "ja") and choose({"en": "a"}, "ja") == ("a", "en")
    assert choose({"fr": "c"}, "ja") == ("c", "fr") and choose({}, "ja") == ("", "ja") and text({"en": "a"}, "ja") == "a"
    assert say("%(n)s of %(m)s", n=1, m=2) == "1 of 2" and say("100 %").template == "100 %"


def test_a_course_finds_its_lessons_and_modules():
    assert [one.key for one in COURSE.lessons] == ["m/one", "m/two"] and COURSE.quizzes == ("m", "final")
    assert COURSE.lesson("m/two").minutes == 7 and COURSE.lesson("x") is None
    assert COURSE.module_of("m").key == COURSE.module_of("m/one").key == "m" and COURSE.module_of("x") is None


def test_an_edition_counts_a_minute_for_each_item_asked():
    assert EDITION.minutes() == 14 + 1 + 1 and EDITION.quiz_minutes("none") == 0 and EDITION.quiz("final").items == (ITEM,)


def test_a_scenario_is_a_step_after_the_lessons_and_before_the_quiz():
    course = replace(COURSE, modules=(replace(COURSE.modules[0], scenario="s"), COURSE.modules[1]))
    nodes = {"a": Node({}, (Choice("x", {}, "b", 1, {}), Choice("y", {}, "b", 0, {}))), "b": Node({}, end=End.GOOD)}
    edition = replace(EDITION, course=course, scenarios={"s": Scenario("c", "s", {}, {}, "a", nodes)})
    fresh = progress(course, frozenset(), {})
    assert [one.kind.value for one in fresh.steps] == ["lesson", "lesson", "scenario", "quiz", "exam"] and course.scenarios == ("s",)
    played = progress(course, frozenset(), {}, frozenset({"s", "gone"}))
    assert played.done == 1 and played.find(StepKind.SCENARIO, "s").done and not played.module_done(1)
    assert edition.minutes() == EDITION.minutes() + 1 and edition.scenario_minutes("none") == 0
    assert [edition.step_minutes(one) for one in fresh.steps] == [7, 7, 1, 1, 1]
    assert [edition.step_minutes(one) for one in fresh.steps] == [7, 7, 1, 1, 1]  # what was kept is what was counted
    assert edition.step_minutes(replace(fresh.steps[0], key="m/gone")) == 0


def test_the_same_files_give_the_same_seal_and_one_byte_another():
    assert seal({"b": b"2", "a": b"1"}) == seal({"a": b"1", "b": b"2"}) != seal({"a": b"1", "b": b"3"})


def test_a_safety_critical_lesson_misses_its_review_until_and_after_it_counts():
    lesson, today = replace(LESSONS[0], safety_critical=True), date(2026, 3, 2)
    reviewed = replace(lesson, reviewed_by="Somebody", review_due=today)
    assert not review_missing(LESSONS[0], today) and review_missing(lesson, today) and not review_missing(reviewed, today)
    assert review_missing(reviewed, date(2026, 3, 3)) and review_missing(replace(reviewed, review_due=None), today)


def test_courses_that_wait_for_one_another_are_named():
    a, b, c = (replace(COURSE, key=key, prerequisites=before) for key, before in (("a", ("b",)), ("b", ("a", "none")), ("c", ("a",))))
    assert prerequisite_cycle({"a": a, "b": b, "c": c}) == ("a", "b", "a")
    assert prerequisite_cycle({"a": replace(a, prerequisites=()), "b": b, "c": c, "d": replace(c, key="d")}) == ()


def test_progress_counts_required_steps_and_opens_the_exam_last():
    fresh = progress(COURSE, frozenset(), {})
    assert (fresh.done, fresh.total, fresh.percent, fresh.exam_open) == (0, 4, 0, False) and fresh.next.key == "m/one"
    before = progress(COURSE, frozenset({"m/one", "m/two", "gone"}), {"m": Result(80, True)})
    assert before.exam_open and before.next.kind is StepKind.EXAM and before.module_done(1) and before.percent == 75
    done = progress(COURSE, frozenset({"m/one", "m/two"}), {"m": Result(80, True), "final": Result(90, True, 2)})
    assert done.complete and done.next is None and done.find(StepKind.EXAM, "final").attempts == 2 and done.find(StepKind.QUIZ, "x") is None
    assert done.after(done.steps[0]).key == "m/two" and done.after(done.steps[-1]) is None
    assert Progress(()).percent == 0 and Progress(()).complete
    assert progress(replace(COURSE, exam=""), frozenset(), {}).total == 3


def test_an_attempt_begins_only_while_it_may():
    assert start_problem(0, 3, True, False) == "passed" and start_problem(0, 3, False, True) == "locked"
    assert start_problem(0, 3, False, True, waiting=True) == "waiting" and start_problem(0, 3, True, False, waiting=True) == "passed"
    assert start_problem(0, 3, False, True, closed=True) == "closed"
    assert start_problem(3, 3, False, False) == "used-up" and start_problem(9, None, False, False) is None and start_problem(2, 3, False, False) is None


def test_a_late_answer_is_marked_and_one_on_its_way_is_not():
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    attempt = Attempt("a", "e", "p", "c", "q", 1, "ed", "seed", start, deadline=start + timedelta(minutes=20))
    assert answer_flag(attempt, start) == "" and answer_flag(attempt, start + timedelta(minutes=20, seconds=30)) == ""
    assert answer_flag(attempt, start + timedelta(minutes=20, seconds=31)) == "late"
    assert answer_flag(replace(attempt, submitted=start), start) == "submitted" and not overdue(replace(attempt, deadline=None), start)


SNAPSHOT = Snapshot("A", "", "c", {}, (), (), "security", 1, "", 60, 90, "p", "i", date(2026, 3, 2), date(2026, 3, 2), date(2028, 3, 1))


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        (None, date(2026, 3, 1), Standing.NOT_YET), (None, date(2028, 3, 1), Standing.VALID), (None, date(2028, 3, 2), Standing.EXPIRED),
        (State.REVOKED, date(2026, 4, 1), Standing.REVOKED), (State.REINSTATED, date(2026, 4, 1), Standing.VALID),
        (State.REPLACED, date(2030, 1, 1), Standing.REPLACED), (State.WITHHELD, date(2026, 4, 1), Standing.WITHHELD),
    ],
)  # fmt: skip
def test_a_certificate_stands_by_what_was_decided_and_by_the_calendar(state, today, expected):
    assert standing(Certificate("1", "code", "p", SNAPSHOT, state), today) is expected


def test_a_certificate_without_end_never_expires():
    assert standing(Certificate("1", "c", "p", replace(SNAPSHOT, valid_until=None)), date(2099, 1, 1)) is Standing.VALID


def test_validity_ends_the_day_before_and_months_end_where_they_end():
    assert last_valid_day(date(2026, 3, 2), 24) == date(2028, 3, 1) and last_valid_day(date(2026, 3, 2), None) is None
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28) and add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_a_picture_is_known_by_its_name():
    assert [picture_kind(one) for one in ("a/b.SVG", "a.jpeg", "a.md", "README")] == ["image/svg+xml", "image/jpeg", None, None]
