"""Bringing evidence in the browser, without a script: files in, refused with nothing lost, and out only as a download."""

import io

import pytest

from tests.domain.test_uploads import HOSTILE, pdf
from tests.services.test_claims import bring

HEAT = {"kind": "certificate", "name": "HEAT", "valid_from": "2026-01-10", "note": "Held in Nairobi."}
NEW = "/en/record/evidence/new"


def send(surfer, *files, url=NEW, **more):
    csrf = surfer.client.get("/api/v1/session").json["csrf"]
    files = [(io.BytesIO(content), name) for name, content in files]
    return surfer.client.post(url, data={**HEAT, **more, "files": files, "csrf_token": csrf}, content_type="multipart/form-data")


def test_aiko_brings_a_certificate_emi_asks_aiko_answers_and_emi_verifies(visit):
    aiko, emi = visit("aiko").open("/en/record").follow("See my evidence").follow("Bring evidence"), visit("emi")
    assert aiko.has("PDF, JPEG or PNG")
    assert send(aiko, ("heat.pdf", pdf())).status_code == 303
    waiting = emi.open("/en/roster").follow("Evidence that waits").follow("HEAT")
    assert waiting.has("Held in Nairobi.") and waiting.has("Aiko Tanaka") and waiting.has("heat.pdf")
    assert waiting.press("^Decide$", then="asked", said="").status == 422 and emi.has("Say it in a sentence")
    emi.open(emi.url).press("^Decide$", then="asked", said="Who held it?")
    aiko.open("/en/record/evidence").follow("HEAT")
    assert aiko.has("Who held it?") and aiko.press("Send it again", note="The school in Nairobi.").has("Sent. A registrar looks at it")
    emi.open("/en/roster/evidence").follow("HEAT").press("^Decide$", then="verified", said="Confirmed with the school.")
    assert aiko.open("/en/record/evidence").has("Verified") and aiko.has("Confirmed with the school.")
    assert aiko.follow("HEAT").has("As it was sent") and "Take it back" not in aiko.text


def test_a_file_goes_out_only_as_a_download_and_to_staff_once_they_say_they_look(visit):
    aiko, emi = visit("aiko").open(NEW), visit("emi")
    page = send(aiko, ("../..\u202e<b>.pdf", pdf())).headers["Location"]
    file = next(href for words, href in aiko.open(page).links if "/files/" in href)
    emi.open(file)
    assert emi.has("The person can see that you opened the files")
    emi.press("Open the file")
    for headers in (emi.headers, aiko.client.get(file).headers):
        assert headers["Content-Type"] == "application/pdf" and headers["Content-Disposition"].startswith("attachment; filename=\"evidence-")
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "private, no-store")
        assert headers["Content-Security-Policy"].startswith("sandbox")
    assert visit("bayo").open(file).status == 404 and visit("chiara").open(file).status == 404
    assert aiko.open("/en/record/privacy").has("Opened the files of your evidence")
    assert visit().open(page).has("Sign in")


@pytest.mark.parametrize("name", ["nothing", "a zip called pdf", "a pdf that is a zip too", "a pdf with a program", "a png with a page behind", "too many bytes"])
def test_a_file_that_is_refused_loses_nothing_else_of_the_form(visit, name):
    content, sentence = HOSTILE[name]
    reply = send(visit("aiko").open(NEW), ("heat.pdf", content))
    assert reply.status_code == 422 and str(sentence) in reply.text and "Choose your files again" in reply.text
    assert "Held in Nairobi." in reply.text and 'value="2026-01-10"' in reply.text and '<option selected value="HEAT">' in reply.text


def test_only_this_form_carries_more_and_not_without_end(house, cast, visit):
    aiko, large = visit("aiko").open(NEW), ("big.pdf", bytes(21_000_000))
    claim = bring(house, cast.aiko)
    assert send(aiko, large).status_code == 413
    assert send(aiko, ("four.pdf", b"%PDF-" + bytes(4_000_000)), url=f"/en/record/evidence/{claim}", seen="1").status_code == 422
    assert send(aiko, ("four.pdf", bytes(4_000_000)), url="/en/certificates/7K3M-9Q2X-AB4D").status_code == 413
