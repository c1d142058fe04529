"""What was done on a device without a line: brought once, again, at the same time, late, and by the wrong person."""

import uuid
from dataclasses import replace

import pytest

from lms.domain.answers import mask
from lms.domain.grading import right_answer
from lms.domain.packs import device_paper
from lms.domain.people import SYSTEM
from lms.domain.progress import StepKind
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import answers, attempts, editions, grades, ledger, lessons, packs, progress, publishing, scenarios
from lms.services.work import work_in
from lms.store import attempts as attempt_store
from lms.store import scenarios as play_store
from tests.services.test_attempts import COURSE, at_once, do, event, sit

GOOD = [{"node": "closed", "option": "call"}, {"node": "late", "option": "back"}]
BAD = [{"node": "closed", "option": "ford"}]
MISSING = "0199c0de-0000-7000-8000-000000000001"


def edition(house):
    with work_in(house) as uow:
        uow.asked = True
        return editions.latest(uow, COURSE)


def begin(house, actor, attempt="", key="m2", course=COURSE, edition_id=""):
    return do(house, actor, packs.begin, actor.id, course, key, attempt or str(uuid.uuid4()), edition_id or edition(house).id)


def replay(house, actor, moves, play="", key="bridge", edition_id=""):
    return do(house, actor, packs.replay, actor.id, COURSE, key, play or str(uuid.uuid4()), edition_id or edition(house).id, moves)


def done(house, actor):
    with work_in(house, actor) as uow:
        uow.asked = True
        return {step.key for step in progress.standing(uow, COURSE).progress.steps if step.done}


def plays(house, actor):
    return do(house, actor, scenarios.intro, COURSE, "bridge", writes=False).plays


def right(house, shown):
    """Right answers to the quiz in the shape of the answers API, for somebody who sees the paper `shown`."""
    quiz = edition(house).quiz("m2")
    return [event(drawn.item, mask(drawn, right_answer(next(one for one in quiz.items if one.key == drawn.item))), seq)
            for seq, drawn in enumerate(shown, 1)]  # fmt: skip


def test_an_attempt_begun_on_a_device_takes_its_answers_and_is_graded_here(house, cast):
    attempt = str(uuid.uuid4())
    assert begin(house, cast.aiko, attempt) == packs.Begun(attempt, {})
    found = edition(house)
    saved = do(house, cast.aiko, answers.record, attempt, "phone", right(house, device_paper(found.seal, found.quiz("m2"))))
    assert len(saved.done) == 3 and not saved.refused and not saved.flagged
    do(house, cast.aiko, attempts.submit, attempt)
    assert do(house, cast.aiko, grades.review, attempt, writes=False).percent == 100 and "m2" in done(house, cast.aiko)


def test_the_sheet_on_the_device_is_the_paper_the_server_keeps(house, cast):
    attempt = str(uuid.uuid4())
    begin(house, cast.aiko, attempt)
    shown = do(house, cast.aiko, packs.sheet, COURSE, "m2", writes=False)
    assert shown == do(house, cast.aiko, attempts.show, attempt, writes=False).items
    assert do(house, cast.aiko, packs.sheet, COURSE, "m1", writes=False) == () == do(house, cast.aiko, packs.sheet, COURSE, "final", writes=False)


def test_begun_twenty_times_at_once_it_is_one_attempt(house, cast):
    attempt = str(uuid.uuid4())
    do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan")
    assert at_once(20, lambda number: begin(house, cast.aiko, attempt)) == [packs.Begun(attempt, {})] * 20
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        assert [row.id for row in attempt_store.of_quiz(uow.db, attempt_store.get(uow.db, attempt).enrolment_id, "m2")] == [attempt]


def test_two_devices_begin_at_once_and_one_attempt_takes_the_answers_of_both(house, cast):
    do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan")
    found = at_once(10, lambda number: begin(house, cast.aiko))
    assert len({one.attempt for one in found}) == 1


def test_where_another_attempt_is_open_it_is_named_with_its_places_and_the_answers_keep_their_meaning(house, cast):
    there = do(house, cast.aiko, attempts.start, COURSE, "m2")
    begun = begin(house, cast.aiko)
    assert begun.attempt == there and set(begun.places) == {"m2-match"}
    found = edition(house)
    batch = right(house, device_paper(found.seal, found.quiz("m2")))
    for one in batch:
        if one["item"] in begun.places:
            one["value"] = {left: begun.places[one["item"]][place] for left, place in one["value"].items()}
    assert not do(house, cast.aiko, answers.record, there, "phone", batch).refused
    do(house, cast.aiko, attempts.submit, there)
    assert do(house, cast.aiko, grades.review, there, writes=False).percent == 100


def test_an_attempt_handed_in_meanwhile_stays_as_it_is_and_one_more_begins(house, cast):
    first = sit(house, cast.aiko, "m2")
    attempt = str(uuid.uuid4())
    assert begin(house, cast.aiko, attempt).attempt == attempt != first
    assert begin(house, cast.aiko, attempt).attempt == attempt
    do(house, cast.aiko, attempts.submit, attempt)
    assert begin(house, cast.aiko, attempt).attempt == attempt and "m2" in done(house, cast.aiko)


@pytest.mark.parametrize(("key", "fault"), [("m1", Conflict), ("final", Conflict), ("none", NotFound), ("bridge", NotFound)])
def test_a_quiz_that_is_counted_is_not_begun_on_a_device(house, cast, key, fault):
    with pytest.raises(fault):
        begin(house, cast.aiko, key=key)


@pytest.mark.parametrize("attempt", ["1", "'; drop table attempts", "0199C0DE-0000-7000-8000-000000000001"])
def test_an_id_that_is_none_is_refused(house, cast, attempt):
    with pytest.raises(Invalid, match="UUID"):
        begin(house, cast.aiko, attempt)


def test_an_edition_that_is_none_or_of_another_course_is_not_found(house, cast):
    for given in (MISSING, "nonsense"):
        with pytest.raises(NotFound):
            begin(house, cast.aiko, edition_id=given)
    with pytest.raises(NotFound):
        begin(house, cast.aiko, course="none")


def test_an_id_of_somebody_elses_attempt_is_refused_and_tells_nothing(house, cast):
    attempt = str(uuid.uuid4())
    begin(house, cast.aiko, attempt)
    with pytest.raises(Conflict, match="something else"):
        begin(house, cast.bayo, attempt)
    other = do(house, cast.aiko, attempts.start, COURSE, "m1")
    with pytest.raises(Conflict):
        begin(house, cast.aiko, other)


def test_what_one_person_did_is_not_taken_from_another_who_signed_in_since(house, cast):
    for uid in (cast.aiko.id, "", "nobody"):
        with pytest.raises(Forbidden):
            do(house, cast.bayo, packs.begin, uid, COURSE, "m2", str(uuid.uuid4()), edition(house).id)
        with pytest.raises(Forbidden):
            do(house, cast.bayo, packs.replay, uid, COURSE, "bridge", str(uuid.uuid4()), edition(house).id, GOOD)
        with pytest.raises(Forbidden):
            do(house, cast.bayo, packs.bring, uid)


def test_a_play_brought_ten_times_at_once_is_one_and_counts(house, cast):
    play = str(uuid.uuid4())
    do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan")
    assert at_once(10, lambda number: replay(house, cast.aiko, GOOD, play)) == ["good"] * 10
    (only,) = plays(house, cast.aiko)
    assert (only.id, only.end, only.points) == (play, "good", 4) and "bridge" in done(house, cast.aiko)
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        assert [(row.number, row.node, row.option) for row in play_store.steps(uow.db, play)] == [(1, "closed", "call"), (2, "late", "back")]
    do(house, SYSTEM, ledger.verify, writes=False)


def test_a_play_that_is_open_goes_on_beside_one_that_is_brought(house, cast):
    opened = do(house, cast.aiko, scenarios.start, COURSE, "bridge")
    do(house, cast.aiko, scenarios.choose, opened, 1, "call")
    assert replay(house, cast.aiko, BAD) == "bad"
    assert do(house, cast.aiko, scenarios.start, COURSE, "bridge") == opened
    do(house, cast.aiko, scenarios.choose, opened, 2, "back")
    assert sorted(one.number for one in plays(house, cast.aiko)) == [1, 2] and "bridge" in done(house, cast.aiko)


def test_the_same_id_with_other_choices_is_refused(house, cast):
    play = str(uuid.uuid4())
    replay(house, cast.aiko, BAD, play)
    with pytest.raises(Conflict):
        replay(house, cast.aiko, GOOD, play)
    with pytest.raises(Conflict):
        replay(house, cast.bayo, BAD, play)
    assert [one.end for one in plays(house, cast.aiko)] == ["bad"]


@pytest.mark.parametrize("moves", [
    None, [], {}, "call", [1], [{}], [{"node": "closed"}], [{"node": "closed", "option": 1}], GOOD[:1], GOOD[1:], [*GOOD, GOOD[0]], [GOOD[0]] * 2,
    [{"node": "closed", "option": "nonsense"}], GOOD * 5000,
])  # fmt: skip
def test_choices_that_lead_nowhere_are_refused_whole(house, cast, moves):
    with pytest.raises(Invalid):
        replay(house, cast.aiko, moves)
    assert plays(house, cast.aiko) == () and done(house, cast.aiko) == set()


def test_what_was_done_on_an_older_edition_is_still_taken(house, cast, tmp_path):
    old = edition(house)
    home = tmp_path / "newer"
    home.mkdir()
    for one in house.home.iterdir():
        if one.name not in ("courses", "quizzes"):
            (home / one.name).symlink_to(one.resolve())
    for name in ("courses", "quizzes"):
        for path in (house.home / name).rglob("*.*"):
            (home / path.relative_to(house.home)).parent.mkdir(parents=True, exist_ok=True)
            (home / path.relative_to(house.home)).write_bytes(path.read_bytes())
    quiz = home / "quizzes" / COURSE / "m2.md"
    quiz.write_text(quiz.read_text().replace("red => stop", "red => stop at once"))
    publishing.publish_all(replace(house, home=home))
    new = edition(house)
    assert new.number == old.number + 1
    attempt = str(uuid.uuid4())
    assert begin(house, cast.aiko, attempt, edition_id=old.id).attempt == attempt
    saved = do(house, cast.aiko, answers.record, attempt, "phone", right(house, device_paper(old.seal, old.quiz("m2"))))
    assert not saved.refused
    do(house, cast.aiko, attempts.submit, attempt)
    assert do(house, cast.aiko, grades.review, attempt, writes=False).percent == 100
    assert replay(house, cast.aiko, GOOD, edition_id=old.id) == "good" and {"m2", "bridge"} <= done(house, cast.aiko)


def test_the_steps_that_follow_are_drawn_when_a_play_is_the_last_one(house, cast):
    sit(house, cast.aiko, "m2")
    replay(house, cast.aiko, GOOD)
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        found = progress.standing(uow, COURSE).progress
    assert found.find(StepKind.SCENARIO, "bridge").done and found.find(StepKind.QUIZ, "m2").done
