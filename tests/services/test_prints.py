"""Files of certificates: what was lost is printed anew, and what was ever issued stays recognised."""

import io
from contextlib import nullcontext

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from lms.adapters.pdf import SignedPdf
from lms.cli import certificates as commands
from lms.domain.people import SYSTEM
from lms.errors import Conflict, Forbidden, Invalid
from lms.services import badges, certificates, jobs, ledger, prints, privacy
from lms.services.work import work_in
from lms.store import certificates as store
from lms.store import copies
from tests.services.test_attempts import do, finish_course
from tests.services.test_certificates import code_of


def work_off(house):
    while jobs.run_one(house) or jobs.run_one(house, jobs.SLOW):
        pass


def files_of(house, code):
    """Hashes of every file of a certificate, the last first."""
    with work_in(house) as uow:
        uow.asked = True
        return [one.sha256 for one in store.files_of(uow.db, store.by_code(uow.db, code).id)]


@pytest.fixture
def quick(house, monkeypatch):
    """A house that prints at once: every print is another file, and signed unless the test says otherwise."""
    made = []

    def certificate(design, fonts, values, badge):
        made.append(badge)
        return SignedPdf(f"%PDF-1.7 {len(made)} {values['name']} {badge}".encode(), b"x")

    monkeypatch.setattr(house.pdf, "certificate", certificate)
    return made


def test_a_lost_file_is_printed_anew_with_the_same_credential_and_both_are_recognised(house, cast, tmp_path):
    finish_course(house, cast.aiko)
    work_off(house)
    code = code_of(house, cast.aiko)
    first, view = do(house, cast.aiko, certificates.download, code, writes=False)
    house.files.remove(view.sha256)
    assert do(house, cast.emi, prints.page, writes=False).lost == 1
    do(house, cast.emi, prints.begin, "missing", "The disk was damaged.")
    work_off(house)
    second, again = do(house, cast.aiko, certificates.download, code, writes=False)
    assert second != first and files_of(house, code) == [again.sha256, view.sha256]
    for pdf in (first, second):
        assert do(house, cast.emi, certificates.verify, code, pdf, writes=False).match == "same"
        assert do(house, cast.emi, certificates.verify, code, pdf + b"x", writes=False).match == "added"
    kept = do(house, cast.aiko, badges.read, code, writes=False)
    assert PdfReader(io.BytesIO(second)).attachments == {"credential.json": [kept.encode()]}
    page = do(house, cast.farid, prints.page, writes=False)
    assert (page.lost, page.never, page.waiting, page.runs[0].done, page.runs[0].looked, page.runs[0].ordered) == (0, 0, 0, True, 1, 1)
    assert do(house, SYSTEM, ledger.verify, writes=False).fault is None
    if house.store.sqlite:  # what was lost before is not missing from a backup
        copies.copy(house.store, tmp_path / "copy")
        assert copies.printed(tmp_path / "copy") == {again.sha256}


def test_a_run_goes_through_all_in_batches_and_again_changes_nothing(house, cast, quick, monkeypatch):
    monkeypatch.setattr(prints, "BATCH", 1)
    for actor in (cast.aiko, cast.bayo):
        finish_course(house, actor)
    code = code_of(house, cast.aiko)
    do(house, cast.grace, prints.begin, "missing", "Never printed.")
    with pytest.raises(Conflict, match="being done already"):
        do(house, cast.emi, prints.begin, "missing", "Once more.")
    work_off(house)
    assert len(files_of(house, code)) == 1 and len(quick) == 2
    house.files.path(files_of(house, code)[0]).write_bytes(b"damaged")
    for _ in range(2):
        do(house, cast.emi, prints.begin, "missing", "A file is damaged.")
        work_off(house)
    assert len(files_of(house, code)) == 2 and len(files_of(house, code_of(house, cast.bayo))) == 1 and len(quick) == 3
    ordered = [(one.looked, one.ordered, one.done) for one in do(house, cast.emi, prints.page, writes=False).runs]
    assert sorted(ordered) == [(2, 0, True), (2, 0, True), (2, 1, True)]


def test_what_was_printed_before_there_was_a_signature_is_printed_with_one(house, cast, quick):
    finish_course(house, cast.aiko)
    code, plain = code_of(house, cast.aiko), b"%PDF-1.4 without a signature"
    with work_in(house, writes=True) as uow:
        uow.asked = True
        one, name = store.by_code(uow.db, code).id, house.files.put(plain)
        store.add_file(uow.db, certificate_id=one, number=1, sha256=name, bytes=len(plain), signature=None, made_at=uow.now)
    assert do(house, cast.emi, prints.page, writes=False).unsigned == 1
    do(house, cast.emi, prints.begin, "unsigned", "Partners ask for signatures.")
    work_off(house)
    page = do(house, cast.emi, prints.page, writes=False)
    assert (page.unsigned, page.certificates, len(quick)) == (0, 1, 1)
    assert do(house, cast.emi, certificates.verify, code, plain, writes=False).match == "same"
    assert house.files.get(name) == plain


def test_a_person_who_was_erased_is_never_printed_and_every_file_of_theirs_goes(house, cast, quick, clock):
    for actor in (cast.aiko, cast.bayo):
        finish_course(house, actor)
    work_off(house)
    code = code_of(house, cast.aiko)
    house.files.remove(files_of(house, code)[0])
    do(house, cast.emi, prints.begin, "missing", "A file is lost.")
    work_off(house)
    names = files_of(house, code)
    house.files.path(names[0]).write_bytes(b"damaged")
    do(house, cast.emi, prints.begin, "missing", "A file is damaged.")
    assert jobs.run_one(house)
    do(house, SYSTEM, privacy.erase, "aiko@example.org", "Asked by letter.")
    work_off(house)
    do(house, cast.emi, prints.begin, "missing", "Once more.")
    work_off(house)
    assert files_of(house, code) == names and not any(house.files.path(one).exists() for one in names)
    assert do(house, cast.emi, prints.page, writes=False).certificates == 1


def test_only_who_runs_the_house_begins_a_run_and_says_why(house, cast):
    for who, wanted, reason, fault in (
        ("farid", "missing", "x", Forbidden), ("aiko", "missing", "x", Forbidden), ("emi", "all", "x", Invalid), ("emi", "missing", " ", Invalid),
    ):  # fmt: skip
        with pytest.raises(fault):
            do(house, getattr(cast, who), prints.begin, wanted, reason)


def test_the_command_begins_a_run_and_says_how_far_it_has_come(house, cast, quick, monkeypatch):
    monkeypatch.setattr(commands, "opened", lambda: nullcontext(house))
    finish_course(house, cast.aiko)
    asked = CliRunner().invoke(commands.certificates, ["reprint", "--missing", "--reason", "The disk was damaged."])
    assert asked.exit_code == 0 and "1 not printed yet" in asked.output and "0 of 1 certificates" in asked.output
    work_off(house)
    assert "missing: done · 0 files ordered · the operator: The disk was damaged." in CliRunner().invoke(commands.certificates, ["reprint"]).output
    assert CliRunner().invoke(commands.certificates, ["reprint", "--unsigned"]).exit_code != 0
