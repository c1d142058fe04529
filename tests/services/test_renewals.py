"""The life of a certificate: renewed, issued again under another name, revoked in between; and reminded of its end."""

from datetime import date, timedelta

import pytest

from lms.domain.certificates import Standing, State
from lms.domain.people import SYSTEM
from lms.domain.permissions import Action
from lms.errors import Conflict, Forbidden, NotFound
from lms.services import certificates, courses, eligibility, jobs, people, record, renewals
from lms.services.work import work_in
from lms.store import certificates as store
from lms.store import notices, reminders
from tests.services.test_attempts import COURSE, at_once, do, finish_course
from tests.services.test_certificates import code_of

END = date(2028, 3, 1)


def verify(house, code):
    return do(house, SYSTEM, certificates.verify, code, writes=False)


def mine(house, actor):
    return do(house, actor, record.show, writes=False)


def until(clock, day):
    """Move the clock to a day; at its hour it is the same day where the issuer is."""
    clock.forward(days=(day - clock().date()).days)


def rename(house, actor, name="Aiko Mori"):
    do(house, actor, people.change, name=name, name_local="", lang="ja", birth_date=None)


def met(house, actor, day):
    return do(house, actor, eligibility.duty, actor.id, "driver", day, {"danger_level": 0}, writes=False).verdict.met


def test_it_is_renewed_within_the_window_only_and_begun_once(house, cast, clock):
    finish_course(house, cast.aiko)
    until(clock, END - timedelta(days=90))
    offer = mine(house, cast.aiko).renewals[code_of(house, cast.aiko)]
    assert not offer.open and offer.opens == END - timedelta(days=89)
    with pytest.raises(Conflict, match="2027-12-03 on"):
        do(house, cast.aiko, renewals.begin, COURSE)
    with pytest.raises(NotFound):
        do(house, cast.bayo, renewals.begin, COURSE)
    clock.forward(days=1)
    at_once(6, lambda number: do(house, cast.aiko, renewals.begin, COURSE))
    page = do(house, cast.aiko, courses.page, COURSE, writes=False)
    assert page.progress.done == 0 and page.renewal.begun and not page.complete
    assert [one.key for one in mine(house, cast.aiko).courses] == [COURSE]


def test_renewing_after_the_end_counts_from_the_day_of_issue(house, cast, clock):
    finish_course(house, cast.aiko)
    old = code_of(house, cast.aiko)
    until(clock, date(2028, 9, 1))
    do(house, cast.aiko, renewals.begin, COURSE)
    finish_course(house, cast.aiko)
    new = verify(house, verify(house, old).replaced_by)
    assert (new.standing, new.snapshot.valid_from, new.snapshot.valid_until) == (Standing.VALID, date(2028, 9, 1), date(2030, 8, 31))


def test_nobody_loses_a_day_of_readiness_by_renewing(house, cast, clock):
    finish_course(house, cast.aiko)
    days = [date(2026, 3, 1) + timedelta(days=number) for number in range(0, 800, 13)]
    before = {day: met(house, cast.aiko, day) for day in days}
    until(clock, END - timedelta(days=30))
    do(house, cast.aiko, renewals.begin, COURSE)
    finish_course(house, cast.aiko)
    assert all(met(house, cast.aiko, day) for day, was in before.items() if was)
    assert met(house, cast.aiko, END - timedelta(days=30)) and mine(house, cast.aiko).evidence == 2


@pytest.mark.parametrize("when", ["before the cycle", "within the cycle"])
def test_a_revoked_one_extends_nothing_and_stays_revoked(house, cast, clock, when):
    finish_course(house, cast.aiko)
    old = code_of(house, cast.aiko)
    until(clock, END - timedelta(days=60))
    if when == "before the cycle":
        do(house, SYSTEM, certificates.change_state, old, State.REVOKED, "Answers were bought.")
    do(house, cast.aiko, renewals.begin, COURSE)
    if when == "within the cycle":
        do(house, SYSTEM, certificates.change_state, old, State.REVOKED, "Answers were bought.")
    finish_course(house, cast.aiko)
    new, was = code_of(house, cast.aiko), verify(house, old)
    assert (was.standing, was.replaced_by) == (Standing.REVOKED, "")
    assert verify(house, new).snapshot.valid_until == date(2029, 12, 31)


def test_one_that_was_replaced_can_be_revoked_and_is_replaced_again_when_reinstated(house, cast, clock):
    finish_course(house, cast.aiko)
    old = code_of(house, cast.aiko)
    until(clock, END - timedelta(days=60))
    do(house, cast.aiko, renewals.begin, COURSE)
    finish_course(house, cast.aiko)
    for state, standing, facts in ((State.REVOKED, Standing.REVOKED, 1), (State.REINSTATED, Standing.REPLACED, 2)):
        clock.forward(seconds=1)
        do(house, SYSTEM, certificates.change_state, old, state, "x")
        assert verify(house, old).standing is standing and mine(house, cast.aiko).evidence == facts


def test_a_corrected_name_gets_a_new_code_for_the_same_days(house, cast, clock):
    finish_course(house, cast.aiko)
    old = code_of(house, cast.aiko)
    clock.forward(days=10)
    with pytest.raises(Conflict, match="bears this name already"):
        do(house, cast.emi, renewals.correct, old, "Married.")
    rename(house, cast.aiko)
    new = do(house, cast.emi, renewals.correct, old, "Married.")
    was, now = verify(house, old), verify(house, new)
    assert (was.standing, was.replaced_by, was.corrected, was.snapshot.name) == (Standing.REPLACED, new, True, "Aiko Tanaka")
    assert (now.standing, now.snapshot.name, now.snapshot.valid_from, now.snapshot.valid_until) == (Standing.VALID, "Aiko Mori", date(2026, 3, 2), END)
    assert "Married." not in was.reason + now.reason and mine(house, cast.aiko).evidence == 1
    with pytest.raises(Conflict, match="another name"):
        do(house, SYSTEM, certificates.change_state, old, State.REVOKED, "x")
    do(house, SYSTEM, certificates.change_state, new, State.REVOKED, "x")
    assert mine(house, cast.aiko).evidence == 0


def test_racing_corrections_give_one_certificate(house, cast):
    finish_course(house, cast.aiko)
    old = code_of(house, cast.aiko)
    rename(house, cast.aiko)
    found = at_once(6, lambda number: do(house, cast.emi, renewals.correct, old, "Married."))
    assert len([one for one in found if isinstance(one, str)]) == 1 and len(mine(house, cast.aiko).certificates) == 2


def test_only_a_registrar_corrects_a_name_and_not_their_own(house, cast):
    finish_course(house, cast.aiko)
    finish_course(house, cast.emi)
    for who, whose in (("aiko", "aiko"), ("chiara", "aiko"), ("farid", "aiko"), ("grace", "aiko"), ("emi", "emi")):
        for service, given in ((renewals.preview, ()), (renewals.correct, ("x",))):
            with pytest.raises(Forbidden):
                do(house, getattr(cast, who), service, code_of(house, getattr(cast, whose)), *given)


def test_no_name_is_left_on_any_certificate_of_a_withheld_holder(house, cast, clock):
    finish_course(house, cast.aiko)
    old = code_of(house, cast.aiko)
    rename(house, cast.aiko)
    clock.forward(seconds=1)
    new = do(house, cast.emi, renewals.correct, old, "Married.")
    clock.forward(seconds=1)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.CHANGE_CERTIFICATE)
        certificates.turn(uow, store.by_code(uow.db, new), State.WITHHELD, "Erased.")
    assert (verify(house, old).standing, verify(house, new).standing) == (Standing.REPLACED, Standing.WITHHELD)
    assert {verify(house, one).snapshot.name for one in (old, new)} == {""}
    with pytest.raises(Conflict, match="withheld"):
        do(house, cast.emi, renewals.correct, new, "x")
    do(house, SYSTEM, certificates.change_state, new, State.REVOKED, "x")
    assert (verify(house, new).standing, verify(house, new).snapshot.name) == (Standing.REVOKED, "")


def test_each_reminder_is_sent_once_and_after_a_pause_only_the_nearest(house, cast, clock):
    finish_course(house, cast.aiko)
    finish_course(house, cast.bayo)
    rename(house, cast.bayo, "Bayo Adeyemi")
    do(house, SYSTEM, certificates.change_state, code_of(house, cast.aiko), State.REVOKED, "x")
    told = []
    for left in (95, 91, 90, 89, 24, 23, 7, 0, -1):
        until(clock, END - timedelta(days=left))
        for _ in range(2):
            jobs.tidy(house)
        house.shelf.pop("reminded")
        jobs.tidy(house)
        with work_in(house, SYSTEM) as uow:
            uow.authorize(Action.RUN_JOBS)
            told.append([(row.address, row.subject) for row in notices.latest(uow.db, 50)])
            assert reminders.due(uow.db, uow.today, (7, 30, 60, 90), 10) == []
    assert [len(one) for one in told] == [0, 0, 1, 1, 2, 2, 3, 3, 3]
    assert set(told[-1]) == {("bayo@example.org", "Hato 修了証の有効期限は2028-03-01です")}
