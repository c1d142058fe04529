"""What is done on a kept course without a line goes up later, from the right person; signing out leaves nothing."""

from lms.domain.progress import StepKind
from lms.services import attempts, grades, scenarios
from lms.web.api import packs as api
from tests.browser.keeping import FRONT, LESSON, PICTURE, QUIZ, STORY, cut, mend, reached, wait_until
from tests.services.test_attempts import COURSE, do
from tests.stage import actors


def test_a_lesson_done_without_a_line_is_ticked_here_and_counts_later(kept):
    site, page = kept
    cut(page)
    page.goto(site.url + LESSON)
    page.click(".pager form button")
    page.wait_for_url("**/02-pack")
    page.locator(".toc li.done:visible").wait_for()
    page.locator('.saved[data-sync="site"]', has_text="1 entry on this device").wait_for()
    assert reached(site) == set()
    mend(page)
    wait_until(page, lambda: reached(site) == {(StepKind.LESSON, "m1/01-plan")})
    page.locator('.saved[data-sync="site"]').wait_for(state="hidden")


def test_a_lesson_done_on_a_kept_page_with_a_line_counts_at_once(kept):
    site, page = kept
    page.goto(site.url + LESSON)
    page.click(".pager form button")
    page.wait_for_url("**/02-pack")
    wait_until(page, lambda: reached(site) == {(StepKind.LESSON, "m1/01-plan")})


def answer(page):
    page.fill('input[name="q-m2-word"]', "check-in")
    for option, place in (("stop", "1"), ("look", "2"), ("decide", "3")):
        page.select_option(f'select[name="q-m2-order-{option}"]', place)
    page.select_option('select[name="q-m2-match-red"]', label="stop")
    page.select_option('select[name="q-m2-match-green"]', label="go")


def quizzes(site):
    """(percent, passed) of Bayo's attempts at the quiz."""
    bayo = actors(site.house)["bayo"]
    return [(one.percent, one.passed) for one in do(site.house, bayo, attempts.intro, COURSE, "m2", writes=False).attempts]


def test_a_practice_quiz_is_begun_answered_and_handed_in_without_a_line(kept):
    site, page = kept
    cut(page)
    page.goto(site.url + QUIZ)
    answer(page)
    page.locator(".quiz-foot .saved", has_text="on this device").wait_for()
    page.reload()
    wait_until(page, lambda: page.input_value('input[name="q-m2-word"]') == "check-in")
    assert page.locator('select[name="q-m2-match-red"] option:checked').text_content() == "stop" and page.input_value('select[name="q-m2-order-look"]') == "2"
    page.once("dialog", lambda dialog: dialog.accept())
    page.click(".quiz-foot button")
    page.locator("[data-handed]", has_text="handed in on this device").wait_for()
    assert quizzes(site) == []
    mend(page)
    wait_until(page, lambda: quizzes(site) == [(100, True)])
    page.click("[data-handed] a >> nth=0")
    page.get_by_text("100 %").first.wait_for()


def test_answers_of_an_attempt_begun_here_go_to_the_one_begun_elsewhere_with_their_meaning(kept):
    site, page = kept
    cut(page)
    page.goto(site.url + QUIZ)
    bayo = actors(site.house)["bayo"]
    there = do(site.house, bayo, attempts.start, COURSE, "m2")
    answer(page)
    mend(page)
    page.locator('.quiz-foot .saved[data-state="saved"]').wait_for()
    do(site.house, bayo, attempts.submit, there)
    assert do(site.house, bayo, grades.review, there, writes=False).percent == 100 and len(quizzes(site)) == 1


def test_a_server_that_dies_in_mid_quiz_costs_no_answer(kept):
    site, page = kept
    site.stop()
    page.goto(site.url + QUIZ)
    answer(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.click(".quiz-foot button")
    page.locator("[data-handed]").wait_for()
    site.start()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    wait_until(page, lambda: quizzes(site) == [(100, True)])


def test_a_scenario_played_without_a_line_counts_later(kept):
    site, page = kept
    cut(page)
    page.goto(site.url + STORY)
    assert page.locator("[data-node]:visible").count() == 1
    page.click('a[data-option="call"]')
    assert page.locator("[data-last]", has_text="Now somebody knows.").count()
    page.reload()
    page.locator('a[data-option="back"]').wait_for()
    page.click('a[data-option="back"]')
    page.get_by_text("A good end").wait_for()
    assert reached(site) == set()
    mend(page)
    wait_until(page, lambda: reached(site) == {(StepKind.SCENARIO, "bridge")})
    bayo = actors(site.house)["bayo"]
    (only,) = do(site.house, bayo, scenarios.intro, COURSE, "bridge", writes=False).plays
    assert (only.end, only.points) == ("good", 4)


def test_a_reply_that_is_lost_doubles_nothing(kept, monkeypatch):
    site, page = kept
    real, lost = api.jsonify, []

    def once(*given, **more):
        if not lost:
            lost.append(given)
            raise OSError("the line broke after the commit")
        return real(*given, **more)

    monkeypatch.setattr(api, "jsonify", once)
    cut(page)
    page.goto(site.url + STORY)
    page.click('a[data-option="call"]')
    page.click('a[data-option="back"]')
    mend(page)
    wait_until(page, lambda: lost)
    page.locator('.saved[data-sync="site"]').wait_for(state="hidden")
    bayo = actors(site.house)["bayo"]
    assert [one.end for one in do(site.house, bayo, scenarios.intro, COURSE, "bridge", writes=False).plays] == ["good"]


def left(page):
    """What of a person is on the device."""
    return page.evaluate("""async () => ({ caches: (await caches.keys()).filter(name => !name.startsWith('hato:shell:')),
      bases: (await indexedDB.databases()).map(base => base.name), who: localStorage.getItem('hato-uid') })""")


def sign_out(page):
    page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")


def test_signing_out_asks_when_something_is_unsent_and_then_leaves_nothing(kept):
    site, page = kept
    page.goto(site.url + FRONT)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss() if len(asked) == 1 else dialog.accept()))
    page.evaluate("""async () => {
      const { keep } = await import(document.querySelector('script[src*="/hato.js"]').src);
      await keep({ id: crypto.randomUUID(), url: '/api/v1/courses/none/lessons/a/b/done', body: {} }, 0);
    }""")
    sign_out(page)
    wait_until(page, lambda: asked)
    assert "1 entry has not been sent" in asked[0] and left(page)["caches"], "no is no"
    with page.expect_navigation(url="**/en/"):
        sign_out(page)
    assert left(page) == {"caches": [], "bases": [], "who": None}
    cut(page)
    page.goto(site.url + LESSON)
    assert page.locator("[data-lost]").is_visible() and not page.locator("[data-kept] a").count()


def test_signing_out_with_a_second_tab_open_leaves_nothing_either(kept):
    site, page = kept
    other = page.context.new_page()
    other.goto(site.url + PICTURE)
    page.goto(site.url + FRONT)
    with page.expect_navigation(url="**/en/"):
        sign_out(page)
    wait_until(page, lambda: left(page) == {"caches": [], "bases": [], "who": None})
    other.locator("body:not([data-offline]):not([data-uid])").wait_for(state="attached")


def test_a_second_person_on_the_same_browser_gets_nothing_of_the_first_and_the_first_loses_nothing(kept):
    site, page = kept
    cut(page)
    page.goto(site.url + LESSON)
    page.click(".pager form button")
    page.wait_for_url("**/02-pack")
    page.context.clear_cookies(name="hato")
    page.context.set_offline(False)
    site.sign_in(page, "aiko")
    page.goto(f"{site.url}/en/courses")
    wait_until(page, lambda: page.evaluate("localStorage.getItem('hato-uid')") == actors(site.house)["aiko"].id)
    page.goto(site.url + LESSON)
    assert page.locator("body[data-uid]").count(), "Aiko has not asked to keep it"
    cut(page)
    page.goto(site.url + LESSON)
    assert page.locator("[data-lost]").is_visible() and not page.locator("[data-kept] a").count()
    page.context.set_offline(False)
    assert reached(site, "aiko") == reached(site, "bayo") == set()
    page.goto(f"{site.url}/en/courses")
    with page.expect_navigation(url="**/en/"):
        sign_out(page)
    site.sign_in(page, "bayo")
    page.goto(f"{site.url}/en/courses")
    wait_until(page, lambda: reached(site, "bayo") == {(StepKind.LESSON, "m1/01-plan")})
    assert reached(site, "aiko") == set()
    cut(page)
    page.goto(site.url + LESSON)
    assert page.text_content("h1") == "Plan the day"


def test_a_sign_in_that_ends_keeps_what_was_done_and_says_so(kept):
    site, page = kept
    page.context.clear_cookies(name="hato")
    page.goto(site.url + LESSON)
    page.click(".pager form button")
    page.wait_for_url("**/02-pack")
    page.locator(".top a[data-signin]").wait_for()
    site.sign_in(page, "bayo")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    wait_until(page, lambda: reached(site) == {(StepKind.LESSON, "m1/01-plan")})
