"""Correcting a question: previews, applying once, what follows for results and certificates, crashes and races."""

import pytest

from lms.domain.certificates import Standing
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import attempts, certificates, corrections, decisions, grades, gradings, jobs, lessons, record
from lms.services.work import work_in
from lms.store import attempts as attempt_store
from lms.store import gradings as grading_store
from lms.store import notices
from tests.services.test_attempts import COURSE, at_once, do, finish_course, play_well, sit

WHERE = (COURSE, "m1", "m1-first")


def look(house, actor, kind, raw=None, reason="Two answers are right.", where=WHERE, **more):
    return do(house, actor, corrections.preview, *where, kind, raw, reason, writes=False, **more)


def correct(house, actor, kind, raw=None, reason="Two answers are right.", where=WHERE):
    """Preview, apply, and let the results follow; gives the correction."""
    seen = look(house, actor, kind, raw, reason, where)
    made = do(house, actor, corrections.apply, *where, kind, raw, reason, seen.fingerprint)
    work_off(house)
    return made


def work_off(house):
    while jobs.run_one(house):
        pass


def results(house, attempt):
    with work_in(house) as uow:
        uow.asked = True
        return [(row.why, row.percent, row.passed) for row in grading_store.of_attempt(uow.db, attempt)]


def held(house, actor):
    return do(house, actor, record.show, writes=False).certificates


def test_a_credit_lifts_a_failed_attempt_and_both_results_stay(house, cast):
    attempt = sit(house, cast.bayo, "m1", wrong=("m1-first",))
    correct(house, cast.chiara, "credit")
    assert results(house, attempt) == [("submitted", 75, False), ("corrected", 100, True)]
    page = do(house, cast.bayo, grades.review, attempt, writes=False)
    assert page.passed and [one.why for one in page.results] == ["submitted", "corrected"]
    assert [one.correction.reason for one in page.items if one.correction] == ["Two answers are right."]


def test_the_preview_writes_nothing_and_says_who_turns(house, cast):
    finish_course(house, cast.aiko)
    attempt = sit(house, cast.bayo, "m1", wrong=("m1-first",))
    seen = look(house, cast.chiara, "rekey", "drive")
    assert {(one.name, one.certificate) for one in seen.failing} == {(cast.aiko.name, True)} and seen.fails == len(seen.failing)
    assert seen.asked >= 1 and seen.changed >= 1 and seen.right
    assert [one.name for one in look(house, cast.chiara, "void").passing] == [cast.bayo.name]
    assert results(house, attempt) == [("submitted", 75, False)]


def test_somebody_who_passed_in_another_attempt_does_not_turn(house, cast):
    sit(house, cast.bayo, "m1", wrong=("m1-first",))
    sit(house, cast.bayo, "m1")
    seen = look(house, cast.chiara, "credit")
    assert (seen.asked, seen.changed, seen.passes, seen.fails) == (2, 1, 0, 0)


def test_applying_twice_applies_once(house, cast):
    attempt = sit(house, cast.bayo, "m1", wrong=("m1-first",))
    seen = look(house, cast.chiara, "credit")
    first, again = (do(house, cast.chiara, corrections.apply, *WHERE, "credit", None, seen.reason, seen.fingerprint) for _ in range(2))
    work_off(house)
    assert first == again and len(do(house, cast.chiara, corrections.listing, writes=False)) == 1
    assert len(results(house, attempt)) == 2


def test_what_has_changed_since_the_preview_is_not_applied(house, cast):
    seen = look(house, cast.chiara, "credit")
    sit(house, cast.bayo, "m1", wrong=("m1-first",))
    with pytest.raises(Conflict, match="look at the preview again"):
        do(house, cast.chiara, corrections.apply, *WHERE, "credit", None, seen.reason, seen.fingerprint)
    assert do(house, cast.chiara, corrections.listing, writes=False) == ()


def test_of_two_trainers_at_once_one_corrects_and_the_other_looks_again(house, cast):
    sit(house, cast.bayo, "m1", wrong=("m1-first",))
    seen = [look(house, cast.chiara, kind) for kind in ("credit", "void")]
    found = at_once(2, lambda n: do(house, cast.chiara, corrections.apply, *WHERE, seen[n].kind, None, seen[n].reason, seen[n].fingerprint))
    assert sorted(isinstance(one, Conflict) for one in found) == [False, True]
    assert len(do(house, cast.chiara, corrections.listing, writes=False)) == 1


def test_ten_clicks_at_once_apply_once(house, cast):
    attempt = sit(house, cast.bayo, "m1", wrong=("m1-first",))
    seen = look(house, cast.chiara, "credit")
    found = at_once(10, lambda n: do(house, cast.chiara, corrections.apply, *WHERE, "credit", None, seen.reason, seen.fingerprint))
    work_off(house)
    assert len(set(found)) == 1 and len(results(house, attempt)) == 2


@pytest.mark.parametrize(("kind", "points"), [("credit", (1, 4)), ("void", (0, 3))])
def test_an_attempt_handed_in_while_a_correction_is_made_ends_up_corrected(house, cast, kind, points):
    for who in (cast.aiko, cast.bayo, cast.daud):
        attempt = do(house, who, attempts.start, COURSE, "m1")
        seen = look(house, cast.chiara, kind)
        acts = (
            (attempts.submit, who, attempt),
            (corrections.apply, cast.chiara, *WHERE, kind, None, seen.reason, seen.fingerprint),
        )
        found = at_once(2, lambda number, acts=acts: do(house, acts[number][1], acts[number][0], *acts[number][2:]))
        if isinstance(found[1], Conflict):
            correct(house, cast.chiara, kind)
        work_off(house)
        with work_in(house, cast.chiara) as uow:
            uow.asked = True
            row = attempt_store.get(uow.db, attempt)
            assert (row.points, row.out_of) == points


def test_an_open_attempt_is_graded_under_the_correction(house, cast):
    attempt = do(house, cast.bayo, attempts.start, COURSE, "m1")
    correct(house, cast.chiara, "void")
    do(house, cast.bayo, attempts.submit, attempt)
    assert do(house, cast.bayo, grades.review, attempt, writes=False).out_of == 3
    assert len(results(house, attempt)) == 1


def test_a_new_pass_completes_the_course_and_issues_the_certificate_of_today(house, cast, clock):
    for lesson in ("m1/01-plan", "m1/02-pack", "m2/01-road"):
        do(house, cast.aiko, lessons.finish, COURSE, lesson)
    play_well(house, cast.aiko)
    plan = ("m1-first", "m1-judge", "m1-minutes")
    *_, exam = (sit(house, cast.aiko, "m1"), sit(house, cast.aiko, "m2"), sit(house, cast.aiko, "final", wrong=plan))
    (item,) = (one.key for one in do(house, cast.aiko, grades.review, exam, writes=False).items if one.key in plan)
    assert not held(house, cast.aiko)
    clock.forward(days=3)
    correct(house, cast.chiara, "credit", where=(COURSE, "final", item))
    (one,) = held(house, cast.aiko)
    assert one.snapshot.issued_on == clock().date() and one.standing is Standing.VALID


def test_a_lost_pass_puts_the_certificate_to_a_registrar_and_keeping_it_keeps_it(house, cast):
    finish_course(house, cast.aiko)
    correct(house, cast.chiara, "rekey", "drive")
    (waiting,) = do(house, cast.emi, decisions.page, writes=False)
    assert (waiting.holder, waiting.code) == (cast.aiko.name, held(house, cast.aiko)[0].code)
    assert held(house, cast.aiko)[0].standing is Standing.VALID
    do(house, cast.emi, decisions.decide, waiting.id, "kept", "She knows it; she was asked again.")
    assert do(house, cast.emi, decisions.page, writes=False) == () and held(house, cast.aiko)[0].standing is Standing.VALID
    with pytest.raises(Conflict, match="decided already"):
        do(house, cast.emi, decisions.decide, waiting.id, "revoked", "x")


def test_revoking_revokes_through_the_usual_way(house, cast):
    finish_course(house, cast.aiko)
    correct(house, cast.chiara, "rekey", "drive")
    (waiting,) = do(house, cast.emi, decisions.page, writes=False)
    for outcome, reason, said in (("", "x", "kept or revoked"), ("kept", " ", "Give the reason")):
        with pytest.raises(Invalid, match=said):
            do(house, cast.emi, decisions.decide, waiting.id, outcome, reason)
    do(house, cast.emi, decisions.decide, waiting.id, "revoked", "The exam was not passed.")
    assert do(house, cast.emi, certificates.verify, waiting.code, writes=False).standing is Standing.REVOKED


def test_a_later_correction_that_gives_the_pass_back_settles_it(house, cast):
    finish_course(house, cast.aiko)
    correct(house, cast.chiara, "rekey", "drive")
    assert do(house, cast.emi, decisions.page, writes=False)
    correct(house, cast.chiara, "rekey", "tell", "It was right before.")
    assert do(house, cast.emi, decisions.page, writes=False) == ()


def test_a_worker_killed_in_the_middle_goes_on_and_regrades_each_attempt_once(house, cast, monkeypatch):
    sat = [sit(house, who, "m1", wrong=("m1-first",)) for who in (cast.aiko, cast.bayo, cast.daud, cast.farid)]
    monkeypatch.setattr(decisions, "BATCH", 2)
    keep, count = gradings.keep, []

    def dying(*given):
        count.append(given)
        if len(count) in (2, 4):
            raise KeyboardInterrupt
        return keep(*given)

    monkeypatch.setattr(decisions.gradings, "keep", dying)
    seen = look(house, cast.chiara, "credit")
    made = do(house, cast.chiara, corrections.apply, *WHERE, "credit", None, seen.reason, seen.fingerprint)
    assert do(house, cast.chiara, corrections.show, made, writes=False).waiting == 4
    for left in (3, 2):
        with pytest.raises(KeyboardInterrupt):
            work_off(house)
        jobs.release(house)
        assert do(house, cast.chiara, corrections.show, made, writes=False).waiting == left
    work_off(house)
    assert do(house, cast.chiara, corrections.show, made, writes=False).waiting == 0
    assert [len(results(house, one)) for one in sat] == [2, 2, 2, 2]


def test_whoever_changes_is_told_once_in_their_language(house, cast):
    sit(house, cast.bayo, "m1", wrong=("m1-first",))
    seen = look(house, cast.chiara, "credit")
    do(house, cast.chiara, corrections.apply, *WHERE, "credit", None, seen.reason, seen.fingerprint)
    work_off(house)
    with work_in(house) as uow:
        uow.asked = True
        told = [row for row in notices.latest(uow.db, 50) if row.person_id == cast.bayo.id]
    assert len(told) == 1 and ("corrected" in told[0].subject or "訂正" in told[0].subject)


def test_an_exam_that_draws_from_the_bank_follows_its_correction(house, cast):
    *_, final = finish_course(house, cast.aiko)
    asked = [one.key for one in do(house, cast.aiko, grades.review, final, writes=False).items]
    item = next(one for one in asked if one.startswith("m1"))
    correct(house, cast.chiara, "void", where=(COURSE, "m1", item))
    assert do(house, cast.aiko, grades.review, final, writes=False).out_of == len(asked) - 1


def test_a_correction_made_from_the_exams_page_is_one_of_the_bank(house, cast):
    correct(house, cast.chiara, "void", where=(COURSE, "final", "m1-first"))
    assert do(house, cast.chiara, corrections.listing, writes=False)[0].quiz == "m1"


@pytest.mark.parametrize(
    ("kind", "raw", "reason", "where"),
    [("none", None, "x", "kind"), ("void", None, " ", "reason"), ("void", None, "x" * 501, "reason"), ("rekey", "z", "x", "key"), ("rekey", "tell", "x", "key")],
)
def test_a_proposal_that_makes_no_sense_says_where(house, cast, kind, raw, reason, where):
    with pytest.raises(Invalid) as found:
        look(house, cast.chiara, kind, raw, reason)
    assert set(found.value.problems) == {where}


@pytest.mark.parametrize(("where", "edition"), [((COURSE, "m1", "m2-word"), None), ((COURSE, "none", "m1-first"), None), (WHERE, 99)])
def test_a_question_that_is_not_there_is_not_found(house, cast, where, edition):
    with pytest.raises(NotFound):
        look(house, cast.chiara, "void", where=where, edition=edition)


@pytest.mark.parametrize("who", ["aiko", "daud", "emi", "farid", "grace"])
def test_only_trainers_correct(house, cast, who):
    for service, given in ((corrections.question, WHERE), (corrections.preview, (*WHERE, "void", None, "x")), (corrections.apply, (*WHERE, "void", None, "x", "f"))):
        with pytest.raises(Forbidden):
            do(house, getattr(cast, who), service, *given)
