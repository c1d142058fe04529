"""Every route, as every person of the cast, with every method: what is not declared here makes the build red."""

import re
import uuid
from pathlib import Path

import pytest
from sqlalchemy import event as listen

from lms.domain.people import SYSTEM, Actor, Role
from lms.domain.permissions import Action
from lms.services import (
    checkpoints,
    claims,
    consents,
    decisions,
    drafts,
    evidence,
    people,
    policies,
    postings,
    receipts,
    record,
    resets,
    revocations,
    scenarios,
    signers,
)
from lms.services.work import work_in
from tests.conftest import token_of
from tests.services.test_attempts import do, event, finish_course
from tests.services.test_badges import keep_badge
from tests.services.test_claims import bring
from tests.services.test_corrections import correct
from tests.services.test_evidence import HEAT
from tests.services.test_marks import write
from tests.services.test_practicals import open_session
from tests.services.test_waivers import ask_waiver

EVERYBODY = {"nobody", "aiko", "bayo", "chiara", "daud", "emi", "farid", "grace"}
SIGNED = EVERYBODY - {"nobody"}
ROUTES = {
    # endpoint: (methods, who gets in); aiko owns what is personal here
    "static": ("GET", EVERYBODY), "home.start": ("GET", EVERYBODY), "home.landing": ("GET", EVERYBODY),
    "courses.catalogue": ("GET", EVERYBODY), "courses.show": ("GET", EVERYBODY), "lessons.show": ("GET", EVERYBODY), "lessons.finish": ("POST", EVERYBODY),
    "booklets.show": ("GET", EVERYBODY), "booklets.take": ("GET", EVERYBODY), "booklets.download": ("GET", EVERYBODY), "booklets.make": ("POST", SIGNED),
    "attempts.intro": ("GET", EVERYBODY), "attempts.start": ("POST", SIGNED), "attempts.show": ("GET", {"aiko"}), "attempts.save": ("POST", {"aiko"}),
    "attempts.check": ("GET", {"aiko"}), "attempts.submit": ("POST", {"aiko"}), "attempts.review": ("GET", {"aiko"}),
    "invigilation.listing": ("GET", {"chiara"}), "invigilation.show": ("GET", {"chiara"}), "invigilation.pause": ("POST", {"chiara"}),
    "invigilation.resume": ("POST", {"chiara"}), "invigilation.extend": ("POST", {"chiara"}),
    "accommodations.show": ("GET", {"chiara", "emi", "grace"}), "accommodations.change": ("POST", {"chiara", "emi", "grace"}),
    "quizzes.listing": ("GET", {"chiara"}), "quizzes.bank": ("GET", {"chiara"}),
    "exchange.export": ("GET", {"chiara"}), "exchange.download": ("GET", {"chiara"}), "exchange.take": ("GET POST", {"chiara"}),
    "exchange.file": ("POST", {"chiara"}),
    "corrections.question": ("GET", {"chiara"}), "corrections.preview": ("GET", {"chiara"}), "corrections.apply": ("POST", {"chiara"}),
    "corrections.listing": ("GET", {"chiara", "emi", "farid"}), "corrections.show": ("GET", {"chiara", "emi", "farid"}),
    "decisions.listing": ("GET", {"emi", "farid"}), "decisions.decide": ("POST", {"emi"}),
    "policies.listing": ("GET", {"emi", "farid"}), "policies.show": ("GET", {"emi", "farid"}), "policies.propose": ("POST", {"emi"}),
    "policies.decide": ("POST", {"emi"}),
    "prints.listing": ("GET", {"emi", "farid", "grace"}), "prints.begin": ("POST", {"emi", "grace"}),
    "revocations.listing": ("GET", {"emi", "farid"}), "revocations.decide": ("POST", {"emi"}),
    "marks.queue": ("GET", {"chiara"}), "marks.show": ("GET", {"chiara"}), "marks.give": ("POST", {"chiara"}),
    "practicals.listing": ("GET", {"chiara"}), "practicals.begin": ("GET POST", {"chiara"}), "practicals.show": ("GET", {"chiara"}),
    "practicals.save": ("POST", {"chiara"}), "practicals.sign": ("GET POST", {"chiara"}), "practicals.correct": ("GET POST", {"chiara"}),
    "scenarios.intro": ("GET", EVERYBODY), "scenarios.start": ("POST", SIGNED), "scenarios.show": ("GET", {"aiko"}), "scenarios.choose": ("POST", {"aiko"}),
    "packs.show": ("GET", EVERYBODY), "packs.size": ("GET", EVERYBODY), "packs.offline": ("GET", EVERYBODY), "packs.worker": ("GET", EVERYBODY),
    "api_packs.finish": ("POST", SIGNED), "api_packs.begin": ("POST", SIGNED), "api_packs.replay": ("POST", SIGNED), "api_packs.submit": ("POST", {"aiko"}),
    "record.show": ("GET", SIGNED), "record.duty": ("GET", SIGNED), "record.evidence": ("GET", SIGNED),
    "proofs.mine": ("POST", SIGNED), "proofs.of_person": ("POST", {"aiko", "emi", "farid"}), "api_eligibility.proof": ("GET", SIGNED), "api_eligibility.proof_of_person": ("GET", {"aiko", "emi", "farid"}),
    "overrides.listing": ("GET", {"emi", "farid", "grace"}), "overrides.download": ("GET", {"emi", "farid", "grace"}), "waivers.listing": ("GET", {"emi", "farid"}), "waivers.offer": ("GET", {"emi"}), "waivers.ask": ("POST", {"emi"}), "waivers.confirm": ("POST", {"emi"}), "waivers.end": ("POST", {"emi"}),
    "record.privacy": ("GET", SIGNED), "record.consent": ("POST", SIGNED), "profiles.show": ("GET", SIGNED), "profiles.state": ("POST", SIGNED),
    "receipts.listing": ("GET", SIGNED), "receipts.show": ("GET", {"aiko"}), "receipts.find": ("GET", {"chiara", "emi", "farid", "grace"}),
    "certificates.short": ("GET", EVERYBODY), "certificates.find": ("GET POST", EVERYBODY), "certificates.show": ("GET POST", EVERYBODY),
    "certificates.download": ("GET", {"aiko"}), "certificates.revoke": ("POST", {"emi"}), "certificates.reinstate": ("POST", {"emi"}),
    "renewals.begin": ("POST", {"aiko"}), "renewals.name": ("GET", {"emi"}), "renewals.correct": ("POST", {"emi"}),
    "badges.show": ("GET", EVERYBODY), "badges.issuer": ("GET", EVERYBODY), "badges.status": ("GET", EVERYBODY), "badges.verify": ("GET", EVERYBODY), "badges.signer": ("GET", EVERYBODY),
    "sessions.sign_in": ("GET POST", EVERYBODY), "sessions.sign_out": ("POST", SIGNED), "sessions.end": ("POST", SIGNED), "sessions.end_all": ("POST", SIGNED),
    "people.register": ("GET POST", EVERYBODY), "resets.ask": ("GET POST", EVERYBODY), "resets.choose": ("GET POST", EVERYBODY),
    "account.show": ("GET", SIGNED), "account.change": ("POST", SIGNED), "account.change_password": ("POST", SIGNED),
    "account.make_token": ("POST", SIGNED), "account.void_token": ("POST", {"aiko"}), "privacy.notice": ("GET", EVERYBODY),
    "privacy.take": ("GET", SIGNED), "privacy.erase": ("GET POST", SIGNED),
    "admin.people": ("GET", {"grace", "emi", "farid"}), "admin.person": ("GET", {"grace", "emi", "farid"}), "admin.change_role": ("POST", {"grace"}),
    "admin.disable": ("POST", {"grace"}), "admin.reset": ("POST", {"grace"}),
    "roster.evidence": ("GET", {"grace", "emi", "farid"}), "roster.person": ("GET", {"emi", "farid", "aiko"}), "roster.add": ("POST", {"emi"}),
    "claims.make": ("GET POST", SIGNED), "claims.show": ("GET", {"aiko", "emi", "farid"}), "claims.change": ("POST", {"aiko"}), "claims.take_back": ("POST", {"aiko"}),
    "claims.queue": ("GET", {"emi", "farid"}), "claims.judge": ("GET", {"aiko", "emi", "farid"}), "claims.decide": ("POST", {"emi"}),
    "claims.file": ("GET", {"aiko", "emi", "farid"}), "claims.look": ("POST", {"emi", "farid"}),
    "roster.withdraw": ("POST", {"emi"}), "roster.duty": ("GET", {"emi", "farid", "aiko"}),
    "teams.show": ("GET", {"emi", "farid"}), "roster.look": ("POST", {"emi", "farid"}), "roster.duties": ("GET", {"emi", "farid"}), "roster.ready": ("GET", {"emi", "farid"}),
    "requirements.listing": ("GET", {"emi", "farid"}), "requirements.show": ("GET", {"emi", "farid"}), "drafts.begin": ("POST", {"emi"}),
    "drafts.show": ("GET", {"emi", "farid"}), "drafts.save": ("POST", {"emi"}), "drafts.rule": ("GET", {"emi", "farid"}), "drafts.change": ("POST", {"emi"}), "drafts.remove": ("POST", {"emi"}),
    "drafts.discard": ("POST", {"emi"}), "drafts.preview": ("GET", {"emi", "farid"}), "drafts.propose": ("POST", {"emi"}), "drafts.publish": ("POST", set()),
    "roster.export": ("POST", {"emi", "farid"}), "places.listing": ("GET", {"emi", "farid"}), "places.set_level": ("POST", {"emi"}),
    "postings.listing": ("GET", {"emi", "farid"}), "postings.show": ("GET", {"emi", "farid"}), "postings.turn": ("POST", {"emi"}),
    "postings.move": ("POST", {"emi"}), "teams.keep": ("POST", {"emi"}), "teams.shortlist": ("POST", {"emi"}),
    "api_roster.ready": ("GET", {"emi", "farid"}),
    "checkpoints.page": ("GET", EVERYBODY), "api_ledger.key": ("GET", EVERYBODY), "api_ledger.checkpoint": ("GET", EVERYBODY),
    "api_ledger.inclusion": ("GET", EVERYBODY), "api_ledger.consistency": ("GET", EVERYBODY),
    "ledger.show": ("GET", {"grace", "emi", "farid"}), "ledger.messages": ("GET", {"grace"}),
    "health.lives": ("GET", EVERYBODY), "health.ready": ("GET", EVERYBODY), "health.picture": ("GET", EVERYBODY),
    "api_openapi.document": ("GET", EVERYBODY), "api_answers.session": ("GET", EVERYBODY), "api_sessions.sign_in": ("POST", EVERYBODY), "api_answers.save": ("POST", {"aiko"}),
    "api_certificates.verify": ("GET", EVERYBODY), "api_courses.catalogue": ("GET", EVERYBODY), "api_courses.show": ("GET", EVERYBODY),
    "api_courses.progress": ("GET", SIGNED), "api_eligibility.mine": ("GET", SIGNED), "api_eligibility.of_person": ("GET", {"emi", "farid", "aiko"}),
}  # fmt: skip
FORMS = {
    "invigilation.pause": {"pause-reason": "x"}, "invigilation.resume": {"pause-reason": "x"}, "invigilation.extend": {"extend-minutes": "5", "extend-reason": "x"},
    "accommodations.change": {"percent": "25"},
    "corrections.apply": {"kind": "void", "reason": "x", "fingerprint": "x"}, "decisions.decide": {"outcome": "kept", "reason": "x"},
    "revocations.decide": {"outcome": "declined", "reason": "x"}, "policies.propose": {"reason": "x"}, "policies.decide": {"outcome": "declined", "reason": "x"},
    "drafts.change": {"key": "x", "kind": "certificate", "text_en": "x", "names": "HEAT", "strength": "must", "scope": "person", "status": "platform"},
    "drafts.save": {"text": "version: 2", "revision": "0"}, "drafts.propose": {"reason": "x"},
    "prints.begin": {"wanted": "missing", "reason": "x"},
    "marks.give": {"points-facts": "2", "points-next": "1", "seen": "0"},
    "practicals.begin": {"practical": "field-day", "day": "2026-03-02", "place": "Nairobi"}, "practicals.save": {"revision": "1"},
    "practicals.sign": {"revision": "2"}, "practicals.correct": {"revision": "3", "reason": "Wrong line."},
    "proofs.of_person": {"reason": "x"}, "waivers.end": {"reason": "No longer needed."},
    "waivers.ask": {"rule": "course", "start": "2026-04-01", "until": "2026-05-01", "reason": "No course is held."},
    "places.set_level": {"level": "2", "day": "2026-03-02", "reason": "The road is closed."},
    "teams.keep": {"title": "Convoy", "reason": "The rotation."}, "postings.move": {"act": "joined"}, "postings.turn": {"state": "closed", "reason": "Filled."},
    "roster.export": {"reason": "To plan the rotation.", "format": "csv"},
    "certificates.revoke": {"reason": "x"}, "certificates.reinstate": {"reason": "x"}, "roster.withdraw": {"why": "x"}, "admin.change_role": {"give": "yes"},
    "claims.change": {"kind": "certificate", "name": "HEAT", "valid_from": "2026-01-01", "seen": "1"}, "claims.take_back": {"seen": "1"},
    "claims.decide": {"then": "rejected", "said": "x", "seen": "1"},
    "renewals.correct": {"reason": "x"},
    "roster.add": {"kind": "certificate", "name": "HEAT", "valid_from": "2026-01-01", "note": "Seen."},
}  # fmt: skip


def test_every_route_is_declared_with_its_methods(app):
    found = {rule.endpoint: set() for rule in app.url_map.iter_rules()}
    for rule in app.url_map.iter_rules():
        found[rule.endpoint] |= rule.methods - {"HEAD", "OPTIONS"}
    assert {name: " ".join(sorted(methods)) for name, methods in found.items()} == {name: methods for name, (methods, _) in ROUTES.items()}


@pytest.fixture
def values(house, written, cast):
    """What stands in the addresses: Aiko's open attempt, certificate, token, evidence."""
    finished = finish_course(house, cast.aiko)
    keep_badge(house, cast.aiko)
    play = do(house, cast.aiko, scenarios.start, "field-basics", "bridge")
    code = do(house, cast.aiko, record.show, writes=False).certificates[0].code
    receipt = do(house, cast.aiko, receipts.listing, writes=False).receipts[0].code
    fact = do(house, cast.emi, evidence.add, cast.aiko.id, **HEAT)
    claim = bring(house, cast.aiko)
    paper = do(house, cast.aiko, claims.show, claim, writes=False).files[0].id
    do(house, cast.aiko, people.make_token, "x", ("progress",))
    token = do(house, cast.aiko, people.account, writes=False).tokens[0].id
    link = do(house, cast.grace, resets.make_link, cast.bayo.id)
    do(house, SYSTEM, checkpoints.make)
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.RUN_JOBS)
        signers.keep(uow, b"a certificate")
    made = correct(house, cast.chiara, "rekey", "drive")
    decision = do(house, cast.emi, decisions.page, writes=False)[0].id
    essay = write(house, cast.aiko)
    grace = Actor(cast.grace.id, cast.grace.name, frozenset({Role.REGISTRAR}))
    revocation = do(house, grace, revocations.ask, code, "x")
    adoption = do(house, cast.emi, policies.listing, writes=False)[0].adoption
    draft = do(house, cast.emi, drafts.begin, "driver")
    do(house, cast.aiko, consents.change, True)
    posting = do(house, cast.emi, postings.keep, "driver", None, {}, "", person_ids=[], title="Convoy", reason="The rotation.")
    return {
        "practical": open_session(house, cast.chiara, "bayo"), "number": 1, "claim": claim, "file": paper, "policy": "2026-1",
        "adoption": adoption, "revocation": revocation,
        "essay": essay, "item": "m1-first", "correction": made, "decision": decision, "course": "field-basics", "module": "m1",
        "stem": "01-plan", "quiz": "m1", "attempt": finished[0], "scenario": "bridge", "play": play, "duty": "driver", "code": code,
        "receipt": receipt, "lang": "en", "waiver": ask_waiver(house, cast), "draft": draft, "posting": posting, "place": "bridge-town",
        "person": cast.aiko.id, "role": "trainer", "fact": fact, "device": cast.aiko.id, "name": "hato.css", "token": token, "reset": link.rsplit("/", 1)[1],
    }  # fmt: skip


def address(app, endpoint, values):
    rule = next(one for one in app.url_map.iter_rules() if one.endpoint == endpoint)
    given = {name: values[name] for name in rule.arguments}
    if endpoint in ("marks.show", "marks.give"):
        given |= {"attempt": values["essay"], "item": "story"}
    if endpoint == "resets.choose":
        given["token"] = values["reset"]
    if endpoint == "health.picture":
        given["name"] = re.search(r"/media/([0-9a-f]{64})", app.test_client().get("/en/courses/field-basics/lessons/m1/02-pack").text)[1]
    if endpoint.startswith("teams."):
        given |= {"duty": values["duty"], "person": values["person"], "posting": values["posting"]}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(endpoint, given)


def brought(uid, edition):
    """What a device of this person brings; the page for it names the edition."""
    return {"uid": uid, "id": str(uuid.uuid4()), "edition": edition, "moves": [{"node": "closed", "option": "ford"}]}


def send(client, method, url, endpoint, csrf):
    if endpoint.startswith("api_packs."):
        session = client.get("/api/v1/session").json
        kept = client.get("/en/courses/field-basics/pack").json["pages"]
        edition = re.search(r'data-edition="([^"]+)"', "".join(one["html"] for one in kept))[1]
        return client.post(url.replace("/m1/attempts", "/m2/attempts"), json=brought(session["uid"], edition), headers={"X-CSRFToken": session["csrf"]})
    if endpoint == "api_answers.save":
        return client.post(url, json={"events": [event("m1-first", "tell", 900)]}, headers={"X-CSRFToken": csrf})
    return client.open(url, method=method, data={**FORMS.get(endpoint, {}), "csrf_token": csrf} if method == "POST" else None)


def outcome(response):
    """In, or out: found and allowed, or sent to sign in, forbidden, not found."""
    if response.status_code in (302, 303) and "/sign-in" in response.headers.get("Location", "") and "next=" in response.headers["Location"]:
        return "out"
    return "out" if response.status_code in (401, 403, 404) else "in"


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_route_lets_in_whom_it_should(app, house, values, who):
    wrong = []
    for endpoint, (methods, allowed) in ROUTES.items():
        url = address(app, endpoint, values)
        for method in methods.split():
            client = app.test_client()
            if who != "nobody":
                client.set_cookie("hato", token_of(house, who))
            csrf = client.get("/api/v1/session").json["csrf"]
            response = send(client, method, url, endpoint, csrf)
            expected = "in" if who in allowed else "out"
            if outcome(response) != expected or response.status_code >= 500:
                wrong.append((endpoint, method, who, response.status_code, f"expected {expected}"))
    assert wrong == []


def test_methods_that_are_not_declared_are_refused(app, values):
    client = app.test_client()
    csrf = client.get("/api/v1/session").json["csrf"]
    for endpoint, (methods, _) in ROUTES.items():
        url = address(app, endpoint, values)
        same = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule == next(r.rule for r in app.url_map.iter_rules() if r.endpoint == endpoint)}
        known = {method for name in same for method in ROUTES[name][0].split()}
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            if method not in known:
                response = client.open(url, method=method, headers={"X-CSRFToken": csrf, "X-HTTP-Method-Override": "GET"})
                assert response.status_code == 405, (endpoint, method, response.status_code)
                assert set(methods.split()) <= set(response.headers["Allow"].split(", "))


def test_a_get_writes_nothing(app, house, values):
    written = []
    listen.listen(house.store.writer, "before_cursor_execute", lambda c, k, statement, *rest: written.append(statement))
    for who in ("aiko", "emi", "grace"):
        client = app.test_client()
        client.set_cookie("hato", token_of(house, who))
        written.clear()
        for endpoint, (methods, _) in ROUTES.items():
            if "GET" in methods:
                client.get(address(app, endpoint, values))
        assert [one for one in written if not one.startswith(("SELECT", "BEGIN", "PRAGMA"))] == []


@pytest.mark.parametrize("how", ["no token", "another session's token", "text/plain json"])
def test_a_forged_form_is_refused_and_changes_nothing(app, house, cast, values, how):
    other = app.test_client().get("/api/v1/session").json["csrf"]
    for endpoint, (methods, _) in ROUTES.items():
        if "POST" not in methods:
            continue
        client = app.test_client()
        client.set_cookie("hato", token_of(house, "grace"))
        url = address(app, endpoint, values)
        if how == "text/plain json":
            response = client.post(url, data='{"events": []}', content_type="text/plain")
        else:
            response = client.post(url, data={"csrf_token": other} if how != "no token" else {})
        assert response.status_code == 400, (endpoint, response.status_code)


def test_every_action_of_the_policy_is_asked_for_somewhere():
    source = "".join(path.read_text() for path in Path("lms").rglob("*.py") if "permissions" not in path.name)
    assert [action.name for action in Action if f"Action.{action.name}" not in source] == []

