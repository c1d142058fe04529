"""Soundness: each fault of a requirement set is told in a sentence, at its place."""

from dataclasses import replace
from datetime import date

import pytest

from lms.domain.courses import Source
from lms.domain.evidence import Credential, EvidenceKind
from lms.domain.requirements import (
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
)
from lms.domain.soundness import Known, Problem, family, problems

DANGER = Condition("danger_level", {"en": "Danger level"}, (0, 1, 2, 3, 4), 0)
KNOWN = Known(
    {"peacebuilding": "peacebuilding", "security-management": "security"},
    frozenset({"peacebuilding/a2", "security-management/c1"}),
    (
        Credential("BSAFE", EvidenceKind.CERTIFICATE, {"en": "BSAFE"}, family="security"),
        Credential("PSEA", EvidenceKind.CERTIFICATE, {"en": "PSEA"}, family="pre-dispatch"),
        Credential("passport", EvidenceKind.DOCUMENT, {"en": "Passport"}),
    ),
)


def rule(key: str = "r", kind: RuleKind = RuleKind.CERTIFICATE, **more) -> Rule:
    names = () if kind in (RuleKind.AGE, RuleKind.LANGUAGE) else ("BSAFE",)
    return Rule(key, kind, more.pop("text", {"en": key}), more.pop("names", names), **more)


def duty(root, **more) -> RequirementSet:
    values = {"key": "duty", "version": 1, "title": {"en": "Duty"}, "effective_from": date(2024, 1, 1)}
    return RequirementSet(**(values | {"conditions": (DANGER,)} | more), root=root)


def all_of(*parts) -> Group:
    return Group(GroupKind.ALL_OF, parts)


def any_of(*parts) -> Group:
    return Group(GroupKind.ANY_OF, parts)


def sentences(requirements: RequirementSet, known: Known | None = None) -> str:
    return "\n".join(problem.sentence for problem in problems(requirements, known))


def test_a_sound_set_has_no_problems():
    sources = (Source("S1", "A page"),)
    strict = rule("strict", when=(When("danger_level", at_least=3),), status=Basis.REAL, sources=("S1",))
    age = rule("age", RuleKind.AGE, min_age=25, max_age=61)
    assert problems(duty(all_of(rule("bsafe"), strict, age), sources=sources), KNOWN) == ()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"key": "Duty One"}, "`Duty One` is no key"),
        ({"version": 0}, "versions count from 1"),
        ({"title": {"ja": "任務"}}, "the title has no English text"),
        ({"effective_until": date(2023, 12, 31)}, "it ends on 2023-12-31, before it begins on 2024-01-01"),
        ({"conditions": (DANGER, DANGER)}, "condition `danger_level` stands twice"),
        ({"conditions": (Condition("Danger", {"en": "D"}, (0, 1), 0),)}, "`Danger` is no condition key"),
        ({"conditions": (Condition("d", {"ja": "危"}, (0, 1), 0),)}, "condition `d` has no English title"),
        ({"conditions": (Condition("d", {"en": "D"}, (0, 1), 2),)}, "the default of condition `d` is none of its"),
        ({"conditions": (Condition("d", {"en": "D"}, (0, 0), 0),)}, "condition `d` has the value 0 twice"),
        ({"sources": (Source("S1", "A"), Source("S1", "B"))}, "source `S1` stands twice"),
    ],
)
def test_a_fault_of_the_set_is_told(wrong, sentence):
    found = problems(duty(all_of(rule()), **wrong), None)
    assert len(found) == 1
    assert sentence in found[0].sentence
    assert found[0].path is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (rule("Big Key"), "its key is not small letters, digits and hyphens"),
        (rule(text={"ja": "規則"}), "it has no English text"),
        (rule(min_age=3), "a rule of the kind certificate has no min_age"),
        (rule(kind=RuleKind.MEDICAL, min_years=3), "a rule of the kind medical has no min_years"),
        (rule(names=()), "it asks for nothing: give names"),
        (rule(kind=RuleKind.AGE), "it asks for nothing: give max_age or min_age"),
        (rule(kind=RuleKind.LANGUAGE), "it asks for nothing: give languages"),
        (rule(kind=RuleKind.EXPERIENCE), "it does not say how many years"),
        (
            rule(
                kind=RuleKind.LANGUAGE,
                languages=(LanguageLevel("en", "cefr", "B7"), LanguageLevel("fr", "cefr", "B2")),
            ),
            "there is no level B7 on a scale cefr",
        ),
        (rule(max_age_months=0), "max_age_months is 0, not from 1 to 1200"),
        (rule(min_months=5000), "min_months is 5000, not from 1 to 1200"),
        (rule(kind=RuleKind.AGE, min_age=62, max_age=25), "nobody is at least 62 and at most 25 years old"),
        (rule(scope=Scope.TEAM, min_count=0), "min_count is at least 1"),
        (rule(min_count=2), "min_count belongs to a rule with the scope team"),
        (rule(status=Basis.REAL), "it is marked real and names no source"),
        (rule(sources=("S9",)), "its source S9 is not among the sources of the set"),
        (rule(when=(When("weather", equals="hot"),)), "the set has no condition `weather`"),
        (rule(when=(When("danger_level", at_least=3, at_most=2),)), "no value of `danger_level` fits its when"),
        (rule(when=(When("danger_level", equals=9),)), "it never applies"),
    ],
)
def test_a_fault_of_a_rule_is_told_at_its_place(wrong, sentence):
    found = problems(duty(all_of(rule("first"), any_of(wrong))), None)
    assert len(found) == 1
    assert found[0].sentence.startswith(f"rule `{wrong.key}`: ")
    assert sentence in found[0].sentence
    assert found[0].path == (1, 0)


@pytest.mark.parametrize(
    ("group", "sentence"),
    [
        (all_of(), "a group without rules"),
        (Group(GroupKind.ANY_OF, (rule("a"),), 1), "`n` belongs to n_of, not to any_of"),
        (Group(GroupKind.N_OF, (rule("a"), rule("b")), 3), "3 of 2 rules cannot be"),
        (Group(GroupKind.N_OF, (rule("a"),)), "None of 1 rules cannot be"),
        (Group(GroupKind.N_OF, (rule("a"),), 0), "0 of 1 rules cannot be"),
    ],
)
def test_an_impossible_group_is_told_at_its_place(group, sentence):
    found = problems(duty(all_of(rule("first"), group)), None)
    assert len(found) == 1
    assert sentence in found[0].sentence
    assert found[0].path == (1,)


def test_groups_stand_at_most_four_deep():
    four = all_of(all_of(all_of(all_of(rule()))))
    assert problems(duty(four), None) == ()
    assert problems(duty(all_of(four)), None) == (Problem("groups stand more than 4 deep", (0, 0, 0, 0)),)


def test_two_rules_with_one_key_are_both_told():
    assert sentences(duty(all_of(rule(), rule()))).count("another rule has the same key") == 2


def test_age_rules_that_no_age_satisfies_contradict_one_another():
    old, young = rule("old", RuleKind.AGE, min_age=60), rule("young", RuleKind.AGE, max_age=30)
    assert "its age rules contradict one another: at least 60 and at most 30" in sentences(duty(all_of(old, young)))
    assert sentences(duty(any_of(old, young))) == ""
    assert sentences(duty(all_of(old, rule("just", RuleKind.AGE, max_age=60)))) == ""


def test_age_rules_contradict_one_another_only_where_both_must_be_met():
    high, low = (When("danger_level", at_least=3),), (When("danger_level", at_most=2),)
    old, young = rule("old", RuleKind.AGE, min_age=60, when=high), rule("young", RuleKind.AGE, max_age=30)
    both = Group(GroupKind.N_OF, (rule(), young), 2)
    assert problems(duty(all_of(old, both)), None) == (
        Problem("its age rules contradict one another: at least 60 and at most 30, where danger_level is 3", (1, 1)),
    )
    assert sentences(duty(all_of(old, rule("young", RuleKind.AGE, max_age=30, when=low)))) == ""
    assert sentences(duty(all_of(old, rule("young", RuleKind.AGE, max_age=30, status=Basis.HEARD)))) == ""
    assert sentences(duty(all_of(rule("old", RuleKind.AGE, min_age=60), young), conditions=())).endswith("at most 30")


def test_nothing_can_be_valid_for_longer_than_its_certificates_are():
    known = replace(KNOWN, validity={"security-management": 24})
    own = rule(names=("security-management",), min_months=25)
    assert sentences(duty(all_of(own)), known) == "rule `r`: nothing it accepts is valid for 25 months; the longest is valid for 24"
    assert sentences(duty(all_of(replace(own, min_months=24))), known) == ""
    assert sentences(duty(all_of(replace(own, names=("security-management", "BSAFE")))), known) == ""


def test_conditions_that_make_too_many_situations_are_refused():
    many = tuple(Condition(f"c{n}", {"en": "C"}, (0, 1), 0) for n in range(9))
    ruled = [rule(f"r{n}", when=(When(f"c{n}", equals=1),)) for n in range(9)]
    assert "more than 256 situations" in sentences(duty(all_of(*ruled), conditions=many))


def test_an_unknown_name_is_told_with_the_nearest_known_one():
    assert "there is no certificate `BSAF`; is it `BSAFE`?" in sentences(duty(rule(names=("BSAF",))), KNOWN)
    assert "there is no certificate `module:peacebuilding/z9`" in sentences(
        duty(rule(names=("module:peacebuilding/z9",))), KNOWN
    )
    told = sentences(duty(rule(kind=RuleKind.DOCUMENT, names=("BSAFE",))), KNOWN)
    assert told == "rule `r`: there is no document `BSAFE`"


def test_names_are_not_checked_when_nothing_is_known():
    assert problems(duty(rule(names=("NOWHERE",))), None) == ()


def test_a_name_has_the_family_of_its_course_or_credential():
    assert family("security-management", KNOWN) == "security"
    assert family("module:security-management/c1", KNOWN) == "security"
    assert family("BSAFE", KNOWN) == "security"
    assert family("passport", KNOWN) == ""
    assert family("NOWHERE", KNOWN) == ""


SECURE = rule("secure", names=("BSAFE", "security-management"))
OTHER = rule("other", names=("PSEA",))
PAPER = rule("paper", RuleKind.DOCUMENT, names=("passport",))
SECURE_WHEN_HIGH = rule("high", when=(When("danger_level", at_least=3),))
SECURE_WHEN_LOW = rule("low", when=(When("danger_level", at_most=2),))


@pytest.mark.parametrize(
    "root",
    [
        SECURE,
        all_of(OTHER, PAPER, any_of(SECURE)),
        any_of(SECURE, rule("module", names=("module:security-management/c1",))),
        Group(GroupKind.N_OF, (SECURE, rule("b"), OTHER), 2),
        all_of(SECURE_WHEN_HIGH, SECURE_WHEN_LOW),
        any_of(SECURE, rule("hearsay", names=("PSEA",), status=Basis.HEARD)),
    ],
)
def test_a_set_that_nobody_meets_without_security_is_sound(root):
    assert problems(duty(root), KNOWN) == ()


@pytest.mark.parametrize(
    "root",
    [
        OTHER,
        all_of(OTHER, PAPER),
        any_of(SECURE, OTHER),
        rule("mixed", names=("BSAFE", "PSEA")),
        Group(GroupKind.N_OF, (SECURE, OTHER, PAPER), 2),
        all_of(OTHER, SECURE_WHEN_HIGH),
        all_of(OTHER, rule("advice", strength=Strength.SHOULD)),
        rule("hearsay", status=Basis.HEARD),
        all_of(OTHER, rule("team", scope=Scope.TEAM)),
    ],
)
def test_a_set_that_can_be_met_without_security_is_refused(root):
    assert "without any rule of the family security" in sentences(duty(root), KNOWN)


def test_an_age_rule_with_names_is_told_and_not_stumbled_over():
    told = sentences(duty(rule(kind=RuleKind.AGE, names=("BSAFE",), min_age=25)), KNOWN)
    assert "a rule of the kind age has no names" in told


def test_a_source_of_the_set_may_be_named_beside_an_unknown_one():
    told = sentences(duty(rule(sources=("S1", "S9")), sources=(Source("S1", "A"),)))
    assert told == "rule `r`: its source S9 is not among the sources of the set"
