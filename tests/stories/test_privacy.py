"""Acceptance stories: a person is erased, and what others hold goes on being true."""

import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from lms.adapters.pdf import SignedPdf
from lms.cli.main import hato
from lms.domain.people import SYSTEM
from lms.errors import Conflict, Invalid, NotFound
from lms.services import accommodations, badges, certificates, checkpoints, consents, evidence, jobs, ledger, looks, notices, people, privacy, roster
from lms.services.work import work_in
from lms.store import privacy as store
from lms.store.base import metadata
from tests.services.test_attempts import do, finish_course
from tests.services.test_corrections import correct
from tests.services.test_evidence import HEAT
from tests.services.test_marks import write
from tests.stage import PASSWORD

WORDS = ("Aiko", "Tanaka", "田中", "愛子", "aiko@example.org", "Original seen", "Written by a person")


@pytest.fixture
def lived(house, written, cast, monkeypatch):
    """Aiko has a certificate, a credential, evidence, an essay, looks, mail and a printed file; gives her code."""
    monkeypatch.setattr(house.pdf, "certificate", lambda design, fonts, values, badge: SignedPdf(f"%PDF-1.7 {values['name']}".encode(), b"x"))
    finish_course(house, cast.aiko)
    do(house, cast.aiko, consents.change, True)
    do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
    do(house, cast.emi, looks.look, cast.aiko.id, "driver")
    do(house, cast.chiara, accommodations.change, cast.aiko.id, 25)
    write(house, cast.aiko)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        notices.reset_link(uow, people.people.get(uow.db, cast.aiko.id), "https://hato.test/x")
    while jobs.run_one(house):
        pass
    do(house, SYSTEM, checkpoints.make)
    return do(house, cast.aiko, people.account, writes=False) and _code(house, cast)


def _code(house, cast):
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        return certificates.mine(uow)[0].code


def found_in_database(house, words):
    """(table, word) of every place of the database where one of the words still stands."""
    with house.store.reading() as db:
        rows = [(table.name, json.dumps([str(cell) for cell in row], ensure_ascii=False)) for table in metadata.sorted_tables
                for row in db.execute(select(table))]
    return {(name, word) for name, row in rows for word in words if word in row}


def found_on_disk(house, words):
    kept = [path.read_bytes() for part in ("files", "mail") for path in (house.data / part).rglob("*") if path.is_file()]
    return {word for word in words for one in kept if word.encode() in one}


def test_erase_a_person_and_the_export_is_empty_the_code_says_holder_withheld_and_the_ledger_verifies(house, cast, lived, visit, monkeypatch):
    """Erase a person → export empty, certificate code verifies as "holder withheld", audit chain still verifies."""
    assert found_in_database(house, WORDS[:4]) and found_on_disk(house, WORDS[:1])
    before = do(house, SYSTEM, checkpoints.newest, writes=False).note
    monkeypatch.setattr(house.passwords, "verify", lambda stored, given: given == PASSWORD)
    aiko = visit("aiko").open("/en/record").follow("See and decide")
    taken = aiko.client.get(next(href for words, href in aiko.links if words == "Take my data with me"))
    with zipfile.ZipFile(io.BytesIO(taken.data)) as archive:
        told = json.loads(archive.read("hato.json"))["tables"]
        assert f"certificates/{lived}.pdf" in archive.namelist()
    assert told["people"][0]["email"] == "aiko@example.org" and "password_hash" not in told["people"][0]
    whole = ("enrolments", "attempts", "answer_events", "certificates", "badges", "evidence", "consents", "looks", "receipts", "notices", "gradings")
    assert all(told[name] for name in whole)
    aiko.follow("Erase me").press("Erase me for ever", password="not this one")
    assert aiko.status == 422 and aiko.has("This is not your present password.")
    aiko.press("Erase me for ever", password=PASSWORD)
    assert aiko.has("You are erased."), (aiko.status, aiko.url, aiko.text[:600])
    assert not aiko.open("/en/record").has("Aiko") and "sign-in" in aiko.url
    while jobs.run_one(house):
        pass
    assert found_in_database(house, WORDS) == set() and found_on_disk(house, WORDS) == set()
    with house.store.reading() as db:
        left = {name for name, rows in store.of_person(db, cast.aiko.id).items() if rows}
    assert left <= set(store.KEPT) | set(store.EMPTIED)
    seen = visit().open(f"/en/certificates/{lived}")
    assert seen.has("Holder withheld") and seen.has("asked that the name be withheld") and not seen.has("Aiko")
    with pytest.raises(NotFound, match="withheld"):
        do(house, cast.bayo, badges.read, lived, writes=False)
    assert do(house, SYSTEM, ledger.verify, writes=False).fault is None
    with work_in(house, SYSTEM) as uow:
        assert checkpoints.kept(uow, before).size
    roster_now = do(house, cast.emi, roster.page, roster.Question("driver"), writes=False)
    assert [one.id for one in roster_now.people if one.id == cast.aiko.id] == []
    assert (house.data / "erased.txt").read_text() == f"{cast.aiko.id}\n"


def test_what_stands_in_the_way_of_erasing_is_told_and_nothing_is_erased(house, cast, monkeypatch):
    """The last administrator; somebody whose certificate waits for a decision; nobody; no reason."""
    with pytest.raises(Conflict, match="last administrator"):
        do(house, SYSTEM, privacy.erase, "grace@example.org", "They left.")
    finish_course(house, cast.aiko)
    correct(house, cast.chiara, "rekey", "drive")
    with pytest.raises(Conflict, match=_code(house, cast)):
        do(house, SYSTEM, privacy.erase, "aiko@example.org", "They left.")
    with pytest.raises(NotFound):
        do(house, SYSTEM, privacy.erase, "nobody@example.org", "They left.")
    with pytest.raises(Invalid):
        do(house, SYSTEM, privacy.erase, "bayo@example.org", "")
    with house.store.reading() as db:
        assert store.erased(db) == []


def test_a_revoked_certificate_stays_revoked_when_its_holder_is_erased(house, cast):
    """Erasing oneself makes nothing count again that was revoked."""
    finish_course(house, cast.aiko)
    code = _code(house, cast)
    do(house, SYSTEM, certificates.change_state, code, certificates.State.REVOKED, "Somebody else sat the exam for Aiko.")
    do(house, SYSTEM, privacy.erase, "Aiko@example.org", "Asked for in a letter.")
    seen = do(house, cast.bayo, certificates.verify, code, writes=False)
    assert (seen.standing, seen.snapshot.name, seen.reason) == ("revoked", "", "")
    assert do(house, SYSTEM, ledger.verify, writes=False).fault is None


def test_a_restored_copy_is_erased_again_from_the_list_that_was_kept(house, cast, database_url, home, tmp_path):
    """A backup brings back whom it holds; the list kept beside it takes them away again."""
    kept = tmp_path / "erased.txt"
    kept.write_text(f"{cast.bayo.id}\nnot an id\n00000000-0000-7000-8000-000000000000\n")
    settings = {"HATO_HOME": str(home), "HATO_DATA": str(house.data), "HATO_DATABASE_URL": database_url}

    def typed(*words):
        return CliRunner().invoke(hato, ["people", *words], env=settings)

    assert typed("erase", "--again", str(kept)).output.startswith("1 erased")
    assert typed("erase", "--again", str(kept)).output.startswith("0 erased")
    assert typed("erased").output.split() == [cast.bayo.id]
    assert typed("erase", "aiko@example.org").exit_code == 2
    assert typed("erase", "aiko@example.org", "--reason", "Asked for in a letter.").output.startswith("1 erased")
    assert found_in_database(house, (*WORDS[:5], "Bayo")) == set()


def test_what_is_still_on_its_way_when_somebody_is_erased_leaves_nothing(house, cast, monkeypatch):
    """Printing and signing run beside the erasing, with the name in their hands."""
    monkeypatch.setattr(house.pdf, "certificate", lambda design, fonts, values, badge: SignedPdf(f"%PDF-1.7 {values['name']}".encode(), b"x"))
    finish_course(house, cast.aiko)
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        number = certificates.certificates.by_code(uow.db, _code(house, cast)).id
        paper, badge = certificates.render(uow, number), badges.make(uow, number)
    do(house, SYSTEM, privacy.erase, "aiko@example.org", "Asked for in a letter.")
    house.files.put(paper.pdf.content)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        certificates.keep_print(uow, number, paper)
        badges.keep(uow, badge)
    while jobs.run_one(house):
        pass
    assert found_in_database(house, WORDS) == set() and found_on_disk(house, WORDS) == set()


def test_every_table_about_people_says_what_erasing_does_to_it(house):
    """A table that is new decides: its rows go, are emptied, or stay with a reason."""
    about = {table.name for table in metadata.sorted_tables if store.theirs(table, "x") is not None}
    assert about == store.DELETED | set(store.EMPTIED) | set(store.KEPT)
    assert not store.DELETED & (set(store.EMPTIED) | set(store.KEPT))
