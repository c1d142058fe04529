"""Quizzes from and to other programs, for trainers; what comes in is shown and not stored."""

from pathlib import PurePath

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.languages import NAMES
from lms.errors import Invalid
from lms.services import exchange
from lms.services.exchange import READABLE, WRITABLE, Export
from lms.web.context import lang, work
from lms.web.forms.base import filled
from lms.web.forms.exchange import ExportForm, PageForm, TakeForm

bp = Blueprint("exchange", __name__)


@bp.get("/<lang:lang>/teach/quizzes/<slug:course>/<slug:quiz>/export")
def export(course: str, quiz: str) -> ResponseReturnValue:
    """What a quiz would lose in the chosen notation, and the way to its file."""
    page = _export(course, quiz)
    form = ExportForm(data={"format": page.format, "language": page.lang})
    form.format.choices = list(WRITABLE.items())
    form.language.choices = [(code, NAMES[code]) for code in page.langs]
    return render_template("exchange/export.html", page=page, form=form, formats=WRITABLE, section="teach")


@bp.get("/<lang:lang>/teach/quizzes/<slug:course>/<slug:quiz>/export/file")
def download(course: str, quiz: str) -> ResponseReturnValue:
    """The file, with its keys."""
    page = _export(course, quiz)
    return _file(page.file, page.text.encode(), page.kind)


@bp.route("/<lang:lang>/teach/quizzes/import", methods=["GET", "POST"])
def take() -> ResponseReturnValue:
    """Read a file of another program, and show it as a quiz of ours with the report of what was lost."""
    form, found = filled(TakeForm, format="auto", language=lang()), None
    with work() as uow:
        form.offer(exchange.readable(uow))
    upload = request.files.get("file")
    path = PurePath((upload.filename or "") if upload else "").name[:80] or _("file")
    if request.method == "POST" and form.validate():
        try:
            with work() as uow:
                found = exchange.take(
                    uow, upload.read() if upload else b"", path=path, name=form.format.data or "", course=form.course.data, key=form.quiz.data,
                    title=form.title.data or "", pass_mark=form.pass_mark.data, lang=form.language.data or "",
                )  # fmt: skip
        except Invalid as fault:
            form.take(fault)
    made = PageForm(data={"quiz": form.quiz.data, "page": found.text}) if found and found.text else None
    wrong = form.errors or (found is not None and found.faults)
    return render_template("exchange/import.html", form=form, page=found, made=made, formats=READABLE, section="teach"), 422 if wrong else 200


@bp.post("/<lang:lang>/teach/quiz-file")
def file() -> ResponseReturnValue:
    """The quiz as the trainer sees it in the field, as a file for their own device."""
    form = filled(PageForm)
    with work() as uow:
        name, content = exchange.file(uow, form.quiz.data or "", form.page.data or "")
    return _file(name, content, "text/markdown")


def _export(course: str, quiz: str) -> Export:
    with work() as uow:
        return exchange.export(uow, course, quiz, request.args.get("format", "csv"), request.args.get("language", ""))


def _file(name: str, content: bytes, kind: str) -> Response:
    response = Response(content, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
