"""The visitor's own cookie and its token: a browser sends the same ones again and again, and each is checked once."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from flask import Flask, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.wrappers import Request
from flask_wtf.csrf import generate_csrf

from lms.web.memory import remember

REMEMBERED = 5000
HOUR = 3600.0
HEADERS = ("X-CSRFToken", "X-CSRF-Token")
SAFE = ("GET", "HEAD", "OPTIONS")
_signed: dict[str, str] = {}


class Visits(SecureCookieSessionInterface):
    """Signed cookies; one whose signature was right is taken for an hour without another look."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[dict[str, Any] | str, float]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds, as a copy of its own for this request."""
        value = request.cookies.get(self.get_cookie_name(app), "")
        held, until = self.known.get(value, ("", 0.0))
        if monotonic() < until:
            return self.session_class(self.serializer.loads(held) if isinstance(held, str) else held)
        found = super().open_session(app, request)
        if found:
            plain = all(isinstance(one, str) for one in found.values())
            remember(self.known, REMEMBERED, value, (dict(found) if plain else self.serializer.dumps(dict(found)), monotonic() + HOUR))
        return found


def token() -> str:
    """The token of this visit, signed once."""
    held = session.get("csrf_token", "")
    if known := _signed.get(held):
        return known
    made = generate_csrf()
    return remember(_signed, REMEMBERED, session["csrf_token"], made)


def once(protect: Callable[[], None]) -> Callable[[], None]:
    """A guard that asks `protect` about each pair of session and token in a header once; tokens in forms are always looked at."""
    passed: dict[tuple[str, str], bool] = {}

    def guard() -> None:
        if request.method in SAFE:
            return
        sent = next((request.headers[name] for name in HEADERS if name in request.headers), "")
        pair = str(session.get("csrf_token", "")), sent
        if sent and pair in passed:
            return
        protect()
        if sent:
            remember(passed, REMEMBERED, pair, True)

    return guard
