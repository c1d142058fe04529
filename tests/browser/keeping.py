"""What the tests of kept courses share: the addresses, keeping a course, and what the server knows."""

from lms.services import progress
from lms.services.work import work_in
from tests.services.test_attempts import COURSE
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
