"""Claims: brought by a person, decided by a registrar, seen by both and by nobody else."""

from datetime import date

import pytest

from lms.domain.claims import Claimed, ClaimState
from lms.domain.evidence import EvidenceKind
from lms.domain.people import SYSTEM, Actor, Role
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.services import claims, consents, eligibility, evidence, ledger, people
from lms.services.work import work_in
from lms.store import notices
from tests.domain.test_uploads import HOSTILE, jpeg, pdf, png
from tests.services.test_attempts import at_once, do, finish_course

HEAT = Claimed(EvidenceKind.CERTIFICATE, "HEAT", date(2026, 1, 10), note="Held in Nairobi.")
SCAN = ("heat.pdf", pdf())


def bring(house, actor, claimed=HEAT, uploads=(SCAN,)):
    return do(house, actor, claims.make, claimed, uploads)


def show(house, actor, claim):
    return do(house, actor, claims.show, claim, writes=False)


def decide(house, actor, claim, then=ClaimState.VERIFIED, seen=1, said="Original seen."):
    do(house, actor, claims.decide, claim, seen, then, said)


def mails(house):
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        return [(row.subject, row.body) for row in reversed(notices.latest(uow.db, 50))]


def met(house, cast):
    return do(house, cast.aiko, eligibility.duty, cast.aiko.id, "driver", None, {"danger_level": 3}, writes=False).verdict.met


def test_what_a_registrar_verifies_counts_at_once(house, cast):
    finish_course(house, cast.aiko)
    claim = bring(house, cast.aiko)
    assert not met(house, cast) and [one.id for one in do(house, cast.emi, claims.queue, writes=False)] == [claim]
    decide(house, cast.emi, claim)
    assert met(house, cast) and do(house, cast.emi, claims.queue, writes=False) == ()
    fact = next(one for one in do(house, cast.aiko, evidence.page, cast.aiko.id, writes=False).facts if one.evidence.name == "HEAT")
    assert (fact.note, fact.by, fact.evidence.valid_from) == ("Original seen.", "Emi Sato", date(2026, 1, 10))
    assert "verified" in mails(house)[-1][0] and claim in mails(house)[-1][1]
    acts = [one.action for one in do(house, cast.grace, ledger.page, writes=False)]
    assert {"claims.make", "claims.decide", "evidence.add"} <= set(acts)


def test_a_question_is_answered_and_the_claim_waits_again_with_its_history(house, cast, clock):
    first = bring(house, cast.aiko, uploads=[SCAN, ("b.png", png())])
    clock.forward(minutes=1)
    other = bring(house, cast.bayo)
    clock.forward(minutes=1)
    decide(house, cast.emi, first, ClaimState.ASKED, said="Who held it?")
    assert show(house, cast.aiko, first).asked == "Who held it?" and "Who held it?" in mails(house)[-1][1]
    assert [one.id for one in do(house, cast.emi, claims.queue, writes=False)] == [other]
    clock.forward(minutes=1)
    kept = show(house, cast.aiko, first).files[1].id
    answered = Claimed(EvidenceKind.CERTIFICATE, "HEAT", date(2026, 1, 11), note="The school in Nairobi.")
    do(house, cast.aiko, claims.change, first, 2, answered, [kept], [("c.jpg", jpeg())])
    page = show(house, cast.emi, first)
    assert [one.state for one in page.steps] == ["sent", "asked", "sent"] and [one.kind for one in page.files] == ["png", "jpeg"]
    assert page.steps[0].claimed == HEAT and [one.kind for one in page.steps[0].files] == ["pdf", "png"] and page.line.claimed == answered
    assert [one.id for one in do(house, cast.emi, claims.queue, writes=False)] == [other, first]
    decide(house, cast.emi, first, seen=3)
    assert do(house, cast.aiko, evidence.page, cast.aiko.id, writes=False).facts[-1].evidence.valid_from == date(2026, 1, 11)


def test_what_is_rejected_or_taken_back_counts_for_nothing_and_stays_so(house, cast, clock):
    rejected, withdrawn = bring(house, cast.aiko), bring(house, cast.aiko)
    decide(house, cast.emi, rejected, ClaimState.REJECTED, said="It is somebody else's.")
    clock.forward(minutes=1)
    do(house, cast.aiko, claims.take_back, withdrawn, 1)
    assert do(house, cast.aiko, evidence.page, cast.aiko.id, writes=False).facts == () and "somebody else's" in mails(house)[-1][1]
    for claim in (rejected, withdrawn):
        for act in (lambda claim=claim: decide(house, cast.emi, claim, seen=2), lambda claim=claim: do(house, cast.aiko, claims.take_back, claim, 2)):
            with pytest.raises(Conflict, match="moved on"):
                act()
    assert [one.state for one in do(house, cast.aiko, claims.of_person, cast.aiko.id, writes=False)] == ["taken-back", "rejected"]


def test_a_registrar_who_saw_an_earlier_step_looks_again(house, cast):
    claim = bring(house, cast.aiko)
    do(house, cast.aiko, claims.change, claim, 1, Claimed(EvidenceKind.CERTIFICATE, "BSAFE", date(2026, 1, 1)))
    with pytest.raises(Conflict, match="moved on"):
        decide(house, cast.emi, claim)
    assert show(house, cast.aiko, claim).files == () and show(house, cast.aiko, claim).line.state == "sent"


def test_two_registrars_who_decide_at_once_decide_once(house, cast):
    claim = bring(house, cast.aiko)
    with work_in(house, SYSTEM, writes=True) as uow:
        second = people.add(uow, name="Hana Mori", name_local="", email="hana@example.org", password="seven quiet rivers run", role=Role.REGISTRAR)
    hana = Actor(second, "Hana Mori", frozenset({Role.REGISTRAR}))
    acts = ((cast.emi, ClaimState.VERIFIED), (hana, ClaimState.REJECTED), (hana, ClaimState.VERIFIED))
    outcomes = at_once(3, lambda number: decide(house, acts[number][0], claim, acts[number][1]))
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "Conflict", "NoneType"]
    page = show(house, cast.aiko, claim)
    facts = do(house, cast.aiko, evidence.page, cast.aiko.id, writes=False).facts
    assert len(page.steps) == 2 and len(facts) == (page.line.state == "verified") and len(mails(house)) == 1


def test_nobody_else_finds_a_claim_or_its_file_and_nobody_decides_about_their_own(house, cast):
    claim = bring(house, cast.aiko)
    paper = show(house, cast.aiko, claim).files[0].id
    own = bring(house, cast.emi)
    for who in (cast.bayo, cast.chiara, cast.daud, cast.grace):
        for service, given in ((claims.show, ()), (claims.file, (paper,)), (claims.look, ()), (claims.take_back, (1,)), (claims.change, (1, HEAT))):
            with pytest.raises(NotFound):
                do(house, who, service, claim, *given)
        with pytest.raises(NotFound):
            decide(house, who, claim)
        with pytest.raises(Forbidden):
            do(house, who, claims.queue, writes=False)
    for who, about in ((cast.emi, own), (cast.aiko, claim), (cast.farid, claim)):
        with pytest.raises(NotFound):
            decide(house, who, about)
    for who in (cast.emi, cast.farid):
        with pytest.raises(NotFound):
            do(house, who, claims.take_back, claim, 1)
    with pytest.raises(NotFound):
        show(house, cast.emi, "0199c0de-0000-7000-8000-000000000001")


def test_staff_open_a_file_once_it_is_recorded_and_the_person_sees_it(house, cast, clock):
    claim = bring(house, cast.aiko)
    paper = show(house, cast.aiko, claim).files[0].id
    assert do(house, cast.aiko, claims.file, claim, paper, writes=False)[2] == SCAN[1]
    for who in (cast.emi, cast.farid):
        assert do(house, who, claims.file, claim, paper, writes=False) is None
        do(house, who, claims.look, claim)
        assert do(house, who, claims.file, claim, paper, writes=False)[0] == "application/pdf"
    other = bring(house, cast.aiko)
    with pytest.raises(NotFound):
        do(house, cast.aiko, claims.file, other, paper, writes=False)
    seen = do(house, cast.aiko, consents.page, writes=False).looks
    assert {(one.name, one.kind, one.duty) for one in seen} == {("Emi Sato", "file", claim), ("Farid Haddad", "file", claim)}
    clock.forward(minutes=61)
    assert do(house, cast.emi, claims.file, claim, paper, writes=False) is None


def test_what_makes_no_sense_is_said_all_at_once_and_nothing_is_kept(house, cast):
    wrong = Claimed(EvidenceKind.CERTIFICATE, "Nothing", date(2027, 1, 1))
    with pytest.raises(Invalid) as found:
        bring(house, cast.aiko, wrong, [("x.pdf", HOSTILE["a zip called pdf"][0])])
    assert set(found.value.problems) == {"name", "valid_from", "files"}
    with pytest.raises(Invalid) as found:
        bring(house, cast.aiko, HEAT, [SCAN] * 4)
    assert "three" in found.value.problems["files"]
    assert do(house, cast.aiko, claims.of_person, cast.aiko.id, writes=False) == () and not (house.data / "files").exists()
    for then, said, field in ((ClaimState.VERIFIED, " ", "said"), (ClaimState.TAKEN_BACK, "x", "then")):
        with pytest.raises(Invalid) as found:
            decide(house, cast.emi, bring(house, cast.aiko), then, said=said)
        assert field in found.value.problems


def test_a_file_changed_on_the_disk_is_not_given_out(house, cast):
    claim = bring(house, cast.aiko)
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        row = claims.claims.files(uow.db, claim)[0]
    house.files.path(row.sha256).write_bytes(b"other")
    with pytest.raises(NotFound):
        do(house, cast.aiko, claims.file, claim, row.id, writes=False)


def test_nobody_fills_the_queue(house, cast, monkeypatch):
    monkeypatch.setattr(claims, "MOST_OPEN", 2)
    bring(house, cast.aiko), bring(house, cast.aiko)
    with pytest.raises(Conflict, match="waits already"):
        bring(house, cast.aiko)
    assert bring(house, cast.bayo)


def test_the_ledger_binds_a_claim_to_the_bytes_of_its_files(house, cast):
    claim = bring(house, cast.aiko)
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        sha256 = claims.claims.files(uow.db, claim)[0].sha256
    entry = next(one for one in do(house, cast.grace, ledger.page, writes=False) if one.action == "claims.make")
    assert entry.details["files"] == [sha256] and entry.details["claimed"]["name"] == "HEAT"
