"""Requirement sets: trees, conditions, and the situations that rules can tell apart."""

from datetime import date

import pytest
from pydantic import TypeAdapter

from lms.domain.courses import Source
from lms.domain.requirements import (
    EVIDENCE_FOR,
    Basis,
    Condition,
    Group,
    GroupKind,
    LanguageLevel,
    RequirementSet,
    Rule,
    RuleKind,
    Scope,
    Strength,
    When,
    applies,
    collapsed,
    decides,
    filled,
    in_force,
    needed,
    rules,
    situation_count,
    situations,
)
from lms.errors import Invalid

DANGER = Condition("danger_level", {"en": "Danger level"}, (0, 1, 2, 3, 4), 0)
SENDER = Condition("sender", {"en": "Sender"}, ("other", "eu"), "other")


def rule(key: str = "bsafe", **more) -> Rule:
    return Rule(key, RuleKind.CERTIFICATE, {"en": key}, ("BSAFE",), **more)


def duty(*nodes, conditions=(DANGER, SENDER), **more) -> RequirementSet:
    return RequirementSet(
        more.pop("key", "duty"),
        more.pop("version", 1),
        {"en": "Duty"},
        more.pop("effective_from", date(2024, 1, 1)),
        Group(GroupKind.ALL_OF, nodes),
        conditions=conditions,
        **more,
    )


def test_every_kind_of_rule_knows_its_evidence():
    assert set(EVIDENCE_FOR) == set(RuleKind)


def test_rules_come_in_the_order_of_the_tree():
    tree = Group(GroupKind.ALL_OF, (rule("a"), Group(GroupKind.ANY_OF, (rule("b"), rule("c"))), rule("d")))
    assert [each.key for each in rules(tree)] == ["a", "b", "c", "d"]


def test_a_condition_holds_within_all_its_bounds():
    assert [value for value in DANGER.values if When("danger_level", at_least=1, at_most=2).holds(value)] == [1, 2]
    assert When("danger_level", at_least=3).holds(3)
    assert When("danger_level", at_most=3).holds(3)
    assert not When("danger_level", at_most=3).holds(4)
    assert When("sender", equals="eu").holds("eu")
    assert not When("sender", equals="eu").holds("other")


def test_values_without_an_order_are_not_at_least_anything():
    assert not When("sender", at_least=1).holds("eu")


def test_a_rule_whose_condition_is_not_named_does_not_apply():
    strict = rule(when=(When("danger_level", at_least=0),))
    assert not applies(strict, {})
    assert applies(strict, {"danger_level": 0})
    assert applies(rule(), {})


def test_advice_hearsay_and_team_rules_decide_nothing():
    assert decides(rule(), {})
    assert not decides(rule(strength=Strength.SHOULD), {})
    assert not decides(rule(status=Basis.HEARD), {})
    assert not decides(rule(scope=Scope.TEAM), {})
    assert not decides(rule(when=(When("danger_level", at_least=3),)), {"danger_level": 2})


def test_a_group_never_waits_for_parts_that_decide_nothing():
    parts = (rule("a"), rule("b"), rule("c"))
    assert needed(Group(GroupKind.ALL_OF, parts), 3) == 3
    assert needed(Group(GroupKind.ANY_OF, parts), 3) == 1
    assert needed(Group(GroupKind.N_OF, parts, 2), 3) == 2
    assert needed(Group(GroupKind.N_OF, parts, 2), 1) == 1
    assert needed(Group(GroupKind.ANY_OF, parts), 0) == 0


def test_danger_levels_that_no_rule_tells_apart_are_one_situation():
    requirements = duty(rule(when=(When("danger_level", at_least=3),)))
    assert situations(requirements) == (
        {"danger_level": 0, "sender": "other"},
        {"danger_level": 3, "sender": "other"},
    )
    assert situation_count(requirements) == 2
    assert collapsed(requirements, {"danger_level": 4, "sender": "eu"}) == {"danger_level": 3, "sender": "other"}
    assert collapsed(requirements, {"danger_level": 2}) == {"danger_level": 0, "sender": "other"}


def test_conditions_multiply():
    requirements = duty(
        rule("a", when=(When("danger_level", at_least=3),)),
        rule("b", when=(When("danger_level", equals=4), When("sender", equals="eu"))),
    )
    assert len(situations(requirements)) == situation_count(requirements) == 6


def test_a_set_without_conditions_has_one_empty_situation():
    assert situations(duty(rule(), conditions=())) == ({},)


def test_a_situation_is_filled_with_defaults_and_stripped_of_what_the_set_does_not_know():
    assert filled(duty(rule()), {"danger_level": 4, "weather": "hot"}) == {"danger_level": 4, "sender": "other"}


def test_a_value_the_condition_does_not_have_is_refused():
    with pytest.raises(Invalid, match="danger_level has no value 7"):
        filled(duty(rule()), {"danger_level": 7})


def test_the_highest_version_in_force_on_a_day_governs():
    old = duty(rule(), effective_until=date(2025, 3, 31))
    new = duty(rule(), version=2, effective_from=date(2025, 3, 1))
    sets = (old, new, duty(rule(), key="other", version=9))
    assert in_force(sets, "duty", date(2023, 12, 31)) is None
    assert in_force(sets, "duty", date(2025, 2, 28)) == old
    assert in_force(sets, "duty", date(2025, 3, 31)) == new
    assert in_force(sets, "duty", date(2030, 1, 1)) == new


def test_a_set_survives_json():
    inner = Group(GroupKind.N_OF, (rule("b"), Group(GroupKind.ANY_OF, (rule("c"),))), 1, {"en": "Some"})
    when = (When("danger_level", at_least=3), When("sender", equals="eu"))
    talk = Rule("t", RuleKind.LANGUAGE, {"en": "t"}, languages=(LanguageLevel("en", "cefr", "B2"),), when=when)
    requirements = duty(inner, talk, sources=(Source("S1", "Title"),), effective_until=date(2030, 1, 1))
    adapter = TypeAdapter(RequirementSet)
    assert adapter.validate_json(adapter.dump_json(requirements)) == requirements
