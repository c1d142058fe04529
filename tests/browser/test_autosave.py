"""Answers are saved as they are given: through reloads, cut lines, dead servers, ended sign-ins, two tabs, two people."""

from tests.browser.sitting import begin, saved, state, wait_for, waiting


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
    assert kept() == {} and state(page) == "signin"
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
    page.goto("about:blank")
    page.context.set_offline(False)
    site.sign_in(page, "aiko")
    url, hers = begin(site, "aiko")
    page.goto(url)
    page.check('input[value="drive"]')
    wait_for(page, hers, {"m1-first": "drive"})
    saved(page)
    assert len(site.line.posts) == 1 and kept() == {}
    assert page.goto(url.replace(url.rsplit("/", 1)[1], "0199c0de-0000-7000-8000-000000000001")).status == 404


def test_the_number_of_answers_not_sent_is_shown_and_grows(sitting):
    site, page, kept = sitting
    page.context.set_offline(True)
    page.check('input[value="tell"]')
    waiting(page, "1 answer on this device, not sent yet")
    page.check('input[name="q-m1-bag"][value="water"]')
    waiting(page, "2 answers on this device, not sent yet")
    page.context.set_offline(False)
    page.goto(f"{site.url}/en/courses")
    wait_for(page, lambda: len(kept()), 2)


def test_the_browser_is_asked_to_keep_what_is_stored(own_site, new_context):
    page = new_context().new_page()
    page.add_init_script("window.asked = 0; StorageManager.prototype.persist = async () => { window.asked += 1; return true; }")
    own_site.sign_in(page, "bayo")
    url, _ = begin(own_site, "bayo")
    page.goto(url)
    assert page.evaluate("window.asked") == 0
    page.check('input[value="tell"]')
    saved(page)
    assert page.evaluate("window.asked") == 1


def test_what_the_device_holds_comes_back_with_a_page_that_is_older(sitting):
    site, page, kept = sitting
    page.context.route("**/answers", lambda route: route.abort())
    page.check('input[value="tell"]')
    page.fill('input[name="q-m1-minutes"]', "30")
    page.press('input[name="q-m1-minutes"]', "Tab")
    waiting(page, "2 answers")
    page.reload()
    page.locator('input[value="tell"]:checked').wait_for()
    assert page.input_value('input[name="q-m1-minutes"]') == "30" and kept() == {}


def test_what_was_typed_just_before_leaving_the_page_is_not_lost(sitting):
    site, page, kept = sitting
    url = page.url
    page.evaluate("""() => {
      const field = document.querySelector("input[name=q-m1-minutes]");
      field.value = "31";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      window.dispatchEvent(new Event("pagehide"));
    }""")
    page.goto(f"{site.url}/en/courses")
    page.goto(url)
    wait_for(page, kept, {"m1-minutes": "31"})
