"""Signing in and out."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from lms.services import sessions
from lms.web.context import READ, address, device, house, read_before, work
from lms.web.forms.base import filled
from lms.web.forms.sessions import SignInForm

bp = Blueprint("sessions", __name__)
DEVICE_COOKIE = "hato_device"
TWO_YEARS = 2 * 365 * 86_400


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
        form.form_errors.append(_("Too many tries. Wait %(minutes)s minutes, then try again.", minutes=-(-result.seconds // 60)))
        page = Response(render_template("sessions/sign_in.html", form=form), 429)
        page.headers["Retry-After"] = str(result.seconds)
        return page
    form.form_errors.append(_("The address or the password is not right."))
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


def welcomed(response: Response, token: str) -> Response:
    """The answer with the sign-in cookie; what the visitor's own cookie held is taken over and gone, with its CSRF token."""
    session.pop(READ, None)
    session.clear()
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    life = current_app.config["SIGN_LIFE"]
    response.set_cookie(current_app.config["SIGN_COOKIE"], token, max_age=life, path="/", secure=secure, httponly=True, samesite="Lax")
    if request.cookies.get(DEVICE_COOKIE) != device_key():
        response.set_cookie(DEVICE_COOKIE, device_key(), max_age=TWO_YEARS, path="/", secure=secure, httponly=True, samesite="Lax")
    return response


def device_key() -> str:
    """The random name of this browser, by which somebody's own device is known again; a new one where it has none."""
    if "device_key" not in g:
        g.device_key = request.cookies.get(DEVICE_COOKIE) or house().randomness(16).hex()
    return str(g.device_key)


def own(target: str | None, lang: str) -> str:
    """An address on this site, or *my record*: never somebody else's site."""
    target = target or ""
    good = target.startswith(f"/{target[1:3]}/") and target[1:3] in current_app.config["LANGUAGES"] and "\\" not in target and "//" not in target
    return target if good else url_for("record.show", lang=lang)
