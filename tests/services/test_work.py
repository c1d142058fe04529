"""The unit of work: nothing is saved or shown before permission was asked."""

import pytest

from lms.domain.people import SYSTEM
from lms.domain.permissions import Action
from lms.errors import Busy, Conflict, Forbidden, NotFound
from lms.services import ledger
from lms.services.work import work_in
from lms.store import people
from tests.services.test_attempts import do, finish_course


def test_nothing_is_saved_before_permission_was_asked(house, cast):
    with pytest.raises(Forbidden, match="before permission"), work_in(house, cast.aiko, writes=True) as uow:
        people.change(uow.db, cast.aiko.id, name="Nobody")
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        assert people.get(uow.db, cast.aiko.id).name == "Aiko Tanaka"


def test_nothing_is_shown_before_permission_was_asked(house, cast):
    with pytest.raises(Forbidden, match="before permission"), work_in(house, cast.aiko) as uow:
        people.get(uow.db, cast.aiko.id)


def test_a_failure_takes_everything_back_with_the_ledger(house, cast):
    before = do(house, SYSTEM, ledger.verify, writes=False)
    with pytest.raises(ZeroDivisionError), work_in(house, cast.aiko, writes=True) as uow:
        uow.authorize(Action.ENROL)
        uow.record(Action.ENROL, "x", cast.aiko.id)
        people.change(uow.db, cast.aiko.id, name="Nobody")
        raise ZeroDivisionError
    assert do(house, SYSTEM, ledger.verify, writes=False) == before


def test_a_reading_piece_of_work_cannot_write(house, cast):
    with pytest.raises((Busy, Exception)), work_in(house, cast.aiko) as uow:
        uow.authorize(Action.ENROL)
        people.change(uow.db, cast.aiko.id, name="Nobody")
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        assert people.get(uow.db, cast.aiko.id).name == "Aiko Tanaka"


def test_what_belongs_to_others_is_not_found_rather_than_forbidden(house, cast):
    with work_in(house, cast.aiko) as uow:
        with pytest.raises(NotFound):
            uow.authorize(Action.READ_ATTEMPT, cast.bayo.id)
        with pytest.raises(Forbidden):
            uow.authorize(Action.READ_LEDGER)


def test_every_act_of_the_main_job_is_in_the_ledger_and_it_verifies(house, cast):
    finish_course(house, cast.aiko)
    check = do(house, SYSTEM, ledger.verify, writes=False)
    assert check.fault is None and check.size > 12
    actions = {one.action for one in do(house, cast.farid, ledger.page, writes=False)}
    assert {"enrolments.start", "attempts.start", "attempts.submit", "certificates.issue", "people.register"} <= actions


def test_an_auditor_pages_back_through_the_ledger_and_a_trainee_does_not(house, cast):
    assert all(one.number < 3 for one in do(house, cast.farid, ledger.page, 3, writes=False))
    with pytest.raises(Forbidden):
        do(house, cast.aiko, ledger.page, writes=False)


@pytest.mark.parametrize("harm", ["entry", "salt", "head"])
def test_tampering_by_whoever_holds_the_database_is_found(house, cast, harm):
    from sqlalchemy import text

    finish_course(house, cast.aiko)
    with house.store.writer.connect() as db:
        if harm == "entry":
            drop = "DROP TRIGGER tr_ledger_entries_update" if house.store.sqlite else "DROP TRIGGER tr_ledger_entries ON ledger_entries"
            db.execute(text(drop))
            db.execute(text("UPDATE ledger_entries SET entry = replace(entry, 'people.register', 'people.disable') WHERE number = 3"))
        if harm == "salt":
            db.execute(text("UPDATE ledger_openings SET value = '\"somebody else\"' WHERE number = 4 AND field = 'actor'"))
        if harm == "head":
            db.execute(text("UPDATE ledger_head SET root = 'ff'"))
        db.commit()
    found = do(house, SYSTEM, ledger.verify, writes=False)
    assert found.fault == {"entry": 3, "salt": 4, "head": found.size}[harm]


def test_somebody_was_quicker_is_told_as_a_conflict(house, cast):
    with pytest.raises(Conflict, match="quicker"), work_in(house, cast.aiko, writes=True) as uow:
        uow.authorize(Action.ENROL)
        people.change(uow.db, cast.aiko.id, email="bayo@example.org")
