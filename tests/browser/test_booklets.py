"""A course on a memory stick: one file, opened from the disk with no line, and the page to print."""

import pytest


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_file_works_from_the_disk_without_a_line(site, new_context, accessible, tmp_path, lang):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(f"{site.url}/{lang}/courses/field-basics")
    with page.expect_download() as taken:
        page.locator("#take-along a[href$='/file']").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    assert file.name == f"field-basics-{lang}-edition-1.html"
    context = new_context(viewport={"width": 320, "height": 640}, offline=True)
    stick, asked = context.new_page(), []
    stick.on("request", lambda request: asked.append(request.url))
    stick.goto(file.as_uri())
    links = stick.locator(".contents a")
    assert links.count() == 8
    for link in links.all():
        link.click()
        target = link.get_attribute("href")
        assert stick.url.endswith(target) and stick.locator(target).evaluate("one => Math.abs(one.getBoundingClientRect().top) < innerHeight")
    stick.locator("#s2-1 .choices a").last.click()
    assert stick.evaluate("location.hash") == "#s2-" + stick.locator("#s2-1 .choices a").last.inner_text().split()[-1].strip("へ")
    assert stick.locator("img").evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 0)") and stick.locator("img").count() == 1
    assert stick.evaluate("document.documentElement.scrollWidth") <= 320
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_to_print_shuts_nobody_out(site, new_context, accessible, width):
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    for lang in ("en", "ja"):
        page.goto(f"{site.url}/{lang}/courses/field-basics/print")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    assert not page.locator(".back").is_visible()
