"""The time of an attempt: what moves its deadline, and which late answers were given in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.adjustments import Adjustment, Kind, adjust_problem, deadline, extra_minutes
from lms.domain.attempts import GRACE, WINDOW, Attempt, Sent, answer_flag, delayed, lapsed, over, overdue

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
ATTEMPT = Attempt("a", "e", "p", "c", "q", 1, "ed", "seed", START, deadline=START + timedelta(minutes=20))
DUE = ATTEMPT.deadline


def minutes(count):
    return timedelta(minutes=count)


limits, percents, more = st.integers(1, 600), st.integers(0, 300), st.integers(1, 600)


@st.composite
def histories(draw):
    """What trainers may have done, in the order it was done: pauses and resumes in turn, extensions anywhere; and how long it stood still."""
    acts, now, since, stood = [], START, None, timedelta()
    for step in draw(st.lists(st.tuples(st.sampled_from(["turn", "extend"]), st.integers(0, 7200), more), max_size=8)):
        now += timedelta(seconds=step[1])
        if step[0] == "extend":
            acts.append(Adjustment(Kind.EXTEND, now, step[2]))
        elif since is None:
            acts.append(Adjustment(Kind.PAUSE, now))
            since = now
        else:
            acts.append(Adjustment(Kind.RESUME, now))
            stood, since = stood + (now - since), None
    return acts, stood, now


@given(limits, percents, histories(), st.randoms(use_true_random=False))
def test_the_deadline_does_not_depend_on_the_order_of_what_is_recorded(limit, percent, history, chance):
    acts = list(history[0])
    chance.shuffle(acts)
    assert deadline(START, limit, percent, acts) == deadline(START, limit, percent, history[0])


@given(limits, percents, histories(), more)
def test_an_extension_adds_exactly_its_minutes(limit, percent, history, count):
    acts, _, now = history
    longer = [*acts, Adjustment(Kind.EXTEND, now, count)]
    assert deadline(START, limit, percent, longer) - deadline(START, limit, percent, acts) == minutes(count)


@given(limits, percents, histories())
def test_pauses_move_the_deadline_by_as_long_as_the_time_stood_still(limit, percent, history):
    acts, stood, _ = history
    without = [one for one in acts if one.kind is Kind.EXTEND]
    assert deadline(START, limit, percent, acts) - deadline(START, limit, percent, without) == stood


@given(limits, percents, percents, histories())
def test_more_extra_time_never_makes_an_attempt_shorter(limit, one, other, history):
    less, much = sorted((one, other))
    assert START + minutes(limit) <= deadline(START, limit, less, history[0]) <= deadline(START, limit, much, history[0])


@given(limits, percents)
def test_extra_minutes_are_whole_and_never_less_than_the_per_cent_says(limit, percent):
    assert limit * percent <= extra_minutes(limit, percent) * 100 < limit * percent + 100


def test_a_trainer_is_told_why_the_time_cannot_be_changed():
    paused, gone = replace(ATTEMPT, paused=START), DUE + timedelta(seconds=1)
    assert {adjust_problem(replace(ATTEMPT, submitted=START), kind, START) for kind in Kind} == {"submitted"}
    assert {adjust_problem(replace(ATTEMPT, deadline=None), kind, START) for kind in Kind} == {"untimed"}
    assert [adjust_problem(ATTEMPT, kind, START) for kind in Kind] == [None, "running", None]
    assert [adjust_problem(paused, kind, gone) for kind in Kind] == ["paused", None, None]
    assert [adjust_problem(ATTEMPT, kind, gone) for kind in Kind] == ["over", "running", None]


def test_time_that_stands_still_is_never_over():
    paused, later = replace(ATTEMPT, paused=START + minutes(5)), DUE + WINDOW * 2
    assert not over(paused, later) and not overdue(paused, later) and not lapsed(paused, later, False)
    assert over(ATTEMPT, DUE + timedelta(seconds=1)) and not over(ATTEMPT, DUE) and not over(replace(ATTEMPT, deadline=None), later)


def test_an_attempt_waits_for_a_device_that_may_still_hold_answers_and_for_no_longer():
    moment = timedelta(seconds=1)
    assert not lapsed(ATTEMPT, DUE + GRACE, False) and lapsed(ATTEMPT, DUE + GRACE + moment, False)
    assert not lapsed(ATTEMPT, DUE + WINDOW, True) and lapsed(ATTEMPT, DUE + WINDOW + moment, True)
    assert not lapsed(replace(ATTEMPT, deadline=None), DUE + WINDOW * 2, False)


def test_an_answer_is_taken_for_thirty_seconds_after_a_pause_began():
    paused = replace(ATTEMPT, paused=START + minutes(5))
    assert answer_flag(paused, START + minutes(5) + GRACE) == ""
    assert answer_flag(paused, START + minutes(5) + GRACE + timedelta(seconds=1)) == "paused"


def sent(seq, given_at, took=2, clock=0):
    """An answer given so many minutes after the start, that took some seconds to arrive, on a device whose clock is `clock` seconds ahead."""
    moment = START + minutes(given_at)
    return Sent(seq, moment + timedelta(seconds=clock), moment + timedelta(seconds=took))


KNOWN = [sent(1, 1), sent(2, 5)]
LATE = DUE + minutes(60)


def arriving(*fresh):
    return [replace(one, received=LATE) for one in fresh]


@pytest.mark.parametrize("clock", [0, -7200, 86_400 * 365 * 3])
def test_answers_given_in_time_count_when_the_line_comes_back_whatever_the_clock_of_the_device_says(clock):
    known = [sent(1, 1, 2, clock), sent(2, 5, 60, clock)]
    fresh = arriving(sent(4, 20.1, clock=clock), sent(3, 19, clock=clock))
    assert delayed(ATTEMPT, LATE, known, fresh) == {3}


@pytest.mark.parametrize(
    ("why", "known", "fresh"),
    [
        ("nothing had come from this device", [], [sent(1, 5)]),
        ("nothing had come in time", [sent(1, 1, 20 * 60)], [sent(2, 5)]),
        ("a number is missing", KNOWN, [sent(4, 6)]),
        ("a number is filled in", [sent(1, 1), sent(3, 5)], [sent(2, 4)]),
        ("it was given after the deadline", KNOWN, [sent(3, 20.1)]),
        ("it was given before the one before it", KNOWN, [sent(3, 4)]),
        ("the clock went backwards earlier", [sent(1, 1, clock=3600), sent(2, 5), sent(3, 6)], [sent(4, 7)]),
        ("the device told no time", KNOWN, [replace(sent(3, 6), at=None)]),
        ("the device had told no time before", [replace(sent(1, 1), at=None), sent(2, 5)], [sent(3, 6)]),
        ("its clock is at the end of time", KNOWN, [replace(sent(3, 6), at=datetime.max.replace(tzinfo=UTC))]),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_cannot_be_shown_to_be_in_time_does_not_count(why, known, fresh):
    assert delayed(ATTEMPT, LATE, known, arriving(*fresh)) == frozenset()


def test_the_first_answer_that_breaks_the_chain_ends_it():
    assert delayed(ATTEMPT, LATE, KNOWN, arriving(sent(3, 6), sent(5, 7), sent(6, 8))) == {3}


def test_nothing_is_taken_after_the_window_or_after_handing_in_or_without_a_deadline():
    fresh = arriving(sent(3, 6))
    assert delayed(ATTEMPT, DUE + WINDOW, KNOWN, fresh) == {3} and not delayed(ATTEMPT, DUE + WINDOW + timedelta(seconds=1), KNOWN, fresh)
    assert not delayed(replace(ATTEMPT, submitted=DUE), LATE, KNOWN, fresh)
    assert not delayed(replace(ATTEMPT, deadline=None), LATE, KNOWN, fresh)


def test_what_was_given_before_a_pause_counts_however_long_the_pause_is():
    paused = replace(ATTEMPT, paused=START + minutes(10))
    assert delayed(paused, DUE + WINDOW * 3, KNOWN, arriving(sent(3, 9), sent(4, 11))) == {3}


delays = st.lists(st.integers(0, 900_000), min_size=1, max_size=6)


@given(
    st.lists(st.integers(0, 1_900_000), min_size=1, max_size=6).map(sorted), delays, st.integers(-(10**10), 10**10), st.integers(1, 5),
)  # fmt: skip
def test_with_a_clock_that_runs_on_nothing_given_after_the_deadline_is_ever_taken(moments, waits, ahead, count):
    """Whatever the line does to the answers, and however wrong the clock of the device is."""
    clock = timedelta(milliseconds=ahead)
    given_at = [START + timedelta(milliseconds=one) for one in moments]
    known = [Sent(seq, at + clock, at + timedelta(milliseconds=waits[seq % len(waits)])) for seq, at in enumerate(given_at, 1)]
    last = given_at[-1]
    fresh = [(len(known) + step, last + timedelta(milliseconds=waits[step % len(waits)] * step)) for step in range(1, count + 1)]
    fresh.sort(key=lambda one: one[1])
    numbered = {len(known) + place: at for place, (_, at) in enumerate(fresh, 1)}
    taken = delayed(ATTEMPT, LATE, known, [Sent(seq, at + clock, LATE) for seq, at in numbered.items()])
    assert all(numbered[seq] <= DUE for seq in taken)
