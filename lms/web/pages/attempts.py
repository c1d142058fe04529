"""Sitting a quiz: what to expect, the questions, a last look, the result."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Invalid
from lms.services import answers, attempts, grades
from lms.web.context import work
from lms.web.errors import translated
from lms.web.outlines import address
from lms.web.query import whole

NONE: Mapping[str, str] = MappingProxyType({})
bp = Blueprint("attempts", __name__)
QUIZ = "/<lang:lang>/courses/<slug:course>/quizzes/<slug:quiz>"
ATTEMPT = "/<lang:lang>/attempts/<id:attempt>"


@bp.get(QUIZ)
def intro(course: str, quiz: str) -> ResponseReturnValue:
    """What to expect, and the button that begins."""
    with work() as uow:
        page = attempts.intro(uow, course, quiz)
    return render_template("attempts/intro.html", page=page)


@bp.post(QUIZ)
def start(course: str, quiz: str) -> ResponseReturnValue:
    """Begin, or go on with what was begun."""
    with work() as uow:
        attempt = attempts.start(uow, course, quiz)
    return redirect(url_for("attempts.show", attempt=attempt), 303)


@bp.get(ATTEMPT)
def show(attempt: str) -> ResponseReturnValue:
    """The questions; the result, once handed in."""
    with work() as uow:
        page = attempts.show(uow, attempt)
    if page.submitted:
        return redirect(url_for("attempts.review", attempt=attempt), 302)
    return _questions(page)


@bp.post(ATTEMPT)
def save(attempt: str) -> ResponseReturnValue:
    """Keep what the form holds, then the last look; back to the questions when something must be mended."""
    seen = whole(request.form.get("seen", "0"), 9) or 0
    with work() as uow:
        problems = answers.save_form(uow, attempt, request.form.to_dict(flat=False), seen)
    checking = request.form.get("check", "")
    if checking and checking not in problems:
        try:
            with work() as uow:
                answers.check(uow, attempt, checking)
        except Invalid as fault:
            problems |= fault.problems
    if problems:
        with work() as uow:
            page = attempts.show(uow, attempt)
        return _questions(page, problems, request.form.to_dict()), 422
    if checking:
        return redirect(url_for("attempts.show", attempt=attempt, _anchor=f"item-{checking}"), 303)
    return redirect(url_for("attempts.check", attempt=attempt), 303)


def _questions(page: attempts.AttemptView, problems: Mapping[str, str] = NONE, typed: Mapping[str, str] = NONE) -> str:
    """The questions; those checked during practice with what may be seen of them."""
    checked = {}
    if page.checks:
        with work() as uow:
            checked = grades.checked(uow, page.id)
    told = {key: translated(one) for key, one in problems.items()}
    return render_template("attempts/show.html", page=page, problems=told, typed=typed, checked=checked)


@bp.get(f"{ATTEMPT}/check")
def check(attempt: str) -> ResponseReturnValue:
    """Which questions are answered, and the button that hands in."""
    with work() as uow:
        page = attempts.show(uow, attempt)
    if page.submitted or page.paused:
        return redirect(url_for("attempts.review" if page.submitted else "attempts.show", attempt=attempt), 302)
    return render_template("attempts/check.html", page=page)


@bp.post(f"{ATTEMPT}/submit")
def submit(attempt: str) -> ResponseReturnValue:
    """Hand in."""
    with work() as uow:
        attempts.submit(uow, attempt)
    return redirect(url_for("attempts.review", attempt=attempt), 303)


@bp.get(f"{ATTEMPT}/review")
def review(attempt: str) -> ResponseReturnValue:
    """The result, and the way on."""
    with work() as uow:
        page = grades.review(uow, attempt)
    following = page.progress.next
    return render_template("attempts/review.html", page=page, onward=address(page.course, following) if following else "")
