"""What surrounds every answer: language of the path, headers, compression, and what every template may use."""

import gzip
import hashlib
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, get_flashed_messages, request, send_from_directory, url_for
from flask_babel import Babel, format_date, format_datetime
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import SecurityError
from werkzeug.routing import BaseConverter

from lms.domain.languages import NAMES, say, text
from lms.web.carriage import allow
from lms.web.context import bearer, house, lang, visitor
from lms.web.errors import translated
from lms.web.fragments import install
from lms.web.markup import clean, hidden_token, phrases_with, with_gaps
from lms.web.visits import Visits, once, token
from lms.web.wording import FILTERS

CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    "script-src 'self'; style-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
COMPRESSED = ("text/", "application/json", "application/problem+json", "image/svg+xml", "application/manifest+json")
TAGLINE = say("Training for people who keep the peace")
"""The tagline a site has when none is set, marked for translation."""
FOREVER = "public, max-age=31536000, immutable"


class LangConverter(BaseConverter):
    """A language that pages come in."""

    regex = "en|ja"


class SlugConverter(BaseConverter):
    """A key, as content files have them."""

    regex = "[a-z0-9][a-z0-9-]{0,63}"


class IdConverter(BaseConverter):
    """A UUID in its one usual form."""

    regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


class TokenConverter(BaseConverter):
    """A one-time token."""

    regex = "[0-9a-f]{64}"


class CodeConverter(BaseConverter):
    """What somebody took for a certificate's code."""

    regex = "[^/.]{1,64}"


CONVERTERS = {"code": CodeConverter, "lang": LangConverter, "slug": SlugConverter, "id": IdConverter, "token": TokenConverter}


def prepare(app: Flask, split: Callable[[str], tuple[str, ...]]) -> None:
    """Set the frame up; `split` gives the phrases of a Japanese title."""
    app.url_map.strict_slashes = True
    app.url_map.converters |= CONVERTERS
    Babel(app, locale_selector=lang, timezone_selector=lambda: app.config["TIMEZONE"])
    install(app)
    login = LoginManager(app, add_context_processor=False)
    login.request_loader(lambda request: visitor())
    app.session_interface = Visits()
    guard = once(CSRFProtect(app).protect)
    app.before_request(_know_host)
    app.before_request(allow)
    app.before_request(lambda: None if bearer() else guard())
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.after_request(_finish)
    app.add_url_rule("/static/<path:name>", "static", _static)
    app.jinja_env.filters |= {"clean": clean, "gaps": with_gaps, "phrases": phrases_with(split), "said": translated, **FILTERS}
    app.context_processor(_names)


def _know_host() -> None:
    """Refuse a foreign host name before anything that would write an address with it."""
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception


def _take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.lang = values.pop("lang")


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = lang()


def _names() -> dict[str, Any]:
    """What every template may use."""
    here = lang()
    return {
        "lang": here, "language_name": NAMES[here], "direction": "ltr", "other_languages": _other_languages(here),
        "actor": visitor(), "site": current_app.config["SITE"], "static": static, "csrf": lambda: hidden_token(token()),
        "csrf_value": token, "flashes": lambda: get_flashed_messages(with_categories=True),
        "format_date": _date, "format_time": _time, "format_until": _until, "words": lambda words: text(words, here), "now": house().clock,
        "language_names": NAMES,
    }  # fmt: skip


def _other_languages(here: str) -> list[tuple[str, str, str]]:
    """(code, name, address) of this page in the other languages."""
    others = [code for code in current_app.config["LANGUAGES"] if code != here]
    if not request.endpoint or request.view_args is None or "lang" not in g:
        return [(code, NAMES[code], url_for("home.landing", lang=code)) for code in others]
    values = {**request.view_args, **(request.args.to_dict() if request.method == "GET" else {})}
    return [(code, NAMES[code], url_for(request.endpoint, **{**values, "lang": code})) for code in others]


def _date(day: date | datetime) -> str:
    return str(format_date(day, "long"))


def _time(moment: datetime) -> str:
    return str(format_datetime(moment, "medium"))


def _until(moment: datetime) -> str:
    """A moment that somebody must not miss: with the zone it is in."""
    return f"{_time(moment)} ({format_datetime(moment, 'zzzz')})"


@lru_cache(maxsize=100)
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static(name: str) -> str:
    """The address of a static file, with its hash, so that a browser may keep it for ever. A changed file needs a new start, as templates do."""
    return f"/static/{name}?v={_version(house().home / 'static' / name)}"


def _static(name: str) -> Response:
    response = send_from_directory(house().home / "static", name)
    response.direct_passthrough = False
    response.headers["Cache-Control"] = FOREVER if request.args.get("v") else "no-cache"
    return response


def _finish(response: Response) -> Response:
    present = {name for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in HEADERS.items() if name not in present])
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    response.headers.setdefault("Cache-Control", "no-store" if request.method != "GET" or visitor() else "private, no-cache")
    return _compress(response)


def _compress(response: Response) -> Response:
    kind = response.content_type or ""
    if response.direct_passthrough or response.status_code < 200 or response.status_code in (204, 304) or "Content-Encoding" in response.headers:
        return response
    if kind.startswith(COMPRESSED) and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = response.get_data()
        if len(body) > 500:
            always = "immutable" in response.headers["Cache-Control"]
            response.set_data(_packed(body) if always else gzip.compress(body, 5, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    if kind.startswith(COMPRESSED):
        response.headers.add("Vary", "Accept-Encoding")
    return response


@lru_cache(maxsize=100)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)
