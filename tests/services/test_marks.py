"""Essays: they wait for a trainer's mark, and everything follows from it."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from lms.domain.quizzes import Review, When
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import answers, attempts, editions, grades, invigilation, lessons, marks, quizzes
from lms.services.work import work_in
from lms.store import certificates as certificate_store
from lms.store import gradings
from tests.services.test_attempts import at_once, do, event

RIGHT = {"calls": {"every": "30", "channel": "8"}, "parts": ["what", "where", "next"], "story": "The bridge is closed.\nI turn back."}
FULL = {"facts": "2", "next": "1"}


def write(house, actor, values=RIGHT):
    attempt = do(house, actor, attempts.start, "reports", "first")
    do(house, actor, answers.give, attempt, values)
    do(house, actor, attempts.submit, attempt)
    return attempt


def study(house, actor):
    """Everything before the exam but the quiz with the essay."""
    for lesson in ("m1/01-report", "m2/01-again"):
        do(house, actor, lessons.finish, "reports", lesson)
    attempt = do(house, actor, attempts.start, "reports", "practice")
    do(house, actor, answers.give, attempt, {"band": "vhf", "sign": {"base": "zero"}})
    do(house, actor, attempts.submit, attempt)


def mark(house, actor, attempt, points=FULL, comment="", reason="", seen=0):
    do(house, actor, marks.give, attempt, "story", points, comment, reason, seen)


def result(house, actor, attempt):
    return do(house, actor, grades.review, attempt, writes=False)


def test_an_essay_handed_in_waits_and_cannot_be_begun_again(written, cast, clock):
    attempt = write(written, cast.aiko)
    clock.forward(days=1)
    view = result(written, cast.aiko, attempt)
    assert (view.waiting, view.passed, view.points, view.out_of, view.revisit) == (True, False, 7, 10, ())
    intro = do(written, cast.aiko, attempts.intro, "reports", "first", writes=False)
    assert intro.waiting and "trainer is marking" in intro.problem
    with pytest.raises(Conflict, match="trainer is marking"):
        do(written, cast.aiko, attempts.start, "reports", "first")


def test_the_queue_is_oldest_first_and_names_nobody_before_the_mark(written, cast, clock):
    first = write(written, cast.bayo)
    clock.forward(minutes=5)
    second = write(written, cast.aiko)
    queue = do(written, cast.chiara, marks.queue, writes=False)
    assert [one.attempt for one in queue.waiting] == [first, second] and "Bayo" not in repr(queue)
    assert "Bayo" not in repr(do(written, cast.chiara, marks.show, first, "story", writes=False))
    mark(written, cast.chiara, first)
    queue = do(written, cast.chiara, marks.queue, writes=False)
    assert [one.attempt for one in queue.waiting] == [second] and queue.done[0].name == "Bayo Adeyemi"


def test_a_mark_makes_the_result_final_and_reaches_the_learner(written, cast):
    attempt = write(written, cast.aiko)
    mark(written, cast.chiara, attempt, {"facts": "2", "next": "0"}, "Name the next step.")
    view = result(written, cast.aiko, attempt)
    assert (view.waiting, view.passed, view.points) == (False, True, 9)
    essay = next(one for one in view.items if one.key == "story")
    assert essay.mark.comment == "Name the next step." and [one.points for one in essay.mark.criteria] == [2, 0]
    with work_in(written) as uow:
        uow.asked = True
        assert [row.why for row in gradings.of_attempt(uow.db, attempt)] == ["submitted", "marked"]
        assert "marked" in uow.db.execute(text("SELECT subject FROM notices")).scalar_one()


def test_the_last_mark_completes_the_course_in_the_same_transaction(written, cast):
    study(written, cast.aiko)
    attempt = write(written, cast.aiko)
    with pytest.raises(Forbidden):
        do(written, cast.aiko, attempts.start, "reports", "final")
    mark(written, cast.chiara, attempt)
    exam = do(written, cast.aiko, attempts.start, "reports", "final")
    do(written, cast.aiko, answers.give, exam, {"one": {"yes": True}, "two": {"late": False}})
    do(written, cast.aiko, attempts.submit, exam)
    assert result(written, cast.aiko, exam).certificate
    with work_in(written) as uow:
        uow.asked = True
        assert len(certificate_store.of_person(uow.db, cast.aiko.id)) == 1


def test_two_trainers_at_once_give_one_mark_and_a_clear_conflict(written, cast):
    attempt = write(written, cast.aiko)
    found = at_once(2, lambda number: mark(written, cast.chiara, attempt, comment=str(number)))
    assert sorted(map(type, found), key=str) == sorted([type(None), Conflict], key=str)
    assert len(do(written, cast.chiara, marks.show, attempt, "story", writes=False).marks) == 1


def test_a_mark_is_replaced_with_a_reason_and_both_stay(written, cast):
    attempt = write(written, cast.aiko)
    mark(written, cast.chiara, attempt, {"facts": "0", "next": "0"})
    with pytest.raises(Invalid, match="why the mark"):
        mark(written, cast.chiara, attempt, seen=1)
    mark(written, cast.chiara, attempt, reason="I had missed the second page.", seen=1)
    assert [sum(c.points for c in one.criteria) for one in do(written, cast.chiara, marks.show, attempt, "story", writes=False).marks] == [0, 3]
    assert result(written, cast.aiko, attempt).points == 10


@pytest.mark.parametrize("points", [{}, {"facts": "3", "next": "1"}, {"facts": "-1", "next": "1"}, {"facts": "1.5", "next": "1"}, {"facts": "²", "next": "1"}])
def test_points_that_the_rubric_does_not_have_are_refused(written, cast, points):
    attempt = write(written, cast.aiko)
    with pytest.raises(Invalid, match="whole number of points"):
        mark(written, cast.chiara, attempt, points)
    assert result(written, cast.aiko, attempt).waiting


def test_an_endless_comment_is_refused(written, cast):
    attempt = write(written, cast.aiko)
    with pytest.raises(Invalid, match="4000"):
        mark(written, cast.chiara, attempt, comment="x" * 4001)


def test_nobody_marks_their_own_text_nor_sees_it_in_the_queue(written, cast):
    attempt = write(written, cast.chiara)
    for service, given in ((marks.show, ()), (marks.give, (FULL, "", "", 0))):
        with pytest.raises(NotFound):
            do(written, cast.chiara, service, attempt, "story", *given)
    assert do(written, cast.chiara, marks.queue, writes=False).waiting == ()


def test_only_a_trainer_marks_and_only_what_was_written_and_handed_in(written, cast):
    attempt = write(written, cast.aiko, {**RIGHT, "story": None})
    for actor, key in ((cast.bayo, "story"), (cast.grace, "story"), (cast.chiara, "story"), (cast.chiara, "calls"), (cast.chiara, "none")):
        with pytest.raises(NotFound):
            do(written, actor, marks.show, attempt, key, writes=False)
    open_one = do(written, cast.bayo, attempts.start, "reports", "first")
    do(written, cast.bayo, answers.give, open_one, RIGHT)
    with pytest.raises(NotFound):
        do(written, cast.chiara, marks.show, open_one, "story", writes=False)
    assert not result(written, cast.aiko, attempt).waiting


def test_too_many_words_are_refused_with_a_sentence(written, cast):
    attempt = do(written, cast.aiko, attempts.start, "reports", "first")
    saved = do(written, cast.aiko, answers.record, attempt, "phone", [event("story", "word " * 13, 1), event("calls", {"every": "20"}, 2)])
    assert len(saved.done) == 1 and "13 words" in next(iter(saved.refused.values()))


def test_partly_right_answers_bring_part_of_the_points(written, cast):
    attempt = write(written, cast.aiko, {"calls": {"every": "half an hour"}, "parts": ["what", "next", "where"]})
    assert result(written, cast.aiko, attempt).points == 3


def test_the_next_attempt_opens_when_the_wait_is_over(written, cast, clock):
    write(written, cast.aiko, {})
    intro = do(written, cast.aiko, attempts.intro, "reports", "first", writes=False)
    clock.forward(hours=1, minutes=59, seconds=59)
    with pytest.raises(Conflict, match="10:00"):
        do(written, cast.aiko, attempts.start, "reports", "first")
    clock.forward(seconds=1)
    assert intro.opens == clock.now and do(written, cast.aiko, attempts.intro, "reports", "first", writes=False).opens is None
    assert do(written, cast.aiko, attempts.start, "reports", "first")


def test_a_later_attempt_asks_what_was_met_least(written, cast):
    study(written, cast.aiko)
    mark(written, cast.chiara, write(written, cast.aiko))
    asked = []
    for _ in range(2):
        exam = do(written, cast.aiko, attempts.start, "reports", "final")
        asked += [one.key for one in do(written, cast.aiko, attempts.show, exam, writes=False).items]
        do(written, cast.aiko, attempts.submit, exam)
    assert sorted(asked) == ["one", "two"]


def test_nothing_of_the_key_is_shown_before_its_time(written, cast):
    attempt = do(written, cast.aiko, attempts.start, "reports", "first")
    shown = repr(do(written, cast.aiko, attempts.show, attempt, writes=False))
    do(written, cast.aiko, attempts.submit, attempt)
    shown += repr(result(written, cast.aiko, attempt).items)
    assert not [secret for secret in ("half an hour", "+- 5", "± 5", "eight", "silent radio") if secret in shown]


@pytest.fixture
def reviewed(written, cast):
    """A failed first attempt of three under other rules for the review: what an edition would say."""
    attempt = do(written, cast.aiko, attempts.start, "reports", "first")
    do(written, cast.aiko, answers.give, attempt, {"calls": {"every": "30", "channel": "9"}})
    do(written, cast.aiko, attempts.submit, attempt)

    def under(closes=None, **rules):
        with work_in(written) as uow:
            uow.asked = True
            edition = editions.latest(uow, "reports")
        quiz = replace(edition.quizzes["first"], review=Review(**rules), closes=closes)
        written.editions[edition.id] = replace(edition, quizzes={**edition.quizzes, "first": quiz})
        view = result(written, cast.aiko, attempt)
        calls = next(one for one in view.items if one.key == "calls")
        return calls.points, bool(calls.rows[0].expected), bool(calls.feedback)

    return under


def test_each_part_of_the_review_opens_at_its_own_time(reviewed, clock):
    last = clock.now.date()
    assert reviewed() == (None, False, False)
    assert reviewed(marks=When.AFTER) == (2, False, False)
    assert reviewed(marks=When.DURING) == (2, False, False)
    assert reviewed(answers=When.AFTER) == (None, True, False) and reviewed(feedback=When.AFTER) == (None, False, True)
    assert reviewed(last, answers=When.CLOSED, marks=When.NEVER) == (None, False, False)
    clock.forward(days=1)
    assert reviewed(last, answers=When.CLOSED, marks=When.NEVER) == (None, True, False)


def test_nothing_begins_when_the_quiz_is_closed(written, cast, reviewed, clock):
    reviewed(clock.now.date())
    clock.forward(hours=3)
    assert not do(written, cast.aiko, attempts.intro, "reports", "first", writes=False).problem
    clock.forward(days=1)
    assert "closed" in do(written, cast.aiko, attempts.intro, "reports", "first", writes=False).problem
    with pytest.raises(Conflict, match="closed"):
        do(written, cast.aiko, attempts.start, "reports", "first")


def test_what_was_typed_into_gaps_is_told_and_the_key_has_every_variant(written, cast):
    bank = do(written, cast.chiara, quizzes.bank, "reports", "first", writes=False)
    assert next(one.right for one in bank.items if one.key == "calls")[0].startswith("{every} → 30")
    attempt = write(written, cast.aiko)
    do(written, cast.aiko, answers.record, attempt, "phone", [event("calls", {"every": "<b>99</b>"}, 50)])
    (late,) = do(written, cast.chiara, invigilation.show, attempt, writes=False).marked
    assert late.answer == ("{every} → &lt;b&gt;99&lt;/b&gt;",)
