"""Who is in a posting's team and who on its shortlist."""

import pytest

from lms.domain.postings import SHORTLIST, TEAM, PostingAct, Step, changes_team, may_follow, refusal, standing, those

SHORT, JOINED, LEFT = PostingAct.SHORTLISTED, PostingAct.JOINED, PostingAct.LEFT


def test_the_newest_act_about_a_person_counts_in_the_order_in_which_they_came():
    now = standing([Step("aiko", JOINED), Step("bayo", SHORT), Step("aiko", LEFT), Step("daud", JOINED), Step("bayo", JOINED)])
    assert now == {"aiko": LEFT, "daud": JOINED, "bayo": JOINED}
    assert those(now, JOINED) == ("daud", "bayo") and those(now, SHORT) == ()


@pytest.mark.parametrize(("before", "after"), [
    (None, {SHORT, JOINED}), (SHORT, {JOINED, LEFT}), (JOINED, {SHORT, LEFT}), (LEFT, {SHORT, JOINED}),
])  # fmt: skip
def test_nobody_leaves_who_is_not_there_and_nothing_is_done_twice(before, after):
    assert {one for one in PostingAct if may_follow(before, one)} == after


def test_the_ledger_keeps_who_joins_and_leaves_a_team_and_not_who_only_stands_on_the_shortlist():
    assert not changes_team(None, SHORT) and not changes_team(LEFT, SHORT)
    assert changes_team(JOINED, SHORT) and changes_team(SHORT, JOINED) and changes_team(SHORT, LEFT)


def test_removing_somebody_needs_a_reason_and_moving_them_does_not():
    assert "3 to 300" in refusal(LEFT, "  x ", 0)["reason"] and "3 to 300" in refusal(JOINED, "x" * 301, 0)["reason"]
    assert refusal(LEFT, "Ill.", 99) == {} == refusal(SHORT, "", 0) == refusal(JOINED, "x" * 300, TEAM - 1)


def test_a_full_team_and_a_full_shortlist_take_nobody_more():
    assert refusal(JOINED, "", TEAM)["person"] == "A team has at most 20 people."
    assert refusal(SHORT, "", SHORTLIST)["person"] == "A shortlist has at most 50 people."
