"""A course that is kept on the device: read, done and answered without a line, brought up later, gone after signing out."""

import shutil
from dataclasses import replace

import pytest

from lms.domain.progress import StepKind
from lms.services import attempts, grades, lessons, media, progress, publishing, scenarios
from lms.services.work import work_in
from tests.services.test_attempts import COURSE, do
from tests.stage import actors

FRONT = f"/en/courses/{COURSE}"
LESSON = f"{FRONT}/lessons/m1/01-plan"
PICTURE = f"{FRONT}/lessons/m1/02-pack"
QUIZ = f"{FRONT}/quizzes/m2"
STORY = f"{FRONT}/scenarios/bridge"
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found[new URL(request.url).pathname] = await (await cache.match(request)).text();
  }
  return found;
}"""
NAMES = "async () => (await caches.keys()).sort()"


def keep(page, site, expect="On this device since"):
    """Press what keeps the course on the device, and wait for how it ends."""
    page.goto(site.url + FRONT)
    if page.locator("[data-keep-look]").is_visible():
        page.click("[data-keep-look]")
    page.locator("[data-keep-state]", has_text="Text").or_(page.locator("[data-keep-state]", has_text="newer")).wait_for()
    page.click("[data-keep-go]")
    page.locator("[data-keep-state]", has_text=expect).wait_for()
    wait_until(page, lambda: page.evaluate("!!navigator.serviceWorker.controller"))


@pytest.fixture
def kept(own_site, new_context):
    """Bayo with the course on his device."""
    page = new_context().new_page()
    own_site.sign_in(page, "bayo")
    keep(page, own_site)
    return own_site, page


def wait_until(page, holds):
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()


def reached(site, who="bayo"):
    """(kind, key) of the steps the server knows as done."""
    with work_in(site.house, actors(site.house)[who]) as uow:
        uow.asked = True
        return {(step.kind, step.key) for step in progress.standing(uow, COURSE).progress.steps if step.done}


def cut(page):
    page.context.set_offline(True)


def mend(page):
    """The line is back, and the person looks at the page again."""
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_the_sizes_are_said_before_anything_is_fetched_and_nothing_without_a_script(own_site, new_context):
    page = new_context().new_page()
    own_site.sign_in(page, "bayo")
    page.goto(own_site.url + FRONT)
    page.click("[data-keep-look]")
    page.locator("[data-keep-state]", has_text="pictures and files").wait_for()
    assert "kB" in page.text_content("[data-keep-state]") and page.evaluate(NAMES) == []
    plain = new_context(java_script_enabled=False).new_page()
    own_site.sign_in(plain, "bayo")
    plain.goto(own_site.url + FRONT)
    assert not plain.locator("[data-keep]").is_visible()


def test_visiting_keeps_no_page_and_what_is_kept_is_nobodys(kept):
    site, page = kept
    before = set(page.evaluate(KEPT))
    for path in ("/en/record", "/en/account", "/en/courses", QUIZ, f"/ja/courses/{COURSE}", LESSON):
        page.goto(site.url + path)
    found = page.evaluate(KEPT)
    pages = {path for path in found if not path.startswith(("/static/", "/media/"))}
    assert set(found) == before and {FRONT, LESSON, QUIZ, STORY, "/en/offline", "/ja/offline", "/whole", "/who"} <= pages
    assert all(path.startswith(FRONT) or path in ("/en/offline", "/ja/offline", "/whole", "/who") for path in pages)
    whole = "".join(text for path, text in found.items() if path in pages)
    assert "Bayo" not in whole and "csrf_token" not in whole and "data-uid" not in whole


def test_without_a_line_the_lesson_its_picture_and_its_policy_are_there(kept):
    site, page = kept
    cut(page)
    answer = page.goto(site.url + PICTURE)
    assert page.text_content("h1") == "Pack the bag" and "default-src 'self'" in answer.headers["content-security-policy"]
    assert page.evaluate("document.querySelector('article img').naturalWidth") > 0
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.locator(".pager a").first.click()
    page.wait_for_url("**/01-plan")


def test_without_a_line_what_is_not_kept_says_so_and_lists_what_is(kept):
    site, page = kept
    cut(page)
    page.goto(f"{site.url}/en/record")
    assert page.locator("[data-lost]").is_visible()
    page.click("[data-kept] a")
    assert page.url.endswith(FRONT) and page.text_content("h1") == "Field basics"
    page.goto(f"{site.url}/ja/courses/{COURSE}/lessons/m1/01-plan")
    assert page.locator("html[lang=ja] [data-kept]").count()


def test_a_server_that_is_dead_is_as_good_as_a_line_that_is_cut(kept):
    site, page = kept
    site.stop()
    for path, title in ((LESSON, "Plan the day"), (FRONT, "Field basics"), (f"/en/courses/{COURSE}/quizzes/final", "Final exam")):
        page.goto(site.url + path)
        assert page.text_content("h1") == title
    assert page.get_by_text("needs a connection").count()
    site.start()
    page.goto(site.url + FRONT)
    assert page.locator("body[data-uid]").count()


def test_the_site_goes_on_as_before_for_who_keeps_a_course(kept):
    site, page = kept
    page.goto(site.url + QUIZ)
    assert page.locator("body[data-uid]").count(), "a page that says where one stands comes from the site"
    page.click("main form.actions button")
    page.wait_for_url("**/attempts/*")
    page.goto(f"{site.url}/en/account")
    page.context.clear_cookies(name="hato")
    page.goto(f"{site.url}/en/record")
    assert "/sign-in" in page.url


def test_a_download_that_breaks_leaves_nothing_half_and_goes_on_where_it_stopped(own_site, new_context, monkeypatch):
    page = new_context().new_page()
    own_site.sign_in(page, "bayo")
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))

    def broken(*given):
        raise OSError("the disk is gone")

    whole = media.picture
    page.goto(own_site.url + FRONT)
    page.click("[data-keep-look]")
    page.locator("[data-keep-go]").wait_for()
    monkeypatch.setattr(media, "picture", broken)
    page.click("[data-keep-go]")
    page.locator("[data-keep-state]", has_text="download stopped").wait_for()
    page.goto(own_site.url + LESSON)
    assert page.locator("body[data-uid]").count(), "half a course is not given out"
    there = {one for one in page.evaluate(KEPT) if one.startswith("/media/")}
    monkeypatch.setattr(media, "picture", whole)
    keep(page, own_site)
    assert not there and {one for one in page.evaluate(KEPT) if one.startswith("/media/")}
    page.goto(own_site.url + LESSON)
    assert page.locator("body[data-offline]").count()


def test_what_is_there_already_is_not_fetched_again(kept):
    site, page = kept
    page.click("[data-keep-drop]")
    page.locator("[data-keep-look]").wait_for()
    assert not [one for one in page.evaluate(KEPT) if one.startswith((FRONT, "/media/"))]
    page.evaluate("""async () => {
      const cache = await caches.open(`hato:${document.body.dataset.uid}:files`);
      for (const url of [...document.querySelectorAll('script[src], link[rel=stylesheet]')].map(one => one.src || one.href)) await cache.add(url);
      window.added = (await cache.keys()).length;
    }""")
    stamps = "async () => Promise.all((await (await caches.open(`hato:${document.body.dataset.uid}:files`)).keys()).map(one => one.url))"
    before = page.evaluate(stamps)
    page.click("[data-keep-look]")
    page.click("[data-keep-go]")
    page.locator("[data-keep-state]", has_text="On this device").wait_for()
    assert before and set(before) < set(page.evaluate(stamps))


def publish_again(site, folder, monkeypatch):
    """A newer edition, in which a lesson begins with another sentence and another picture."""
    shutil.copytree(site.house.home, folder, symlinks=True)
    lesson = folder / "courses" / COURSE / "m1" / "01-plan.md"
    lesson.write_text(lesson.read_text().replace("Tomas wants to leave at six.", "Tomas leaves at seven."))
    picture = folder / "courses" / COURSE / "m1" / "images" / "bag.svg"
    picture.write_text(picture.read_text().replace("</svg>", "<!-- newer --></svg>"))
    publishing.publish_all(replace(site.house, home=folder))


def test_a_newer_version_is_offered_and_the_old_one_stays_until_it_is_whole(kept, tmp_path, monkeypatch):
    site, page = kept
    old = [name for name in page.evaluate(NAMES) if ":course:" in name]
    publish_again(site, tmp_path / "newer", monkeypatch)
    page.goto(site.url + LESSON)
    assert page.get_by_text("leave at six").count(), "a kept lesson opens from the device"
    page.locator("[data-newer]", has_text="newer version: text").wait_for()
    page.click("[data-newer] a")
    page.locator("[data-keep-state]", has_text="newer version").wait_for()
    whole = media.picture
    monkeypatch.setattr(media, "picture", lambda *given: (_ for _ in ()).throw(OSError("gone")))
    page.click("[data-keep-go]")
    page.locator("[data-keep-state]", has_text="download stopped").wait_for()
    cut(page)
    page.goto(site.url + LESSON)
    assert page.get_by_text("leave at six").count()
    page.context.set_offline(False)
    monkeypatch.setattr(media, "picture", whole)
    keep(page, site)
    page.goto(site.url + LESSON)
    assert page.get_by_text("leaves at seven").count()
    new = [name for name in page.evaluate(NAMES) if ":course:" in name]
    assert len(new) == 1 and new != old
    assert len([one for one in page.evaluate(KEPT) if one.startswith("/media/")]) == 1


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
    site.sign_in(page, "bayo")
    page.goto(f"{site.url}/en/courses")
    wait_until(page, lambda: reached(site, "bayo") == {(StepKind.LESSON, "m1/01-plan")})
    assert reached(site, "aiko") == set()


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


def test_what_is_kept_is_listed_with_its_size_and_can_be_removed(kept, accessible):
    site, page = kept
    page.goto(f"{site.url}/en/offline")
    page.locator("[data-kept] li", has_text="kB").wait_for()
    assert not page.locator("[data-lost]").is_visible()
    accessible(page)
    page.click("[data-kept] button")
    page.locator("[data-none]").wait_for()
    assert not [one for one in page.evaluate(KEPT) if one.startswith((FRONT, "/media/"))]
    do(site.house, actors(site.house)["bayo"], lessons.finish, COURSE, "m1/01-plan")


@pytest.mark.parametrize("path", [FRONT, LESSON, QUIZ, STORY])
def test_a_kept_page_shuts_nobody_out_and_nothing_runs_over_the_edge(kept, accessible, path):
    site, page = kept
    site.stop()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site.url + path)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    site.start()
