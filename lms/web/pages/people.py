"""Registering, and the people an administrator or registrar looks after."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.people import Role
from lms.errors import Invalid, NotFound
from lms.services import people, resets
from lms.web.context import address, device, device_key, lang, read_before, welcomed, work
from lms.web.forms.base import filled
from lms.web.forms.people import RegisterForm
from lms.web.pages.sessions import own

bp = Blueprint("people", __name__)
admin = Blueprint("admin", __name__)


@bp.route("/<lang:lang>/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Open an account."""
    form = filled(RegisterForm)
    if request.method == "POST" and form.validate():
        try:
            with work() as uow:
                token = people.register(
                    uow, name=form.name.data, name_local=form.name_local.data or "", email=form.email.data, password=form.password.data,
                    lang=lang(), address=address(), device=device(), device_key=device_key(), read=read_before(),
                )  # fmt: skip
            return welcomed(redirect(own(request.args.get("next"), lang()), 303), token)
        except Invalid as fault:
            form.take(fault)
    return render_template("people/register.html", form=form, read=len(read_before())), 422 if form.errors else 200


@admin.get("/<lang:lang>/admin/people", endpoint="people")
def listing() -> ResponseReturnValue:
    """People by name."""
    search = request.args.get("q", "")[:100]
    with work() as uow:
        page, more = people.page(uow, search, request.args.get("after", "")[:300])
    return render_template("people/list.html", page=page, more=more, search=search, section="admin")


@admin.get("/<lang:lang>/admin/people/<id:person>")
def person(person: str) -> ResponseReturnValue:
    """One person and their roles."""
    with work() as uow:
        page = people.person(uow, person)
    return render_template("people/show.html", page=page, roles=list(Role), link="", section="admin")


@admin.post("/<lang:lang>/admin/people/<id:person>/roles/<slug:role>")
def change_role(person: str, role: str) -> ResponseReturnValue:
    """Give or take a role."""
    if role not in set(Role):
        raise NotFound("")
    with work() as uow:
        people.change_role(uow, person, Role(role), give=request.form.get("give") == "yes")
    flash(_("The roles were changed. They count from the next request on."), "ok")
    return redirect(url_for("admin.person", person=person), 303)


@admin.post("/<lang:lang>/admin/people/<id:person>/disable")
def disable(person: str) -> ResponseReturnValue:
    """Shut the account or open it."""
    shut = request.form.get("disabled") == "yes"
    with work() as uow:
        people.disable(uow, person, disabled=shut)
    flash(_("The account is shut, and every sign-in has ended.") if shut else _("The account is open again."), "ok")
    return redirect(url_for("admin.person", person=person), 303)


@admin.post("/<lang:lang>/admin/people/<id:person>/reset")
def reset(person: str) -> ResponseReturnValue:
    """A one-time link to hand over, shown this once."""
    with work() as uow:
        link = resets.make_link(uow, person)
    with work() as uow:
        page = people.person(uow, person)
    return render_template("people/show.html", page=page, roles=list(Role), link=link, section="admin")
