"""A request's frame: the unit of work with who is there and in which language."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app, g, request, session
from werkzeug import Response

from lms.domain.people import ANYONE, Actor
from lms.domain.permissions import areas
from lms.services.recognition import recognise, recognise_program
from lms.services.work import House, UnitOfWork, work_in

READ = "read"
MOST_READ = 120
DEVICE_COOKIE = "hato_device"
TWO_YEARS = 2 * 365 * 86_400
BROWSERS = (("Edge", "Edg/"), ("Opera", "OPR/"), ("Firefox", "Firefox/"), ("Chrome", "Chrome/"), ("Safari", "Safari/"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("macOS", "Mac OS"), ("Linux", "Linux"))


@dataclass(frozen=True, slots=True)
class Visitor:
    """The actor as templates and Flask-Login see them."""

    id: str
    name: str
    initials: str
    can: frozenset[str]
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """The id that Flask-Login asks for."""
        return self.id


def house() -> House:
    """The house this application runs."""
    found: House = current_app.extensions["house"]
    return found


def lang() -> str:
    """The language of the page: from its path, else the visitor's, else the first offered."""
    if here := g.get("lang"):
        return str(here)
    if "spoken" not in g:
        offered = current_app.config["LANGUAGES"]
        pathed = request.path[1:3] in offered and request.path[3:4] == "/"
        g.spoken = request.path[1:3] if pathed else request.accept_languages.best_match(offered) or offered[0]
    return str(g.spoken)


@contextmanager
def work(*, looking: bool = False, attempt: str = "") -> Iterator[UnitOfWork]:
    """The unit of work of this request: reading for GET or when only `looking`, writing otherwise; the actor recognised from cookie or token.

    `attempt`: nothing slow follows, so that it is taken in the same breath.
    """
    saving = not looking and request.method not in ("GET", "HEAD", "OPTIONS")
    with work_in(house(), ANYONE, lang(), writes=saving, swift=bool(attempt)) as uow:
        if program := bearer():
            recognise_program(uow, program)
        else:
            recognise(uow, sign_token(), attempt)
        g.actor = uow.actor
        yield uow
        g.actor = uow.actor


def bearer() -> str:
    """The program's token, if it sent one."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def sign_token() -> str:
    """The token of the visitor's sign-in."""
    return request.cookies.get(current_app.config["SIGN_COOKIE"], "")


def visitor() -> Visitor | None:
    """Who was recognised in this request, for templates; None for somebody who has not signed in."""
    who: Actor = g.get("actor", ANYONE)
    if not who.signed_in:
        return None
    if g.get("visitor", (None,))[0] is not who:
        g.visitor = who, Visitor(who.id, who.name, who.initials, areas(who))
    known: Visitor = g.visitor[1]
    return known


def read_before() -> tuple[tuple[str, str], ...]:
    """(course, lesson) pairs finished on this browser before signing in."""
    return tuple((one[0], one[1]) for one in session.get(READ, []) if isinstance(one, list) and len(one) == 2)


def remember_read(course: str, lesson: str) -> None:
    """Keep a lesson finished without an account in the visitor's own cookie."""
    kept = [list(one) for one in read_before() if one != (course, lesson)]
    session[READ] = [*kept, [course, lesson]][-MOST_READ:]


def address() -> str:
    """The network address of the visitor."""
    return request.remote_addr or ""


def device() -> str:
    """What the browser calls itself, in a few words."""
    agent = request.user_agent.string
    browser = next((name for name, mark in BROWSERS if mark in agent), "")
    system = next((name for name, mark in SYSTEMS if mark in agent), "")
    return " · ".join(one for one in (browser, system) if one) or "?"


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
