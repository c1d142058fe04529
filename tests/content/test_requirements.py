"""Requirement sets on disk: what the folder holds is sound, and a fault is told with file, line and reason."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from lms.content.credentials import read_credentials
from lms.content.requirements import parse_requirements, read_requirements
from lms.domain.eligibility import evaluate, team_proofs
from lms.domain.evidence import Evidence, EvidenceKind
from lms.domain.requirements import (
    Basis,
    Group,
    GroupKind,
    LanguageLevel,
    RequirementSet,
    Rule,
    RuleKind,
    Scope,
    Strength,
    When,
    rules,
    situations,
)
from lms.domain.soundness import Known
from lms.errors import ContentErrors

FOLDER = Path(__file__).parents[2] / "eligibility"
COURSES = {"peacebuilding": "peacebuilding", "pre-dispatch": "pre-dispatch", "security-management": "security"}
MODULES = frozenset({"peacebuilding/a2", "peacebuilding/a6"})

HEAD = """\
title: {en: Field duty, ja: 現地勤務}
version: 2
effective_from: 2025-04-01
effective_until: 2027-03-31
conditions:
  danger_level:
    title: {en: Danger level}
    values: [0, 1, 2, 3, 4]
    default: 0
sources:
  - {id: S1, title: A page, year: 2024}
rules:
"""


@pytest.fixture(scope="module")
def known() -> Known:
    return Known(COURSES, MODULES, read_credentials(FOLDER))


@pytest.fixture(scope="module")
def shipped(known) -> dict[str, RequirementSet]:
    return {each.key: each for each in read_requirements(FOLDER, known)}


def parse(body: str, known: Known | None = None) -> RequirementSet:
    return parse_requirements((HEAD + body).encode(), "eligibility/requirements/field.yaml", known)


def faults(body: str, known: Known | None = None) -> list[str]:
    with pytest.raises(ContentErrors) as raised:
        parse(body, known)
    return [str(fault) for fault in raised.value.faults]


def test_the_six_sets_of_the_folder_are_sound(shipped):
    assert sorted(shipped) == [
        "civ-peacebuilding",
        "election-observer",
        "jica-peacebuilding",
        "ngo-field",
        "unmo",
        "unpol-ipo",
    ]
    for requirements in shipped.values():
        assert {"en", "ja", "fr"} <= set(requirements.title)
        assert all({"en", "ja"} <= set(each.text) for each in rules(requirements.root))


def test_the_six_sets_survive_json(shipped):
    adapter = TypeAdapter(RequirementSet)
    for requirements in shipped.values():
        assert adapter.validate_json(adapter.dump_json(requirements)) == requirements


def everything(requirements: RequirementSet) -> list[Evidence]:
    """Evidence obtained a month before departure for every name a set asks for."""
    since, found = date(2026, 1, 1), []
    for each in rules(requirements.root):
        kind = EvidenceKind.BIRTH if each.kind is RuleKind.AGE else EvidenceKind(each.kind)
        for name in each.names or ("birth",):
            years = {EvidenceKind.BIRTH: 36, EvidenceKind.EXPERIENCE: 9}.get(kind, 0)
            kind = EvidenceKind.MODULE if name.startswith("module:") else kind
            found.append(Evidence(f"{each.key}-{name}", kind, name, since.replace(year=since.year - years), None, True))
        for level in each.languages:
            found.append(
                Evidence(each.key, kind, level.language, since, None, True, scale=level.scale, level=level.level)
            )
    return found


def test_each_set_is_met_by_somebody_and_not_by_somebody_without_anything(shipped):
    for requirements in shipped.values():
        for situation in situations(requirements):
            ready = evaluate(requirements, everything(requirements), (), situation, date(2026, 2, 1))
            assert ready.met, (requirements.key, situation)
            assert not evaluate(requirements, [], (), situation, date(2026, 2, 1)).met


def test_a_jica_team_needs_one_practical_holder_from_level_three(shipped):
    jica = shipped["jica-peacebuilding"]
    holder = [Evidence("e", EvidenceKind.CERTIFICATE, "JICA-SD-PRACT", date(2020, 1, 1), None, True)]
    day = date(2026, 2, 1)
    assert team_proofs(jica, {"ben": []}, (), {"danger_level": 2}, day) == ()
    assert [proof.met for proof in team_proofs(jica, {"ben": []}, (), {"danger_level": 3}, day)] == [False]
    assert [proof.met for proof in team_proofs(jica, {"ben": holder}, (), {"danger_level": 4}, day)] == [True]


def test_a_file_becomes_a_tree_of_rules(known):
    found = parse(
        """\
  - key: english
    kind: language
    text: {en: English}
    languages: [{lang: en, scale: toeic, level: 860}, {lang: en, scale: cefr, level: C1}]
    status: real
    sources: [S1]
    note: {en: A note}
  - n_of: [{key: a, kind: certificate, text: {en: A}, any_of: [BSAFE, SSAFE], status: platform}]
    n: 1
    text: {en: Some}
  - key: b
    kind: certificate
    text: {en: B}
    any_of: [HEAT]
    max_age_months: 36
    when:
      danger_level: {at_least: 3, at_most: 4}
    scope: team
    min_count: 2
    strength: should
    status: heard
  - key: c
    kind: certificate
    text: {en: C}
    any_of: [BSAFE]
    when: {danger_level: 4}
    status: platform
  - {key: d, kind: certificate, text: {en: D}, any_of: [BSAFE], status: platform}
"""
    )
    english, group, team, top, _ = found.root.children
    assert (found.key, found.version, found.effective_until) == ("field", 2, date(2027, 3, 31))
    assert found.root.kind is GroupKind.ALL_OF
    assert english.languages == (LanguageLevel("en", "toeic", "860"), LanguageLevel("en", "cefr", "C1"))
    assert english.sources == ("S1",)
    first = Rule("a", RuleKind.CERTIFICATE, {"en": "A"}, ("BSAFE", "SSAFE"))
    assert group == Group(GroupKind.N_OF, (first,), 1, {"en": "Some"})
    assert team == Rule(
        "b",
        RuleKind.CERTIFICATE,
        {"en": "B"},
        ("HEAT",),
        max_age_months=36,
        when=(When("danger_level", 3, 4),),
        scope=Scope.TEAM,
        min_count=2,
        strength=Strength.SHOULD,
        status=Basis.HEARD,
    )
    assert top.when == (When("danger_level", equals=4),)


def test_what_is_not_known_to_the_format_is_told_on_its_line():
    kind, key = faults("  - key: a\n    kind: magic\n    text: {en: A}\n    status: platform\n    any_ov: [X]\n")
    assert kind.startswith("eligibility/requirements/field.yaml:14: ")
    assert "'briefing' or 'age'" in kind
    assert key.startswith("eligibility/requirements/field.yaml:17: ")
    assert "any_ov` is not a known key" in key


def test_a_group_of_no_kind_or_of_two_is_refused():
    (fault,) = faults("  - {text: {en: Nothing}}\n")
    assert fault.startswith("eligibility/requirements/field.yaml:13: ")
    assert "a group has one of all_of, any_of and n_of" in fault
    (fault,) = faults("  - {all_of: [], any_of: []}\n")
    assert "a group has one of all_of, any_of and n_of" in fault
    (fault,) = faults("  - nonsense\n")
    assert fault.startswith("eligibility/requirements/field.yaml:13: ")


def test_an_unsound_rule_is_told_on_its_line(known):
    rule = "{{key: {key}, kind: certificate, text: {{en: A}}, any_of: [{name}], status: platform{more}}}\n"
    body = "  - " + rule.format(key="a", name="BSAFE", more="")
    body += "  - any_of:\n      - " + rule.format(key="b", name="SSAFE", more="")
    body += "      - " + rule.format(key="c", name="BSAF", more=", max_age_months: 0")
    assert faults(body, known) == [
        "eligibility/requirements/field.yaml:16: rule `c`: max_age_months is 0, not from 1 to 1200",
        "eligibility/requirements/field.yaml:16: rule `c`: there is no certificate `BSAF`; is it `BSAFE`?",
    ]
    assert faults("  - n_of: [" + rule.format(key="a", name="BSAFE", more="").strip() + "]\n    n: 2\n") == [
        "eligibility/requirements/field.yaml:13: 2 of 1 rules cannot be: say a number from 1 to 1"
    ]


def test_a_set_without_a_security_rule_is_told(known):
    (fault,) = faults("  - {key: a, kind: certificate, text: {en: A}, any_of: [PSEA], status: platform}\n", known)
    assert fault.startswith(
        "eligibility/requirements/field.yaml:1: it can be met without any rule of the family security"
    )


def test_the_faults_of_every_file_are_told_together(tmp_path):
    good = HEAD + "  - {key: a, kind: certificate, text: {en: A}, any_of: [PSEA], status: platform}\n"
    folder = tmp_path / "eligibility"
    (folder / "requirements").mkdir(parents=True)
    assert read_requirements(folder) == ()
    for name, text in (("a", "title: ["), ("b", good), ("c", HEAD)):
        (folder / "requirements" / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentErrors) as raised:
        read_requirements(folder)
    assert [fault.path for fault in raised.value.faults] == [
        "eligibility/requirements/a.yaml",
        "eligibility/requirements/c.yaml",
    ]
