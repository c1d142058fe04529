"""The fields of work and the regions: what the project ships, and what is said of a file that is wrong."""

from pathlib import Path

import pytest

from lms.content.profiles import read_fields, read_regions
from lms.errors import ContentErrors

FOLDER = Path(__file__).parents[2] / "reference"


def test_there_are_fifteen_fields_and_the_twenty_two_regions_of_the_world():
    assert len(read_fields(FOLDER)) == 15 and len(read_regions(FOLDER)) == 22
    assert {one.key: one.title["en"] for one in read_regions(FOLDER)}["014"] == "Eastern Africa"


@pytest.mark.parametrize(("text", "line", "reason"), [
    ("- key: ddr\n  title: {en: DDR, ja: 武装解除}\n- key: ddr\n  title: {en: DDR, ja: 武装解除}\n", 3, "`ddr` stands twice"),
    ("- key: ddr\n  title: {en: DDR}\n", 2, "`ddr` has no title in ja"), ("- key: D!\n  title: {en: DDR, ja: 武装解除}\n", 1, "key"), ("", None, "nothing is listed"),
])  # fmt: skip
def test_a_wrong_file_is_told_with_its_line(tmp_path, text, line, reason):
    (tmp_path / "fields.yaml").write_text(text)
    with pytest.raises(ContentErrors) as fault:
        read_fields(tmp_path)
    assert fault.value.faults[0].line == line and reason in fault.value.faults[0].reason


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ContentErrors, match="missing"):
        read_regions(tmp_path)
