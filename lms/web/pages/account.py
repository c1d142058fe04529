"""My account: names, password, devices, tokens."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.errors import Invalid
from lms.services import people
from lms.services.people import Account
from lms.web.context import work
from lms.web.forms.base import BaseForm, filled
from lms.web.forms.people import AccountForm, PasswordForm, TokenForm

bp = Blueprint("account", __name__)


@bp.get("/<lang:lang>/account")
def show() -> ResponseReturnValue:
    """Everything about my account."""
    return _page()


@bp.post("/<lang:lang>/account")
def change() -> ResponseReturnValue:
    """Change names, language, date of birth."""
    form = filled(AccountForm)
    if form.validate():
        try:
            with work() as uow:
                people.change(uow, name=form.name.data, name_local=form.name_local.data or "", lang=form.lang.data, birth_date=form.birth_date.data)
            flash(_("Saved."), "ok")
            return redirect(url_for("account.show", lang=form.lang.data), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(form=form)


@bp.post("/<lang:lang>/account/password")
def change_password() -> ResponseReturnValue:
    """Change my password."""
    form = filled(PasswordForm)
    if form.validate():
        try:
            with work() as uow:
                people.change_password(uow, form.old.data, form.new.data)
            flash(_("Your password is changed, and every other device is signed out."), "ok")
            return redirect(url_for("account.show"), 303)
        except Invalid as fault:
            form.take(fault)
    return _page(password_form=form)


@bp.post("/<lang:lang>/account/tokens")
def make_token() -> ResponseReturnValue:
    """A token for a program, shown this once."""
    form = filled(TokenForm)
    token = ""
    if form.validate():
        try:
            with work() as uow:
                token = people.make_token(uow, form.name.data, tuple(form.scopes.data or ()))
            form = TokenForm()
        except Invalid as fault:
            form.take(fault)
    return _page(token_form=form, token=token)


@bp.post("/<lang:lang>/account/tokens/<id:token>/void")
def void_token(token: str) -> ResponseReturnValue:
    """Make a token worthless."""
    with work() as uow:
        people.void_token(uow, token)
    flash(_("The token no longer works."), "ok")
    return redirect(url_for("account.show"), 303)


def _page(form: BaseForm | None = None, password_form: BaseForm | None = None, token_form: BaseForm | None = None, token: str = "") -> Any:
    with work() as uow:
        page: Account = people.account(uow)
    start = {"name": page.name, "name_local": page.name_local, "lang": page.lang, "birth_date": page.birth_date}
    forms = {
        "form": form or AccountForm(data=start),
        "password_form": password_form or PasswordForm(prefix=""),
        "token_form": token_form or TokenForm(),
    }
    wrong = any(one.errors for one in forms.values())
    return render_template("account/show.html", page=page, token=token, **forms), 422 if wrong and request.method == "POST" else 200
