"""Correcting a question: propose, look at what would change, apply; and the corrections made."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.corrections import key_from_form
from lms.errors import Invalid
from lms.services import corrections
from lms.services.corrections import Question
from lms.web.context import work
from lms.web.forms.corrections import KINDS, CorrectionForm
from lms.web.query import whole

bp = Blueprint("corrections", __name__)
ITEM = "/<lang:lang>/teach/quizzes/<slug:course>/<slug:quiz>/items/<slug:item>"


@bp.get(ITEM)
def question(course: str, quiz: str, item: str) -> ResponseReturnValue:
    """Say what becomes of a question."""
    with work() as uow:
        page = corrections.question(uow, course, quiz, item, _edition())
    return _ask(page, CorrectionForm(data={"kind": ""}), {})


@bp.get(f"{ITEM}/preview")
def preview(course: str, quiz: str, item: str) -> ResponseReturnValue:
    """Who would change how; nothing is done yet."""
    fields = request.args.to_dict(flat=False)
    with work() as uow:
        page = corrections.question(uow, course, quiz, item, _edition())
    form = CorrectionForm(request.args)
    if form.validate():
        try:
            raw = key_from_form(page.item, fields) if form.kind.data == "rekey" else None
            with work() as uow:
                seen = corrections.preview(uow, course, quiz, item, form.kind.data, raw, form.reason.data, page.edition)
            return render_template("corrections/preview.html", page=seen, kinds=KINDS, fields=_sent(fields), section="teach")
        except Invalid as fault:
            form.take(fault)
    return _ask(page, form, fields)


@bp.post(f"{ITEM}/preview")
def apply(course: str, quiz: str, item: str) -> ResponseReturnValue:
    """Do what was previewed."""
    fields = request.form.to_dict(flat=False)
    with work() as uow:
        page = corrections.question(uow, course, quiz, item, _edition())
    form = CorrectionForm(request.form)
    if form.validate():
        try:
            raw = key_from_form(page.item, fields) if form.kind.data == "rekey" else None
            seen = request.form.get("fingerprint", "")
            with work() as uow:
                made = corrections.apply(uow, course, quiz, item, form.kind.data, raw, form.reason.data, seen, page.edition)
            flash(_("The question is corrected. The results follow now."), "ok")
            return redirect(url_for("corrections.show", correction=made), 303)
        except Invalid as fault:
            form.take(fault)
    return _ask(page, form, fields)


@bp.get("/<lang:lang>/teach/corrections")
def listing() -> ResponseReturnValue:
    """The corrections made."""
    with work() as uow:
        page = corrections.listing(uow)
    return render_template("corrections/list.html", page=page, kinds=KINDS, section="teach")


@bp.get("/<lang:lang>/teach/corrections/<id:correction>")
def show(correction: str) -> ResponseReturnValue:
    """A correction, and how far the results have followed."""
    with work() as uow:
        page = corrections.show(uow, correction)
    return render_template("corrections/show.html", page=page, kinds=KINDS, section="teach")


def _edition() -> int | None:
    return whole(request.values.get("edition", ""), 9)


def _sent(fields: dict[str, list[str]]) -> list[tuple[str, str]]:
    """What was sent, as the hidden fields that send it again."""
    return [(name, one) for name, values in fields.items() for one in values if name not in ("fingerprint", "csrf_token")]


def _ask(page: Question, form: CorrectionForm, fields: dict[str, list[str]]) -> Any:
    """The form with what was typed, or with the right answer as it stands."""
    asked, typed = page.asked, _typed(page)
    if fields:
        typed = {name: values[-1] for name, values in fields.items()}
        try:
            asked = replace(asked, answer=key_from_form(page.item, fields))  # type: ignore[arg-type]
        except Invalid:
            asked = replace(asked, answer=None)
    body = render_template("corrections/question.html", page=page, asked=asked, typed=typed, form=form, section="teach")
    return body, 422 if form.errors else 200


def _typed(page: Question) -> dict[str, str]:
    """The right answer of a numeric or short question, as it stands in its fields."""
    name = f"q-{page.item.key}"
    if isinstance(page.key, dict):
        return {name: str(page.key.get("number", "")), "tolerance": str(page.key.get("tolerance", ""))}
    return {name: "\n".join(page.key)} if isinstance(page.key, list) else {}
