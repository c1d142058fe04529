"""Evidence recorded by a registrar, and what it does to eligibility."""

from datetime import date

import pytest

from lms.domain.evidence import EvidenceKind
from lms.domain.people import SYSTEM
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import eligibility, evidence, jobs, record
from lms.services.work import work_in
from lms.store import eligibility as span_store
from lms.store import requirements as requirement_store
from tests.services.test_attempts import do, finish_course

HEAT = {"kind": EvidenceKind.CERTIFICATE, "name": "HEAT", "valid_from": date(2026, 1, 10), "note": "Original seen."}


def duty(house, actor, person, level):
    return do(house, actor, eligibility.duty, person.id, "driver", None, {"danger_level": level}, writes=False).verdict


def test_a_dangerous_place_asks_for_more_and_evidence_closes_the_gap(house, cast):
    finish_course(house, cast.aiko)
    assert duty(house, cast.aiko, cast.aiko, 0).met and not duty(house, cast.aiko, cast.aiko, 3).met
    fact = do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
    assert duty(house, cast.emi, cast.aiko, 3).met
    do(house, cast.emi, evidence.withdraw, fact, "It was somebody else's.")
    assert not duty(house, cast.farid, cast.aiko, 3).met
    with pytest.raises(Conflict):
        do(house, cast.emi, evidence.withdraw, fact, "Again.")


def test_nobody_vouches_for_themselves(house, cast):
    with pytest.raises(Forbidden):
        do(house, cast.emi, evidence.add, cast.emi.id, **HEAT)


@pytest.mark.parametrize("who", ["aiko", "bayo", "chiara", "daud", "farid", "grace"])
def test_only_a_registrar_records_evidence(house, cast, who):
    with pytest.raises(Forbidden):
        do(house, getattr(cast, who), evidence.add, cast.bayo.id, **HEAT)


@pytest.mark.parametrize(("who", "sees"), [("aiko", True), ("emi", True), ("farid", True), ("bayo", False), ("chiara", False), ("grace", False)])
def test_who_sees_evidence_and_eligibility(house, cast, who, sees):
    for service in (evidence.page, eligibility.record):
        if sees:
            assert do(house, getattr(cast, who), service, cast.aiko.id, writes=False)
        else:
            with pytest.raises(Forbidden):
                do(house, getattr(cast, who), service, cast.aiko.id, writes=False)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "Nothing"}, "name"), ({"valid_from": date(2027, 1, 1)}, "valid_from"), ({"valid_until": date(2025, 1, 1)}, "valid_until"),
        ({"kind": EvidenceKind.MODULE}, "kind"), ({"kind": EvidenceKind.LANGUAGE, "name": "en", "scale": "cefr", "level": "Z9"}, "level"),
        ({"kind": EvidenceKind.EXPERIENCE, "name": "officer-service"}, "started"), ({"kind": EvidenceKind.MEDICAL, "name": "Nothing"}, "name"),
    ],
)  # fmt: skip
def test_evidence_that_makes_no_sense_says_where(house, cast, changed, field):
    with pytest.raises(Invalid) as found:
        do(house, cast.emi, evidence.add, cast.aiko.id, **{**HEAT, **changed})
    assert field in found.value.problems


def test_a_language_is_shown_and_a_heard_rule_never_blocks(house, cast):
    do(house, cast.emi, evidence.add, cast.aiko.id, kind=EvidenceKind.LANGUAGE, name="en", valid_from=date(2026, 1, 1), scale="toeic", level="860", note="Seen.")
    verdict = duty(house, cast.aiko, cast.aiko, 0)
    language = next(one for one in verdict.proof.children if one.rule.key == "language")
    assert language.outcome == "to-confirm" and language.evidence and not language.decides


def test_evidence_on_a_certificate_is_not_withdrawn_by_hand(house, cast):
    finish_course(house, cast.aiko)
    own = do(house, cast.emi, evidence.page, cast.aiko.id, writes=False).facts[0]
    with pytest.raises(Conflict, match="revoke the certificate"):
        do(house, cast.emi, evidence.withdraw, own.evidence.id, "x")
    with pytest.raises(NotFound):
        do(house, cast.emi, evidence.withdraw, "0199c0de-0000-7000-8000-000000000001", "x")


def test_the_record_of_another_day_is_another(house, cast):
    finish_course(house, cast.aiko)
    assert do(house, cast.aiko, record.show, date(2027, 3, 1), writes=False).duties[0].verdict.met
    assert not do(house, cast.aiko, record.show, date(2027, 3, 2), writes=False).duties[0].verdict.met


def test_a_new_version_of_a_set_reaches_everybody_who_is_there(house, cast):
    finish_course(house, cast.aiko)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        row = requirement_store.all_versions(uow.db)[0]
        body = {**row.body, "version": 2}
        requirement_store.add(
            uow.db, id=uow.new_id(), key=row.key, version=2, seal="x", body=body, recorded_at=uow.now, effective_from=row.effective_from, effective_until=None
        )
        uow.later("recompute", "recompute:driver 2")
    house.shelf.pop("sets", None)
    while jobs.run_one(house):
        pass
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        assert len({span.set_id for span in span_store.current(uow.db, cast.bayo.id)}) == 2
