"""A course as one file for a device: its pages as nobody sees them, and the pictures and files that these show."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, render_template, url_for
from flask_babel import gettext as _

from lms.domain.editions import Edition
from lms.domain.people import ANYONE
from lms.domain.progress import StepKind
from lms.services import attempts, courses, lessons, media, packs, scenarios
from lms.services.work import UnitOfWork, work_in
from lms.web.context import house, lang, work
from lms.web.frame import HEADERS, static
from lms.web.outlines import address, contents, title

SHELL = ("hato.css", "hato.js", "keep.js", "icons/favicon.svg")
"""What the page for a lost line needs."""
LOOKS = (*SHELL, "device.js", "download.js", "practice.js", "sw.js")
SHOWN = re.compile(r'"(/(?:static|media)/[^"#]+)"')
BLANK = "00000000-0000-0000-0000-000000000000"
"""Stands in addresses where the device puts an id of its own."""
NOBODY: dict[str, Any] = {"actor": None, "csrf": str, "csrf_value": str, "flashes": list, "blank": BLANK}
"""What a template asks about who is there: nobody, no token, no message."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it goes out: JSON, compressed. `files` are bytes of pictures and files, `pages` how many there are."""

    version: str
    title: str
    packed: bytes
    pages: int
    files: int


def pack(course: str) -> Pack:
    """The pack of a course in the reader's edition and language; made once for each, and again when it may look different."""
    with work() as uow:
        edition, stamp = packs.current(uow, course)
    stamp = f"{stamp} {looks()}"
    key, shelf = ("pack", edition, lang()), house().shelf
    kept = shelf.get(key)
    if kept is None or kept[0] != stamp:
        kept = shelf[key] = (stamp, _make(edition))
    made: Pack = kept[1]
    return made


def looks() -> str:
    """A word that changes with the files every page shows."""
    return hashlib.sha256(" ".join(map(static, LOOKS)).encode()).hexdigest()[:12]


def nobody(url: str, template: str, **values: Any) -> str:
    """A page as nobody sees it: no name, no token, nothing that was done; `offline` is its course, empty for none."""
    with current_app.app_context(), current_app.test_request_context(url):
        g.lang = url[1:3]
        return render_template(template, **{"offline": "", "script": "keep.js", **values, **NOBODY})


def _make(edition_id: str) -> Pack:
    with work_in(house(), ANYONE, lang()) as uow:
        edition = packs.pin(uow, edition_id)
        pages = [{"url": url, "html": nobody(url, template, offline=edition.course.key, **values)} for url, template, values in _pages(uow, edition)]
        shown = sorted({url for one in pages for url in SHOWN.findall(one["html"])})
        files = [{"url": url, "bytes": _bytes(uow, url)} for url in shown]
        name = courses.page(uow, edition.course.key).title
    headers = {**HEADERS, "Content-Type": "text/html; charset=utf-8"}
    said = {"title": name, "headers": headers, "pages": pages, "files": files, "bytes": sum(one["bytes"] for one in files)}
    version = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]
    body = json.dumps({"version": version, **said}, ensure_ascii=False).encode()
    return Pack(version, name, gzip.compress(body, 9, mtime=0), len(pages), said["bytes"])


def _pages(uow: UnitOfWork, edition: Edition) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Address, template and values of every page of a course."""
    course = edition.course.key
    front = courses.page(uow, course)
    modules = contents(front.course, edition, front.progress)
    yield url_for("courses.show", course=course), "courses/show.html", {"page": front, "modules": modules, "script": "device.js"}
    for step in front.progress.steps:
        url, after = address(course, step), front.progress.after(step)
        onward = address(course, after) if after else url_for("courses.show", course=course)
        more: dict[str, Any] = {"script": "practice.js", "edition": edition, "onward": onward}
        if step.kind is StepKind.SCENARIO:
            page = scenarios.intro(uow, course, step.key)
            yield url, "scenarios/offline.html", {"page": page, "story": packs.story(uow, course, step.key), **more}
        elif step.kind is not StepKind.LESSON:
            yield url, "attempts/offline.html", {"page": attempts.intro(uow, course, step.key), "sheet": packs.sheet(uow, course, step.key), **more}
        else:
            lesson = lessons.show(uow, course, step.key)
            before = (address(course, lesson.before), _("Previous")) if lesson.before else None
            named = title(edition, lesson.after) if lesson.after else ""
            yield url, "lessons/show.html", {"page": lesson, "modules": modules, "before": before, "after": named, **more, "script": "device.js"}


def _bytes(uow: UnitOfWork, url: str) -> int:
    """The size of a file as it is shown, before compression."""
    name = url.split("?")[0].removeprefix("/static/")
    if name.startswith("/media/"):
        return len(media.picture(uow, name.removeprefix("/media/"))[1])
    return (house().home / "static" / name).stat().st_size
