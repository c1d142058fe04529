"""Whose answers they are: sign-ins that end or change behind an open page, and signing out."""

from tests.browser.sitting import names, saved, wait_for, waiting
from tests.stage import PASSWORD


def again(page, who="bayo", password=PASSWORD):
    """Sign in on the page that is open."""
    page.fill("#again-email", f"{who}@example.org")
    page.fill("#again-password", password)
    page.click("dialog button:text-is('Sign in')")


def test_signing_in_again_on_the_page_sends_what_waits_and_the_page_stays(sitting, accessible):
    site, page, kept = sitting
    page.evaluate("window.same = true")
    page.context.clear_cookies()
    page.fill('input[name="q-m1-minutes"]', "30")
    page.check('input[value="tell"]')
    page.click(".quiz-foot a[data-signin]")
    accessible(page)
    again(page, password="not this one")
    page.locator("dialog [role=alert]", has_text="not right").wait_for()
    assert page.input_value("#again-password") == "" and page.input_value("#again-email") == "bayo@example.org" and kept() == {}
    again(page)
    saved(page)
    assert kept() == {"m1-minutes": "30", "m1-first": "tell"} and page.evaluate("window.same") is True
    assert page.input_value('input[name="q-m1-minutes"]') == "30" and not page.is_visible("dialog")
    page.click("text=Check my answers")
    page.wait_for_url("**/check")


def test_handing_in_with_a_sign_in_that_has_ended_asks_for_it_first(sitting):
    site, page, kept = sitting
    page.check('input[value="tell"]')
    saved(page)
    page.click("text=Check my answers")
    page.wait_for_url("**/check")
    page.context.clear_cookies()
    page.click("text=Send my answers")
    again(page)
    page.locator("dialog").wait_for(state="hidden")
    page.click("text=Send my answers")
    page.wait_for_url("**/review")


def test_too_many_tries_to_sign_in_again_are_stopped_on_the_page(sitting):
    site, page, kept = sitting
    page.context.clear_cookies()
    page.check('input[value="tell"]')
    page.click(".quiz-foot a[data-signin]")
    for number in range(11):
        again(page, password=f"guess {number}")
        page.locator("dialog [role=alert]:not(:empty)").wait_for()
    page.locator("dialog [role=alert]", has_text="Too many tries").wait_for()
    page.reload()
    assert kept() == {}


def test_another_person_who_signs_in_on_the_page_gets_nothing_of_the_first(sitting):
    site, page, kept = sitting
    told = []
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.accept()))
    page.context.clear_cookies()
    page.check('input[value="tell"]')
    page.click(".quiz-foot a[data-signin]")
    url = page.url
    with page.expect_navigation():
        again(page, "aiko")
    assert "another person's account" in told[0] and kept() == {} and site.line.posts == []
    site.sign_in(page, "bayo")
    page.goto(url)
    wait_for(page, kept, {"m1-first": "tell"})


def test_a_session_switched_behind_an_open_page_keeps_its_answers_for_their_owner(sitting):
    site, page, kept = sitting
    site.sign_in(page, "aiko")
    page.check('input[value="tell"]')
    waiting(page, "Somebody else has signed in here")
    assert site.line.posts == [] and kept() == {}
    page.click("text=Check my answers")
    again(page)
    saved(page)
    assert kept() == {"m1-first": "tell"}


def sign_out(page):
    button = page.locator("header details.menu.only-wide form[data-sign-out] button")
    if not button.is_visible():
        page.click("header details.menu.only-wide:has(.avatar) summary")
    button.click()


def test_signing_out_with_answers_not_sent_asks_first_and_then_nothing_of_the_person_is_left(sitting):
    site, page, kept = sitting
    asked, yes = [], [False, True]
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept() if yes[len(asked) - 1] else dialog.dismiss()))
    page.context.route("**/answers", lambda route: route.abort())
    page.check('input[value="tell"]')
    waiting(page)
    uid = page.evaluate("document.body.dataset.uid")
    for _ in yes:
        sign_out(page)
        page.wait_for_timeout(500)
        if len(asked) == 1:
            assert f"hato-u{uid}" in names(page) and page.is_checked('input[value="tell"]')
    page.locator("text=You are signed out.").wait_for()
    assert "1 answer has not been sent" in asked[0] and len(asked) == 2 and names(page) == []


def test_signing_out_deletes_the_database_though_a_second_tab_is_open(sitting):
    site, page, kept = sitting
    other = page.context.new_page()
    other.goto(page.url)
    other.check('input[value="tell"]')
    saved(other)
    sign_out(page)
    page.locator("text=You are signed out.").wait_for()
    other.locator("body:not([data-uid])").wait_for()
    assert names(page) == []
