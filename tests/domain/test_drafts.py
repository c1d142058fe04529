"""Drafts: what differs between two versions, and for whom the answer turns."""

from dataclasses import replace
from datetime import date

from lms.domain.drafts import Change, ChangeKind, Changes, Turned, changes, compared, turned, with_rule, without_rule
from lms.domain.evidence import Evidence, EvidenceKind
from lms.domain.requirements import Condition, Group, GroupKind, RequirementSet, Rule, RuleKind, When

DAY = date(2026, 6, 1)
DANGER = Condition("danger", {"en": "Danger"}, (0, 1, 2), 0)
WHERE = Condition("where", {"en": "Where"}, ("town", "field"), "town")


def rule(key, **more):
    return Rule(key, RuleKind.CERTIFICATE, {"en": key}, (key.upper(),), **more)


def duty(*parts, **more):
    return RequirementSet(**{"key": "duty", "version": 1, "title": {"en": "Duty"}, "effective_from": DAY, "conditions": (DANGER,), **more},
                          root=Group(GroupKind.ALL_OF, parts))  # fmt: skip


def holds(*names):
    return tuple(Evidence(name, EvidenceKind.CERTIFICATE, name.upper(), date(2026, 1, 1), verified=True) for name in names)


A, B, C = rule("a"), rule("b"), rule("c")
HIGH = rule("b", when=(When("danger", at_least=2),))


def test_equal_versions_differ_in_nothing():
    assert changes(duty(A, B), duty(A, B, version=2)) == Changes((), ())


def test_rules_are_added_removed_changed_and_moved():
    wide = replace(A, names=("A", "Z"), max_age_months=12)
    found = changes(duty(A, B, C), duty(wide, Group(GroupKind.ANY_OF, (C,)), rule("d"), effective_until=date(2027, 1, 1), title={"en": "New"}))
    assert found.aspects == ("title", "effective_until")
    assert found.rules == (
        Change(ChangeKind.CHANGED, wide, A, ("names", "max_age_months")), Change(ChangeKind.CHANGED, C, C, ("group",)),
        Change(ChangeKind.ADDED, rule("d")), Change(ChangeKind.REMOVED, B, B),
    )  # fmt: skip


def test_two_of_three_is_another_group_than_one_of_three():
    two, one = (duty(Group(GroupKind.N_OF, (A, B, C), n)) for n in (2, 1))
    assert [each.fields for each in changes(two, one).rules] == [("group",)] * 3


def test_versions_are_compared_in_every_situation_that_either_can_tell_apart():
    assert compared(duty(A), duty(A, HIGH)) == ({"danger": 0}, {"danger": 2}) == compared(duty(A, HIGH), duty(A))
    assert compared(duty(A, HIGH), duty(A, rule("w", when=(When("where", equals="field"),)), conditions=(WHERE,))) == ({"where": "town"}, {"where": "field"})
    assert compared(None, duty(A)) == ({"danger": 0},)
    many = tuple(Condition(f"c{n}", {"en": "C"}, (0, 1), 0) for n in range(9))
    assert len(compared(None, duty(*(rule(f"r{n}", when=(When(f"c{n}", equals=1),)) for n in range(9)), conditions=many))) == 256


def test_somebody_loses_where_a_rule_is_new_and_gains_where_one_is_gone():
    lost, won = turned(duty(A), duty(A, HIGH), holds("a"), (), DAY), turned(duty(A, HIGH), duty(A), holds("a"), (), DAY)
    assert lost == (Turned({"danger": 2}, (), ("b",)),) and not lost[0].gains
    assert won == (Turned({"danger": 2}, ("b",), ()),) and won[0].gains
    assert turned(duty(A), duty(A, HIGH), holds("a", "b"), (), DAY) == () == turned(duty(A), duty(A, HIGH), (), (), DAY)


def test_without_an_earlier_version_whoever_meets_the_rules_gains():
    assert turned(None, duty(A), holds("a"), (), DAY) == (Turned({"danger": 0}, (), ()),)
    assert turned(None, duty(A), (), (), DAY) == ()


def test_a_condition_or_value_that_the_old_version_did_not_know_is_its_default_there():
    old = duty(A, rule("b", when=(When("danger", equals=1),)), conditions=(replace(DANGER, values=(0, 1), default=1),))
    new = duty(A, rule("c", when=(When("danger", at_least=2),)))
    assert turned(old, new, holds("a", "c"), (), DAY) == (Turned({"danger": 1}, ("b",), ()), Turned({"danger": 2}, ("b",), ()))


def test_a_rule_is_put_in_its_place_added_or_taken_out():
    inner = duty(A, Group(GroupKind.ANY_OF, (B,)))
    assert with_rule(inner, HIGH) == duty(A, Group(GroupKind.ANY_OF, (HIGH,)))
    assert with_rule(inner, C) == duty(A, Group(GroupKind.ANY_OF, (B,)), C)
    assert without_rule(inner, "b") == duty(A) and without_rule(inner, "z") == inner
    assert with_rule(replace(duty(), root=A), B) == duty(A, B)
