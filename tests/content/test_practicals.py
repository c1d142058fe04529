"""Practicals on disk: those shipped are sound, and a fault is told on its line."""

from pathlib import Path

import pytest

from lms.content.credentials import read_credentials
from lms.content.practicals import read_practicals
from lms.domain.evidence import Credential, EvidenceKind
from lms.errors import ContentErrors

FOLDER = Path(__file__).parents[2] / "eligibility"
KNOWN = (Credential("HEAT", EvidenceKind.CERTIFICATE, {"en": "HEAT"}, "", "security"), Credential("passport", EvidenceKind.DOCUMENT, {"en": "Passport"}))
RADIO = "{key: radio, title: {en: Radio, ja: 無線}}"


def told(folder: Path, text: str) -> list[str]:
    (folder / "practicals.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentErrors) as raised:
        read_practicals(folder, KNOWN)
    return [str(fault).removeprefix(f"{folder.name}/") for fault in raised.value.faults]


def entry(key="heat-day", credential="HEAT", title="{en: HEAT day, ja: 実技}", more="", skills=RADIO):
    return f"- key: {key}\n  title: {title}\n  credential: {credential}\n{more}  skills: [{skills}]\n"


def test_the_shipped_practicals_have_their_titles_and_give_certificates_that_a_duty_asks_for():
    found = read_practicals(FOLDER, read_credentials(FOLDER))
    rules = "".join(path.read_text(encoding="utf-8") for path in (FOLDER / "requirements").glob("*.yaml"))
    assert len(found) >= 2 and all(one.credential in rules for one in found)
    assert all({"en", "ja", "fr"} <= set(one.title) for each in found for one in (each, *each.skills))


def test_a_house_without_the_file_has_no_practicals(tmp_path):
    assert read_practicals(tmp_path, KNOWN) == ()


@pytest.mark.parametrize(("text", "faults"), [
    (entry(credential="passport"), ["practicals.yaml:1: `heat-day`: `passport` is no certificate of credentials.yaml"]),
    (entry(credential="SSAFE"), ["practicals.yaml:1: `heat-day`: `SSAFE` is no certificate of credentials.yaml"]),
    (entry() + entry(), ["practicals.yaml:5: `heat-day` stands twice"]),
    (entry(title="{en: HEAT day}"), ["practicals.yaml:1: `heat-day`: it has no title in ja"]),
    (entry(skills=f"{RADIO}, {RADIO}"), ["practicals.yaml:4: `heat-day`: the skill `radio` stands twice"]),
    (entry(skills="{key: radio, title: {ja: 無線}}"), ["practicals.yaml:4: `heat-day`: the skill `radio` has no title in en"]),
    (entry(skills=RADIO.replace("}}", "}, needed: false}")),
     ["practicals.yaml:1: `heat-day`: no skill is needed, so that everybody would pass; leave out `needed: false` somewhere"]),
])  # fmt: skip
def test_a_fault_is_told_with_its_line_and_what_to_do(tmp_path, text, faults):
    assert told(tmp_path, text) == faults


def test_what_is_no_practical_at_all_is_told_too(tmp_path):
    assert told(tmp_path, entry(more="  months: 0\n"))[0].startswith("practicals.yaml:4:")
    assert "skills" in told(tmp_path, entry(skills=""))[0] and "level" in told(tmp_path, entry(more="  level: 2\n"))[0]
