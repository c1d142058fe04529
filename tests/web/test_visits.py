"""The visitor's cookie and its token are looked at once, and nothing passes that would not pass alone."""

from lms.services import attempts
from tests.conftest import token_of
from tests.services.test_attempts import do, event


def signed(app, house, who="aiko"):
    client = app.test_client()
    client.set_cookie("hato", token_of(house, who))
    return client, client.get("/api/v1/session").json["csrf"]


def post(client, attempt, csrf, seq):
    return client.post(f"/api/v1/attempts/{attempt}/answers", json={"events": [event("m1-first", "tell", seq)]}, headers={"X-CSRFToken": csrf})


def other(signed):
    """Another signature: of its last character only the upper four bits say something."""
    return signed[:-1] + ("Q" if signed[-1] != "Q" else "g")


def begun(house, cast):
    return do(house, cast.aiko, attempts.start, "field-basics", "m1")


def test_a_right_token_opens_again_and_a_wrong_one_never(app, house, cast):
    attempt = begun(house, cast)
    client, csrf = signed(app, house)
    assert [post(client, attempt, csrf, seq).status_code for seq in (1, 2, 3)] == [200, 200, 200]
    assert post(client, attempt, other(csrf), 4).status_code == 400
    assert post(client, attempt, "", 5).status_code == 400


def test_the_token_of_one_visit_opens_no_other(app, house, cast):
    attempt = begun(house, cast)
    first, csrf = signed(app, house)
    assert post(first, attempt, csrf, 1).status_code == 200
    second, _ = signed(app, house)
    assert post(second, attempt, csrf, 2).status_code == 400


def test_a_forged_cookie_holds_nothing_even_beside_a_known_one(app, house, cast):
    client, csrf = signed(app, house)
    begun(house, cast)
    known = client.get_cookie("hato_visit").value
    for _ in range(2):
        client.set_cookie("hato_visit", other(known))
        assert client.post("/en/sign-out", headers={"X-CSRFToken": csrf}).status_code == 400


def test_what_one_request_changes_in_its_visit_stays_out_of_the_next_with_the_old_cookie(app, house):
    client = app.test_client()
    with client.session_transaction() as visit:
        visit["read"] = [["field-basics", "m1/01-plan"]]
    old = client.get_cookie("hato_visit").value
    for _ in range(2):
        client.set_cookie("hato_visit", old)
        with client.session_transaction() as visit:
            assert visit["read"] == [["field-basics", "m1/01-plan"]]
            visit["read"].append(["field-basics", "m1/02-pack"])
            visit.modified = True
