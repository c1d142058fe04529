"""Claims: which step may follow which, and what is said with it."""

from datetime import date
from itertools import product

import pytest

from lms.domain.claims import OPEN, Claimed, ClaimState, as_stored, check_step, from_stored, read_said
from lms.domain.evidence import EvidenceKind
from lms.errors import Conflict, Invalid

HEAT = Claimed(EvidenceKind.CERTIFICATE, "HEAT", date(2026, 1, 10), date(2029, 1, 9), note="Held in Nairobi.")


def test_what_is_claimed_is_kept_and_read_again():
    assert from_stored(as_stored(HEAT, ["a"])) == HEAT and as_stored(HEAT, ["a"])["files"] == ["a"]
    assert HEAT.fields["valid_until"] == date(2029, 1, 9) and "note" not in HEAT.fields


def test_what_is_decided_stays_decided_and_a_question_waits_for_an_answer():
    allowed = set()
    for now, then in product(ClaimState, ClaimState):
        try:
            check_step(now, then, 3, 3)
            allowed.add((now, then))
        except Conflict:
            pass
    assert {now for now, _ in allowed} == set(OPEN) and (ClaimState.ASKED, ClaimState.ASKED) not in allowed and len(allowed) == 9


def test_who_looked_at_an_earlier_step_looks_again():
    with pytest.raises(Conflict, match="moved on"):
        check_step(ClaimState.SENT, ClaimState.VERIFIED, 3, 1)


@pytest.mark.parametrize("then", [ClaimState.VERIFIED, ClaimState.REJECTED, ClaimState.ASKED])
def test_a_registrar_says_something_with_each_step(then):
    assert read_said(then, "  Seen. ") == "Seen."
    with pytest.raises(Invalid) as found:
        read_said(then, " ")
    assert "said" in found.value.problems
