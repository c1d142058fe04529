"""A course that is kept on the device: read without a line, offered anew, listed, removed; and nothing else is kept."""

import shutil
from dataclasses import replace

import pytest

from lms.services import media, publishing
from tests.browser.keeping import FRONT, KEPT, LESSON, NAMES, PICTURE, QUIZ, STORY, cut, keep
from tests.services.test_attempts import COURSE


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


def test_a_course_without_the_mark_that_makes_it_whole_is_not_given_out(kept):
    site, page = kept
    page.evaluate("""async () => {
      for (const name of await caches.keys()) if (name.includes(':course:')) await (await caches.open(name)).delete('/whole');
    }""")
    page.goto(site.url + LESSON)
    assert page.locator("body[data-uid]").count()


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


def test_what_is_kept_is_listed_with_its_size_and_can_be_removed(kept, accessible):
    site, page = kept
    page.goto(f"{site.url}/en/offline")
    page.locator("[data-kept] li", has_text="kB").wait_for()
    assert not page.locator("[data-lost]").is_visible()
    accessible(page)
    page.click("[data-kept] button")
    page.locator("[data-none]").wait_for()
    assert not [one for one in page.evaluate(KEPT) if one.startswith((FRONT, "/media/"))]


@pytest.mark.parametrize("path", [FRONT, LESSON, QUIZ, STORY])
def test_a_kept_page_shuts_nobody_out_and_nothing_runs_over_the_edge(kept, accessible, path):
    site, page = kept
    site.stop()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site.url + path)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    site.start()
