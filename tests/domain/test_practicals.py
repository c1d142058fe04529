"""Practical sessions: who passes, and what a correction does to evidence."""

from datetime import date

from lms.domain.practicals import Changes, Mark, Outcome, Practical, Seen, Skill, changes, judge, last_day, pack, read_marks, unpack

RADIO, COVER, OFFROAD = Skill("radio", {"en": "Radio"}), Skill("cover", {"en": "Cover"}), Skill("offroad", {"en": "Off-road"}, needed=False)
DAY = Practical("field-day", {"en": "Field day"}, "HEAT", 36, (RADIO, COVER, OFFROAD))
ALL = {"radio": Mark.MET, "cover": Mark.MET}
PASSED, FAILED = Outcome(True, ()), Outcome(True, (RADIO,))


def test_who_was_there_and_met_every_needed_skill_passes_without_those_that_are_not_needed():
    assert judge(DAY, Seen(True, ALL)).passed
    assert judge(DAY, Seen(True, {**ALL, "offroad": Mark.NOT_YET})).passed


def test_a_skill_not_yet_met_or_not_seen_is_named_and_absence_fails_whatever_the_marks():
    assert judge(DAY, Seen(True, {**ALL, "cover": Mark.NOT_YET})) == Outcome(True, (COVER,))
    assert judge(DAY, Seen(True, {"cover": Mark.MET})) == Outcome(True, (RADIO,))
    assert not judge(DAY, Seen(False, ALL)).passed and judge(DAY, Seen()).missing == (RADIO, COVER)


def test_a_correction_withdraws_what_no_longer_holds_records_what_is_new_and_leaves_the_rest():
    found = changes({"aiko": "e1", "bayo": "e2"}, {"aiko": PASSED, "bayo": FAILED, "daud": PASSED, "farid": FAILED})
    assert found == Changes(("daud",), {"bayo": "e2"}, {"aiko": "e1"})


def test_marks_are_read_skill_by_skill_and_nonsense_is_none():
    assert read_marks(DAY, {"radio": "met", "other": "met"}) == {"radio": Mark.MET, "cover": Mark.NOT_SEEN, "offroad": Mark.NOT_SEEN}
    assert read_marks(DAY, {"radio": "perhaps"}) is None


def test_passing_counts_to_the_day_before_the_months_are_over_or_without_end():
    assert last_day(DAY, date(2026, 3, 2)) == date(2029, 3, 1)
    assert last_day(Practical("x", {}, "HEAT", None, ()), date(2026, 3, 2)) is None


def test_a_practical_comes_back_from_json_as_it_was():
    assert unpack(pack(DAY)) == DAY
