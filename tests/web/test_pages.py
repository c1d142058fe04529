"""Every link and every form on every page leads somewhere; nothing a page offers ends in an error."""

from urllib.parse import urlsplit

import pytest

from lms.services import attempts, jobs, lessons, people, resets, scenarios
from tests.services.test_attempts import COURSE, do, finish_course, sit

MOST = 400


def crawl(page, start):
    """Open every page that can be reached by links; gives path → status, and the forms met."""
    seen, waiting, forms = {}, [start], []
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        page.open(path)
        seen[path] = page.status
        if page.status < 400:
            forms += [(path, form) for form in page.forms]
            waiting += [link for _, link in page.links if link.split("#")[0] not in seen and "?day=" not in link]
            for _, link in page.links:
                if "#" in link and urlsplit(link).path == urlsplit(page.url).path:
                    assert f'id="{link.split("#", 1)[1]}"' in page.html, f"{path} points to {link}, which is not on the page"
    return seen, forms


@pytest.fixture
def lived_in(house, cast):
    """Aiko has finished a course, Bayo sits in the middle of one and has left a scenario open, somebody forgot a password."""
    finish_course(house, cast.aiko)
    while jobs.run_one(house):
        pass
    do(house, cast.bayo, lessons.finish, COURSE, "m1/01-plan")
    sit(house, cast.bayo, "m1", wrong=("m1-first",))
    do(house, cast.bayo, attempts.start, COURSE, "m1")
    play = do(house, cast.bayo, scenarios.start, COURSE, "bridge")
    do(house, cast.bayo, scenarios.choose, play, 1, "ford")
    play = do(house, cast.bayo, scenarios.start, COURSE, "bridge")
    do(house, cast.bayo, scenarios.choose, play, 1, "call")
    do(house, cast.bayo, people.make_token, "Script", ("progress",))
    do(house, cast.grace, resets.ask, "bayo@example.org", "10.0.0.1")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("who", ["", "aiko", "bayo", "emi", "farid", "grace"])
def test_no_link_and_no_form_leads_to_an_error(app, visit, lived_in, who, lang):
    page = visit(who)
    seen, forms = crawl(page, f"/{lang}/")
    assert {path: status for path, status in seen.items() if status >= 400} == {}
    assert len(seen) > 10
    adapter = app.url_map.bind("localhost")
    for path, form in forms:
        target = urlsplit(form.action or path).path
        assert adapter.match(target, method=form.method.upper()), (path, form.action)
        if form.method == "post":
            assert any(name == "csrf_token" for name, _ in form.fields), f"a form on {path} carries no token"


def test_a_page_names_itself_its_language_and_its_headings(visit, lived_in):
    for who in ("", "aiko", "grace"):
        page = visit(who)
        for path in crawl(page, "/ja/")[0]:
            page.open(path)
            if page.headers["Content-Type"].startswith("text/html"):
                assert page.html.count("<h1") == 1 and '<html lang="' in page.html and "<title>" in page.html, path


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/nothing", 404), ("/de/courses", 404), ("/en/courses/none", 404), ("/en/courses/field-basics/lessons/m1/99-x", 404),
        ("/en/courses/field-basics/quizzes/none", 404), ("/en/courses/field-basics/scenarios/none", 404),
        ("/en/plays/0199c0de-0000-7000-8000-000000000001", 404), ("/en/plays/1", 404), ("/en/attempts/0199c0de-0000-7000-8000-000000000001", 404), ("/en/attempts/99999999999999999999", 404),
        ("/en/attempts/٣", 404), ("/media/" + "0" * 64, 404), ("/media/x", 404), ("/static/../lms/config.py", 404), ("/static/none.css", 404),
        ("/en/record?day=tomorrow", 404), ("/en/reset/" + "0" * 64, 404), ("/.git/config", 404), ("/en/courses/field-basics/../../etc/passwd", 404),
        ("/en//courses", 200), ("/en/courses/FIELD-BASICS", 404), ("/en/admin/people?after=%00", 200),
        ("/en/record/eligibility/driver?p-danger_level=99", 422),
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_an_error_page_and_never_a_crash(visit, path, status):
    page = visit("grace")
    page._take(page.client.get(path))
    if page.status in (301, 308):
        page.open(page.headers["Location"])
    assert page.status == status, page.text[:300]
    assert "Traceback" not in page.html


def test_a_foreign_host_name_is_refused_and_never_comes_back(app):
    for method in ("GET", "POST"):
        reply = app.test_client().open("/en/courses", method=method, headers={"Host": "evil.example"})
        assert reply.status_code == 400 and "evil" not in reply.text
    reply = app.test_client().get("/en/record", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in reply.headers["Location"]


def test_an_error_shows_a_way_on_in_the_readers_language(visit):
    page = visit().open("/ja/nothing")
    assert page.status == 404 and any("/ja/courses" in link for _, link in page.links)


def test_an_unexpected_failure_tells_a_reference_and_nothing_else(app, visit, monkeypatch):
    from lms.services import courses

    monkeypatch.setattr(courses, "catalogue", lambda uow: 1 / 0)
    page = visit().open("/en/courses")
    assert page.status == 500 and "ZeroDivision" not in page.html and page.has("Something went wrong on our side")


def test_a_form_keeps_what_was_typed_and_says_where_the_fault_is(visit):
    page = visit().open("/en/register")
    page.press("Create account", name="Kofi", name_local="", email="nonsense", password="short")
    assert page.status == 422 and page.has("There is a problem") and 'value="nonsense"' in page.html and 'href="#email"' in page.html
    assert "short" not in page.html.split("<main")[1].split("</main>")[0].replace("shorten", "")


def test_an_ordering_that_does_not_add_up_keeps_what_was_typed(visit, house, cast):
    do(house, cast.bayo, attempts.start, COURSE, "m2")
    page = visit("bayo").open("/en/courses/field-basics/quizzes/m2").follow("Go on with your attempt")
    page.press("Check my answers", **{"q-m2-order-stop": "1", "q-m2-order-look": "1", "q-m2-order-decide": "3", "q-m2-word": "check-in"})
    assert page.status == 422 and page.has("each once") and 'value="check-in"' in page.html
    assert page.html.count('<option value="1" selected') == 2


def test_an_older_tab_does_not_overwrite_a_newer_answer(visit, house, cast):
    do(house, cast.bayo, attempts.start, COURSE, "m1")
    old, new = (visit("bayo").open("/en/courses/field-basics/quizzes/m1").follow("Go on") for _ in range(2))
    new.press("Check my answers", **{"q-m1-minutes": "30"})
    old.press("Check my answers", **{"q-m1-minutes": "45"})
    assert old.status == 422 and old.has("in another window") and 'value="30"' in old.html


def test_pressing_send_twice_is_one_submission(visit, house, cast):
    do(house, cast.bayo, attempts.start, COURSE, "m1")
    first, second = (visit("bayo").open("/en/courses/field-basics/quizzes/m1").follow("Go on").press("Check my answers") for _ in range(2))
    assert first.press("Send my answers").has("Your result") and second.press("Send my answers").has("Your result")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/en/\\x", "javascript:alert(1)", "/de/x", ""])
def test_signing_in_never_leads_to_somebody_elses_site(visit, target):
    from tests.stage import PASSWORD

    page = visit().open(f"/en/sign-in?next={target}")
    page.press("Sign in", email="aiko@example.org", password=PASSWORD)
    assert page.url.startswith("/en/record")
