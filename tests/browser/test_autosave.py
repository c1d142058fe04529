"""Answers are saved as they are given: through reloads, cut lines, dead servers, ended sign-ins, two tabs, two people."""

import pytest

from lms.services import answers, attempts
from lms.services.work import work_in
from tests.services.test_attempts import COURSE, do
from tests.stage import actors


def begin(site, who):
    """An open attempt of one of the cast; gives its address and a way to ask what the server has."""
    actor = actors(site.house)[who]
    attempt = do(site.house, actor, attempts.start, COURSE, "m1")

    def kept():
        with work_in(site.house, actor) as uow:
            uow.asked = True
            return dict(answers.given(uow, attempt).values)

    return f"{site.url}/en/attempts/{attempt}", kept


def state(page):
    return page.locator(".quiz-foot .saved").get_attribute("data-state")


def wait_for(page, kept, expected):
    for _ in range(60):
        if kept() == expected:
            return
        page.wait_for_timeout(100)
    assert kept() == expected


@pytest.fixture
def sitting(own_site, new_context):
    """Bayo in the middle of a quiz."""
    page = new_context().new_page()
    own_site.sign_in(page, "bayo")
    url, kept = begin(own_site, "bayo")
    page.goto(url)
    return own_site, page, kept


def test_an_answer_is_saved_as_it_is_given_and_survives_a_reload(sitting):
    site, page, kept = sitting
    page.check('input[value="tell"]')
    page.fill('input[name="q-m1-minutes"]', "30")
    wait_for(page, kept, {"m1-first": "tell", "m1-minutes": "30"})
    page.locator(".quiz-foot .saved", has_text="Saved at").wait_for()
    page.reload()
    assert page.is_checked('input[value="tell"]') and page.input_value('input[name="q-m1-minutes"]') == "30"


def test_with_the_line_cut_the_answer_waits_on_the_device_and_goes_up_later(sitting):
    site, page, kept = sitting
    page.context.set_offline(True)
    page.check('input[value="tell"]')
    page.locator(".quiz-foot .saved", has_text="on this device").wait_for()
    assert state(page) == "device" and kept() == {}
    page.context.set_offline(False)
    wait_for(page, kept, {"m1-first": "tell"})
    page.locator('.quiz-foot .saved[data-state="saved"]').wait_for()


def test_a_server_that_dies_and_comes_back_loses_nothing(sitting):
    site, page, kept = sitting
    page.check('input[value="tell"]')
    wait_for(page, kept, {"m1-first": "tell"})
    site.stop()
    page.check('input[name="q-m1-bag"][value="water"]')
    page.locator(".quiz-foot .saved", has_text="on this device").wait_for()
    site.start()
    wait_for(page, kept, {"m1-first": "tell", "m1-bag": ["water"]})


def test_a_sign_in_that_ends_in_mid_quiz_costs_no_answer(sitting):
    site, page, kept = sitting
    cookies = page.context.cookies()
    page.context.clear_cookies(name="hato")
    page.check('input[value="tell"]')
    page.locator(".quiz-foot a[data-signin]").wait_for()
    assert kept() == {}
    page.context.add_cookies(cookies)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    wait_for(page, kept, {"m1-first": "tell"})


def test_two_tabs_send_each_answer_once_and_the_later_one_counts(sitting):
    site, page, kept = sitting
    other = page.context.new_page()
    other.goto(page.url)
    page.check('input[value="drive"]')
    wait_for(page, kept, {"m1-first": "drive"})
    other.check('input[value="tell"]')
    wait_for(page, kept, {"m1-first": "tell"})


def test_a_second_person_on_the_same_browser_sees_nothing_of_the_first(sitting):
    site, page, kept = sitting
    page.context.set_offline(True)
    page.check('input[value="tell"]')
    page.locator(".quiz-foot .saved", has_text="on this device").wait_for()
    page.context.set_offline(False)
    site.sign_in(page, "aiko")
    url, hers = begin(site, "aiko")
    page.goto(url)
    page.wait_for_timeout(800)
    assert hers() == {} and not page.is_checked('input[value="tell"]')
    assert page.goto(url.replace(url.rsplit("/", 1)[1], "0199c0de-0000-7000-8000-000000000001")).status == 404
