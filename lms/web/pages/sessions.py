"""Signing in and out."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from lms.services import sessions
from lms.web.context import address, device, device_key, read_before, welcomed, work
from lms.web.forms.base import filled
from lms.web.forms.sessions import SignInForm, refusal

bp = Blueprint("sessions", __name__)


@bp.route("/<lang:lang>/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Address and password."""
    form = filled(SignInForm, next=request.args.get("next", ""))
    if request.method == "GET" or not form.validate():
        return render_template("sessions/sign_in.html", form=form), 422 if form.errors else 200
    with work() as uow:
        result = sessions.sign_in(
            uow, form.email.data, form.password.data, address=address(), device=device(), device_key=device_key(), read=read_before()
        )
    if result.token:
        return welcomed(redirect(own(form.next.data, result.lang), 303), result.token)
    if result.seconds:
        form.form_errors.append(refusal(result.seconds))
        page = Response(render_template("sessions/sign_in.html", form=form), 429)
        page.headers["Retry-After"] = str(result.seconds)
        return page
    form.form_errors.append(refusal(result.seconds))
    return render_template("sessions/sign_in.html", form=form), 422


@bp.post("/<lang:lang>/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this sign-in."""
    with work() as uow:
        sessions.sign_out(uow)
    session.clear()
    flash(_("You are signed out."), "info")
    response = redirect(url_for("home.landing"), 303)
    response.delete_cookie(
        current_app.config["SIGN_COOKIE"], path="/", secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax"
    )
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.post("/<lang:lang>/account/devices/<id:device>/sign-out")
def end(device: str) -> ResponseReturnValue:
    """End one of my other sign-ins."""
    with work() as uow:
        sessions.sign_out(uow, device)
    return redirect(url_for("account.show"), 303)


@bp.post("/<lang:lang>/account/devices/sign-out")
def end_all() -> ResponseReturnValue:
    """End every sign-in but this one."""
    with work() as uow:
        sessions.sign_out(uow, everywhere=True)
    flash(_("Every other device is signed out."), "ok")
    return redirect(url_for("account.show"), 303)


def own(target: str | None, lang: str) -> str:
    """An address on this site, or *my record*: never somebody else's site."""
    target = target or ""
    good = target.startswith(f"/{target[1:3]}/") and target[1:3] in current_app.config["LANGUAGES"] and "\\" not in target and "//" not in target
    return target if good else url_for("record.show", lang=lang)
