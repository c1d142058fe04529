"""The catalogue and one's own progress, for programs."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from lms.services import courses, record
from lms.services.courses import CourseCard
from lms.web.api.bodies import plain
from lms.web.context import work

bp = Blueprint("api_courses", __name__, url_prefix="/api/v1")


@bp.get("/courses")
def catalogue() -> ResponseReturnValue:
    """Every course."""
    with work() as uow:
        cards = courses.catalogue(uow)
    return jsonify(courses=[_card(one) for one in cards])


@bp.get("/courses/<slug:course>")
def show(course: str) -> ResponseReturnValue:
    """One course with its modules and lessons."""
    with work() as uow:
        page = courses.page(uow, course)
    modules = [
        {"key": module.key, "title": plain(module.title), "scenario": module.scenario or None, "quiz": module.quiz or None,
         "lessons": [
             {"key": one.key, "title": plain(one.title), "minutes": one.minutes, "safety_critical": one.safety_critical} for one in module.lessons
         ]}
        for module in page.course.modules
    ]  # fmt: skip
    return jsonify(
        key=page.course.key, title=plain(page.course.title), summary=plain(page.course.summary), family=page.course.family,
        edition={"number": page.edition.number, "seal": page.edition.seal, "published": plain(page.published)}, minutes=page.minutes,
        validity_months=page.course.validity_months, exam=page.course.exam or None, modules=modules,
        counts_towards=[one.key for one in page.duties], languages=plain(page.languages),
    )  # fmt: skip


@bp.get("/progress")
def progress() -> ResponseReturnValue:
    """My courses, step by step."""
    with work() as uow:
        page = record.show(uow)
    steps = [
        {
            "course": one.key,
            "title": one.title,
            "complete": one.complete,
            "done": one.progress.done,
            "total": one.progress.total,
            "steps": plain(one.progress.steps),
        }
        for one in page.courses
    ]
    return jsonify(courses=steps)


def _card(one: CourseCard) -> dict[str, object]:
    known = {"key": one.key, "title": one.title, "summary": one.summary, "language": one.lang, "family": one.family, "minutes": one.minutes}
    mine = {"done": one.progress.done, "total": one.progress.total} if one.progress else None
    return {
        **known,
        "lessons": one.lessons,
        "quizzes": one.quizzes,
        "complete": one.complete,
        "progress": mine,
        "url": f"{request.host_url}en/courses/{one.key}",
    }
