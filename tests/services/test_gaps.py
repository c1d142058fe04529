"""What is missing and how to get there, and what was known on an earlier day."""

from datetime import date

import pytest

from lms.errors import NotFound
from lms.services import eligibility, evidence
from tests.services.test_attempts import do, finish_course
from tests.services.test_evidence import HEAT

DANGEROUS = {"danger_level": 3}


def duty(house, actor, person, known=None, day=None):
    return do(house, actor, eligibility.duty, person.id, "driver", day, DANGEROUS, known, writes=False)


def test_aiko_is_told_the_course_with_its_minutes_and_what_nobody_knows_the_length_of(house, cast):
    found = duty(house, cast.aiko, cast.aiko).plan
    assert [(step.act.name, step.rules) for step in found.steps] == [("field-basics", ("course",)), ("HEAT", ("heat",))]
    assert found.minutes > 0 and found.unknown == 1 and found.possible
    finish_course(house, cast.aiko)
    assert [step.act.name for step in duty(house, cast.emi, cast.aiko).plan.steps] == ["HEAT"]


def test_an_auditor_asks_who_was_qualified_and_the_old_answer_stands_after_a_correction(house, cast, clock):
    finish_course(house, cast.aiko)
    clock.forward(days=2)
    fact = do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
    clock.forward(days=2)
    before = duty(house, cast.farid, cast.aiko, date(2026, 3, 4), date(2026, 3, 5)).verdict
    assert before.met and {one.name for part in before.proof.children for one in part.evidence} == {"field-basics", "HEAT"}
    do(house, cast.emi, evidence.withdraw, fact, "It was somebody else's.")
    clock.forward(days=1)
    later = duty(house, cast.farid, cast.aiko, date(2026, 3, 4), date(2026, 3, 5))
    assert later.verdict == before and later.past
    assert not duty(house, cast.farid, cast.aiko, date(2026, 3, 6), date(2026, 3, 5)).verdict.met
    assert not duty(house, cast.farid, cast.aiko, date(2026, 3, 3), date(2026, 3, 5)).verdict.met
    assert not duty(house, cast.farid, cast.aiko, None, date(2026, 3, 5)).verdict.met
    with pytest.raises(NotFound, match="no rules"):
        duty(house, cast.farid, cast.aiko, date(2026, 3, 1))
