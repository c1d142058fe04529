"""Eligibility: verdicts as proof trees, their steps, team rules, and spans that agree with every single day."""

from dataclasses import replace
from datetime import date

import pytest

from lms.domain.eligibility import (
    GroupProof,
    Outcome,
    Span,
    TeamProof,
    evaluate,
    keeps_back,
    missing_rules,
    spans,
    team_proofs,
)
from lms.domain.evidence import Evidence, EvidenceKind
from lms.domain.grounds import Cause
from lms.domain.requirements import (
    Basis,
    Condition,
    Group,
    GroupKind,
    Node,
    RequirementSet,
    Rule,
    RuleKind,
    Scope,
    Strength,
    When,
)
from lms.errors import Invalid

DANGER = Condition("danger_level", {"en": "Danger level"}, (0, 1, 2, 3, 4), 0)
DAY = date(2025, 6, 1)
HIGH = (When("danger_level", at_least=3),)


def rule(key: str, *names: str, kind: RuleKind = RuleKind.CERTIFICATE, **more) -> Rule:
    return Rule(key, kind, {"en": key}, names, **more)


def all_of(*parts: Node) -> Group:
    return Group(GroupKind.ALL_OF, parts)


def any_of(*parts: Node) -> Group:
    return Group(GroupKind.ANY_OF, parts)


def duty(*parts: Node) -> RequirementSet:
    return RequirementSet("duty", 3, {"en": "Duty"}, date(2024, 1, 1), all_of(*parts), conditions=(DANGER,))


def has(name: str, since: date = date(2025, 1, 1), kind=EvidenceKind.CERTIFICATE, **more) -> Evidence:
    return Evidence(more.pop("id", name), kind, name, since, verified=more.pop("verified", True), **more)


def verdict(parts, evidence=(), day=DAY, situation=None, equivalences=()):
    return evaluate(duty(*parts), evidence, equivalences, situation or {}, day)


def test_a_person_who_satisfies_every_rule_meets_the_set_until_the_first_of_it_lapses():
    parts = (rule("bsafe", "BSAFE"), rule("course", "security-management", max_age_months=24))
    found = verdict(parts, [has("BSAFE"), has("security-management")])
    assert found.met
    assert found.lapses == date(2027, 1, 1)
    assert (found.requirements, found.version, found.situation, found.day) == ("duty", 3, {"danger_level": 0}, DAY)
    bsafe, course = found.proof.children
    assert (bsafe.outcome, bsafe.lapses, bsafe.reason) == (Outcome.MET, None, None)
    assert [piece.id for piece in course.evidence] == ["security-management"]
    assert course.lapses == found.lapses


def test_one_missing_rule_keeps_a_person_back_and_is_named():
    found = verdict((rule("bsafe", "BSAFE"), rule("psea", "PSEA")), [has("BSAFE")])
    assert not found.met
    assert found.lapses is None
    assert missing_rules(found.proof) == ("psea",)
    assert found.proof.children[1].reason.cause is Cause.MISSING


def test_hearsay_advice_and_team_rules_are_shown_and_keep_nobody_back():
    parts = (
        rule("bsafe", "BSAFE"),
        rule("heard", "PSEA", status=Basis.HEARD),
        rule("advice", "PSEA", strength=Strength.SHOULD),
        rule("team", "PSEA", scope=Scope.TEAM),
    )
    found = verdict(parts, [has("BSAFE")])
    assert found.met
    assert [part.outcome for part in found.proof.children] == [
        Outcome.MET,
        Outcome.TO_CONFIRM,
        Outcome.MISSING,
        Outcome.TEAM,
    ]
    assert [part.decides for part in found.proof.children] == [True, False, False, False]
    assert missing_rules(found.proof) == ()
    shown = verdict(parts, [has("PSEA", valid_until=date(2025, 12, 31))]).proof.children
    assert [bool(part.evidence) for part in shown] == [False, True, True, True]
    assert shown[1].lapses == date(2026, 1, 1)


def test_a_rule_whose_condition_does_not_hold_is_not_applicable():
    parts = (rule("bsafe", "BSAFE"), rule("heat", "HEAT", when=HIGH))
    low = verdict(parts, [has("BSAFE")])
    assert low.met
    assert low.proof.children[1].outcome is Outcome.NOT_APPLICABLE
    assert not verdict(parts, [has("BSAFE")], situation={"danger_level": 3}).met


def test_a_situation_with_an_impossible_value_is_refused():
    with pytest.raises(Invalid):
        verdict((rule("bsafe", "BSAFE"),), situation={"danger_level": 9})


def test_any_of_needs_one_and_n_of_needs_n():
    some = any_of(rule("a", "A"), rule("b", "B"))
    two = Group(GroupKind.N_OF, (rule("c", "C"), rule("d", "D"), rule("e", "E")), 2)
    assert verdict((some, two), [has("B"), has("C"), has("E")]).met
    found = verdict((some, two), [has("B"), has("C")])
    assert missing_rules(found.proof) == ("d", "e")
    assert [part.outcome for part in found.proof.children] == [Outcome.MET, Outcome.MISSING]
    assert found.proof.children[1].needed == 2


def test_a_group_lapses_when_too_few_of_its_parts_are_left():
    two = Group(GroupKind.N_OF, (rule("a", "A"), rule("b", "B"), rule("c", "C")), 2)
    evidence = [has(name, valid_until=date(2025, month, 1)) for name, month in (("A", 7), ("B", 9), ("C", 8))]
    assert verdict((two,), evidence).lapses == date(2025, 8, 2)


def test_a_group_whose_parts_decide_nothing_is_not_applicable_and_not_waited_for():
    idle = any_of(rule("heard", "A", status=Basis.HEARD), rule("high", "B", when=HIGH))
    found = verdict((idle,))
    assert found.met
    assert isinstance(found.proof, GroupProof)
    assert found.proof.children[0].outcome is Outcome.NOT_APPLICABLE
    assert found.lapses is None


def test_a_set_may_be_one_rule():
    single = RequirementSet("duty", 1, {"en": "Duty"}, date(2024, 1, 1), rule("bsafe", "BSAFE"))
    assert evaluate(single, [has("BSAFE")], (), {}, DAY).met
    assert missing_rules(evaluate(single, [], (), {}, DAY).proof) == ("bsafe",)


def test_a_team_rule_counts_the_members_who_satisfy_it():
    requirements = duty(
        rule("bsafe", "BSAFE"),
        rule("practical", "JICA-SD-PRACT", scope=Scope.TEAM, min_count=2, when=HIGH),
    )
    team = {"aiko": [has("JICA-SD-PRACT")], "ben": [has("BSAFE")], "chie": [has("JICA-SD-PRACT")]}
    (enough,) = team_proofs(requirements, team, (), {"danger_level": 3}, DAY)
    assert (enough.members, enough.met) == (("aiko", "chie"), True)
    (short,) = team_proofs(requirements, {"aiko": team["aiko"]}, (), {"danger_level": 4}, DAY)
    assert not short.met


def test_a_wish_and_hearsay_for_the_team_keep_no_team_back():
    """In order: met, missing, a wish that is missing, hearsay that is missing."""
    told = {"strength": Strength.SHOULD}, {"status": Basis.HEARD}
    missing = [TeamProof(rule("x", "X", scope=Scope.TEAM, **more), (), False) for more in ({}, *told)]
    assert [keeps_back(one) for one in (replace(missing[0], met=True), *missing)] == [False, True, False, False]


def test_a_place_whose_danger_rises_from_two_to_three_asks_the_team_for_a_practical_holder():
    requirements = duty(rule("practical", "JICA-SD-PRACT", scope=Scope.TEAM, when=HIGH))
    assert team_proofs(requirements, {"ben": []}, (), {"danger_level": 2}, DAY) == ()
    (proof,) = team_proofs(requirements, {"ben": []}, (), {"danger_level": 3}, DAY)
    assert not proof.met
    (proof,) = team_proofs(requirements, {"ben": [], "aiko": [has("JICA-SD-PRACT")]}, (), {"danger_level": 3}, DAY)
    assert proof.met


def test_spans_cover_every_day_and_name_what_is_missing():
    requirements = duty(rule("bsafe", "BSAFE"), rule("course", "security-management", max_age_months=24))
    evidence = [has("BSAFE", date(2024, 3, 1)), has("security-management", date(2025, 1, 1))]
    assert spans(requirements, evidence, (), {}) == (
        Span(None, date(2024, 3, 1), False, ("bsafe", "course")),
        Span(date(2024, 3, 1), date(2025, 1, 1), False, ("course",)),
        Span(date(2025, 1, 1), date(2027, 1, 1), True, ()),
        Span(date(2027, 1, 1), None, False, ("course",)),
    )


def test_renewing_early_makes_one_span():
    requirements = duty(rule("course", "security-management", max_age_months=12))
    evidence = [has("security-management", date(2024, 1, 1)), has("security-management", date(2024, 11, 1), id="again")]
    assert Span(date(2024, 1, 1), date(2025, 11, 1), True, ()) in spans(requirements, evidence, (), {})
    shown = evaluate(requirements, evidence, (), {}, date(2024, 12, 1)).proof.children[0]
    assert [piece.id for piece in shown.evidence] == ["again", "security-management"]
    assert shown.lapses == date(2025, 11, 1)


def test_spans_that_say_the_same_are_one():
    either = any_of(rule("a", "A"), rule("b", "B"))
    evidence = [has("A", valid_until=date(2025, 12, 31)), has("B", date(2025, 6, 1))]
    assert spans(duty(either), evidence, (), {}) == (
        Span(None, date(2025, 1, 1), False, ("a", "b")),
        Span(date(2025, 1, 1), None, True, ()),
    )
    both = duty(either, rule("c", "C"), rule("d", "D"))
    assert spans(both, evidence, (), {})[1:] == (Span(date(2025, 1, 1), None, False, ("c", "d")),)


def test_a_person_without_evidence_has_one_span():
    assert spans(duty(rule("bsafe", "BSAFE")), [], (), {}) == (Span(None, None, False, ("bsafe",)),)
