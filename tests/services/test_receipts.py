"""Receipts: given with what they prove, once, and true about what is stored now."""

import pytest

from lms.domain.grading import Grade
from lms.domain.identifiers import read_code
from lms.domain.people import SYSTEM
from lms.errors import Forbidden, Invalid, NotFound
from lms.services import answers, attempts, gradings, jobs, lessons, receipts, sessions
from lms.services.work import work_in
from lms.store import attempts as attempt_store
from lms.store import people
from lms.store import receipts as store
from tests.services.test_adjustments import answer, open_exam
from tests.services.test_attempts import COURSE, at_once, do, event, finish_course, sit


def code_of(house, attempt):
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        return store.of_attempt(uow.db, attempt)


def holding(house, actor, code):
    return do(house, actor, receipts.resolve, code, writes=False)


def test_an_attempt_that_is_handed_in_has_one_receipt_however_often_it_is_sent(house, cast):
    attempt = sit(house, cast.aiko, "m1")
    code = code_of(house, attempt)
    assert read_code(code) == code
    at_once(5, lambda number: do(house, cast.aiko, attempts.submit, attempt))
    assert code_of(house, attempt) == code and len(do(house, cast.aiko, receipts.listing, writes=False).receipts) == 1


def test_an_open_attempt_has_no_receipt(house, cast):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    assert code_of(house, attempt) == "" and do(house, cast.aiko, answers.record, attempt, "d", [event("m1-first", "tell", 1)]).receipt == ""


def test_a_lesson_done_again_gives_the_same_receipt(house, cast):
    first = do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan")
    assert first.receipt and do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan").receipt == first.receipt
    assert do(house, cast.bayo, lessons.finish, COURSE, "m1/01-plan").receipt != first.receipt
    found = do(house, cast.aiko, receipts.show, first.receipt, writes=False)
    assert (found.name, found.number, found.course) == ("Aiko Tanaka", 0, COURSE) and found.title


def test_a_lesson_read_before_signing_in_gets_its_receipt_with_the_sign_in(house, cast):
    def sign_in(uow):
        uow.asked = True
        sessions.begin(uow, people.by_email(uow.db, "aiko@example.org"), "test", "")
        sessions.keep_reading(uow, ((COURSE, "m1/01-plan"), (COURSE, "m1/02-pack")))

    with work_in(house, writes=True) as uow:
        sign_in(uow)
    assert len(do(house, cast.aiko, receipts.listing, writes=False).receipts) == 2


def test_a_receipt_is_there_or_not_with_what_it_proves(house, cast, monkeypatch):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")

    def full(*_, **columns):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(receipts.store, "add", full)
    with pytest.raises(RuntimeError):
        do(house, cast.aiko, attempts.submit, attempt)
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        assert attempt_store.get(uow.db, attempt).submitted_at is None
    monkeypatch.undo()
    do(house, cast.aiko, attempts.submit, attempt)
    assert code_of(house, attempt)


def test_staff_see_what_is_stored_under_a_code(house, cast):
    attempt = sit(house, cast.aiko, "m1", wrong=("m1-minutes",))
    for who in (cast.chiara, cast.emi, cast.farid, cast.grace):
        found = holding(house, who, code_of(house, attempt).lower().replace("-", " "))
        assert (found.person, found.receipt.number, found.kept, found.counted, found.changed) == (cast.aiko.id, 1, 3, 3, ())
        assert [(one.why, one.points, one.out_of, one.passed) for one in found.results] == [("submitted", 3, 4, True)]


def test_an_answer_that_comes_after_handing_in_is_told_and_changes_nothing(house, cast):
    attempt = sit(house, cast.aiko, "m1")
    saved = do(house, cast.aiko, answers.record, attempt, "phone", [event("m1-minutes", "31", 99, at="1999-01-01T00:00:00Z")])
    found = holding(house, cast.chiara, saved.receipt)
    assert (found.kept, found.counted, found.flags, found.clocks, found.changed) == (5, 4, {"submitted": 1}, 1, ())


def test_an_answer_that_was_given_in_time_and_came_late_is_among_those_that_count(house, cast, clock):
    exam = open_exam(house, cast.aiko)
    answer(house, cast.aiko, exam, 1, clock)
    clock.forward(hours=1)
    answer(house, cast.aiko, exam, 2, clock, ago=50 * 60)
    answer(house, cast.aiko, exam, 3, clock)
    do(house, cast.aiko, attempts.submit, exam)
    found = holding(house, cast.chiara, do(house, cast.aiko, receipts.listing, writes=False).receipts[0].code)
    assert (found.kept, found.counted, found.flags) == (3, 2, {"late": 1})


def test_a_later_result_is_told_with_its_reason_and_the_receipt_stays(house, cast):
    attempt = sit(house, cast.aiko, "m1")
    code = code_of(house, attempt)

    def correct(uow):
        uow.asked = True
        worse = Grade(points=2, out_of=4, percent=50, passed=False, items=(), failed_must_pass=(), by_tag=())
        gradings.keep(uow, attempt_store.lock(uow.db, attempt), worse, "corrected", "Key was wrong.")

    do(house, cast.chiara, correct)
    found = holding(house, cast.chiara, code)
    assert code_of(house, attempt) == code and found.changed == ("result",)
    assert [(one.why, one.points, one.reason) for one in found.results] == [("submitted", 4, ""), ("corrected", 2, "Key was wrong.")]


def test_a_lesson_that_is_gone_is_told(house, cast, monkeypatch):
    code = do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan").receipt
    assert holding(house, cast.chiara, code).changed == ()
    monkeypatch.setattr(receipts.progress, "lesson_done_at", lambda *_: None)
    assert holding(house, cast.chiara, code).changed == ("lesson",)


def test_somebody_elses_receipt_and_one_never_given_look_the_same(house, cast):
    code = do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan").receipt
    said = set()
    for who, asked in ((cast.bayo, code), (cast.emi, code), (cast.bayo, "0000-0000-0000"), (cast.bayo, "nonsense")):
        with pytest.raises(NotFound) as fault:
            do(house, who, receipts.show, asked, writes=False)
        said.add(str(fault.value))
    assert said == {"There is no such receipt."}
    with pytest.raises(NotFound, match="no such receipt"):
        holding(house, cast.chiara, "0000-0000-0000")


def test_a_typing_error_is_told_from_a_code_that_was_never_given(house, cast):
    code = do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan").receipt
    wrong = ("0" if code[0] != "0" else "1") + code[1:]
    with pytest.raises(Invalid, match="typing error"):
        holding(house, cast.chiara, wrong)


@pytest.mark.parametrize("who", ["aiko", "bayo", "daud"])
def test_trainees_and_partners_look_nothing_up(house, cast, who):
    code = do(house, cast.aiko, lessons.finish, COURSE, "m1/01-plan").receipt
    with pytest.raises(Forbidden):
        holding(house, getattr(cast, who), code)


def test_receipts_are_listed_newest_first_in_pages(house, cast, clock, monkeypatch):
    monkeypatch.setattr(receipts, "PAGE", 2)
    finish_course(house, cast.aiko)
    clock.forward(minutes=5)
    pages = [do(house, cast.aiko, receipts.listing, number, writes=False) for number in (1, 2, 3)]
    codes = [one.code for page in pages for one in page.receipts]
    assert len(set(codes)) == 6 and [page.count for page in pages] == [3, 3, 3]
    assert do(house, cast.aiko, receipts.listing, 99, writes=False).number == 3
    moments = [one.at for page in pages for one in page.receipts]
    assert moments == sorted(moments, reverse=True)


def test_the_sweep_that_closes_an_attempt_gives_its_owner_the_receipt(house, cast, clock):
    attempt = do(house, cast.aiko, attempts.start, COURSE, "m1")
    with work_in(house, cast.aiko, writes=True) as uow:
        uow.asked = True
        attempt_store.set_result(uow.db, attempt, deadline=clock.now)
    clock.forward(minutes=5)
    jobs.tidy(house)
    (found,) = do(house, cast.aiko, receipts.listing, writes=False).receipts
    assert found.code == code_of(house, attempt) and found.at == clock.now
