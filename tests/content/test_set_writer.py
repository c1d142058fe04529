"""The property that makes a form possible: what is written, the reader of the folder reads."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lms.content.requirements import parse_requirements, read_requirements
from lms.content.set_writer import write_requirements
from lms.domain.courses import Source
from lms.domain.requirements import Basis, Condition, Group, GroupKind, LanguageLevel, RequirementSet, Rule, RuleKind, Scope, Strength, When

ROOT = Path(__file__).parents[2]
ODD = ("Plain", "no", "null", "3", "2025-01-01", "a: b", "- c", '"quoted" # \\ %', "改行\nと\tタブ", " space ", "\u2028\ufeff🕊", "{x}", "@&*!|>", "~")


def read(value: RequirementSet) -> RequirementSet:
    return parse_requirements(write_requirements(value).encode(), f"{value.key}.yaml")


@pytest.mark.parametrize("folder", [ROOT / "eligibility", ROOT / "tests" / "small" / "eligibility"])
def test_every_set_of_the_folder_is_read_as_it_was(folder):
    sets = read_requirements(folder)
    assert sets and [read(one) for one in sets] == list(sets)


def some_rule(dice: random.Random, key: str) -> Rule:
    kind = dice.choice([RuleKind.CERTIFICATE, RuleKind.LANGUAGE, RuleKind.AGE, RuleKind.EXPERIENCE])
    text = {"en": dice.choice(ODD), "ja": dice.choice(ODD)}
    team = kind is RuleKind.CERTIFICATE and dice.random() < 0.3
    rule = Rule(
        key, kind, text, strength=dice.choice(list(Strength)), status=dice.choice(list(Basis)), sources=("S-1",),
        when=tuple(When("level", **one) for one in dice.sample([{"at_least": 1}, {"equals": 0}, {"at_least": 0, "at_most": 1}], dice.randint(0, 1))),
        note=dice.choice([{}, {"fr": dice.choice(ODD)}]), scope=Scope.TEAM if team else Scope.PERSON, min_count=2 if team else 1,
    )  # fmt: skip
    more = {
        RuleKind.CERTIFICATE: {"names": ("BSAFE", "module:field-basics/m1", "1A"), "max_age_months": dice.choice([None, 12]), "min_months": 3},
        RuleKind.LANGUAGE: {"languages": (LanguageLevel("en", "cefr", "B2"), LanguageLevel("ja", "toeic", "860"))[: dice.randint(1, 1)]},
        RuleKind.AGE: {"min_age": 0, "max_age": 60}, RuleKind.EXPERIENCE: {"names": ("police-service",), "min_years": 0},
    }  # fmt: skip
    return replace(rule, **more[kind])


def some_set(seed: int) -> RequirementSet:
    dice, keys = random.Random(seed), (f"r{n}" for n in range(99))

    def node(depth: int):
        if depth == 3 or dice.random() < 0.6:
            return some_rule(dice, next(keys))
        children = tuple(node(depth + 1) for _ in range(dice.randint(1, 3)))
        kind = dice.choice(list(GroupKind))
        return Group(kind, children, len(children) if kind is GroupKind.N_OF else None, dice.choice([{}, {"en": dice.choice(ODD)}]))

    return RequirementSet(
        "duty", dice.randint(1, 9), {"en": dice.choice(ODD), "fr": dice.choice(ODD)}, date(2026, 1, dice.randint(1, 31)),
        Group(GroupKind.ALL_OF, tuple(node(1) for _ in range(dice.randint(1, 4)))), dice.choice([None, date(2027, 1, 1)]),
        (Condition("level", {"en": "Level"}, (0, 1, "no", "1"), dice.choice([0, "no"])), Condition("where", {"ja": "場所", "en": "W"}, ("on", "off"), "on")),
        (Source("S-1", "A page", "Us", "A/1", 1999, "https://example.org/#x"), Source("S-2", "B")),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_any_set_is_read_as_it_was(seed):
    assert read(some_set(seed)) == some_set(seed)
