"""Credentials, providers and equivalences on disk: what is there is sound, and a fault is told on its line."""

from datetime import date
from pathlib import Path

import pytest

from lms.content.credentials import read_credentials, read_equivalences, read_providers
from lms.domain.evidence import Credential, EvidenceKind, Provider
from lms.errors import ContentErrors

FOLDER = Path(__file__).parents[2] / "eligibility"


def folder_with(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "eligibility"
    (folder / "requirements").mkdir(parents=True)
    defaults = {
        "providers": "- {key: undss, title: {en: UNDSS}}\n",
        "credentials": "- {name: BSAFE, kind: certificate, family: security, provider: undss, title: {en: BSAFE}}\n"
        "- {name: BSITF, kind: certificate, family: security, title: {en: BSITF}}\n",
    }
    for name, text in (defaults | files).items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def told(reader, folder: Path) -> list[str]:
    with pytest.raises(ContentErrors) as raised:
        reader(folder)
    return [str(fault) for fault in raised.value.faults]


def test_every_credential_has_its_titles_and_the_security_ones_their_family():
    credentials = {each.name: each for each in read_credentials(FOLDER)}
    assert all({"en", "ja", "fr"} <= set(each.title) for each in credentials.values())
    security = {name for name, each in credentials.items() if each.family == "security"}
    assert {"BSAFE", "SSAFE", "HEAT", "SIF", "IFRC-STAY-SAFE", "JICA-SD-WEB", "JICA-SD-PRACT", "JANISS-SRM", "SCM"} <= (
        security
    )
    assert all({"en", "ja", "fr"} <= set(each.title) for each in read_providers(FOLDER))


def test_the_old_basic_certificates_count_as_bsafe_to_the_end_of_june_2019():
    names = {(each.name, each.counts_as): each for each in read_equivalences(FOLDER)}
    assert names["BSITF", "BSAFE"].valid_until == date(2019, 6, 30)
    assert names["ASITF", "BSAFE"].valid_until == date(2019, 6, 30)


def test_a_small_folder_is_read(tmp_path):
    folder = folder_with(tmp_path, equivalences="- {name: BSITF, counts_as: BSAFE, from: 2018-01-01}\n")
    assert read_providers(folder) == (Provider("undss", {"en": "UNDSS"}),)
    bsafe = Credential("BSAFE", EvidenceKind.CERTIFICATE, {"en": "BSAFE"}, "undss", "security")
    assert read_credentials(folder)[0] == bsafe
    (one,) = read_equivalences(folder)
    assert (one.valid_from, one.valid_until) == (date(2018, 1, 1), None)


def test_an_empty_list_is_no_fault_and_a_missing_file_is(tmp_path):
    folder = folder_with(tmp_path, equivalences="# none\n")
    assert read_equivalences(folder) == ()
    (folder / "equivalences.yaml").unlink()
    assert told(read_equivalences, folder) == ["eligibility/equivalences.yaml: the file is missing"]


def test_an_unsound_credential_is_told_on_its_line(tmp_path):
    credentials = (
        "- {name: BSAFE, kind: certificate, family: security, title: {en: B}}\n"
        "- {name: BSAFE, kind: certificate, family: security, title: {en: B}}\n"
        "- {name: bsafe, kind: certificate, family: security, title: {en: B}}\n"
        "- {name: SSAFE, kind: certificate, title: {en: S}, provider: nobody}\n"
        "- {name: passport, kind: document, family: security, title: {en: P}}\n"
        "- {name: english, kind: language, title: {en: E}}\n"
    )
    assert told(read_credentials, folder_with(tmp_path, credentials=credentials)) == [
        "eligibility/credentials.yaml:2: `BSAFE` stands twice",
        "eligibility/credentials.yaml:3: `bsafe`: a certificate's name has a capital letter, unlike a course's",
        "eligibility/credentials.yaml:4: `SSAFE`: there is no provider `nobody` in providers.yaml",
        "eligibility/credentials.yaml:4: `SSAFE`: a certificate names its family",
        "eligibility/credentials.yaml:5: `passport`: a document has no family",
        "eligibility/credentials.yaml:6: `english`: the kind language is not listed here",
    ]


def test_an_unsound_equivalence_is_told_on_its_line(tmp_path):
    lines = (
        "- {name: BSITF, counts_as: BSAFE, from: 2019-06-30, until: 2018-01-01}\n"
        "- {name: BSAFE, counts_as: BSITF}\n"
        "- {name: OLD, counts_as: BSAFE}\n"
    )
    found = told(read_equivalences, folder_with(tmp_path, equivalences=lines))
    assert found[1:] == [
        "eligibility/equivalences.yaml:1: it ends on 2018-01-01, before it begins on 2019-06-30",
        "eligibility/equivalences.yaml:3: `OLD` is no certificate of credentials.yaml",
    ]
    assert found[0].endswith("a ring; keep one direction")


def test_two_providers_with_one_key_are_told(tmp_path):
    twice = "- {key: undss, title: {en: A}}\n- {key: undss, title: {en: B}}\n"
    assert told(read_providers, folder_with(tmp_path, providers=twice)) == [
        "eligibility/providers.yaml:2: `undss` stands twice"
    ]
