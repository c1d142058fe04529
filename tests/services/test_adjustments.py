"""The time of an attempt: paused, resumed, extended; answers that come late, counted or not; races between those who act at once."""

from datetime import timedelta

import pytest

from lms.domain.attempts import GRACE, WINDOW
from lms.domain.grading import right_answer
from lms.domain.people import SYSTEM
from lms.errors import Conflict, Forbidden, Invalid
from lms.services import adjustments, answers, attempts, editions, grades, invigilation, jobs, ledger, lessons, record
from lms.services.work import work_in
from lms.store import adjustments as store
from lms.store import answers as answer_store
from lms.store import attempts as attempt_store
from tests.services.test_attempts import COURSE, at_once, do, event, play_well, sit


def open_exam(house, actor):
    """Everything before the exam done, and the exam begun: 30 minutes; gives the attempt."""
    for lesson in ("m1/01-plan", "m1/02-pack", "m2/01-road"):
        do(house, actor, lessons.finish, COURSE, lesson)
    sit(house, actor, "m1")
    sit(house, actor, "m2")
    play_well(house, actor)
    return do(house, actor, attempts.start, COURSE, "final")


def stored(house, attempt):
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        return attempt_store.get(uow.db, attempt)


def flags(house, attempt):
    """The marks of an attempt's answers, by device and number."""
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        return {(row.device, row.seq): row.flag for row in answer_store.of_attempt(uow.db, attempt)}


def solution(house, actor, attempt):
    """Item → right answer, of what the attempt asks, as a page would send it."""
    with work_in(house, actor) as uow:
        quiz = editions.edition(uow, editions.latest_ids(uow)[COURSE]).quiz("final")
        shown = attempts.show(uow, attempt).items
    items = {item.key: item for item in quiz.items}
    sent = {}
    for one in shown:
        value = right_answer(items[one.key])
        if one.right:  # a page knows the right sides by their places
            words = {option.key: option.match.get("en") for option in items[one.key].options}
            places = {text: place for place, text in one.right}
            value = {left: places[words[side]] for left, side in value.items()}
        sent[one.key] = value
    return sent


def answer(house, actor, attempt, seq, clock, *, device="phone", item=None, value=None, ago=0, ahead=0):
    """One answer given so many seconds ago, on a device whose clock is so many seconds ahead; gives what became of it and its id."""
    key = item or do(house, actor, attempts.show, attempt, writes=False).items[0].key
    sent = event(key, value, seq, at=(clock.now - timedelta(seconds=ago) + timedelta(seconds=ahead)).isoformat())
    return do(house, actor, answers.record, attempt, device, [sent]), sent["id"]


@pytest.fixture
def exam(house, cast):
    return open_exam(house, cast.aiko)


def test_a_pause_hides_the_questions_and_moves_the_deadline_by_its_length(house, cast, clock, exam):
    until = stored(house, exam).deadline
    do(house, cast.chiara, adjustments.pause, exam, "The power is out.")
    clock.forward(minutes=50)
    shown = do(house, cast.aiko, attempts.show, exam, writes=False)
    assert shown.items == () and (shown.paused.by, shown.paused.reason) == ("Chiara Rossi", "The power is out.") and not shown.over
    do(house, cast.chiara, adjustments.resume, exam, "It is back.")
    again = do(house, cast.aiko, attempts.show, exam, writes=False)
    assert again.items and again.paused is None and again.deadline == until + timedelta(minutes=50)


def test_a_paused_attempt_is_neither_handed_in_nor_swept_nor_begun_anew(house, cast, clock, exam):
    do(house, cast.chiara, adjustments.pause, exam, "The power is out.")
    clock.forward(days=3)
    jobs.tidy(house)
    with pytest.raises(Conflict, match="paused"):
        do(house, cast.aiko, attempts.submit, exam)
    assert do(house, cast.aiko, attempts.start, COURSE, "final") == exam and stored(house, exam).submitted_at is None


def test_an_answer_on_its_way_when_the_pause_began_counts_and_a_later_one_is_kept_and_marked(house, cast, clock, exam):
    do(house, cast.chiara, adjustments.pause, exam, "The power is out.")
    item = stored(house, exam).paper[0]["item"]
    clock.forward(seconds=30)
    first, _ = answer(house, cast.aiko, exam, 1, clock, item=item)
    clock.forward(seconds=1)
    second, key = answer(house, cast.aiko, exam, 2, clock, item=item)
    assert not first.flagged and "paused" in second.flagged[key] and second.paused
    assert flags(house, exam) == {("phone", 1): "", ("phone", 2): "paused"}


def test_what_was_given_before_the_pause_counts_when_it_arrives_during_it(house, cast, clock, exam):
    answer(house, cast.aiko, exam, 1, clock)
    item = stored(house, exam).paper[0]["item"]
    clock.forward(minutes=10)
    do(house, cast.chiara, adjustments.pause, exam, "The line is down.")
    clock.forward(minutes=20)
    before, key = answer(house, cast.aiko, exam, 2, clock, item=item, ago=25 * 60)
    after, late = answer(house, cast.aiko, exam, 3, clock, item=item, ago=60)
    assert before.delayed == (key,) and not before.flagged and set(after.flagged) == {late}


def test_an_extension_adds_its_minutes_and_the_next_saved_answer_tells_the_page(house, cast, clock, exam):
    until = stored(house, exam).deadline
    before, _ = answer(house, cast.aiko, exam, 1, clock)
    do(house, cast.chiara, adjustments.extend, exam, 15, "The fire alarm went off.")
    after, _ = answer(house, cast.aiko, exam, 2, clock)
    assert (before.deadline, after.deadline, after.paused) == (until, until + timedelta(minutes=15), False)


def test_time_that_was_over_runs_again_after_an_extension(house, cast, clock, exam):
    clock.forward(minutes=31)
    assert do(house, cast.aiko, attempts.show, exam, writes=False).over
    do(house, cast.chiara, adjustments.extend, exam, 10, "The line was down.")
    assert not do(house, cast.aiko, attempts.show, exam, writes=False).over and not answer(house, cast.aiko, exam, 1, clock)[0].flagged


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        (adjustments.resume, ("x",), "not paused"), (adjustments.pause, ("",), "reason"), (adjustments.pause, ("x" * 501,), "reason"),
        (adjustments.extend, (0, "x"), "whole number"), (adjustments.extend, (601, "x"), "whole number"), (adjustments.extend, (5, " \n "), "reason"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing(house, cast, exam, act, given, said):
    with pytest.raises((Conflict, Invalid), match=said):
        do(house, cast.chiara, act, exam, *given)
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        assert store.of_attempt(uow.db, exam) == []


def test_a_second_pause_a_pause_after_the_end_and_a_change_after_handing_in_are_refused(house, cast, clock, exam):
    do(house, cast.chiara, adjustments.pause, exam, "x")
    with pytest.raises(Conflict, match="paused already"):
        do(house, cast.chiara, adjustments.pause, exam, "x")
    do(house, cast.chiara, adjustments.resume, exam, "x")
    clock.forward(minutes=31)
    with pytest.raises(Conflict, match="time of this attempt is over"):
        do(house, cast.chiara, adjustments.pause, exam, "x")
    do(house, cast.aiko, attempts.submit, exam)
    for act, given in ((adjustments.pause, ("x",)), (adjustments.resume, ("x",)), (adjustments.extend, (5, "x"))):
        with pytest.raises(Conflict, match="handed in"):
            do(house, cast.chiara, act, exam, *given)


def test_a_quiz_without_a_limit_has_no_time_to_change(house, cast):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    with pytest.raises(Conflict, match="no time limit"):
        do(house, cast.chiara, adjustments.extend, attempt, 5, "x")


@pytest.mark.parametrize("who", ["aiko", "bayo", "daud", "emi", "farid", "grace"])
def test_only_trainers_change_the_time_of_an_attempt(house, cast, exam, who):
    for act, given in ((adjustments.pause, ("x",)), (adjustments.resume, ("x",)), (adjustments.extend, (5, "x"))):
        with pytest.raises(Forbidden):
            do(house, getattr(cast, who), act, exam, *given)


def test_the_ledger_keeps_who_changed_the_time_and_why(house, cast, exam):
    do(house, cast.chiara, adjustments.pause, exam, "The power is out.")
    do(house, cast.chiara, adjustments.resume, exam, "It is back.")
    do(house, cast.chiara, adjustments.extend, exam, 5, "To read again.")
    page = [one for one in do(house, cast.grace, ledger.page, writes=False) if one.action == "attempts.adjust"]
    assert [(one.details["kind"], one.details["reason"]) for one in reversed(page)] == [
        ("pause", "The power is out."), ("resume", "It is back."), ("extend", "To read again."),
    ]  # fmt: skip


def test_answers_given_in_time_count_when_they_arrive_late_and_the_certificate_follows(house, cast, clock, exam):
    sent = solution(house, cast.aiko, exam)
    first, *rest = sent.items()
    answer(house, cast.aiko, exam, 1, clock, item=first[0], value=first[1], ahead=-3600)
    clock.forward(hours=5)
    jobs.tidy(house)
    assert stored(house, exam).submitted_at is None
    for seq, (item, value) in enumerate(rest, 2):
        saved, key = answer(house, cast.aiko, exam, seq, clock, item=item, value=value, ago=5 * 3600 - 60, ahead=-3600)
        assert saved.done == saved.delayed == (key,) and not saved.flagged
    again, _ = answer(house, cast.aiko, exam, 9, clock, item=first[0], ago=4 * 3600, ahead=-3600)
    assert again.flagged
    do(house, cast.aiko, attempts.submit, exam)
    assert do(house, cast.aiko, grades.review, exam, writes=False).percent == 100
    assert do(house, cast.aiko, record.show, writes=False).certificates
    assert set(flags(house, exam).values()) == {"", "delayed", "late"}


def test_the_same_late_answers_again_are_the_same(house, cast, clock, exam):
    item = stored(house, exam).paper[0]["item"]
    answer(house, cast.aiko, exam, 1, clock)
    clock.forward(hours=1)
    late = [event(item, None, seq, at=(clock.now - timedelta(minutes=back)).isoformat()) for seq, back in ((2, 50), (3, 5))]
    once, twice = (do(house, cast.aiko, answers.record, exam, "phone", late) for _ in range(2))
    assert once == twice and once.delayed == (late[0]["id"],) and set(once.flagged) == {late[1]["id"]}


def test_a_device_that_is_online_gives_nothing_that_counts_after_the_grace(house, cast, clock, exam):
    for seq in range(1, 40):
        saved, key = answer(house, cast.aiko, exam, seq, clock)
        over = clock.now > stored(house, exam).deadline + GRACE
        assert (key in saved.flagged) == over and not saved.delayed
        clock.forward(minutes=1)


@pytest.mark.parametrize("how", ["another device", "no clock", "a form"])
def test_what_cannot_be_shown_to_be_in_time_is_kept_and_does_not_count(house, cast, clock, exam, how):
    answer(house, cast.aiko, exam, 1, clock)
    item = stored(house, exam).paper[0]["item"]
    clock.forward(hours=1)
    if how == "a form":
        field = "q-" + item
        problems = do(house, cast.aiko, answers.save_form, exam, {field: ["30"], **{f"{field}-{one}": ["true"] for one in "ab"}}, 9)
        assert not flags(house, exam).get(("form", 2)) or "time was over" in problems[item]
    else:
        sent = event(item, None, 2, at=None if how == "no clock" else (clock.now - timedelta(minutes=50)).isoformat())
        saved = do(house, cast.aiko, answers.record, exam, "laptop" if how == "another device" else "phone", [sent])
        assert set(saved.flagged) == {sent["id"]} and not saved.delayed


def test_an_attempt_nobody_comes_back_to_is_closed_after_the_window_with_what_counts(house, cast, clock, exam):
    until = stored(house, exam).deadline
    answer(house, cast.aiko, exam, 1, clock)
    for moment, done in ((until + WINDOW, False), (until + WINDOW + timedelta(seconds=1), True)):
        clock.now = moment
        jobs.tidy(house)
        assert (stored(house, exam).submitted_at is not None) == done


def test_an_attempt_no_device_was_heard_of_is_closed_when_its_time_is_over(house, cast, clock, exam):
    clock.now = stored(house, exam).deadline + GRACE + timedelta(seconds=1)
    jobs.tidy(house)
    assert stored(house, exam).submitted_at is not None


def test_extending_while_handing_in_ends_one_way_or_the_other(house, cast, exam):
    until = stored(house, exam).deadline
    found = at_once(
        2,
        lambda number: do(house, cast.aiko, attempts.submit, exam) if number else do(house, cast.chiara, adjustments.extend, exam, 5, "x"),
    )
    row, refused = stored(house, exam), [one for one in found if one is not None]
    assert row.submitted_at is not None
    assert (row.deadline == until and isinstance(refused[0], Conflict)) or (row.deadline == until + timedelta(minutes=5) and not refused)


def test_of_many_trainers_pausing_at_once_one_pauses(house, cast, exam):
    found = at_once(8, lambda number: do(house, cast.chiara, adjustments.pause, exam, f"reason {number}"))
    assert found.count(None) == 1 and all(isinstance(one, Conflict) for one in found if one is not None)
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        assert [row.kind for row in store.of_attempt(uow.db, exam)] == ["pause"]


def test_many_extensions_at_once_all_count(house, cast, exam):
    until = stored(house, exam).deadline
    assert at_once(8, lambda number: do(house, cast.chiara, adjustments.extend, exam, 5, "x")) == [None] * 8
    assert stored(house, exam).deadline == until + timedelta(minutes=40)


def test_a_trainer_sees_who_is_answering_and_which_answers_carry_a_mark(house, cast, clock, exam):
    answer(house, cast.aiko, exam, 1, clock)
    do(house, cast.bayo, attempts.start, COURSE, "m1")
    page = do(house, cast.chiara, invigilation.listing, writes=False)
    assert {(one.name, one.answered, one.asked) for one in page.rows} == {("Aiko Tanaka", 1, 3), ("Bayo Adeyemi", 0, 4)}
    only = do(house, cast.chiara, invigilation.listing, f"{COURSE}/final", writes=False)
    assert [one.id for one in only.rows] == [exam] and (f"{COURSE}/final", "Field basics: Final exam") in only.quizzes
    clock.forward(hours=1)
    answer(house, cast.aiko, exam, 2, clock, ago=50 * 60)
    answer(house, cast.aiko, exam, 3, clock)
    do(house, cast.aiko, attempts.submit, exam)
    answer(house, cast.aiko, exam, 4, clock, item=stored(house, exam).paper[0]["item"])
    seen = do(house, cast.chiara, invigilation.show, exam, writes=False)
    assert [one.flag for one in seen.marked] == ["delayed", "late", "submitted"]
    assert seen.marked[0].received - seen.marked[0].at == timedelta(minutes=50)
    assert [one.id for one in do(house, cast.chiara, invigilation.listing, marked=True, writes=False).rows] == [exam]
    assert do(house, cast.chiara, invigilation.listing, f"{COURSE}/final", writes=False).rows == ()


def test_open_attempts_come_in_pages(house, cast, monkeypatch):
    monkeypatch.setattr(invigilation, "PAGE", 2)
    begun = [do(house, actor, attempts.start, COURSE, key) for actor in (cast.aiko, cast.bayo) for key in ("m1", "m2")]
    found, after = [], ""
    while True:
        page = do(house, cast.chiara, invigilation.listing, "", after, writes=False)
        found += [one.id for one in page.rows]
        after = page.more
        if not after:
            break
    assert len(found) == 4 and set(found) == set(begun)
