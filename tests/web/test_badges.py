"""What programs of others fetch, without an account."""

import json

from lms.domain.certificates import State
from lms.domain.people import SYSTEM
from lms.domain.permissions import Action
from lms.services import certificates
from lms.services.work import work_in
from lms.store import certificates as store
from tests.services.test_attempts import finish_course
from tests.services.test_badges import keep_badge


def certified(house, cast):
    finish_course(house, cast.aiko)
    return keep_badge(house, cast.aiko)


def test_each_document_comes_with_its_type_for_pages_of_others(house, cast, visit):
    code, client = certified(house, cast), visit().client
    credential = client.get(f"/en/certificates/{code}.json")
    assert credential.content_type == "application/vc" and json.loads(credential.data)["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    status = client.get("/status/1")
    assert status.content_type == "application/vc" and status.headers["Cache-Control"] == "public, max-age=900"
    issuer = client.get("/.well-known/did.json")
    assert issuer.content_type == "application/json" and issuer.json["id"] == "did:web:127.0.0.1%3A8000"
    assert {one.headers["Access-Control-Allow-Origin"] for one in (credential, status, issuer)} == {"*"}
    assert client.get("/status/2").status_code == client.get("/status/0").status_code == client.get("/en/certificates/nonsense.json").status_code == 404


def test_a_withheld_holder_is_named_nowhere(house, cast, visit):
    code, client = certified(house, cast), visit().client
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.authorize(Action.CHANGE_CERTIFICATE)
        certificates.turn(uow, store.by_code(uow.db, code), State.WITHHELD, "Erased.")
    for path in (f"/en/certificates/{code}", f"/en/certificates/{code}.json", f"/api/v1/certificates/{code}"):
        assert "Aiko" not in client.get(path).text
    assert client.get(f"/en/certificates/{code}.json").status_code == 404


def test_the_file_for_checking_stands_alone_in_each_language(visit):
    for lang in ("en", "ja"):
        answer = visit().client.get(f"/{lang}/certificates/verify.html")
        assert f'filename="verify-{lang}.html"' in answer.headers["Content-Disposition"]
        assert f'<html lang="{lang}"' in answer.text and 'data-keys="z6Mk' in answer.text
        assert "src=" not in answer.text and "@import" not in answer.text and "url(" not in answer.text
