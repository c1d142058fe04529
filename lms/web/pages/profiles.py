"""What I say of myself, so that the roster can find me."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.profiles import Profile
from lms.errors import Invalid
from lms.services import profiles
from lms.services.profiles import ProfileView
from lms.web.context import lang, work
from lms.web.forms.base import filled
from lms.web.forms.profiles import NOT_NOW, ProfileForm, notices, terms
from lms.web.query import whole

bp = Blueprint("profiles", __name__)


@bp.get("/<lang:lang>/record/profile")
def show() -> ResponseReturnValue:
    """Fields, regions, availability."""
    with work() as uow:
        page = profiles.page(uow)
    mine = page.profile
    notice = NOT_NOW if mine.notice is None else str(mine.notice)
    return _page(page, filled(ProfileForm, fields=mine.fields, regions=mine.regions, notice=notice, first=mine.first, last=mine.last))


@bp.post("/<lang:lang>/record/profile")
def state() -> ResponseReturnValue:
    """Say it from now on."""
    form = filled(ProfileForm)
    if form.validate():
        try:
            with work() as uow:
                profiles.state(uow, _stated(form))
            flash(_("Saved. It counts at once."), "ok")
            return redirect(url_for("profiles.show"), 303)
        except Invalid as fault:
            form.take(fault)
    with work(looking=True) as uow:
        page = profiles.page(uow)
    return _page(page, form)


def _stated(form: ProfileForm) -> Profile:
    notice, chosen = None if form.notice.data == NOT_NOW else whole(form.notice.data or "", 3), (form.fields.data, form.regions.data)
    fields, regions = (tuple(dict.fromkeys(one or ())) for one in chosen)
    unknown = notice is None and form.notice.data != NOT_NOW
    return Profile(fields, regions, -1 if unknown else notice, form.first.data, form.last.data)


def _page(page: ProfileView, form: ProfileForm) -> ResponseReturnValue:
    form.fields.choices, form.regions.choices = terms(page.terms.fields, lang()), terms(page.terms.regions, lang())
    form.notice.choices = notices()
    return render_template("profiles/show.html", page=page, form=form), 422 if form.errors else 200
