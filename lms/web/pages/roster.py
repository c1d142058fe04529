"""Who is ready for a duty, and what a registrar sees and enters of a person."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.evidence import EvidenceKind
from lms.errors import Invalid
from lms.services import claims, eligibility, evidence, looks, people, practicals, roster
from lms.services.teams import MEMBERS
from lms.web.context import lang, work
from lms.web.forms.base import filled
from lms.web.forms.evidence import EvidenceForm, WithdrawForm, choices
from lms.web.forms.proofs import TakeForm
from lms.web.forms.roster import ExportForm
from lms.web.gaps import way
from lms.web.lists import file, paper, sheets
from lms.web.narrowing import languages, narrowed, said
from lms.web.proofs import asked as what_was_asked
from lms.web.proofs import branches, summary
from lms.web.query import asked, departure, place

bp = Blueprint("roster", __name__)


@bp.get("/<lang:lang>/roster", endpoint="evidence")
def listing() -> ResponseReturnValue:
    """Find a person."""
    search = request.args.get("q", "")[:100]
    with work() as uow:
        page, more = people.page(uow, search, request.args.get("after", "")[:300])
    return render_template("roster/list.html", page=page, more=more, search=search, section="roster")


@bp.get("/<lang:lang>/roster/people/<id:person>")
def person(person: str) -> ResponseReturnValue:
    """A person's evidence and duties."""
    return _page(person, filled(EvidenceForm))


@bp.post("/<lang:lang>/roster/people/<id:person>")
def add(person: str) -> ResponseReturnValue:
    """Enter what has been seen."""
    form = filled(EvidenceForm)
    if form.validate():
        try:
            with work() as uow:
                evidence.add(
                    uow, person, kind=EvidenceKind(form.kind.data), name=form.name.data or "", valid_from=form.valid_from.data,
                    valid_until=form.valid_until.data, scale=form.scale.data, level=form.level.data or "", started=form.started.data,
                    ended=form.ended.data, note=form.note.data,
                )  # fmt: skip
            flash(_("Recorded. The person's eligibility is up to date."), "ok")
            return redirect(url_for("roster.person", person=person), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(person, form)


@bp.post("/<lang:lang>/roster/evidence/<id:fact>/withdraw")
def withdraw(fact: str) -> ResponseReturnValue:
    """Withdraw a fact, with the reason."""
    form = filled(WithdrawForm)
    with work() as uow:
        person = evidence.withdraw(uow, fact, (form.why.data or "").strip())
    flash(_("Withdrawn. The person's eligibility is up to date."), "ok")
    return redirect(url_for("roster.person", person=person), 303)


@bp.get("/<lang:lang>/roster/people/<id:person>/<slug:duty>")
def duty(person: str, duty: str) -> ResponseReturnValue:
    """Why a person may go or not, once it is recorded who looks."""
    with work() as uow:
        fresh = looks.fresh(uow, person, duty)
    if not fresh:
        return render_template("roster/look.html", person=person, section="roster")
    with work() as uow:
        page = eligibility.duty(uow, person, duty, departure(), place(), departure("known"))
    return render_template(
        "roster/duty.html",
        page=page,
        branches=branches(page.verdict.proof),
        summary=summary(page, {}),
        day=page.verdict.day,
        way=way(page),
        asked=what_was_asked(page),
        form=TakeForm(),
        person=person,
        section="roster",
    )


@bp.post("/<lang:lang>/roster/people/<id:person>/<slug:duty>")
def look(person: str, duty: str) -> ResponseReturnValue:
    """Record the look, and show the proof."""
    with work() as uow:
        looks.look(uow, person, duty, departure())
    return redirect(request.full_path.rstrip("?"), 303)


@bp.get("/<lang:lang>/roster/duties")
def duties() -> ResponseReturnValue:
    """The duties one can ask about."""
    with work() as uow:
        found = roster.duties(uow)
    return render_template("roster/duties.html", duties=found, section="roster")


@bp.get("/<lang:lang>/roster/duties/<slug:duty>")
def ready(duty: str) -> ResponseReturnValue:
    """Who is ready, nearly ready, or lapsing."""
    with work() as uow:
        page = roster.page(uow, asked(duty), request.args.get("after", "")[:300])
    return _list(page)


@bp.post("/<lang:lang>/roster/duties/<slug:duty>")
def export(duty: str) -> ResponseReturnValue:
    """The whole list as a file, for a reason."""
    form = filled(ExportForm)
    if form.validate():
        try:
            with work() as uow:
                found = roster.export(uow, asked(duty), form.reason.data or "", paper=form.format.data == "pdf")
            return _printed(found) if form.format.data == "pdf" else file(found, form.format.data)
        except Invalid as fault:
            form.take(fault)
    with work(looking=True) as uow:
        page = roster.page(uow, asked(duty))
    return _list(page, form)


def _printed(page: roster.Roster) -> Response:
    """On paper; printing takes a while, so nothing is held meanwhile."""
    html = sheets(page)
    with work(looking=True) as uow:
        content = roster.printed(uow, html)
    return paper(page, content)


def _list(page: roster.Roster, form: ExportForm | None = None) -> Any:
    form = form or ExportForm(data={"format": "csv"})
    same = {"day": page.day.isoformat(), **{f"p-{name}": one for name, one in page.situation.items()}, "at": page.at}
    same |= {"known": page.known.isoformat()} if page.past else {}
    filters = {**same, "known": page.known.isoformat(), "kind": page.kind.value, "before": page.before.isoformat(), "q": page.search}
    filters |= said(page.traits)
    here, chosen = {one.id for one in page.people}, request.args.getlist("person")[:MEMBERS]
    onward = url_for("roster.ready", duty=page.requirements.key, after=page.more, person=chosen, **filters)  # type: ignore[arg-type]
    values = {"page": page, "onward": onward, "same": same, "here": here, "chosen": chosen, "filters": filters, "form": form}
    values |= {"said": said(page.traits), "narrowed": narrowed(page), "languages": languages()}
    body = render_template("roster/ready.html", **values, section="roster")
    return body, 422 if form.errors else 200


def _page(person: str, form: EvidenceForm) -> Any:
    with work() as uow:
        page = evidence.page(uow, person)
    with work() as uow:
        duties = eligibility.record(uow, person)
    with work() as uow:
        claimed = claims.of_person(uow, person)
    with work() as uow:
        practised = practicals.of_person(uow, person)
    form.name.choices = choices(page.credentials, lang())
    shown = [(one, summary(one, {})) for one in duties]
    body = render_template(
        "roster/person.html", page=page, claims=claimed, practicals=practised, duties=shown, form=form, withdraw_form=WithdrawForm(), section="roster"
    )  # fmt: skip
    return body, 422 if form.errors else 200
