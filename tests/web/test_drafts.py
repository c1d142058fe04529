"""The rules of a duty in the browser, without a script: written, mended, looked at, published by another."""

from lms.services import jobs
from tests.conftest import token_of
from tests.services.test_attempts import finish_course
from tests.services.test_drafts import hana
from tests.services.test_roster import agree
from tests.surf import Surfer

__all__ = ["hana"]


def test_emi_writes_a_new_version_and_hana_publishes_it(app, house, cast, visit, hana):
    agree(house, cast, "aiko")
    finish_course(house, cast.aiko)
    emi = visit("emi").open("/en/roster").follow("What duties demand").press("New version of Driver")
    assert emi.has("Version 2") and emi.has("Only where “Danger level” is ≥ 3") and emi.has("Accepted: field-basics")
    emi.follow("^Change HEAT").press("Keep this rule", text_en="HEAT everywhere", when="danger_level > 3")
    assert emi.status == 422 and emi.has("is no condition: write such as danger_level >= 3.") and 'value="HEAT everywhere"' in emi.html
    emi.press("Keep this rule", when="danger_level >= 9")
    assert emi.status == 422 and emi.has("no value of `danger_level` fits its when")
    emi.press("Keep this rule", when="")
    assert emi.has("The rule stands in the draft.") and not emi.has("what is accepted")
    assert emi.has("the wording: HEAT where it is dangerous / 危険な地域ではHEAT → HEAT everywhere")
    emi.follow("See who gains").press("Propose this version", reason="")
    assert emi.status == 422 and emi.has("Can no longer go, somewhere 1") and emi.has("Missing now: HEAT everywhere")
    emi.press("Propose this version", reason="It is dangerous everywhere.")
    assert emi.has("another registrar publishes it") and not any("Publish" in one[0] for form in emi.forms for one in form.buttons)
    client = app.test_client()
    client.set_cookie("hato", token_of(house, "hana"))
    other = Surfer(client).open("/en/roster/requirements").follow("Open the draft").follow("See who gains").press("Publish this version")
    assert other.has("Published by Hana Mori") and other.has("It is dangerous everywhere.") and other.has("0 of 8 people are worked out")
    assert visit("farid").open("/en/roster/duties/driver?day=2026-04-01").has("0 of 8 people are worked out so far")
    while jobs.run_one(house):
        pass
    assert not other.open("/en/roster/requirements/driver/2").has("worked out so far")


def test_a_text_with_faults_is_kept_and_told_line_by_line(house, cast, visit):
    emi = visit("emi").open("/en/roster/requirements").press("New version of Driver")
    text = next(value for form in emi.forms for name, value in form.fields if name == "text")
    emi.press("Save the text", text=text.replace("any_of: [HEAT]", "any_of: [HAET]  # <b>mine</b>"))
    assert emi.has("1 fault") and emi.has("is it `HEAT`?") and emi.has("# <b>mine</b>") and "<b>mine</b>" not in emi.html
    assert not emi.has("See who gains") and visit("emi").open(f"{emi.url}/preview").status == 409
    other = visit("emi").open(emi.url)
    emi.press("Save the text", text=text)
    other.press("Save the text", text="version: 3")
    assert other.status == 422 and other.has("Somebody else has changed this draft") and other.has("version: 3")
    assert other.press("Save mine over the other", text=text).has("Saved.")
    assert other.press("Give this draft up").has("The draft is given up.") and other.has("New version of Driver")
