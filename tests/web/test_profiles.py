"""A profile on its page, and the roster's filters without a script."""

import csv
import io

from lms.services import roster
from tests.services.test_roster import agree


def test_aiko_says_when_she_could_go_and_emi_finds_her_by_it(house, cast, visit, monkeypatch):
    agree(house, cast)
    aiko = visit("aiko").open("/en/record").follow("See and change")
    assert aiko.has("You have stated nothing yet.")
    aiko.press("Save", fields=["ddr", "mine-action"], regions=["014"], notice="2", first="2026-05-01", last="2026-04-01")
    assert aiko.status == 422 and aiko.has("The last day is before the first.") and any(("fields", "mine-action") in one.fields for one in aiko.forms)
    assert aiko.press("Save", last="2027-04-01").has("Saved. It counts at once.") and aiko.has("Stated by you on")
    for one in ("bayo", "chiara"):
        visit(one).open("/en/record/profile").press("Save", fields=["ddr"], notice="0")
    emi = visit("emi").open("/en/roster/duties/driver?kind=nearly&day=2026-06-01")
    assert emi.has("Daud Rahimi") and not emi.has("Only people with")
    emi.press("Show the list", field="ddr", region="014", available="yes")
    assert emi.has("Only people with: works in: Disarmament, demobilisation and reintegration, would go to: Eastern Africa, available on June 1, 2026.")
    assert emi.has("Aiko Tanaka") and not emi.has("Bayo Adeyemi")
    assert not emi.press("Show the list", field="", region="", available="", language="fr", level="B2").has("Aiko Tanaka") and emi.has("French at B2 or better")
    assert emi.open("/en/roster/duties/driver?field=magic").status == 404
    monkeypatch.setattr(roster, "PAGE", 1)
    more = emi.open("/en/roster/duties/driver?kind=nearly&day=2026-06-01&field=ddr&years=").follow("More people")
    assert more.has("Bayo Adeyemi") and more.follow("More people").has("Chiara Rossi") and not more.has("More people")


def test_a_list_taken_away_says_what_it_was_narrowed_by(house, cast, visit):
    agree(house, cast)
    visit("bayo").open("/en/record/profile").press("Save", fields=["ddr"], notice="0")
    emi = visit("emi")
    csrf = emi.client.get("/api/v1/session").json["csrf"]
    sent = {"csrf_token": csrf, "kind": "nearly", "field": "ddr", "format": "csv", "reason": "To plan the rotation."}
    taken = emi.client.post("/en/roster/duties/driver", data=sent)
    rows = list(csv.DictReader(io.StringIO(taken.data.decode("utf-8-sig"))))
    assert [(row["name"], row["filters"]) for row in rows] == [("Bayo Adeyemi", "works in: Disarmament, demobilisation and reintegration")]
    as_json = emi.client.post("/en/roster/duties/driver", data={**sent, "format": "json"}).json
    assert as_json["filters"] == {"field": "ddr"} and [one["name"] for one in as_json["people"]] == ["Bayo Adeyemi"]
