"""A posting in the browser, from the roster's list to its team; and the list on paper."""

from lms.domain.people import SYSTEM
from lms.services import consents, roster
from lms.services.work import work_in
from tests.services.test_attempts import do, finish_course
from tests.services.test_roster import agree
from tests.services.test_teams import convoy  # noqa: F401
from tests.web.test_proofs import said, send


def test_emi_clicks_from_the_list_to_a_posting_and_puts_daud_into_its_team(house, cast, convoy, visit):  # noqa: F811
    emi = visit("emi").open("/en/roster").follow("See who is ready").follow("Convoy").press("Show the list", day="2026-09-01", at="bridge-town")
    emi.press("Check those chosen as a team", person=[cast.aiko.id])
    emi.press("Save as a posting", title="To the bridge", reason="")
    assert emi.status == 422 and emi.has("Give the reason") and emi.has("Aiko Tanaka")
    emi.press("Save as a posting", title="To the bridge", reason="The rotation of September.")
    assert emi.has("The posting is open.") and emi.has("Ready: this team may go on September 1, 2026.") and emi.has("danger level 2")
    emi.follow("Choose on the roster").press("Check those chosen as a team", person=[cast.bayo.id]).press("Put on the shortlist", note="Speaks French.")
    assert emi.has("1 person was put on the shortlist.") and emi.has("Speaks French.")
    emi.press("Search", q="daud").press("Put on the shortlist: Daud Rahimi", reason="Knows the road.")
    emi.press("Move to the team: Daud Rahimi", reason="")
    assert emi.has("Daud Rahimi: put in the team") and emi.press("Remove: Bayo", reason="").has("Give the reason") and emi.status == 422
    assert emi.press("Remove: Bayo", reason="Is on leave.").has("Nobody is on the shortlist.")
    posting = emi.url
    emi.follow("Places and danger levels").press("Set the level: Bridge town", level="3", day="2026-08-15", reason="Two ambushes on the road.")
    assert emi.has("No longer ready at this level") and emi.follow("To the bridge").has("Not ready to go on September 1, 2026.")
    do(house, cast.daud, consents.change, False)
    assert emi.open(posting).has("1 person no longer agrees to be listed.") and not emi.has("Daud")
    assert emi.press("Close this posting", reason="Filled by another team.").has("Closed on March 2, 2026 by Emi Sato")
    assert emi.follow("Postings").has("To the bridge") and emi.has("Closed") and visit("farid").open(posting).has("Filled by another team.")
    assert emi.open("/en/roster").follow("Postings").follow("To the bridge").press("Open this posting again", reason="Not filled.").has("Opened on")


def test_the_list_on_paper_holds_its_people_what_was_asked_and_the_head_of_the_ledger(house, cast, visit, monkeypatch):
    agree(house, cast)
    finish_course(house, cast.aiko)
    path = "/en/roster/duties/driver?kind=nearly&p-danger_level=3&q=a&known=2026-03-02"
    made = send(visit, "farid", path, reason="To plan the rotation.", format="pdf")
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        head = roster.ledger.read_head(uow.db)
    words = said(made)
    assert made.headers["Content-Type"] == "application/pdf" and made.headers["Cache-Control"] == "no-store"
    for one in ("Driver", "Version 1", "March 2, 2026", "Aiko Tanaka", "HEAT where it is dangerous", f"{head.size} entries", head.root[:16], "1 / 1"):
        assert one in words, one
    assert do(house, cast.aiko, consents.page, writes=False).looks[0].reason == "To plan the rotation."
    monkeypatch.setattr(roster, "MOST_PRINTED", 1)
    refused = send(visit, "farid", path, reason="To plan the rotation.", format="pdf")
    assert refused.status_code == 422 and "More than 1 people are too many for paper." in refused.text
