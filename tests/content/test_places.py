"""The table of places: what the project ships, and what is said of a table that is wrong."""

from pathlib import Path

import pytest

from lms.content.places import COLUMNS, NAME, read_places
from lms.content.profiles import read_regions
from lms.errors import ContentErrors

ROOT = Path(__file__).parents[2]
HEAD, GOOD = ",".join(COLUMNS) + "\n", "ford,Ford,渡し場,014,2026-01-01,2,x\n"


def test_the_shipped_places_are_examples_and_say_so():
    found = read_places(ROOT / "eligibility", frozenset(one.key for one in read_regions(ROOT / "reference")))
    assert found and all("invented example" in one.title["en"] and one.key.startswith("example-") for one in found)


@pytest.mark.parametrize(("text", "line", "reason"), [
    ("key,name\n", 1, "the first line must be"), (HEAD + "ford,Ford\n", 2, "2 cells"), (HEAD + GOOD + GOOD, 3, "already"),
    (HEAD + GOOD.replace(",2,", ",7,"), 2, "no danger level"), (HEAD + GOOD.replace("2026-01-01", "1 May"), 2, "no day"),
    (HEAD + GOOD.replace("014", "999"), 2, "no region"), (HEAD + GOOD.replace("渡し場", ""), 2, "a name in English and in Japanese"),
    (HEAD + GOOD.replace("ford", "F!"), 2, "no key"), (HEAD + GOOD + GOOD.replace("Ford", "Weir").replace("-01,", "-02,"), 3, "another name"),
    (HEAD + 'ford,"Ford\n', 2, "not a table"),
])  # fmt: skip
def test_a_wrong_table_is_told_with_its_line(tmp_path, text, line, reason):
    (tmp_path / NAME).write_text(text)
    with pytest.raises(ContentErrors) as fault:
        read_places(tmp_path, frozenset({"014"}))
    assert fault.value.faults[0].line == line and reason in fault.value.faults[0].reason


def test_a_house_without_the_table_has_no_places(tmp_path):
    assert read_places(tmp_path, frozenset()) == ()
