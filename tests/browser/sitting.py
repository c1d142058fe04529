"""Somebody in the middle of a quiz in a browser: how to begin, and what to wait for."""

from lms.services import answers, attempts
from lms.services.work import work_in
from lms.store import answers as store
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


def events_of(site, page):
    """Every event the server has of the attempt that is open in a page."""
    with work_in(site.house) as uow:
        uow.asked = True
        return store.of_attempt(uow.db, page.url.rsplit("/", 1)[1])


def wake(page):
    """What happens when somebody comes back to a page."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def saved(page):
    page.locator('.quiz-foot .saved[data-state="saved"]').wait_for()


def waiting(page, words="on this device"):
    page.locator(".quiz-foot .saved", has_text=words).wait_for()


def names(page):
    """The databases of this site on the device."""
    return page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")


def held_up(page, line):
    """Until a post of answers has arrived at the line that holds it."""
    for _ in range(100):
        if line.arrived.is_set():
            return
        page.wait_for_timeout(50)
    assert line.arrived.is_set(), "no answer was posted"
