"""The roster in the browser and for programs: without a script, with a reason, and seen by whom it is about."""

import csv
import io

import pytest

from lms.domain.people import SYSTEM
from lms.services import consents, people, roster
from lms.services.work import work_in
from tests.services.test_attempts import do, finish_course
from tests.services.test_roster import agree
from tests.web.test_api import matches


def test_emi_asks_who_is_ready_and_opens_a_proof_that_aiko_sees_she_opened(house, cast, visit):
    finish_course(house, cast.aiko)
    aiko, emi = visit("aiko").open("/en/record").follow("See and decide"), visit("emi")
    assert aiko.has("You are not listed.") and not emi.open("/en/roster").follow("See who is ready").follow("Driver").has("Aiko Tanaka")
    assert aiko.press("List me on the roster").has("You are listed.")
    proof = emi.open("/en/roster/duties/driver?day=2026-06-01&p-danger_level=0").follow("Aiko Tanaka")
    assert proof.has("The person can see that you looked") and not proof.has("Field basics")
    assert proof.press("Show the proof").has("For a departure on June 1, 2026.") and emi.has("Field basics")
    assert aiko.open("/en/record/privacy").has("Emi Sato") and aiko.has("Opened your proof")
    assert aiko.press("Take me off the roster").has("You are not listed.")
    assert not emi.open("/en/roster/duties/driver").has("Aiko Tanaka")


def test_a_list_shows_what_is_missing_and_where_the_ledger_stood(house, cast, visit):
    agree(house, cast)
    finish_course(house, cast.aiko)
    page = visit("farid").open("/en/roster/duties/driver?kind=nearly&p-danger_level=3")
    with work_in(house, SYSTEM) as uow:
        uow.asked = True
        root = roster.ledger.read_head(uow.db).root
    assert page.has("HEAT where it is dangerous") and page.has(root)
    assert visit("emi").open("/en/roster/duties/driver?known=2026-03-01").status == 404
    for wrong in ("kind=best", "day=soon", "known=2026-02-30"):
        assert visit("emi").open(f"/en/roster/duties/driver?{wrong}").status == 404
    assert visit("emi").open("/en/roster/duties/driver?p-danger_level=9").status == 422


def test_a_list_taken_away_is_a_table_that_runs_no_formula(house, cast, visit):
    agree(house, cast)
    do(house, cast.bayo, people.change, name='=HYPERLINK("http://x.example")', name_local="", lang="en", birth_date=None)
    emi = visit("emi").client
    csrf = emi.get("/api/v1/session").json["csrf"]
    sent = {"csrf_token": csrf, "kind": "nearly", "p-danger_level": "3", "format": "csv", "reason": ""}
    refused = emi.post("/en/roster/duties/driver", data=sent)
    assert refused.status_code == 422 and "Say why you take this list." in refused.text
    taken = emi.post("/en/roster/duties/driver", data={**sent, "reason": "To plan the rotation."})
    rows = list(csv.DictReader(io.StringIO(taken.data.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ['\'=HYPERLINK("http://x.example")', "Aiko Tanaka", "Chiara Rossi", "Daud Rahimi"]
    assert rows[1]["missing"] == "Field basics; HEAT where it is dangerous" and "attachment" in taken.headers["Content-Disposition"]
    assert do(house, cast.aiko, consents.page, writes=False).looks[0].reason == "To plan the rotation."
    as_json = emi.post("/en/roster/duties/driver", data={**sent, "format": "json", "reason": "To plan the rotation."}).json
    assert as_json["ledger"]["size"] == int(rows[0]["ledger_size"]) + 1 and len(as_json["people"]) == 4


def test_a_program_of_a_registrar_asks_too(house, cast, app, visit):
    agree(house, cast)
    finish_course(house, cast.aiko)
    client = app.test_client()
    token = {scope: do(house, cast.emi, people.make_token, scope, (scope,)) for scope in ("registrar", "eligibility")}
    path = "/api/v1/roster/driver?day=2026-12-01&p-danger_level=0"
    reply = client.get(path, headers={"Authorization": f"Bearer {token['registrar']}"})
    document = client.get("/api/v1/openapi.json").json
    schema = document["paths"]["/api/v1/roster/{duty}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    matches(schema, reply.json, document["components"]["schemas"])
    assert [(one["name"], one["last_day"]) for one in reply.json["people"]] == [("Aiko Tanaka", "2027-03-01")]
    assert client.get(path, headers={"Authorization": f"Bearer {token['eligibility']}"}).status_code == 403


@pytest.mark.parametrize("before", ["yesterday", "2026-03-02T08:00:00", "9999-99-99"])
def test_a_page_of_looks_that_is_none_is_not_found(visit, before):
    assert visit("aiko").open(f"/en/record/privacy?before={before}").status == 404
