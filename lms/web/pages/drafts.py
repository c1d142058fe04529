"""A new version of a requirement set: written, looked at, proposed by one registrar and published by another."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.requirements import Rule, rules
from lms.errors import Invalid, NotFound
from lms.services import drafts
from lms.services.drafts import DraftView
from lms.web.context import work
from lms.web.forms.base import filled
from lms.web.forms.drafts import DraftForm, ReasonForm, RuleForm, from_rule, to_rule
from lms.web.query import whole
from lms.web.rules import differences, lines, place_words

bp = Blueprint("drafts", __name__)
DRAFT = "/<lang:lang>/roster/drafts/<id:draft>"


@bp.post("/<lang:lang>/roster/requirements/<slug:duty>/drafts")
def begin(duty: str) -> ResponseReturnValue:
    """Begin the next version, or go on with the draft of it."""
    with work() as uow:
        draft = drafts.begin(uow, duty)
    return redirect(url_for("drafts.show", draft=draft), 303)


@bp.get(DRAFT)
def show(draft: str) -> ResponseReturnValue:
    """The text, its faults, and the rules in words."""
    page = _draft(draft)
    return _editor(page, DraftForm(data={"text": page.text, "revision": page.revision}))


@bp.post(DRAFT)
def save(draft: str) -> ResponseReturnValue:
    """Keep the whole text."""
    form = filled(DraftForm)
    if form.validate():
        try:
            with work() as uow:
                drafts.save(uow, draft, form.text.data or "", _revision())
            flash(_("Saved."), "ok")
            return redirect(url_for("drafts.show", draft=draft), 303)
        except Invalid as fault:
            form.take(fault)
    return _editor(_draft(draft), form)


@bp.get(f"{DRAFT}/rule")
def rule(draft: str) -> ResponseReturnValue:
    """One rule: the one named, or a new one."""
    page, old = _rule(draft)
    start = from_rule(old) if old else {"status": "platform", "kind": "certificate"}
    return render_template("drafts/rule.html", page=page, rule=old, form=RuleForm(data={**start, "revision": page.revision}), section="roster")


@bp.post(f"{DRAFT}/rule")
def change(draft: str) -> ResponseReturnValue:
    """Put the rule into the draft."""
    page, old = _rule(draft)
    form = RuleForm(request.form)
    if form.validate():
        try:
            changed = to_rule(form, old)
            with work() as uow:
                drafts.change(uow, draft, changed, _revision())
            flash(_("The rule stands in the draft."), "ok")
            return redirect(url_for("drafts.show", draft=draft), 303)
        except Invalid as fault:
            form.take(Invalid(**{"": fault.problems["text"]}) if "text" in fault.problems else fault)
    return render_template("drafts/rule.html", page=page, rule=old, form=form, section="roster"), 422


@bp.post(f"{DRAFT}/rule/remove")
def remove(draft: str) -> ResponseReturnValue:
    """Take a rule out."""
    with work() as uow:
        drafts.remove(uow, draft, request.form.get("key", ""), _revision())
    flash(_("The rule is taken out of the draft."), "ok")
    return redirect(url_for("drafts.show", draft=draft), 303)


@bp.post(f"{DRAFT}/discard")
def discard(draft: str) -> ResponseReturnValue:
    """Give the draft up."""
    with work() as uow:
        drafts.discard(uow, draft)
    flash(_("The draft is given up."), "ok")
    return redirect(url_for("requirements.listing"), 303)


@bp.get(f"{DRAFT}/preview")
def preview(draft: str) -> ResponseReturnValue:
    """Who gains and who loses."""
    return _preview(draft, ReasonForm())


@bp.post(f"{DRAFT}/preview")
def propose(draft: str) -> ResponseReturnValue:
    """Ask another registrar to publish it."""
    form = filled(ReasonForm)
    if form.validate():
        try:
            with work() as uow:
                drafts.propose(uow, draft, form.reason.data or "", request.form.get("fingerprint", ""))
            flash(_("Proposed. Another registrar looks at it and publishes it."), "ok")
            return redirect(url_for("drafts.preview", draft=draft), 303)
        except Invalid as fault:
            form.take(fault)
    return _preview(draft, form)


@bp.post(f"{DRAFT}/publish")
def publish(draft: str) -> ResponseReturnValue:
    """Make it the next version."""
    with work() as uow:
        key, number = drafts.publish(uow, draft, request.form.get("fingerprint", ""))
    flash(_("Published. Everybody is worked out by the new rules now."), "ok")
    return redirect(url_for("requirements.show", duty=key, number=number), 303)


def _rule(draft: str) -> tuple[DraftView, Rule | None]:
    """The draft, and the rule of it that is named; a draft with faults has no rules to show."""
    page, key = _draft(draft), request.args.get("key", "")
    there = {one.key: one for one in rules(page.value.root)} if page.value is not None else {}
    if page.value is None or (key and key not in there):
        raise NotFound("")
    return page, there.get(key)


def _revision() -> int:
    """The revision that was read, or the one that shall be written over."""
    return whole(request.form.get("over") or request.form.get("revision", ""), 9) or 0


def _draft(draft: str) -> DraftView:
    with work(looking=True) as uow:
        return drafts.show(uow, draft)


def _editor(page: DraftView, form: DraftForm) -> Any:
    """The editor; what was typed and not kept is checked as it stands."""
    faults = page.faults
    if form.errors and form.text.data:
        with work(looking=True) as uow:
            faults = drafts.check(uow, page.key, form.text.data.replace("\r\n", "\n")[: drafts.LARGEST])
    shown = lines(page.value) if page.value is not None else ()
    differing = differences(page.base, page.value, page.changes) if page.value is not None and page.changes else []
    body = render_template("drafts/show.html", page=page, form=form, faults=faults, lines=shown, differing=differing, section="roster")
    return body, 422 if form.errors else 200


def _preview(draft: str, form: ReasonForm) -> Any:
    page = _draft(draft)
    with work(looking=True) as uow:
        seen = drafts.preview(uow, draft)
    places = {str(dict(one.situation)): place_words(seen.value, one.situation) for one in seen.counts}
    body = render_template("drafts/preview.html", page=page, seen=seen, places=places, form=form, section="roster")
    return body, 422 if form.errors else 200
