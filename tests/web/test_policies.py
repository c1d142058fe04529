"""Adopting a policy by clicking: one registrar proposes, another one adopts, everybody sees the sooner end."""

from lms.domain.people import SYSTEM, Role
from lms.services import people
from tests.services.test_attempts import do, finish_course
from tests.services.test_policies import SHORTER, held, with_policy, work_off


def test_two_registrars_adopt_a_policy_and_the_public_page_tells_the_sooner_end(house, cast, visit, tmp_path):
    finish_course(house, cast.aiko)
    with_policy(house, tmp_path / "home", SHORTER + "earlier: {sunset: 2027-06-30}\n")
    do(house, SYSTEM, people.change_role, cast.grace.id, Role.REGISTRAR, give=True)
    emi = visit("emi").open("/en/roster").follow("Policies of validity").follow("One year")
    assert emi.has("Aiko Tanaka") and emi.has("1 certificate ends sooner.") and emi.has("Nothing has been changed yet")
    assert emi.press("Propose this policy", reason=" ").status == 422
    assert emi.press("Propose this policy", reason="The board decided.").has("another registrar decides")
    grace = visit("grace").open("/en/roster").follow("Policies of validity").follow("One year")
    assert grace.has("The board decided.")
    grace.press("Decide", outcome="adopted", reason="Agreed.")
    assert grace.has("1 certificate has still to follow.")
    work_off(house)
    assert grace.follow("Look again").has("All earlier certificates follow this policy.")
    page = visit().open(f"/en/certificates/{held(house, cast.aiko).code}")
    assert page.has("It counts until June 30, 2027.") and page.has("brought forward by the policy 2027-1") and page.has("March 1, 2028")
    assert visit("farid").open("/en/roster").follow("Policies of validity").has("Adopted")
    assert visit("farid").open("/en/roster/policies/nothing").status == 404
