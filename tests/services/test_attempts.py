"""Sitting a quiz: limits, replays, late answers, races."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from lms.domain.grading import right_answer
from lms.domain.people import SYSTEM
from lms.domain.scenarios import best_path
from lms.errors import Conflict, Forbidden, Invalid, NotFound, Trouble
from lms.services import answers, attempts, editions, grades, jobs, lessons, record, scenarios
from lms.services.work import work_in
from lms.store import attempts as attempt_store
from lms.store import certificates as certificate_store
from lms.store import gradings
from lms.store import progress as progress_store

COURSE = "field-basics"


def do(house, actor, service, *given, writes=True, **more):
    """One use case in one unit of work."""
    with work_in(house, actor, writes=writes) as uow:
        return service(uow, *given, **more)


def event(item, value, seq, **more):
    return {"id": str(uuid.uuid4()), "item": item, "seq": seq, "value": value, **more}


def sit(house, actor, key, wrong=()):
    """Answer a quiz rightly but for some items, and hand it in; gives the attempt."""
    attempt = do(house, actor, attempts.start, COURSE, key)
    with work_in(house, actor) as uow:
        quiz = editions.edition(uow, editions.latest_ids(uow)[COURSE]).quiz(key)
        asked = [one.key for one in attempts.show(uow, attempt).items]
    items = {item.key: item for item in quiz.items}
    do(house, actor, answers.give, attempt, {one: right_answer(items[one]) for one in asked if one not in wrong})
    do(house, actor, attempts.submit, attempt)
    return attempt


def play_well(house, actor, key="bridge"):
    """Play a scenario by its best path; gives the play."""
    play = do(house, actor, scenarios.start, COURSE, key)
    with work_in(house, actor) as uow:
        uow.asked = True
        path = best_path(editions.latest(uow, COURSE).scenarios[key])
    for number, move in enumerate(path, 1):
        do(house, actor, scenarios.choose, play, number, move.option)
    return play


def finish_course(house, actor):
    for lesson in ("m1/01-plan", "m1/02-pack", "m2/01-road"):
        do(house, actor, lessons.finish, COURSE, lesson)
    play_well(house, actor)
    return [sit(house, actor, key) for key in ("m1", "m2", "final")]


def test_two_tabs_begin_one_attempt(house, cast):
    assert do(house, cast.aiko, attempts.start, COURSE, "m1") == do(house, cast.aiko, attempts.start, COURSE, "m1")


def test_seeing_the_questions_uses_an_attempt_and_the_limit_holds(house, cast):
    for _ in range(3):
        sit(house, cast.bayo, "m1", wrong=("m1-first",))
    with pytest.raises(Conflict, match="used all your attempts"):
        do(house, cast.bayo, attempts.start, COURSE, "m1")


def test_a_passed_quiz_is_not_begun_again(house, cast):
    sit(house, cast.aiko, "m1")
    with pytest.raises(Conflict, match="passed this quiz"):
        do(house, cast.aiko, attempts.start, COURSE, "m1")


def test_the_exam_stays_shut_until_everything_before_it_is_done(house, cast):
    with pytest.raises(Forbidden, match="exam opens"):
        do(house, cast.aiko, attempts.start, COURSE, "final")


def test_a_wrong_must_pass_item_fails_the_quiz(house, cast):
    attempt = sit(house, cast.aiko, "m1", wrong=("m1-first",))
    view = do(house, cast.aiko, grades.review, attempt, writes=False)
    assert (view.percent, view.passed, view.must_pass_failed) == (75, False, True)


def test_one_bad_answer_is_refused_with_its_reason_and_the_rest_is_kept(house, cast):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    good, twin = event("m1-first", "tell", 1), event("m1-first", "drive", 2)
    bad = [
        {**event("m1-first", "tell", 3), "id": "no uuid"}, event("m1-first", "none", 4), event("m2-word", "x", 5), event("m1-bag", "water", 6),
        event("m1-minutes", True, 7), event("m1-minutes", "3", 0), event("m1-minutes", "3", True), "text", {**twin, "id": good["id"]},
    ]  # fmt: skip
    saved = do(house, cast.aiko, answers.record, attempt, "phone", [good, *bad])
    assert saved.done == (good["id"],) and len(saved.refused) == len(bad)
    assert all(saved.refused.values())


def test_an_id_or_a_sequence_number_stands_for_one_answer_only(house, cast):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    first = event("m1-first", "tell", 1)
    do(house, cast.aiko, answers.record, attempt, "phone", [first])
    again, same_seq = {**first, "value": "drive"}, event("m1-first", "drive", 1)
    saved = do(house, cast.aiko, answers.record, attempt, "phone", [again, same_seq])
    assert not saved.done and set(saved.refused) == {first["id"], same_seq["id"]}
    assert do(house, cast.aiko, answers.record, attempt, "laptop", [same_seq]).done == (same_seq["id"],)


def test_a_clock_that_is_years_off_costs_no_answer(house, cast):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    events = [event("m1-first", "tell", seq, at=at) for seq, at in enumerate(("1970-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "soon", 7), 1)]
    assert len(do(house, cast.aiko, answers.record, attempt, "phone", events).done) == 4


def test_a_batch_of_ten_thousand_is_refused_whole(house, cast):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    with pytest.raises(Invalid, match="at most 200"):
        do(house, cast.aiko, answers.record, attempt, "phone", [event("m1-first", "tell", seq) for seq in range(1, 10_001)])


@pytest.mark.parametrize("who", ["bayo", "chiara", "emi", "grace"])
def test_somebody_elses_attempt_is_not_found(house, cast, who):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    for service, given in ((answers.record, ("phone", [])), (attempts.show, ()), (attempts.submit, ()), (grades.review, ())):
        with pytest.raises(NotFound):
            do(house, getattr(cast, who), service, attempt, *given)


def test_an_answer_after_handing_in_is_kept_and_marked_and_changes_nothing(house, cast):
    attempt = sit(house, cast.aiko, "m1", wrong=("m1-minutes",))
    late = event("m1-minutes", "30", 99)
    saved = do(house, cast.aiko, answers.record, attempt, "phone", [late])
    assert saved.done == (late["id"],) and "handed in" in saved.flagged[late["id"]]
    assert do(house, cast.aiko, grades.review, attempt, writes=False).percent == 75


def test_time_that_is_over_closes_the_attempt_with_what_was_answered(house, cast, clock):
    for lesson in ("m1/01-plan", "m1/02-pack", "m2/01-road"):
        do(house, cast.aiko, lessons.finish, COURSE, lesson)
    sit(house, cast.aiko, "m1")
    sit(house, cast.aiko, "m2")
    play_well(house, cast.aiko)
    attempt = do(house, cast.aiko, attempts.start, COURSE, "final")
    clock.forward(minutes=30, seconds=31)
    item = do(house, cast.aiko, attempts.show, attempt, writes=False).items[0].key
    late = do(house, cast.aiko, answers.record, attempt, "phone", [event(item, None, 1)])
    assert late.flagged
    jobs.tidy(house)
    jobs.tidy(house)
    assert do(house, cast.aiko, grades.review, attempt, writes=False).percent == 0
    assert do(house, cast.aiko, attempts.start, COURSE, "final") != attempt


def test_no_key_and_no_feedback_leaves_before_its_time(house, cast):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    shown = repr(do(house, cast.aiko, attempts.show, attempt, writes=False))
    assert "Then nobody knows" not in shown and "A plan is told" not in shown


def at_once(count, work):
    """Run the same work in threads that start together; gives results and failures."""
    gate = threading.Barrier(count)

    def run(number):
        gate.wait()
        try:
            return work(number)
        except Trouble as fault:
            return fault

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_twenty_racing_starts_begin_one_attempt(house, cast):
    found = at_once(20, lambda number: do(house, cast.aiko, attempts.start, COURSE, "m1"))
    assert len({one for one in found if isinstance(one, str)}) == 1


def test_first_steps_done_at_once_are_all_done_under_one_enrolment(house, cast):
    steps = [lambda: do(house, cast.aiko, attempts.start, COURSE, "m1"), lambda: do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan")]
    found = at_once(12, lambda number: steps[number % 2]())
    assert not [one for one in found if isinstance(one, Trouble)]
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        assert len(progress_store.of_person(uow.db, cast.aiko.id)) == 1


def test_twenty_racing_submissions_of_the_last_quiz_give_one_certificate(house, cast):
    for lesson in ("m1/01-plan", "m1/02-pack", "m2/01-road"):
        do(house, cast.aiko, lessons.finish, COURSE, lesson)
    sit(house, cast.aiko, "m1")
    sit(house, cast.aiko, "m2")
    play_well(house, cast.aiko)
    attempt = do(house, cast.aiko, attempts.start, COURSE, "final")
    with work_in(house, cast.aiko) as uow:
        quiz = editions.edition(uow, editions.latest_ids(uow)[COURSE]).quiz("final")
        asked = [one.key for one in attempts.show(uow, attempt).items]
    do(house, cast.aiko, answers.give, attempt, {item.key: right_answer(item) for item in quiz.items if item.key in asked})
    at_once(20, lambda number: do(house, cast.aiko, attempts.submit, attempt))
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        assert len(certificate_store.of_person(uow.db, cast.aiko.id)) == 1


def test_two_last_steps_at_once_see_one_another(house, cast):
    do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan")
    sit(house, cast.aiko, "m1")
    sit(house, cast.aiko, "m2")
    play_well(house, cast.aiko)
    rest = ("m1/02-pack", "m2/01-road")
    at_once(2, lambda number: do(house, cast.aiko, lessons.finish, COURSE, rest[number]))
    sit(house, cast.aiko, "final")
    assert do(house, cast.aiko, record.show, writes=False).certificates


def test_an_attempt_stays_on_the_edition_it_was_begun_on(house, cast):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        row = attempt_store.get(uow.db, attempt)
        assert row.edition_id == editions.latest_ids(uow)[COURSE] and row.seed and len(row.paper) == 4


def test_an_attempt_keeps_every_result_it_has_had(house, cast):
    attempt = finish_course(house, cast.aiko)[0]
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        (only,) = gradings.of_attempt(uow.db, attempt)
        row = attempt_store.get(uow.db, attempt)
    assert (only.number, only.why, only.percent, only.passed, only.grade) == (1, "submitted", row.percent, row.passed, row.grade)
