"""Which translations are missing, and which are older than their originals."""

from lms.content.courses import read_course
from lms.domain.translations import missing, outdated
from tests.stage import SMALL


def test_missing_twins_are_named_in_the_order_of_the_course():
    sources, _ = read_course(SMALL, "field-basics")
    assert missing(sources, "ja")[:2] == ("courses/field-basics/m1/02-pack.ja.md", "courses/field-basics/m2/01-road.ja.md")
    assert "quizzes/field-basics/m1.ja.md" not in missing(sources, "ja") and "quizzes/field-basics/m1.fr.md" in missing(sources, "fr")


def test_a_twin_is_older_once_its_original_changed_after_it():
    first = {"a.md": "1", "a.ja.md": "1", "b.md": "1", "b.ja.md": "1", "c.ja.md": "1"}
    second = {**first, "a.md": "2", "b.md": "2", "b.ja.md": "2"}
    assert outdated([first, second], ["ja", "fr"]) == ("a.ja.md",)
    assert outdated([first, second, {**second, "a.ja.md": "2"}], ["ja"]) == ()
    assert outdated([], ["ja"]) == outdated([first], ["ja"]) == ()
