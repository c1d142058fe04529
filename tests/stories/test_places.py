"""What a registrar lives through when a place becomes more dangerous."""

from datetime import date

from lms.services import eligibility, evidence, ledger
from lms.store import eligibility as spans
from tests.services.test_attempts import do
from tests.services.test_evidence import HEAT
from tests.services.test_teams import convoy  # noqa: F401


def test_a_danger_level_goes_from_2_to_3_and_the_team_is_not_ready_until_it_has_a_practical_holder(house, cast, convoy, visit):  # noqa: F811
    """Danger level of a place goes 2 → 3 → team without a practical holder turns "not ready" with the reason; add one holder → ready."""
    do(house, cast.emi, evidence.add, cast.daud.id, **HEAT)
    emi = visit("emi").open("/en/roster").follow("See who is ready").follow("Convoy").press("Show the list", day="2026-09-01", at="bridge-town")
    assert emi.has("Bridge town: danger level 2 on September 1, 2026.")
    emi.press("Check those chosen as a team", person=[cast.aiko.id, cast.bayo.id])
    team = emi.url
    assert emi.has("Ready: this team may go on September 1, 2026.")
    with house.store.reading() as db:
        before = {row.id for row in spans.current(db, cast.aiko.id)}
    emi.follow("Places and danger levels").press("Set the level: Bridge town", level="3", day="2026-08-15", reason="")
    assert emi.status == 422 and emi.has("Say why")
    assert emi.press("Set the level: Bridge town", reason="Two ambushes on the road.").has("Level 3 from August 15, 2026 on")
    assert emi.open(team).has("Not ready to go on September 1, 2026.") and emi.has("At least one member has the practical") and emi.has("nobody has it.")
    assert emi.has("Bridge town: danger level 3 on September 1, 2026.")
    assert emi.follow("Choose more people").press("Check those chosen as a team", person=[cast.daud.id]).has("Ready: this team may go on September 1, 2026.")
    with house.store.reading() as db:
        assert {row.id for row in spans.current(db, cast.aiko.id)} == before
    assert emi.open("/en/roster/duties/convoy?day=2026-08-14&at=bridge-town").has("danger level 2 on August 14, 2026.")
    kept = next(one for one in do(house, cast.farid, ledger.page, writes=False) if one.action == "places.set-level")
    assert (kept.details["level"], kept.details["reason"]) == (3, "Two ambushes on the road.")
    assert do(house, cast.emi, eligibility.duty, cast.aiko.id, "convoy", date(2026, 9, 1), {"danger_level": 3}, writes=False).verdict.met
