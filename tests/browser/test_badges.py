"""The file that checks certificates: from the disk, without a line, told truth and forgery apart to the byte."""

import json
from dataclasses import replace

import pytest

from lms.domain.certificates import State
from lms.domain.people import SYSTEM
from lms.services import badges, certificates, record
from lms.store import certificates as store
from tests.services.test_attempts import do, finish_course
from tests.stage import actors


@pytest.fixture
def checker(own_site, new_context, tmp_path):
    """The file, fetched and opened from the disk with the line cut; gives a way to check, and what was asked of the network."""
    page = new_context().new_page()
    page.goto(f"{own_site.url}/en/certificates")
    with page.expect_download() as taken:
        page.locator("a[href$='/certificates/verify.html']").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    stick, asked = new_context(viewport={"width": 320, "height": 640}, offline=True).new_page(), []
    stick.on("request", lambda request: asked.append(request.url))
    stick.goto(file.as_uri())

    def check(told, name="", listed=None):
        """The verdict, and whether the name fits."""
        stick.reload()
        stick.get_by_label("What the QR code says").fill(told)
        stick.get_by_label("Name on the certificate").fill(name)
        if listed is not None:
            stick.get_by_label("Status list").set_input_files([{"name": "1", "mimeType": "application/json", "buffer": listed.encode()}])
        stick.get_by_role("button", name="Check").click()
        stick.locator("[data-answer]").wait_for()
        seen = [stick.locator(f"[data-{kind}]:visible").first for kind in ("verdict", "name")]
        return tuple(one.get_attribute(f"data-{kind}") if one.count() else "" for kind, one in zip(("verdict", "name"), seen, strict=True))

    check.page = stick
    yield check
    assert [one for one in asked if not one.startswith(("file:", "data:", "blob:"))] == []


def issued(site, who="aiko"):
    """A certificate's code, and the text of its QR code."""
    actor = actors(site.house)[who]
    finish_course(site.house, actor)
    code = do(site.house, actor, record.show, writes=False).certificates[0].code
    return code, code_text(site, code)


def code_text(site, code, **other):
    """What the QR code of a certificate says; with `other`, of one that says something else, rightly signed."""

    def read(uow):
        uow.authorize(badges.Action.RUN_JOBS)
        row = store.by_code(uow.db, code)
        return badges.short(uow, row.id, replace(certificates.unpack_snapshot(row.snapshot), **other), code)

    return f"{site.url}/v/{code}#" + do(site.house, SYSTEM, read, writes=False)


def status(site):
    return do(site.house, SYSTEM, badges.status, 1, writes=False)


def test_a_genuine_certificate_is_known_without_a_line_and_a_revoked_one_by_the_list(own_site, checker, accessible):
    code, told = issued(own_site)
    fresh = status(own_site)
    assert len(told) < 300
    assert checker(told) == ("signed", "") and checker(told, "Aiko Tanaka") == ("signed", "same") and checker(told, "Aiko Mori") == ("signed", "other")
    assert checker(told, listed=fresh) == ("valid", "")
    assert checker.page.locator("[data-fact=code]").inner_text() == code
    accessible(checker.page)
    assert checker.page.evaluate("document.documentElement.scrollWidth") <= 320
    do(own_site.house, SYSTEM, certificates.change_state, code, State.REVOKED, "Answers were bought.")
    assert checker(told, listed=status(own_site)) == ("struck", "")


def test_one_altered_character_of_code_or_list_is_found(own_site, checker):
    code, told = issued(own_site)
    start = told.index("/v/") + 3
    for at in range(start, len(told), 3):
        other = told[:at] + ("A" if told[at] != "A" else "B") + told[at + 1 :]
        assert checker(other)[0] in ("altered", "unknown", "unreadable"), told[at:]
    listed = json.loads(status(own_site))
    bits = listed["credentialSubject"]["encodedList"]
    for changed in (
        {**listed, "validFrom": "2027-01-01T00:00:00Z"}, {**listed, "issuer": "did:web:elsewhere.example.org"}, {**listed, "extra": "x"},
        {**listed, "credentialSubject": {**listed["credentialSubject"], "encodedList": bits[:30] + ("A" if bits[30] != "A" else "B") + bits[31:]}},
        {**listed, "id": listed["id"][:-1] + "2"}, {**listed, "proof": []}, [],
    ):  # fmt: skip
        assert checker(told, listed=json.dumps(changed))[0] == "badlist", changed
    assert checker(told, listed="{")[0] == "badlist"


def test_another_issuer_an_expired_one_a_later_one_and_nonsense_get_answers_of_their_own(own_site, checker):
    code, told = issued(own_site)
    today = own_site.house.clock().date()
    assert checker(told.replace(own_site.url, "https://hato.example.org")) == ("stranger", "")
    assert checker(code_text(own_site, code, valid_from=today.replace(year=2020), valid_until=today.replace(year=2021, day=1)))[0] == "expired"
    assert checker(code_text(own_site, code, valid_from=today.replace(year=today.year + 1, day=1)))[0] == "early"
    assert checker(code_text(own_site, code, valid_until=None))[0] == "signed"
    assert checker("hello")[0] == "unreadable"


def test_a_code_signed_by_an_older_key_is_good_and_by_a_newer_one_than_the_file_is_unknown(own_site, checker):
    code, told = issued(own_site)
    do(own_site.house, SYSTEM, badges.rotate)
    assert checker(told)[0] == "signed"
    assert checker(code_text(own_site, code))[0] == "unknown"
