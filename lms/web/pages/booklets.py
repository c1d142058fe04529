"""A whole course to take along: on one page, in one file, as a PDF."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.services import booklets
from lms.services.booklets import Booklet
from lms.services.certificates import SAFETY
from lms.web.context import house, lang, work
from lms.web.markup import style_block

bp = Blueprint("booklets", __name__)
COURSE = "/<lang:lang>/courses/<slug:course>"


def bind(page: Booklet) -> bytes:
    """The booklet as one file, which asks for nothing more."""
    style = style_block((house().home / "static" / "booklet.css").read_text("utf-8"))
    return render_template("booklets/file.html", page=page, safety=SAFETY, style=style).encode()


@bp.get(f"{COURSE}/print")
def show(course: str) -> ResponseReturnValue:
    """The whole course on one page."""
    with work() as uow:
        page = booklets.read(uow, course)
    return render_template("booklets/show.html", page=page, safety=SAFETY)


@bp.get(f"{COURSE}/file")
def take(course: str) -> ResponseReturnValue:
    """The whole course as one file, for a memory stick."""
    with work() as uow:
        page = booklets.read(uow, course, inside=True)
    return _attached(bind(page), "text/html; charset=utf-8", course, page.number, "html")


@bp.post(f"{COURSE}/booklet")
def make(course: str) -> ResponseReturnValue:
    """Have the PDF made."""
    with work(looking=True) as uow:
        page = booklets.read(uow, course, inside=True)
    html = bind(page)
    with work() as uow:
        booklets.ask(uow, page.edition, html)
    return redirect(url_for("courses.show", course=course, _anchor="take-along"), 303)


@bp.get(f"{COURSE}/booklet.pdf")
def download(course: str) -> ResponseReturnValue:
    """The PDF, once it is made."""
    with work() as uow:
        content, edition = booklets.download(uow, course, bind)
    return _attached(content, "application/pdf", course, edition, "pdf")


def _attached(content: bytes, kind: str, course: str, edition: int, ending: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{course}-{lang()}-edition-{edition}.{ending}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
