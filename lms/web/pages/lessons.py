"""A lesson, and the button that marks it done."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.progress import Progress, Step, StepKind
from lms.services import lessons
from lms.web.context import read_before, remember_read, work
from lms.web.outlines import address, contents, title

bp = Blueprint("lessons", __name__)
PATH = "/<lang:lang>/courses/<slug:course>/lessons/<slug:module>/<slug:stem>"


@bp.get(PATH)
def show(course: str, module: str, stem: str) -> ResponseReturnValue:
    """The lesson."""
    read = frozenset(lesson for named, lesson in read_before() if named == course)
    with work() as uow:
        page = lessons.show(uow, course, f"{module}/{stem}", read)
    before = (address(course, page.before), _("Previous")) if page.before else None
    after = title(page.edition, page.after) if page.after else ""
    modules = contents(page.course, page.edition, page.progress)
    return render_template("lessons/show.html", page=page, modules=modules, before=before, after=after)


@bp.post(PATH)
def finish(course: str, module: str, stem: str) -> ResponseReturnValue:
    """Done: on to the next step. Without an account the tick is kept in the visitor's own cookie."""
    key = f"{module}/{stem}"
    read = frozenset(lesson for named, lesson in read_before() if named == course)
    with work() as uow:
        done = lessons.finish(uow, course, key, read)
    reached = done.progress
    if not done.receipt:
        remember_read(course, key)
        flash(_("Done. Create an account to keep your progress: what you have read so far comes along."), "info")
    elif done.new:
        flash(_("Done and saved. Receipt: %(code)s", code=done.receipt), "info")
    if done.receipt and reached.complete:
        flash(_("The course is complete. Congratulations."), "ok")
        return redirect(url_for("record.show"), 303)
    following = _after(reached, key)
    return redirect(address(course, following) if following else url_for("courses.show", course=course), 303)


def _after(reached: Progress, key: str) -> Step | None:
    """The step after a lesson, else the first that is not done."""
    here = reached.find(StepKind.LESSON, key)
    return (reached.after(here) if here else None) or reached.next
