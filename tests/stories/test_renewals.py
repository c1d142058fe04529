"""Stories of certificates that are followed by others."""

from datetime import timedelta

from lms.domain.certificates import State
from lms.domain.people import SYSTEM
from lms.services import certificates, people, renewals
from tests.services.test_attempts import do, finish_course
from tests.services.test_certificates import code_of
from tests.services.test_renewals import END, until, verify


def test_renewed_early_it_ends_a_period_after_the_old_end_and_both_verify(house, cast, clock, visit):
    """Renew 60 days early → new end = old end + period; both verify; old says "replaced by"."""
    finish_course(house, cast.aiko)
    old = code_of(house, cast.aiko)
    until(clock, END - timedelta(days=60))
    aiko = visit("aiko").open("/en/record")
    assert aiko.has("It ends in 60 days.") and aiko.has("the new one counts until March 1, 2030.")
    assert aiko.press("Renew now").has("You are renewing your certificate.") and aiko.follow("Start lesson 1").status == 200
    finish_course(house, cast.aiko)
    new = verify(house, old).replaced_by
    stranger = visit().open(f"/v/{old}")
    assert stranger.has("Replaced by:") and stranger.has("A newer certificate has taken its place.")
    stranger.follow(new)
    assert stranger.has("It counts until March 1, 2030.") and stranger.has("Aiko Tanaka") and not stranger.has(old)
    said = [stranger.client.get(f"/api/v1/certificates/{one}").json for one in (old, new)]
    assert [(one["standing"], one["replaced_by"], one["says"]["valid_until"]) for one in said] == [
        ("replaced", new, "2028-03-01"), ("valid", None, "2030-03-01"),
    ]  # fmt: skip


def test_revoked_expired_replaced_and_unknown_are_four_answers(house, cast, clock, visit):
    """Revoked, expired, replaced, unknown → four different verification answers, none leaks data for unknown codes."""
    for actor in (cast.aiko, cast.bayo, cast.chiara):
        finish_course(house, actor)
    revoked, expired, replaced = (code_of(house, one) for one in (cast.aiko, cast.bayo, cast.chiara))
    do(house, cast.chiara, people.change, name="Chiara Bianchi", name_local="", lang="en", birth_date=None)
    do(house, cast.emi, renewals.correct, replaced, "Married.")
    do(house, SYSTEM, certificates.change_state, revoked, State.REVOKED, "Answers were bought.")
    until(clock, END + timedelta(days=1))
    said = {code: visit().open(f"/v/{code}") for code in (revoked, expired, replaced, "7K3M-9Q2X-AB4D")}
    for page, words in zip(said.values(), ("Revoked", "Expired", "Replaced", "No certificate was issued under this code."), strict=True):
        assert [words in other.text for other in said.values()].count(True) == 1 and page.has(words)
    unknown = said["7K3M-9Q2X-AB4D"]
    assert unknown.status == 404
    assert [word for word in ("Aiko", "Bayo", "Chiara", "basics", "March", "2028") if unknown.has(word)] == []
    answers = [unknown.client.get(f"/api/v1/certificates/{code}") for code in ("7K3M-9Q2X-AB4D", "0000-0000-0000")]
    assert {one.status_code for one in answers} == {404} and answers[0].json["title"] == answers[1].json["title"]


def test_a_registrar_corrects_a_name_from_the_certificates_page(house, cast, visit):
    """The holder married: the same certificate, a new name, a new code."""
    finish_course(house, cast.aiko)
    old = code_of(house, cast.aiko)
    emi = visit("emi").open(f"/v/{old}").follow("Correct the name on it")
    assert emi.has("There is nothing to correct.")
    do(house, cast.aiko, people.change, name="Aiko Mori", name_local="森 愛子", lang="ja", birth_date=None)
    emi.open(emi.url)
    assert emi.has("Aiko Tanaka") and emi.has("Aiko Mori") and emi.press("Issue it under", reason="").status == 422
    emi.press("Issue it under", reason="Married; the passport was seen.")
    assert emi.has("Issued again under the new name.") and emi.has("森 愛子") and not emi.has("passport")
    assert "passport" not in visit().open(f"/v/{old}").html
