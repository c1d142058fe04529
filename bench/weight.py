"""What a first visit to a lesson weighs, and how soon it is seen on a slow line."""

import gzip
import http.client
import os
import re
import shutil
from contextlib import ExitStack

from playwright.sync_api import sync_playwright

from bench.report import Report
from bench.stands import Stand

FIRST, NEXT, PAINT = 40_000, 15_000, 1500
LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
"""400 kbit/s with 400 ms from request to first byte."""

PAINTED = """new Promise(told => new PerformanceObserver(list => told(list.getEntriesByName("first-contentful-paint")[0].startTime))
    .observe({type: "paint", buffered: true}))"""

PARTS = re.compile(r'<(?:link rel="(?:icon|stylesheet)"[^>]* href|script[^>]* src)="([^"]+)"')
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def measure(report: Report, stand: Stand) -> None:
    """Bytes of the heaviest lesson of all, then the first paint of it."""
    report.title("First visit to a lesson, without an account")
    heaviest = max(stand.facts["lessons"], key=lambda path: fetched(stand, path)[0])
    page, html = fetched(stand, heaviest)
    parts = {path: fetched(stand, path)[0] for path in dict.fromkeys(PARTS.findall(html))}
    whole = page + sum(parts.values())
    report.promised("bytes over the wire, heads included", f"{whole / 1000:.1f} kB in {1 + len(parts)} requests", "", "≤ 40 kB", whole <= FIRST)
    report.promised("the next page", f"{page / 1000:.1f} kB", "", "≤ 15 kB", page <= NEXT)
    report.told("heaviest of all lessons", heaviest)
    _seen(report, stand, heaviest)


def fetched(stand: Stand, path: str) -> tuple[int, str]:
    """Bytes of an answer as a browser gets it, head and packed body, and the text of the body."""
    line = http.client.HTTPConnection("127.0.0.1", stand.port, timeout=10)
    line.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + 19
    text = gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body
    return head + len(body), text.decode("utf-8")


def _seen(report: Report, stand: Stand, path: str) -> None:
    """The first contentful paint in a browser with nothing kept."""
    what = "first paint at 400 kbit/s, 400 ms"
    program = next(filter(None, map(shutil.which, [os.environ.get("HATO_TEST_CHROMIUM", ""), *PROGRAMS])), None)
    if not program:
        report.skipped(what, "no Chromium here")
        return
    try:
        times = sorted(_paints(program, f"http://127.0.0.1:{stand.port}{path}"))
    except Exception as fault:  # Playwright's driver fails with no narrower type
        report.skipped(what, f"the browser does not start ({str(fault).splitlines()[0]})")
        return
    paint = times[len(times) // 2]
    report.promised(what, f"{paint:.0f} ms", "", "≤ 1500 ms", paint <= PAINT)


def _paints(program: str, address: str) -> list[float]:
    found = []
    with ExitStack() as stack:
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        stack.callback(browser.close)
        for _ in range(5):
            context = browser.new_context()
            page = context.new_page()
            context.new_cdp_session(page).send("Network.emulateNetworkConditions", LINE)
            page.goto(address, wait_until="load")
            found.append(page.evaluate(PAINTED))
            context.close()
    return found
