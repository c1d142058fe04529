"""A proof taken away: on paper and for programs, by the person, the registrar and the auditor."""

import io
import re

import pypdf

from lms.services import consents, evidence, people, record
from tests.services.test_attempts import do, finish_course
from tests.services.test_evidence import HEAT
from tests.web.test_api import matches


def said(response) -> str:
    """The words of a PDF in one line."""
    pages = pypdf.PdfReader(io.BytesIO(response.data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def send(visit, who, path, **fields):
    client = visit(who).client
    return client.post(path, data={"csrf_token": client.get("/api/v1/session").json["csrf"], **fields})


def test_aiko_takes_her_proof_with_the_evidence_behind_each_rule_and_the_head_of_the_ledger(house, cast, visit):
    finish_course(house, cast.aiko)
    code = do(house, cast.aiko, record.show, writes=False).certificates[0].code
    do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
    made = send(visit, "aiko", "/en/record/eligibility/driver.pdf?day=2026-06-01&p-danger_level=3")
    assert made.headers["Content-Type"] == "application/pdf" and made.headers["Cache-Control"] == "no-store"
    head = visit("aiko").client.get("/api/v1/eligibility/driver").json["ledger"]
    words = said(made)
    for one in ("Aiko Tanaka", "Driver", "Qualified.", "June 1, 2026", "verified by Emi Sato", code, f"/v/{code}", head["root"][:16], "Field basics"):
        assert one in words, one


def test_an_auditor_says_why_and_aiko_reads_it_and_gets_the_answer_as_known_then(house, cast, visit, clock):
    path = f"/ja/roster/people/{cast.aiko.id}/driver.pdf?p-danger_level=3&known=2026-03-03"
    clock.forward(days=3)
    refused = send(visit, "farid", path, reason=" ")
    assert refused.status_code == 422
    made = send(visit, "farid", path, reason="Yearly audit.")
    assert made.status_code == 200 and "2026年3月3日" in said(made)
    assert do(house, cast.aiko, consents.page, writes=False).looks[0].reason == "Yearly audit."


def test_programs_read_the_same_content(house, cast, app):
    finish_course(house, cast.aiko)
    client = app.test_client()
    token = do(house, cast.emi, people.make_token, "audit", ("registrar",))
    reply = client.get(f"/api/v1/people/{cast.aiko.id}/eligibility/driver?p-danger_level=3", headers={"Authorization": f"Bearer {token}"})
    document = client.get("/api/v1/openapi.json").json
    schema = document["paths"]["/api/v1/people/{person}/eligibility/{duty}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    matches(schema, reply.json, document["components"]["schemas"])
    assert not reply.json["met"] and [one["name"] for one in reply.json["plan"]["steps"]] == ["HEAT"]
    (held,) = reply.json["held"].values()
    assert held["url"].endswith(f"/v/{held['code']}")
