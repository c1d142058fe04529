"""Extra time: decided by staff, shown before the start, the same everywhere, never making an attempt shorter."""

import threading
from datetime import timedelta

import pytest

from lms.errors import Forbidden, Invalid, NotFound
from lms.services import accommodations, adjustments, attempts, ledger, people
from tests.services.test_adjustments import open_exam, stored
from tests.services.test_attempts import COURSE, do


def length(house, attempt):
    row = stored(house, attempt)
    return row.deadline - row.started_at


def test_extra_time_is_told_beforehand_and_given_at_the_start(house, cast):
    do(house, cast.emi, accommodations.change, cast.aiko.id, 25)
    page = do(house, cast.aiko, attempts.intro, COURSE, "final", writes=False)
    assert (page.time_limit, page.extra) == (30, 8) and do(house, cast.bayo, attempts.intro, COURSE, "final", writes=False).extra == 0
    assert do(house, cast.aiko, attempts.intro, COURSE, "m1", writes=False).extra == 0
    assert do(house, cast.aiko, people.account, writes=False).extra == 25
    assert length(house, open_exam(house, cast.aiko)) == timedelta(minutes=38)


def test_the_newest_decision_counts_at_the_next_start(house, cast):
    for percent in (100, 50, 0):
        do(house, cast.chiara, accommodations.change, cast.aiko.id, percent)
    assert length(house, open_exam(house, cast.aiko)) == timedelta(minutes=30)
    seen = do(house, cast.grace, accommodations.show, cast.aiko.id, writes=False)
    assert [(one.percent, one.by) for one in seen.decisions] == [(percent, "Chiara Rossi") for percent in (0, 50, 100)] and seen.percent == 0


def test_an_open_attempt_gets_longer_at_once_and_never_shorter(house, cast, clock):
    attempt = open_exam(house, cast.aiko)
    assert do(house, cast.chiara, accommodations.change, cast.aiko.id, 50) == 1 and length(house, attempt) == timedelta(minutes=45)
    assert do(house, cast.chiara, accommodations.change, cast.aiko.id, 10) == 0 and length(house, attempt) == timedelta(minutes=45)
    do(house, cast.chiara, adjustments.pause, attempt, "x")
    clock.forward(minutes=7)
    do(house, cast.chiara, accommodations.change, cast.aiko.id, 100)
    do(house, cast.chiara, adjustments.resume, attempt, "x")
    do(house, cast.chiara, adjustments.extend, attempt, 5, "x")
    assert length(house, attempt) == timedelta(minutes=60 + 7 + 5)


def test_an_attempt_that_is_handed_in_stays_as_it_was(house, cast):
    attempt = open_exam(house, cast.aiko)
    do(house, cast.aiko, attempts.submit, attempt)
    assert do(house, cast.chiara, accommodations.change, cast.aiko.id, 50) == 0 and length(house, attempt) == timedelta(minutes=30)


@pytest.mark.parametrize("who", ["chiara", "emi", "grace"])
def test_staff_give_extra_time_to_others_and_never_to_themselves(house, cast, who):
    actor = getattr(cast, who)
    do(house, actor, accommodations.change, cast.aiko.id, 10)
    with pytest.raises(Forbidden):
        do(house, actor, accommodations.change, actor.id, 10)


@pytest.mark.parametrize("who", ["aiko", "bayo", "daud", "farid"])
def test_nobody_else_gives_or_reads_extra_time(house, cast, who):
    for service, given in ((accommodations.change, (25,)), (accommodations.show, ())):
        with pytest.raises(Forbidden):
            do(house, getattr(cast, who), service, cast.aiko.id, *given)


@pytest.mark.parametrize("percent", [-1, 301])
def test_a_per_cent_out_of_range_is_refused(house, cast, percent):
    with pytest.raises(Invalid, match="0 to 300"):
        do(house, cast.chiara, accommodations.change, cast.aiko.id, percent)


def test_somebody_who_does_not_exist_is_not_found(house, cast):
    for service, given in ((accommodations.change, (25,)), (accommodations.show, ())):
        with pytest.raises(NotFound):
            do(house, cast.chiara, service, "0199c0de-0000-7000-8000-000000000001", *given)


def test_the_note_stands_in_the_ledger_alone(house, cast):
    do(house, cast.chiara, accommodations.change, cast.aiko.id, 25, "File 12")
    entry = next(one for one in do(house, cast.grace, ledger.page, writes=False) if one.action == "people.set-extra-time")
    assert (entry.details["percent"], entry.details["note"]) == (25, "File 12")
    assert "File 12" not in repr(do(house, cast.chiara, accommodations.show, cast.aiko.id, writes=False))


def test_extra_time_given_while_an_attempt_begins_reaches_it(house, cast, monkeypatch):
    do(house, cast.aiko, attempts.submit, open_exam(house, cast.aiko))
    draw, giving = attempts.draw_paper, threading.Thread(target=lambda: do(house, cast.emi, accommodations.change, cast.aiko.id, 50))

    def drawn(*given):
        """The attempt has looked for extra time and is not there yet: now somebody gives some, and must wait."""
        giving.start()
        giving.join(0.5)
        return draw(*given)

    monkeypatch.setattr(attempts, "draw_paper", drawn)
    begun = do(house, cast.aiko, attempts.start, COURSE, "final")
    giving.join()
    assert length(house, begun) == timedelta(minutes=45)
