"""Waivers in verdicts, and what may never be waived."""

from datetime import date

import pytest

from lms.domain.eligibility import Outcome, evaluate, spans, team_proofs
from lms.domain.evidence import Credential, Evidence, EvidenceKind
from lms.domain.grounds import Cause
from lms.domain.requirements import Basis, RuleKind, Scope, Strength
from lms.domain.soundness import Known
from lms.domain.waivers import read_period, refusal, waived
from tests.domain.test_eligibility import DAY, HIGH, duty, has, rule

TODAY = date(2026, 3, 2)
KNOWN = Known(
    {"peacebuilding": "peacebuilding", "security-management": "security"}, frozenset({"security-management/a"}),
    (Credential("BSAFE", EvidenceKind.CERTIFICATE, {"en": "BSAFE"}, family="security"),),
)  # fmt: skip


def waiver(name: str, start: date, until: date) -> Evidence:
    return Evidence(f"w-{name}", EvidenceKind.WAIVER, name, start, until, True, "Emi, Kenji: no course is held")


def test_a_waived_rule_is_met_by_the_waiver_while_it_lasts_and_only_that_rule():
    requirements = duty(rule("bsafe", "BSAFE"), rule("course", "peacebuilding"))
    held = [has("BSAFE"), waiver("duty/3/course", date(2025, 6, 1), date(2025, 6, 30))]
    found = evaluate(requirements, held, (), {}, DAY)
    assert found.met and found.lapses == date(2025, 7, 1)
    assert [one.kind for one in found.proof.children[1].evidence] == [EvidenceKind.WAIVER]
    assert [(one.start, one.until) for one in spans(requirements, held, (), {}) if one.met] == [(date(2025, 6, 1), date(2025, 7, 1))]


def test_a_waiver_of_another_version_or_duty_waives_nothing():
    requirements = duty(rule("course", "peacebuilding"))
    for name in ("duty/2/course", "other/3/course", "duty/3/other"):
        assert not evaluate(requirements, [waiver(name, date(2025, 1, 1), date(2025, 12, 31))], (), {}, DAY).met
    assert waived(requirements, "course") == "duty/3/course"


def test_experience_is_waived_and_a_waiver_that_is_over_is_no_reason():
    asked = rule("years", "police-service", kind=RuleKind.EXPERIENCE, min_years=1)
    over = waiver("duty/3/years", date(2025, 1, 1), date(2025, 3, 1))
    worked = Evidence("e", EvidenceKind.EXPERIENCE, "police-service", date(2025, 1, 1), None, True, started=date(2025, 1, 1))
    assert evaluate(duty(asked), [over], (), {}, date(2025, 2, 1)).met
    (proof,) = evaluate(duty(asked), [over, worked], (), {}, DAY).proof.children
    assert (proof.outcome, proof.reason.cause, proof.reason.first) == (Outcome.MISSING, Cause.TOO_SHORT, date(2026, 1, 1))
    (bare,) = evaluate(duty(asked), [over], (), {}, DAY).proof.children
    assert bare.reason.cause is Cause.MISSING


def test_a_waiver_helps_no_team():
    requirements = duty(rule("practical", "HEAT", scope=Scope.TEAM, when=HIGH))
    held = {"ben": [waiver("duty/3/practical", date(2025, 1, 1), date(2025, 12, 31))]}
    (proof,) = team_proofs(requirements, held, (), {"danger_level": 3}, DAY)
    assert not proof.met


@pytest.mark.parametrize("names", [("BSAFE",), ("security-management",), ("module:security-management/a",), ("peacebuilding", "BSAFE")])
def test_a_rule_that_a_security_certificate_satisfies_is_never_waived(names):
    assert "security" in refusal(rule("r", *names), KNOWN)


def test_health_and_signatures_are_never_waived_and_what_keeps_nobody_back_need_not_be():
    assert "health" in refusal(rule("r", "fit", kind=RuleKind.MEDICAL), KNOWN)
    assert "signed" in refusal(rule("r", "informed-consent", kind=RuleKind.ATTESTATION), KNOWN)
    for more in ({"scope": Scope.TEAM}, {"strength": Strength.SHOULD}, {"status": Basis.HEARD}):
        assert "nothing to waive" in refusal(rule("r", "peacebuilding", **more), KNOWN)
    assert refusal(rule("r", "peacebuilding"), KNOWN) is None


def test_a_waiver_lasts_twelve_months_at_the_most_and_never_begins_in_the_past():
    assert read_period(TODAY, date(2027, 3, 1), TODAY) == {} == read_period(TODAY, TODAY, TODAY)
    assert set(read_period(TODAY, date(2027, 3, 2), TODAY)) == {"until"} == set(read_period(TODAY, date(2026, 3, 1), TODAY))
    assert set(read_period(date(2026, 3, 1), TODAY, TODAY)) == {"start"}
    assert set(read_period(date(9999, 6, 1), date(9999, 7, 1), TODAY)) == {"until"}
