"""The page of overrides, and waivers in the browser, told in words."""

import csv
import io
from dataclasses import replace

from lms.domain.people import SYSTEM, Role
from lms.services import evidence, overrides, people, waivers
from tests.services.test_attempts import do, finish_course
from tests.services.test_evidence import HEAT
from tests.services.test_waivers import ask_waiver, install


def test_emi_asks_daud_confirms_aiko_reads_who_and_why_and_farid_finds_all_of_it_on_one_page(house, cast, visit):
    install(house)
    finish_course(house, cast.aiko)
    do(house, SYSTEM, people.change_role, cast.daud.id, Role.REGISTRAR, give=True)
    emi = visit("emi").open(f"/en/roster/people/{cast.aiko.id}/courier").press("Show the proof").follow("Waive a requirement")
    assert emi.has("Field basics") and emi.has("A rule about security is never waived.")
    refused = emi.press("Ask for the waiver", rule="french", start="2026-04-01", until="2027-04-01", reason="No test is held.")
    assert refused.status == 422 and refused.has("A waiver lasts at most 12 months.")
    asked = emi.press("Ask for the waiver", rule="french", start="2026-04-01", until="2026-06-30", reason="No test is held.")
    assert asked.has("Waits for another registrar") and not asked.has("Confirm this waiver")
    daud = visit("daud").open("/en/roster").follow("Waivers").press("Confirm this waiver")
    assert daud.has("Counts")
    aiko = visit("aiko").open("/ja/record/eligibility/courier?day=2026-05-01")
    assert aiko.has("Emi Sato, Daud Rahimi: No test is held.")
    farid = visit("farid").open("/en/roster").follow("Overrides and waivers")
    assert all(farid.has(one) for one in ("waivers.confirm", "waivers.ask", "Daud Rahimi", "Aiko Tanaka", "No test is held.", "rule: french"))


def test_the_page_is_narrowed_by_kind_and_day_goes_on_and_leads_to_the_ledger(house, cast, visit, clock, monkeypatch):
    monkeypatch.setattr(overrides, "PAGE", 2)
    ask_waiver(house, cast)
    clock.forward(days=1)
    for number in range(3):
        fact = do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
        do(house, cast.emi, evidence.withdraw, fact, f"=Wrong {number}")
    farid = visit("farid").open("/en/roster/overrides?kind=evidence")
    assert farid.has("=Wrong 2") and not farid.has("=Wrong 0") and not farid.has("waivers.ask")
    assert farid.follow("Earlier entries").has("=Wrong 0")
    first = visit("farid").open("/en/roster/overrides?until=2026-03-02")
    assert first.has("waivers.ask") and not first.has("evidence.withdraw")
    number = next(words for words, address in first.links if "/admin/ledger?before=" in address)
    assert first.follow(number).has("waivers.ask")
    table = visit("grace").client.get("/en/roster/overrides.csv?since=2026-03-03")
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert len(rows) == 3 and rows[0]["why"] == "'=Wrong 2" and rows[0]["about"] == "Aiko Tanaka" and rows[0]["actor"] == "Emi Sato"
    for wrong in ("kind=best", "since=soon"):
        assert visit("farid").open(f"/en/roster/overrides?{wrong}").status == 404


def test_a_waiver_is_ended_in_the_browser_with_a_reason(house, cast, visit):
    made = ask_waiver(house, cast)
    do(house, replace(cast.daud, roles=frozenset({Role.REGISTRAR})), waivers.confirm, made)
    page = visit("emi").open("/en/roster/waivers").press("End this waiver")
    assert page.status == 422 and page.has("Give the reason")
    assert page.press("End this waiver", reason="A test is held after all.").has("A test is held after all.")
