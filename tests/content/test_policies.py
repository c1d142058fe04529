"""Policies on disk: what is read, and what is refused with file, line and reason."""

from datetime import date
from pathlib import Path

import pytest

from lms.content.courses import course_keys
from lms.content.policies import pack_policy, parse_policy, read_policies, unpack_policy
from lms.domain.policies import Earlier
from lms.errors import ContentErrors

ROOT = Path(__file__).resolve().parents[2]
WHOLE = """name: 2027-1
title: {en: Shorter, ja: 短縮}
issues_from: 2027-01-01
validity:
  default: 24
  courses:
    driving: 12
    peace: none
earlier:
  sunset: 2027-06-30
  courses: [driving]
"""
PATH = "certificates/policies/2027-1.yaml"


def test_a_policy_is_read_and_kept_as_it_is():
    policy, _ = parse_policy(WHOLE.encode(), PATH, {"driving", "peace"})
    assert (policy.default, policy.courses, policy.earlier, policy.on, policy.touches) == (
        24, {"driving": 12, "peace": "none"}, Earlier.SUNSET, date(2027, 6, 30), ("driving",),
    )  # fmt: skip
    assert unpack_policy(pack_policy(policy)) == policy
    void, _ = parse_policy(WHOLE.replace("sunset", "void").encode(), PATH)
    assert void.earlier is Earlier.VOID


def test_the_policy_that_ships_says_what_each_course_says():
    (policy,) = read_policies(ROOT / "certificates", course_keys(ROOT))
    assert (policy.name, policy.default, policy.earlier) == ("2026-1", "course", Earlier.KEEP)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("driving: 12", "driving: 0", ":7: 0 months: the validity would end before it begins"),
        ("driving: 12", "sailing: 12", ":7: there is no course `sailing`"),
        ("2027-06-30", "2026-06-30", ":10: 2026-06-30 is before the first day of the policy, 2027-01-01"),
        ("default: 24", "default: often", ":5: `often`: write a number of months"),
        ("  sunset: 2027-06-30\n", "", ":9: `earlier.end`|:9: `earlier`: name one of sunset and void"),
        ("name: 2027-1\n", "", ":1: `name` is missing"),
        ("2027-01-01", "soon", ":3: `issues_from`: "),
        ("validity:", "valid:", "`valid` is not a known key"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_reason(old, new, said):
    with pytest.raises(ContentErrors) as wrong:
        parse_policy(WHOLE.replace(old, new).encode(), PATH, {"driving", "peace"})
    assert any(f"{PATH}{one}" in str(wrong.value) or one in str(wrong.value) for one in said.split("|")), str(wrong.value)


def test_a_name_used_twice_and_a_file_of_another_name_are_refused(tmp_path):
    place = tmp_path / "certificates" / "policies"
    place.mkdir(parents=True)
    (place / "2027-1.yaml").write_text(WHOLE)
    (place / "other.yaml").write_text(WHOLE)
    with pytest.raises(ContentErrors, match=r"policies/other.yaml:1: the name `2027-1` is used twice"):
        read_policies(tmp_path / "certificates")
    (place / "2027-1.yaml").unlink()
    with pytest.raises(ContentErrors, match=r"policies/other.yaml:1: the file of `2027-1` is called 2027-1.yaml"):
        read_policies(tmp_path / "certificates")
