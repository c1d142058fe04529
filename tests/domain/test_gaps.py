"""Gaps: the cheapest way to a missing verdict, compared with trying every set of acts there is."""

from datetime import date, timedelta
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain.eligibility import Outcome, RuleProof, evaluate, missing_rules
from lms.domain.evidence import Evidence, EvidenceKind
from lms.domain.gaps import Act, ActKind, Plan, cheapest, options
from lms.domain.requirements import Group, GroupKind, LanguageLevel, RuleKind
from tests.domain.test_eligibility import DAY, all_of, any_of, has, rule, verdict
from tests.domain.test_eligibility_days import WINDOW, duty, equalities, random_evidence, trees

STUDIES = {"security-management": 600, "peacebuilding": 300, "module:peacebuilding/a2": 40, "module:peacebuilding/a3": 50, "PSEA": 90, "b": 30}
TODAY = date(2025, 3, 1)


def plan(*parts, evidence=(), day=DAY) -> Plan:
    return cheapest(verdict(parts, evidence, day), STUDIES, TODAY)


def told(found: Plan) -> list[tuple[str, str]]:
    return [(step.act.kind.value, step.act.name) for step in found.steps]


def test_who_may_go_has_nothing_to_do():
    assert plan(rule("bsafe", "BSAFE"), evidence=[has("BSAFE")]) == Plan()


def test_the_steps_are_the_cheapest_that_close_the_gap_our_own_courses_first():
    found = plan(
        rule("years", "police-service", kind=RuleKind.EXPERIENCE, min_years=5),
        rule("heat", "HEAT"),
        rule("psea", "PSEA"),
        rule("paper", "passport", kind=RuleKind.DOCUMENT),
        any_of(rule("outside", "SSAFE"), rule("own", "security-management"), all_of(rule("x", "X"), rule("y", "Y"))),
    )
    assert told(found) == [
        ("course", "security-management"), ("outside", "PSEA"), ("outside", "HEAT"), ("record", "passport"), ("experience", "police-service"),
    ]  # fmt: skip
    assert (found.minutes, found.unknown) == (690, 1)


def test_one_course_is_taken_once_for_all_the_rules_it_satisfies():
    found = plan(rule("a", "peacebuilding", "security-management"), rule("b", "security-management"), rule("c", "module:peacebuilding/a2"))
    assert [(step.act.name, step.rules) for step in found.steps] == [("module:peacebuilding/a2", ("c",)), ("security-management", ("a", "b"))]
    whole = plan(rule("a", "peacebuilding"), rule("c", "module:peacebuilding/a2"))
    assert [(step.act.name, step.rules) for step in whole.steps] == [("peacebuilding", ("a", "c"))] and whole.minutes == 300
    parts = plan(rule("a", "module:peacebuilding/a3"), rule("c", "module:peacebuilding/a2"))
    assert parts.minutes == 90


def test_what_only_waits_for_a_check_is_cheaper_than_any_course():
    found = plan(any_of(rule("own", "security-management"), rule("sent", "SSAFE")), evidence=[has("SSAFE", verified=False)])
    assert told(found) == [("verify", "SSAFE")]


def test_only_as_many_steps_are_named_as_an_n_of_group_still_needs():
    three = Group(GroupKind.N_OF, (rule("a", "peacebuilding"), rule("b", "B"), rule("c", "security-management"), rule("d", "D")), 3)
    assert told(plan(three, evidence=[has("D")])) == [("course", "peacebuilding"), ("course", "security-management")]


def test_what_has_run_out_is_renewed_and_not_too_early_for_the_day_of_departure():
    found = plan(rule("a", "PSEA", "OTHER", max_age_months=12), evidence=[has("PSEA", date(2023, 1, 1))], day=date(2026, 8, 31))
    (step,) = found.steps
    assert (step.act.name, step.act.renew, step.not_before) == ("PSEA", True, date(2025, 9, 1))
    assert evaluate(duty(rule("a", "PSEA", max_age_months=12)), [has("PSEA", step.not_before)], (), {}, date(2026, 8, 31)).met
    assert plan(rule("a", "PSEA", max_age_months=12)).steps[0].not_before is None


def test_a_language_is_shown_by_a_test_at_the_level_asked():
    levels = (LanguageLevel("en", "cefr", "B2"), LanguageLevel("fr", "cefr", "B1"))
    found = plan(rule("tongue", kind=RuleKind.LANGUAGE, languages=levels))
    assert [(step.act.kind, step.act.level) for step in found.steps] == [(ActKind.LANGUAGE, levels[0])] and found.unknown == 1


def test_experience_says_how_many_days_are_missing_and_when_they_can_be_full():
    asked = rule("years", "police-service", kind=RuleKind.EXPERIENCE, min_years=1)
    (fresh,) = plan(asked).steps
    assert (fresh.act.days, fresh.act.first) == (365, TODAY + timedelta(365))
    past = Evidence("w", EvidenceKind.EXPERIENCE, "police-service", date(2024, 1, 1), None, True, started=date(2024, 1, 1), ended=date(2024, 4, 9))
    (some,) = plan(asked, evidence=[past]).steps
    assert (some.act.days, some.act.first) == (265, TODAY + timedelta(265))
    going = Evidence("w", EvidenceKind.EXPERIENCE, "police-service", date(2025, 2, 1), None, True, started=date(2025, 2, 1))
    found = plan(asked, evidence=[going])
    assert found.first == date(2026, 2, 1)


def test_waiting_is_said_with_the_day_and_what_can_never_be_met_as_such():
    born = Evidence("b", EvidenceKind.BIRTH, "birth", date(2001, 1, 1), verified=True)
    young = rule("age", kind=RuleKind.AGE, min_age=25)
    assert (told(plan(young, evidence=[born])), plan(young, evidence=[born]).first) == ([("wait", "age")], date(2026, 1, 1))
    assert told(plan(young)) == [("record", "birth")]
    old = plan(rule("age", kind=RuleKind.AGE, max_age=20), evidence=[born])
    assert (told(old), old.possible) == ([("never", "age")], False)
    later = plan(rule("a", "ONLY"), evidence=[has("ONLY", date(2025, 7, 1))])
    assert told(later) == [("outside", "ONLY")]


def satisfied(proof, acts: frozenset[Act], may) -> bool:
    if not proof.decides or proof.outcome is Outcome.MET:
        return True
    if isinstance(proof, RuleProof):
        return bool(acts & may[proof.rule.key])
    return sum(satisfied(child, acts, may) for child in proof.children if child.decides) >= proof.needed


def cost(acts) -> tuple[int, int, int, int]:
    return sum(one.effort for one in acts), sum(one.minutes is None for one in acts), sum(one.minutes or 0 for one in acts), len(acts)


@settings(max_examples=80)
@given(trees, st.lists(random_evidence(), max_size=6), st.lists(equalities, max_size=2), st.sampled_from(WINDOW), st.sampled_from([0, 3]))
def test_no_other_set_of_acts_is_cheaper(tree, evidence, equivalences, day, level):
    found = evaluate(duty(tree), evidence, equivalences, {"danger_level": level}, day)
    least = cheapest(found, STUDIES, TODAY)
    assert bool(least.steps) != found.met and {key for step in least.steps for key in step.rules} <= set(missing_rules(found.proof))
    may = {key: set(acts) for key, acts in options(found, STUDIES, TODAY).items()}
    acts = sorted(set().union(*may.values()), key=repr)[:9]
    tries = (frozenset(one) for one in chain.from_iterable(combinations(acts, n) for n in range(len(acts) + 1)))
    fitting = [cost(one) for one in tries if satisfied(found.proof, one, may)]
    assert satisfied(found.proof, frozenset(step.act for step in least.steps), may)
    assert cost([step.act for step in least.steps]) <= min(fitting, default=(10**9, 0, 0, 0))

