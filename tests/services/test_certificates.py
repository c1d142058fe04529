"""Certificates: once, as they were, verified in words that differ."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from lms.adapters.pdf import PdfRenderer
from lms.domain.certificates import Standing, State
from lms.domain.people import ANYONE, SYSTEM
from lms.errors import Conflict, Forbidden, NotFound
from lms.services import badges, certificates, eligibility, jobs, people, record
from lms.services.work import work_in
from lms.store import ledger as ledger_store
from tests.adapters.test_pdf import VALUES
from tests.services.test_attempts import do, finish_course
from tests.services.test_badges import keep_badge


def code_of(house, actor):
    return do(house, actor, record.show, writes=False).certificates[0].code


def print_all(house):
    while jobs.run_one(house):
        pass


def test_the_last_quiz_completes_the_course_with_certificate_evidence_and_eligibility(house, cast):
    finish_course(house, cast.aiko)
    page = do(house, cast.aiko, record.show, writes=False)
    assert len(page.certificates) == 1 and page.evidence == 1 and page.duties[0].verdict.met
    said = page.certificates[0].snapshot
    assert (said.name, said.name_local, said.score, said.edition, said.minutes) == ("Aiko Tanaka", "田中 愛子", 100, 1, 9 + 2 + 4 + 3 + 3)
    assert str(said.valid_until) == "2028-03-01" and said.outcomes[0]["en"] == "name the four parts of a plan"


def test_the_pdf_follows_through_the_outbox_and_is_kept_once(house, cast):
    finish_course(house, cast.aiko)
    code = code_of(house, cast.aiko)
    with pytest.raises(Conflict, match="being printed"):
        do(house, cast.aiko, certificates.download, code, writes=False)
    print_all(house)
    pdf, view = do(house, cast.aiko, certificates.download, code, writes=False)
    assert pdf.startswith(b"%PDF") and view.size == len(pdf)
    assert do(house, cast.bayo, certificates.verify, code, pdf, writes=False).match == "same"
    assert do(house, cast.bayo, certificates.verify, code, pdf + b"x", writes=False).match == "added"


def test_a_file_that_is_not_the_issued_one_is_told_for_what_it_is(house, cast, tmp_path):
    codes, files = [], []
    for actor in (cast.aiko, cast.bayo):
        finish_course(house, actor)
        codes.append(code_of(house, actor))
        print_all(house)
        files.append(do(house, actor, certificates.download, codes[-1], writes=False)[0])
    mine, other = files
    stranger = replace(house.pdf.key, own=str(tmp_path / "stranger.pem"))
    home = house.home / "certificates"
    forged = PdfRenderer(house.pdf.child, stranger).certificate(home / "standard", home / "fonts", VALUES, "").content
    place = mine.index(b"stream") + 60
    uploads = {
        "same": mine, "added": mine + b"\n%%EOF\n", "other": other, "edited": mine[:place] + bytes([mine[place] ^ 1]) + mine[place + 1 :],
        "foreign": forged, "unsigned": mine[: mine.index(b"%%EOF") + 6],
    }
    for told, upload in uploads.items():
        assert do(house, cast.emi, certificates.verify, codes[0], upload, writes=False).match == told
    assert do(house, ANYONE, certificates.verify, codes[0], other, writes=False).snapshot.name == "Aiko Tanaka"


def test_a_credential_kept_by_somebody_else_meanwhile_has_the_file_printed_again(house, cast, clock, monkeypatch):
    finish_course(house, cast.aiko)
    real = jobs._finish
    monkeypatch.setattr(jobs, "_finish", lambda *given: (keep_badge(house, cast.aiko), real(*given)))
    assert jobs.run_one(house)
    monkeypatch.setattr(jobs, "_finish", real)
    assert not do(house, cast.aiko, record.show, writes=False).certificates[0].ready
    clock.forward(minutes=1)
    print_all(house)
    code = code_of(house, cast.aiko)
    pdf, _ = do(house, cast.aiko, certificates.download, code, writes=False)
    kept = do(house, cast.aiko, badges.read, code, writes=False)
    assert PdfReader(io.BytesIO(pdf)).attachments == {"credential.json": [kept.encode()]}


def test_renaming_a_person_changes_no_issued_certificate(house, cast):
    finish_course(house, cast.aiko)
    do(house, cast.aiko, people.change, name="Aiko Mori", name_local="", lang="ja", birth_date=None)
    print_all(house)
    pdf, view = do(house, cast.aiko, certificates.download, code_of(house, cast.aiko), writes=False)
    assert view.snapshot.name == "Aiko Tanaka"


def test_valid_expired_revoked_and_unknown_are_told_apart(house, cast, clock):
    finish_course(house, cast.aiko)
    code = code_of(house, cast.aiko)
    assert do(house, cast.bayo, certificates.verify, code.lower(), writes=False).standing is Standing.VALID
    clock.forward(days=731)
    assert do(house, cast.bayo, certificates.verify, code, writes=False).standing is Standing.EXPIRED
    do(house, SYSTEM, certificates.change_state, code, State.REVOKED, "Answers were bought.")
    revoked = do(house, cast.bayo, certificates.verify, code, writes=False)
    assert revoked.standing is Standing.REVOKED and revoked.reason == "Answers were bought."
    for unknown in ("7K3M-9Q2X-AB4D", "0000-0000-0000", "nonsense", ""):
        with pytest.raises(NotFound, match="No certificate was issued"):
            do(house, cast.bayo, certificates.verify, unknown, writes=False)


def test_what_rests_on_a_certificate_falls_with_it_and_stands_again(house, cast):
    finish_course(house, cast.aiko)
    code = code_of(house, cast.aiko)
    do(house, SYSTEM, certificates.change_state, code, State.REVOKED, "Mistake.")
    assert not do(house, cast.aiko, record.show, writes=False).duties[0].verdict.met
    with pytest.raises(Conflict):
        do(house, SYSTEM, certificates.change_state, code, State.REVOKED, "Again.")
    do(house, cast.emi, certificates.change_state, code, State.REINSTATED, "It was right.")
    assert do(house, cast.aiko, record.show, writes=False).duties[0].verdict.met


@pytest.mark.parametrize("who", ["aiko", "bayo", "chiara", "daud", "emi", "farid", "grace"])
def test_nobody_revokes_alone(house, cast, who):
    finish_course(house, cast.aiko)
    with pytest.raises(Forbidden):
        do(house, getattr(cast, who), certificates.change_state, code_of(house, cast.aiko), State.REVOKED, "x")


@pytest.mark.parametrize("who", ["bayo", "chiara", "emi", "grace"])
def test_only_the_holder_downloads(house, cast, who):
    finish_course(house, cast.aiko)
    print_all(house)
    with pytest.raises(NotFound):
        do(house, getattr(cast, who), certificates.download, code_of(house, cast.aiko), writes=False)


def test_a_crash_between_printing_and_keeping_prints_again_and_keeps_once(house, cast, clock, monkeypatch):
    finish_course(house, cast.aiko)
    real = jobs._finish
    monkeypatch.setattr(jobs, "_finish", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        jobs.run_one(house)
    monkeypatch.setattr(jobs, "_finish", real)
    assert not jobs.run_one(house)
    jobs.release(house)
    print_all(house)
    assert do(house, cast.aiko, record.show, writes=False).certificates[0].ready
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        printed = [row for row in ledger_store.entries(uow.db, 0, 1000) if row.action == "certificates.print"]
    assert len(printed) == 1


def test_a_failing_job_is_tried_later_and_says_why(house, cast, clock, monkeypatch):
    finish_course(house, cast.aiko)
    monkeypatch.setattr(certificates, "printed_values", lambda *given: {})
    assert jobs.run_one(house) and not jobs.run_one(house)
    monkeypatch.undo()
    clock.forward(hours=2)
    print_all(house)
    assert do(house, cast.aiko, record.show, writes=False).certificates[0].ready


def test_spans_agree_with_the_verdict_of_every_day(house, cast):
    from datetime import date, timedelta

    from lms.store import eligibility as spans

    finish_course(house, cast.aiko)
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        rows = [row for row in spans.current(uow.db, cast.aiko.id) if row.situation == '{"danger_level":0}']
    for days in range(-30, 800, 7):
        day = date(2026, 3, 2) + timedelta(days=days)
        stored = [row.met for row in rows if row.from_day <= day < row.until_day]
        assert stored == [do(house, cast.aiko, eligibility.duty, cast.aiko.id, "driver", day, writes=False).verdict.met]
