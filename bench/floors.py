"""The floors: the least that any Flask application would do for the same answer, without people, rules or records.

`/bench/lesson`  the house's own lesson template with the values of a real page, after as many SELECTs by primary key
`/bench/ready`   the same bytes as a string that lies ready, after one SELECT
`/bench/insert`  one row inserted and committed; what was sent is not even looked at
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Flask, current_app, g, render_template
from flask_babel import Babel
from markupsafe import Markup
from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    create_engine,
    event,
    select,
)
from sqlalchemy.engine import make_url

from lms.app import BLUEPRINTS
from lms.store.engine import PRAGMAS
from lms.web.fragments import install
from lms.web.frame import CONVERTERS

TEMPLATE = "lessons/show.html"
OWN = ("g", "request", "session")
metadata = MetaData()
pages = Table("bare_pages", metadata, Column("id", Integer, primary_key=True), Column("body", Text))
answers = Table(
    "bare_answers", metadata, Column("id", String, primary_key=True), Column("attempt", String), Column("device", String), Column("seq", Integer),
    Column("item", String), Column("value", JSON), Column("at", DateTime), Column("received_at", DateTime), Column("flag", String),
    UniqueConstraint("attempt", "device", "seq"),
)  # fmt: skip
PAGE = select(pages).where(pages.c.id == bindparam("number"))


def opened(url: str, readers: int) -> Engine:
    """A plain engine for the floors' own tables, with the house's settings of the database."""
    engine = create_engine(url, pool_size=readers, max_overflow=readers)
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    with engine.begin() as db:
        db.execute(pages.insert(), [{"id": number, "body": "x" * 200} for number in range(50)])
    return engine


def floor(engine: Engine, house: Flask, context: Mapping[str, Any], selects: int, ready: str) -> Flask:
    """The bare application. `house` lends its templates and filters, `context` the values of one rendered page."""
    app = Flask("floor", template_folder=house.template_folder, root_path=house.root_path, static_folder=None)
    app.extensions["house"] = house.extensions["house"]
    app.url_map.converters |= CONVERTERS
    app.url_defaults(_english)
    app.before_request(_speak_english)
    Babel(app, locale_selector=lambda: "en", default_translation_directories=house.config["BABEL_TRANSLATION_DIRECTORIES"])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= house.jinja_env.filters
    install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)  # so that the template can name its addresses
    values = {name: value for name, value in context.items() if name not in OWN}
    token = Markup('<input type="hidden" name="csrf_token" value="{}">').format("x" * 90)
    values |= {"csrf": lambda: token, "flashes": list}
    _routes(app, engine, values, selects, ready)
    return app


def _routes(app: Flask, engine: Engine, values: Mapping[str, Any], selects: int, ready: str) -> None:

    @app.get("/bench/lesson")
    def lesson() -> str:
        with engine.connect() as db:
            for number in range(selects):
                db.execute(PAGE, {"number": number}).first()
        return render_template(TEMPLATE, **values)

    @app.get("/bench/ready")
    def string() -> str:
        with engine.connect() as db:
            db.execute(PAGE, {"number": 7}).first()
        return ready

    @app.post("/bench/insert")
    def insert() -> dict[str, str]:
        now = datetime.now(UTC)
        row: dict[str, Any] = {"id": str(uuid4()), "attempt": "a", "device": str(uuid4()), "seq": 1, "item": "i", "value": "v", "flag": ""}
        row |= {"at": now, "received_at": now}
        with engine.begin() as db:
            db.execute(answers.insert(), row)
        return {"done": row["id"]}


def _prepare(connection: Any, record: Any) -> None:
    for pragma in PRAGMAS:
        if not pragma.startswith("wal_autocheckpoint"):
            connection.execute("PRAGMA " + pragma)


def _speak_english() -> None:
    g.lang = "en"


def _english(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = "en"
