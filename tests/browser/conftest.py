"""A headless Chromium for the tests in this folder, and axe, which finds what shuts people out."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.keeping import keep
from tests.browser.site import Site, close_site, open_site
from tests.browser.sitting import begin
from tests.conftest import unavailable

HERE = Path(__file__).parent

PROGRAMS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


def pytest_collection_modifyitems(items) -> None:
    """Every test below this folder is a browser test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def start(stack: ExitStack) -> Browser | str:
    """A browser that runs until the stack is left, or why there is none."""
    wanted = os.environ.get("HATO_TEST_CHROMIUM")
    program = next(filter(None, map(shutil.which, [wanted] if wanted else PROGRAMS)), None)
    if not program:
        return "no Chromium on the PATH, and HATO_TEST_CHROMIUM is not set"
    # Chromium will not run in its sandbox as root; what it opens here is our own.
    options = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    try:
        driver = stack.enter_context(sync_playwright())
        return driver.chromium.launch(executable_path=program, args=options)
    except Exception as error:  # Playwright's own driver fails with no narrower type
        return f"{program} does not start: {str(error).splitlines()[0]}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser | str]:
    """The browser, or why there is none (so that one failed start is not tried again for every test)."""
    with ExitStack() as stack:
        found = start(stack)
        yield found
        if isinstance(found, Browser):
            found.close()


@pytest.fixture
def browser(chromium) -> Browser:
    if isinstance(chromium, str):
        unavailable("browser", chromium)
    return chromium


@pytest.fixture
def new_context(browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser profile of one's own (two for two people), with Playwright's options: locale, java_script_enabled …

    At the end no page of it may have met an error in a script or a breach of the content security policy.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(**options) -> BrowserContext:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options})
        context.set_default_timeout(30_000)
        if script := os.environ.get("HATO_TEST_SCRIPT"):
            context.route("**/static/hato.js*", lambda route: route.fulfill(path=script, content_type="text/javascript"))
        context.on("weberror", lambda error: faults.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("console", lambda message: "Content Security Policy" in message.text and faults.append(message.text))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert not faults, "the browser complained:\n" + "\n".join(faults)


@pytest.fixture
def page(new_context) -> Page:
    """One page in a profile of its own, 1280 pixels wide."""
    return new_context().new_page()


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """Checks the page as it stands with axe (WCAG 2.2 AA and good practice), in light and in dark."""

    def check(page: Page) -> None:
        found = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for fault in Axe().run(page, options=AXE).response["violations"]:
                places = "\n".join(f"      {node['html'][:200]}" for node in fault["nodes"][:5])
                found.append(f"  {scheme}: {fault['id']}, {fault['help']}\n{places}")
        page.emulate_media(color_scheme=None)
        assert not found, f"{page.url} shuts people out:\n" + "\n".join(found)

    return check


@pytest.fixture(scope="module")
def site(sqlite, home, tmp_path_factory) -> Iterator[Site]:
    """A site that runs for all tests of a file; what they do to it, such as correcting a question, meets no other file."""
    with sqlite.fresh() as url:
        found = open_site(url, home, tmp_path_factory.mktemp("site"))
        found.start()
        yield found
        close_site(found)


@pytest.fixture
def own_site(sqlite, home, tmp_path) -> Iterator[Site]:
    """A site for one test that stops and starts it."""
    with sqlite.fresh() as url:
        found = open_site(url, home, tmp_path)
        found.start()
        yield found
        close_site(found)


@pytest.fixture
def sitting(own_site, new_context):
    """Bayo in the middle of a quiz."""
    page = new_context().new_page()
    own_site.sign_in(page, "bayo")
    url, kept = begin(own_site, "bayo")
    page.goto(url)
    return own_site, page, kept


@pytest.fixture
def kept(own_site, new_context) -> tuple[Site, Page]:
    """Bayo with the course on his device."""
    page = new_context().new_page()
    own_site.sign_in(page, "bayo")
    keep(page, own_site)
    return own_site, page
