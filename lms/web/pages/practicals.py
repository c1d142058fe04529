"""Practical sessions: a trainer keeps the list, signs it off, and corrects it."""

import re
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.languages import text
from lms.domain.practicals import Seen, read_marks
from lms.errors import Conflict, Invalid
from lms.services import practicals
from lms.web.context import lang, work
from lms.web.errors import translated
from lms.web.forms.base import filled
from lms.web.forms.practicals import CorrectionForm, ListForm, RevisionForm, SessionForm

bp = Blueprint("practicals", __name__)
ONE = "/<lang:lang>/teach/practicals/<id:practical>"
FIELD = re.compile(r"(there|leave|mark)-([0-9a-f-]{36})(?:-([a-z0-9-]{1,64}))?")


@bp.get("/<lang:lang>/teach/practicals")
def listing() -> ResponseReturnValue:
    """Every session."""
    with work() as uow:
        page = practicals.listing(uow)
    return render_template("practicals/list.html", page=page, section="teach")


@bp.route("/<lang:lang>/teach/practicals/new", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Open a session."""
    form = filled(SessionForm)
    if request.method == "POST" and form.validate():
        try:
            with work() as uow:
                made = practicals.begin(uow, form.practical.data, form.day.data, form.place.data or "")
            return redirect(url_for("practicals.show", practical=made), 303)
        except Invalid as fault:
            form.take(fault)
    with work(looking=True) as uow:
        offered = practicals.offered(uow)
    form.practical.choices = [(one.key, text(one.title, lang())) for one in offered]
    return render_template("practicals/new.html", form=form, offered=offered, section="teach"), 422 if form.errors else 200


@bp.get(ONE)
def show(practical: str) -> ResponseReturnValue:
    """The list, to be filled in while it is open."""
    return _page(practical, "show", None)


@bp.post(ONE)
def save(practical: str) -> ResponseReturnValue:
    """Save the whole list at once."""
    form = filled(ListForm)
    sent, leaving = _sent()
    if form.validate():
        try:
            with work() as uow:
                practicals.save(uow, practical, form.revision.data, sent, email=form.email.data or "", leaving=leaving)
            flash(_("Saved."), "ok")
            return redirect(url_for("practicals.sign" if "check" in request.form else "practicals.show", practical=practical), 303)
        except (Invalid, Conflict) as fault:
            return _page(practical, "show", form, sent, fault)
    return _page(practical, "show", form, sent)


@bp.route(f"{ONE}/sign", methods=["GET", "POST"])
def sign(practical: str) -> ResponseReturnValue:
    """See who passes, and sign off."""
    form = filled(RevisionForm)
    if request.method == "POST" and form.validate():
        try:
            with work() as uow:
                practicals.sign(uow, practical, form.revision.data)
            flash(_("Signed off. Everybody's eligibility is up to date."), "ok")
            return redirect(url_for("practicals.show", practical=practical), 303)
        except (Invalid, Conflict) as fault:
            return _page(practical, "sign", form, None, fault)
    return _page(practical, "sign", form if form.errors else None)


@bp.route(f"{ONE}/correct", methods=["GET", "POST"])
def correct(practical: str) -> ResponseReturnValue:
    """Sign off again, with the reason."""
    form = filled(CorrectionForm)
    if request.method == "GET":
        return _page(practical, "correct", None)
    sent, _leaving = _sent()
    if form.validate():
        try:
            with work() as uow:
                practicals.correct(uow, practical, form.revision.data, sent, form.reason.data or "")
            flash(_("Corrected. Everybody's eligibility is up to date."), "ok")
            return redirect(url_for("practicals.show", practical=practical), 303)
        except (Invalid, Conflict) as fault:
            return _page(practical, "correct", form, sent, fault)
    return _page(practical, "correct", form, sent)


FORMS: dict[str, type[RevisionForm]] = {"show": ListForm, "sign": RevisionForm, "correct": CorrectionForm}


def _sent() -> tuple[dict[str, tuple[bool, dict[str, str]]], frozenset[str]]:
    """The table as it was sent, and who is to leave it."""
    there: set[str] = set()
    leaving: set[str] = set()
    marks: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        found = FIELD.fullmatch(name)
        if found is None:
            continue
        kind, person, skill = found.groups()
        if kind == "mark" and skill:
            marks.setdefault(person, {})[skill] = value
        elif kind != "mark":
            (there if kind == "there" else leaving).add(person)
    return {person: (person in there, given) for person, given in marks.items()}, frozenset(leaving)


def _page(
    practical: str, name: str, form: Any, sent: dict[str, tuple[bool, dict[str, str]]] | None = None, fault: Invalid | Conflict | None = None
) -> Any:  # fmt: skip
    """A page of the session; a form that was refused keeps what was entered, beside what is saved by now."""
    with work(looking=True) as uow:
        page = practicals.show(uow, practical)
    status = 422 if form and form.errors else 200
    if isinstance(fault, Invalid):
        form.take(fault)
        status = fault.status
    elif fault is not None:
        form.form_errors.append(translated(fault.args[0]))
        form.revision.raw_data, status = [str(page.revision)], fault.status
    entered = {
        one.id: Seen(sent[one.id][0], read_marks(page.practical, sent[one.id][1]) or one.seen.marks) if sent and one.id in sent else one.seen
        for one in page.people
    }  # fmt: skip
    form = form or FORMS[name](data={"revision": page.revision})
    people = [(replace(one, seen=entered[one.id]), one.seen) for one in page.people]
    return render_template(f"practicals/{name}.html", page=page, people=people, form=form, section="teach"), status
