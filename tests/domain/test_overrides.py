"""Overrides: which acts are on the page, and how an entry is told."""

from lms.domain.overrides import KINDS, OverrideKind, actions, what, why
from lms.domain.permissions import Action


def test_each_kind_has_acts_and_all_of_them_are_acts_of_the_policy():
    assert {KINDS[one] for one in actions(None)} == set(OverrideKind) and set(actions(None)) <= set(Action)
    assert actions(OverrideKind.WAIVER) == ("waivers.ask", "waivers.confirm", "waivers.end")


def test_an_entry_tells_why_and_what_and_an_erased_one_nothing():
    assert why({"note": "seen", "reason": "late"}) == "late" and why({"note": "seen"}) == "seen" and why({"reason": ""}) == ""
    assert what({"rule": "french", "duty": "courier", "version": 1, "state": "", "place": {"a": 1}, "people": None}) == "duty: courier, version: 1, rule: french"
    assert what({}) == ""
