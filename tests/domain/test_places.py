"""Danger levels: what holds on a day."""

from datetime import date

from lms.domain.places import Level, level_on


def test_the_newest_beginning_counts_and_of_one_day_the_last_word():
    first, later = Level(date(2026, 1, 1), 2, "a"), Level(date(2026, 5, 1), 1, "b")
    between, again = Level(date(2026, 3, 1), 3, "c"), Level(date(2026, 3, 1), 4, "d")
    said = (first, later, between, again)
    assert level_on(said, date(2025, 12, 31)) is None and level_on(said, date(2026, 2, 28)) == first
    assert level_on(said, date(2026, 3, 1)) == again and level_on(said, date(2026, 5, 1)) == later
