"""The cheapest way on the pages of a duty."""

from lms.services import evidence
from tests.services.test_attempts import do, finish_course
from tests.services.test_evidence import HEAT


def test_aiko_reads_what_to_do_with_hours_and_emi_reads_the_same(house, visit, cast):
    address = "?p-danger_level=3"
    aiko = visit("aiko").open(f"/en/record/eligibility/driver{address}")
    said = ("The cheapest way to close the gap", "Take our course: Field basics", "Obtain from outside: Hostile Environment Awareness Training")
    assert all(aiko.has(one) for one in (*said, "how long it takes is not known", "Approved organisers", "Study in all:"))
    emi = visit("emi").open(f"/en/roster/people/{cast.aiko.id}/driver{address}").press("Show the proof")
    assert all(emi.has(one) for one in said)


def test_the_proof_as_known_on_an_earlier_day_says_so(house, visit, cast, clock):
    finish_course(house, cast.aiko)
    clock.forward(days=3)
    do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
    aiko = visit("aiko")
    assert aiko.open("/en/record/eligibility/driver?p-danger_level=3").has("You may go.")
    then = aiko.open("/en/record/eligibility/driver?p-danger_level=3&known=2026-03-03")
    assert then.has("As it was known on") and then.has("1 thing is missing.")
