"""Requirement sets: how everybody's spans follow a new version, and at what cost."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event as listen

from lms.domain.people import SYSTEM
from lms.domain.requirements import RequirementSet
from lms.errors import Conflict
from lms.services import eligibility, evidence, jobs, requirements, roster
from lms.services.roster import Question
from lms.services.work import work_in
from lms.store import eligibility as spans
from tests.services.test_attempts import do, finish_course
from tests.services.test_evidence import HEAT
from tests.services.test_roster import agree, names

MOST_STATEMENTS = 10


def driver(house) -> RequirementSet:
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        return requirements.current(uow)[0]


def add(house, value: RequirementSet) -> str:
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        return requirements.add(uow, value, requirements.seal(value))


def stated(house, person):
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        return {row.id: (row.set_id, row.situation, row.from_day, row.missing) for row in spans.current(uow.db, person)}


def test_recomputing_one_persons_spans_takes_ten_statements_at_most(house, cast):
    finish_course(house, cast.aiko)
    do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
    add(house, replace(driver(house), version=2))
    house.shelf.clear()
    said = []
    listen.listen(house.store.writer, "before_cursor_execute", lambda c, k, statement, *rest: said.append(statement))
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        eligibility.recompute(uow, cast.aiko.id)
    assert 5 <= len(said) <= MOST_STATEMENTS, said
    assert any(one.startswith("INSERT INTO eligibility_spans") for one in said)


def test_until_everybody_is_worked_out_the_roster_says_how_far_it_is_and_gives_no_list_away(house, cast, monkeypatch):
    monkeypatch.setattr(eligibility, "BATCH", 3)
    agree(house, cast)
    finish_course(house, cast.aiko)
    while jobs.run_one(house):
        pass
    before = stated(house, cast.aiko.id)
    new = add(house, replace(driver(house), version=2, effective_from=date(2026, 3, 1)))
    page = do(house, cast.emi, roster.page, Question("driver", place={"danger_level": 0}), writes=False)
    assert (page.requirements.version, page.following, page.people) == (2, (0, 7), ())
    assert jobs.run_one(house)
    assert do(house, cast.emi, roster.page, Question("driver"), writes=False).following == (3, 7)
    with pytest.raises(Conflict, match="not everybody is worked out"):
        do(house, cast.emi, roster.export, Question("driver"), "To plan the rotation.")
    while jobs.run_one(house):
        pass
    assert do(house, cast.emi, roster.page, Question("driver"), writes=False).following is None and names(house, cast.emi) == ["aiko"]
    after = stated(house, cast.aiko.id)
    assert before.items() <= after.items() and {after[one][0] for one in after.keys() - before.keys()} == {new}


def test_a_process_that_has_not_heard_of_a_new_version_works_people_out_by_it_all_the_same(house, cast):
    driver(house)
    heard = house.shelf["sets"]
    new = add(house, replace(driver(house), version=2))
    house.shelf["sets"] = heard
    do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
    assert new in {one[0] for one in stated(house, cast.aiko.id).values()}
