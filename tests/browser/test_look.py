"""Every main page shuts nobody out: axe in light and dark, wide and narrow, both languages; nothing overflows; the bytes stay few."""

from types import SimpleNamespace

import pytest

from lms.domain.certificates import State
from lms.domain.claims import ClaimState
from lms.domain.people import SYSTEM
from lms.services import accommodations, adjustments, answers, certificates, claims, consents, jobs, looks, postings, record, roster, scenarios
from lms.services import attempts as sittings
from tests.services.test_adjustments import open_exam
from tests.services.test_attempts import COURSE, do, event, finish_course, sit
from tests.services.test_claims import bring
from tests.services.test_corrections import correct
from tests.services.test_practicals import open_session, signed
from tests.stage import actors

PAGES = {
    "": ["", "courses", "courses/field-basics", "courses/field-basics/lessons/m1/01-plan", "courses/field-basics/quizzes/m1", "sign-in", "register",
         "reset", "privacy", "offline", "certificates", "nothing", "certificates/7K3M-9Q2X-AB4D", "certificates/{code}"],
    "aiko": ["record", "record/evidence", "record/evidence/new", "record/evidence/{claim}", "record/eligibility/driver?p-danger_level=3", "record/privacy", "account", "certificates/{code}", "courses/field-basics"],
    "bayo": ["attempts/{open}", "attempts/{open}/check", "attempts/{failed}/review", "attempts/{passed}/review", "record", "courses/field-basics/quizzes/m1",
             "courses/field-basics/lessons/m1/02-pack", "courses/field-basics/scenarios/bridge", "plays/{bad}", "plays/{begun}"],
    "chiara": ["teach", "teach/attempts", "teach/attempts?show=marked", "teach/attempts/{exam}", "teach/attempts/{paused}", "teach/attempts/{failed}",
               "people/{aiko}/extra-time", "teach/quizzes/field-basics/m1", "teach/corrections", "teach/corrections/{correction}",
               *(f"teach/quizzes/field-basics/final/items/{item}" for item in ("m1-first", "m1-bag", "m1-judge", "m1-minutes", "m2-word", "m2-order", "m2-match")),
               "teach/quizzes/field-basics/m1/items/m1-first/preview?kind=rekey&q-m1-first=sleep&reason=x",
               "teach/quizzes/field-basics/m1/items/m1-first/preview?kind=rekey", "teach/quizzes/import", "teach/quizzes/field-basics/m1/export", "teach/receipts",
               "teach/practicals", "teach/practicals/new", "teach/practicals/{practical}", "teach/practicals/{practical}/sign", "teach/practicals/{signed}", "teach/practicals/{signed}/correct"],
    "daud": ["courses/field-basics/quizzes/final", "attempts/{exam}", "account"],
    "farid": ["attempts/{paused}", "roster/people/{aiko}/driver"],
    "emi": ["roster", "roster/evidence", "roster/evidence/{claim}", "record/evidence/{claim}/files/{file}", "roster/decisions", "roster/revocations", "roster/policies", "roster/prints", "roster/policies/2026-1", "roster/people/{aiko}", "roster/people/{aiko}/driver", "certificates/{code}", "ledger",
            "roster/duties", "roster/duties/driver", "roster/duties/driver?kind=nearly&known=2026-03-02&p-danger_level=3", "roster/duties/driver?q=nobody",
            "roster/teams?duty=driver&p-danger_level=3&person={aiko}&person={bayo}", "roster/teams?duty=driver", "roster/postings", "roster/postings/{posting}?q=c", "roster/places?at=bridge-town"],
    "grace": ["admin/people", "admin/people/{aiko}", "admin/ledger", "admin/messages"],
}  # fmt: skip


@pytest.fixture(scope="module")
def lived(site):
    """What stands in the addresses: a certificate, an open attempt, a failed and a passed one."""
    cast = actors(site.house)
    finish_course(site.house, cast["aiko"])
    while jobs.run_one(site.house):
        pass
    failed = sit(site.house, cast["bayo"], "m1", wrong=("m1-first", "m1-bag"))
    passed = sit(site.house, cast["bayo"], "m2")
    opened = do(site.house, cast["bayo"], sittings.start, COURSE, "m1")
    bad = do(site.house, cast["bayo"], scenarios.start, COURSE, "bridge")
    do(site.house, cast["bayo"], scenarios.choose, bad, 1, "ford")
    begun = do(site.house, cast["bayo"], scenarios.start, COURSE, "bridge")
    do(site.house, cast["bayo"], scenarios.choose, begun, 1, "call")
    do(site.house, cast["chiara"], accommodations.change, cast["daud"].id, 50)
    exam, paused = (open_exam(site.house, cast[who]) for who in ("daud", "farid"))
    do(site.house, cast["chiara"], adjustments.pause, paused, "The power is out.")
    item = do(site.house, cast["bayo"], sittings.show, failed, writes=False).items[0].key
    do(site.house, cast["bayo"], answers.record, failed, "phone", [event(item, None, 99)])
    code = do(site.house, cast["aiko"], record.show, writes=False).certificates[0].code
    for who in ("aiko", "bayo", "chiara"):
        do(site.house, cast[who], consents.change, True)
    do(site.house, cast["emi"], looks.look, cast["aiko"].id, "driver")
    do(site.house, cast["emi"], roster.export, roster.Question("driver"), "To plan the rotation.")
    claim = bring(site.house, cast["aiko"])
    paper = do(site.house, cast["aiko"], claims.show, claim, writes=False).files[0].id
    do(site.house, cast["emi"], claims.decide, claim, 1, ClaimState.ASKED, "Who held it?")
    made = correct(site.house, cast["chiara"], "rekey", "drive")
    whom = {"person_ids": [cast["aiko"].id], "title": "Convoy to the bridge", "reason": "The rotation."}
    posting = do(site.house, cast["emi"], postings.keep, "driver", None, {}, "bridge-town", **whom)
    do(site.house, cast["emi"], postings.shortlist, posting, [cast["bayo"].id], "Speaks French.")
    return {
        "posting": posting,
        "correction": made, "claim": claim, "file": paper, "code": code, "open": opened, "failed": failed, "passed": passed, "bad": bad, "begun": begun, "aiko": cast["aiko"].id, "bayo": cast["bayo"].id,
        "exam": exam, "paused": paused, "practical": open_session(site.house, cast["chiara"], "aiko", "bayo"), "signed": signed(site.house, SimpleNamespace(**cast)),
    }  # fmt: skip


@pytest.mark.parametrize(("width", "lang"), [(1280, "en"), (390, "ja")])
@pytest.mark.parametrize("who", list(PAGES))
def test_no_page_shuts_anybody_out(site, lived, new_context, accessible, who, width, lang):
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    if who:
        site.sign_in(page, who)
    for path in PAGES[who]:
        page.goto(f"{site.url}/{lang}/{path.format(**lived)}")
        accessible(page)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("who", list(PAGES))
def test_nothing_runs_over_the_edge_of_a_small_telephone(site, lived, new_context, who, lang):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    if who:
        site.sign_in(page, who)
    for path in PAGES[who]:
        page.goto(f"{site.url}/{lang}/{path.format(**lived)}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def test_a_form_with_errors_is_accessible_and_moves_to_them(site, new_context, accessible):
    page = new_context().new_page()
    page.goto(f"{site.url}/en/register")
    page.fill("#email", "nonsense")
    page.locator("main form button").last.click()
    page.locator(".errors").wait_for()
    assert page.title().startswith("Error:") and page.input_value("#email") == "nonsense"
    accessible(page)


def test_a_revoked_certificate_says_so_to_everybody(site, lived, new_context, accessible):
    emi = actors(site.house)["emi"]
    do(site.house, SYSTEM, certificates.change_state, lived["code"], State.REVOKED, "For a test.")
    page = new_context().new_page()
    page.goto(f"{site.url}/v/{lived['code']}")
    assert page.locator(".verdict-revoked").count()
    accessible(page)
    do(site.house, emi, certificates.change_state, lived["code"], State.REINSTATED, "Test over.")


def test_on_paper_there_is_only_the_lesson(site, new_context):
    page = new_context().new_page()
    page.goto(f"{site.url}/en/courses/field-basics/lessons/m1/01-plan")
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible() and not page.locator(".pager").is_visible() and page.locator("h1").is_visible()


def test_the_first_visit_and_the_next_page_are_light(site, new_context):
    page = new_context().new_page()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    sizes = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{site.url}/en/courses/field-basics/lessons/m1/01-plan")
    page.wait_for_timeout(300)
    first = sum(sizes)
    sizes.clear()
    page.goto(f"{site.url}/en/courses/field-basics/lessons/m2/01-road")
    page.wait_for_timeout(300)
    assert 0 < first <= 40_000 and 0 < sum(sizes) <= 15_000, (first, sum(sizes))


def test_a_script_in_the_page_is_stopped_by_the_policy(site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/en/courses")
    page.evaluate("""() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);
      const i = document.createElement('img'); i.setAttribute('onerror', 'window.ran = 2'); i.src = '/nothing.png'; document.body.append(i); }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    context.close()
