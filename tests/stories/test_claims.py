"""Stories of evidence that people bring."""

from datetime import date

from lms.content.compiled import pack_set
from lms.content.requirements import parse_requirements
from lms.domain.claims import Claimed
from lms.domain.evidence import EvidenceKind
from lms.domain.people import SYSTEM
from lms.services import eligibility, record
from lms.services.work import work_in
from lms.store import requirements as requirement_store
from tests.services.test_attempts import do
from tests.services.test_claims import bring, decide, show

LAST = date(2019, 6, 30)


DUTY = b"""\
version: 1
title: {en: Traveller}
effective_from: 2018-01-01
sources:
  - {id: S1, title: A field handbook}
rules:
  - key: security
    text: {en: BSAFE}
    kind: certificate
    any_of: [BSAFE]
    status: platform
"""


def set_duty(house):
    """A duty in force since 2018 that asks for BSAFE and nothing else."""
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        value = parse_requirements(DUTY, "traveller.yaml")
        columns = {"key": value.key, "version": 1, "seal": "x", "body": pack_set(value), "recorded_at": uow.now}
        requirement_store.add(uow.db, id=uow.new_id(), effective_from=value.effective_from, effective_until=None, **columns)
    house.shelf.pop("sets", None)


def test_a_bsitf_certificate_dated_before_the_cut_off_satisfies_bsafe_until_2019_06_30_and_not_after(house, cast):
    """BSITF certificate dated before the cut-off satisfies BSAFE until 2019-06-30 and not after, by `as_of`."""
    set_duty(house)
    claim = bring(house, cast.aiko, Claimed(EvidenceKind.CERTIFICATE, "BSITF", date(2018, 5, 1), note="Taken before my first mission."))

    def goes(day):
        verdict = do(house, cast.aiko, eligibility.duty, cast.aiko.id, "traveller", day, writes=False).verdict
        page = do(house, cast.aiko, record.show, day, writes=False)
        assert [one.verdict.met for one in page.duties if one.requirements.key == "traveller"] == [verdict.met]
        return verdict.met

    assert not goes(LAST)
    decide(house, cast.emi, claim)
    assert show(house, cast.aiko, claim).line.state == "verified"
    assert goes(date(2018, 5, 1)) and goes(LAST)
    assert not goes(date(2019, 7, 1)) and not goes(date(2018, 4, 30)) and not goes(date(2026, 3, 2))
    bsafe = bring(house, cast.aiko, Claimed(EvidenceKind.CERTIFICATE, "BSAFE", date(2019, 9, 1)))
    decide(house, cast.emi, bsafe)
    assert goes(LAST) and not goes(date(2019, 7, 1)) and goes(date(2019, 9, 1)) and goes(date(2026, 3, 2))
