"""Configuration in, Flask application out; the only file that knows every floor."""

import threading
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.adapters.files import Files
from lms.adapters.logs import write_log
from lms.adapters.mail import Mailer
from lms.adapters.markdown import Renderer, markdown_child
from lms.adapters.passwords import Passwords
from lms.adapters.pdf import PdfKey, PdfRenderer, pdf_child
from lms.adapters.phrases import phrases
from lms.adapters.server import serve as run
from lms.adapters.system import now, own_secret, random_bytes, random_password
from lms.config import Config, from_environment
from lms.domain.languages import INTERFACE
from lms.services.work import House, Terms
from lms.store.engine import Store
from lms.web import errors, frame
from lms.web.api import answers as api_answers
from lms.web.api import certificates as api_certificates
from lms.web.api import courses as api_courses
from lms.web.api import eligibility as api_eligibility
from lms.web.api import ledger as api_ledger
from lms.web.api import openapi
from lms.web.api import packs as api_packs
from lms.web.api import roster as api_roster
from lms.web.api import sessions as api_sessions
from lms.web.carriage import MOST_CARRIED
from lms.web.pages import (
    accommodations,
    account,
    attempts,
    badges,
    booklets,
    certificates,
    checkpoints,
    claims,
    corrections,
    courses,
    decisions,
    drafts,
    exchange,
    health,
    home,
    invigilation,
    ledger,
    lessons,
    marks,
    overrides,
    packs,
    people,
    places,
    policies,
    postings,
    practicals,
    prints,
    privacy,
    profiles,
    proofs,
    quizzes,
    receipts,
    record,
    renewals,
    requirements,
    resets,
    revocations,
    roster,
    scenarios,
    sessions,
    teams,
    waivers,
)

LEARNING = (
    home.bp, courses.bp, lessons.bp, attempts.bp, scenarios.bp, record.bp, profiles.bp, receipts.bp, certificates.bp, renewals.bp, badges.bp,
    booklets.bp, packs.bp, claims.bp, proofs.bp,
)  # fmt: skip
STAFF = (
    quizzes.bp, exchange.bp, marks.bp, corrections.bp, invigilation.bp, accommodations.bp, roster.bp, teams.bp, postings.bp, places.bp,
    requirements.bp, drafts.bp, waivers.bp, overrides.bp, decisions.bp, revocations.bp, policies.bp, people.admin, ledger.bp, prints.bp,
    practicals.bp,
)  # fmt: skip
ACCOUNTS = (sessions.bp, people.bp, account.bp, resets.bp, privacy.bp, checkpoints.bp)
MACHINES = (
    health.bp, openapi.bp, api_answers.bp, api_certificates.bp, api_courses.bp, api_eligibility.bp, api_ledger.bp, api_packs.bp, api_roster.bp,
    api_sessions.bp,
)  # fmt: skip
BLUEPRINTS = (*LEARNING, *STAFF, *ACCOUNTS, *MACHINES)


def open_house(config: Config | None = None) -> House:
    """Everything one running copy works with; nothing is started and nothing written yet but the data folder."""
    config = config or from_environment()
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    terms = Terms(
        base_url=config.base_url.rstrip("/"), issuer=config.issuer, site_name=config.site_name, zone=zone_named(config.timezone),
        session_life=timedelta(days=config.session_days), session_idle=timedelta(days=config.session_idle_days),
        attempts_per_account=config.attempts_per_account, attempts_per_address=config.attempts_per_address,
        registrations_per_address=config.registrations_per_address,
    )  # fmt: skip
    return House(
        home=config.home, data=config.data, terms=terms, store=Store(config.database, config.threads + 4), passwords=Passwords(config.hashes_at_once),
        files=Files(config.data / "files"), mailer=Mailer(config.smtp_url, config.mail_from, config.data / "mail"),
        renderer=Renderer(markdown_child()), pdf=printer(config), clock=now, randomness=random_bytes, wake=threading.Event(),
    )  # fmt: skip


def printer(config: Config) -> PdfRenderer:
    """What prints certificates, with the key that signs them. Raises ValueError when it is named twice, or needs a package that is missing."""
    module = config.pdf_pkcs11_module
    if module and config.pdf_key:
        raise ValueError("HATO_PDF_KEY and HATO_PDF_PKCS11_MODULE each name a key that signs certificates: keep one of them")
    if module and find_spec("pkcs11") is None:
        raise ValueError(f"HATO_PDF_PKCS11_MODULE={module}: a token needs the package python-pkcs11, which is not installed")
    if module and not config.pdf_pkcs11_key:
        raise ValueError("HATO_PDF_PKCS11_KEY is empty: write the label of the key on the token")
    key = PdfKey(
        own=str(config.data / "keys" / "pdf.pem"), name=config.issuer, host=hosts(config.base_url)[0], pkcs12=config.pdf_key,
        password_file=config.pdf_key_password_file, module=module, token=config.pdf_pkcs11_token, label=config.pdf_pkcs11_key,
        pin_file=config.pdf_pkcs11_pin_file,
    )  # fmt: skip
    return PdfRenderer(pdf_child(token=bool(module)), key)


def zone_named(name: str) -> ZoneInfo:
    """A time zone; raises ValueError when there is none of this name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        raise ValueError(f"HATO_TIMEZONE={name}: there is no such time zone; write one such as Asia/Tokyo") from None


def create_app(config: Config | None = None, house: House | None = None) -> Flask:
    """One running copy of the web side."""
    config = config or from_environment()
    app = Flask("lms", template_folder=str(config.home / "templates"), static_folder=None, root_path=str(config.home))
    app.extensions["house"] = house or open_house(config)
    secure = config.secure
    languages = config.languages.split(",")
    if not set(languages) <= set(INTERFACE):
        raise ValueError(f"HATO_LANGUAGES={config.languages}: the interface comes in {', '.join(INTERFACE)}")
    app.config.update(
        SECRET_KEY=secret(config.data), LANGUAGES=languages, TIMEZONE=config.timezone, MAX_CONTENT_LENGTH=config.upload_limit,
        MAX_FORM_MEMORY_SIZE=1_000_000, MAX_FORM_PARTS=500, SESSION_COOKIE_NAME="__Host-hato_visit" if secure else "hato_visit",
        SESSION_COOKIE_SECURE=secure, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_PATH="/",
        SIGN_COOKIE="__Host-hato" if secure else "hato", SIGN_LIFE=config.session_days * 86_400, WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False, BABEL_DEFAULT_LOCALE="en", BABEL_TRANSLATION_DIRECTORIES=str(config.home / "translations"),
        SITE={"name": config.site_name, "tagline": config.site_tagline, "mark": ""}, TRUSTED_HOSTS=hosts(config.base_url),
        PROPAGATE_EXCEPTIONS=False, TEMPLATES_AUTO_RELOAD=False,
    )  # fmt: skip
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    errors.register(app)
    frame.prepare(app, phrases)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
    return app


def secret(data: Path) -> bytes:
    """The key of this copy, made on its first start; only its owner can read the file."""
    path = data / "secret.key"
    found = own_secret(path)
    if len(found) < 32:
        raise ValueError(f"{path} is damaged: delete it, and everybody has to open their forms again")
    return found


def hosts(base_url: str) -> list[str]:
    """Host names this copy answers to: its own, and the machine itself."""
    name = base_url.split("://", 1)[-1].split("/", 1)[0]
    return list(dict.fromkeys([name.rsplit(":", 1)[0] if not name.endswith("]") else name, "127.0.0.1", "localhost", "[::1]"]))


def serve(app: Flask, config: Config) -> None:
    """Answer requests until told to stop, with the log on standard error."""
    write_log(config.log_level)
    run(
        app, host=config.host, port=config.port, threads=config.threads, connection_limit=config.connection_limit,
        body_limit=max(config.upload_limit * 2, MOST_CARRIED), behind_proxy=config.trusted_proxies > 0,
    )  # fmt: skip


def fresh_password() -> str:
    """A password nobody has had, to be shown once."""
    return random_password()
