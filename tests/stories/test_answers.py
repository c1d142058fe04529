"""Acceptance stories: answers over a bad line, and two people at one browser."""

from lms.services import answers, attempts
from lms.services.work import work_in
from lms.store import answers as store
from lms.store import attempts as attempt_store
from tests.services.test_attempts import COURSE, do, event
from tests.stage import PASSWORD


def test_the_same_answers_sent_three_times_out_of_order_after_twenty_minutes_are_one_attempt(house, cast, clock):
    """Same answer batch sent three times, out of order, after a 20-minute gap → one attempt, right answers, right time."""
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    given = clock.now
    first, second = event("m1-minutes", "10", 1, at=given.isoformat()), event("m1-minutes", "30", 2, at=given.isoformat())
    clock.forward(minutes=20)
    for batch in ([second], [first], [second, first]):
        saved = do(house, cast.aiko, answers.record, attempt, "phone", batch)
        assert set(saved.done) == {one["id"] for one in batch} and not saved.refused
        clock.forward(minutes=10)
    assert do(house, cast.aiko, attempts.start, COURSE, "m1") == attempt
    do(house, cast.aiko, attempts.submit, attempt)
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        kept = store.of_attempt(uow.db, attempt)
        assert answers.given(uow, attempt).values == {"m1-minutes": "30"} and {one.at for one in kept} == {given} and len(kept) == 2
        assert attempt_store.get(uow.db, attempt).number == 1


def test_of_two_people_at_one_browser_without_a_sign_out_the_second_sees_nothing_of_the_first(house, cast, visit):
    """Two people, one browser, no logout between → second sees nothing of the first."""
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    browser = visit("aiko").open("/en/record")
    assert browser.has("Aiko Tanaka")
    browser.open("/en/sign-in").press("^Sign in$", email="bayo@example.org", password=PASSWORD)
    assert browser.has("Bayo Adeyemi")
    for page in ("record", "account", "record/evidence", "record/privacy", "receipts", "courses/field-basics"):
        seen = browser.open(f"/en/{page}")
        assert not seen.has("Aiko") and not seen.has("aiko@example.org"), page
    assert browser.open(f"/en/attempts/{attempt}").status == 404
