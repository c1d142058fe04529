"""Every rule of the house can fail: each is shown breaches that it must find, in a small checkout that otherwise breaks none."""

import pytest

from tests.house import once, pages, permission, purity, sizes, stairs, words
from tests.house.tree import Tree
from tests.test_house import RULES

CLEAN = {
    "pyproject.toml": '[project]\nname = "hato"\ndependencies = ["flask>=3", "sqlalchemy", "nh3", "segno"]\n',
    "wsgi.py": '"""For a WSGI server."""\n\nfrom lms.app import create_app\n\napp = create_app()\n',
    "lms/__init__.py": '"""Hato."""\n',
    "lms/errors.py": '"""Errors."""\n\n\nclass NotFound(Exception):\n    pass\n',
    "lms/config.py": '"""Settings."""\n\nimport os\n\nZONE = os.environ.get("HATO_ZONE", "UTC")\n',
    "lms/app.py": '"""The application."""\n\nfrom flask import Flask\n\nfrom lms.web.pages import courses\n\n\n'
                  'def create_app():\n    app = Flask("lms")\n    app.register_blueprint(courses.pages)\n    return app\n',
    "lms/domain/__init__.py": '"""Decisions."""\n',
    "lms/domain/courses.py": '"""Courses."""\n\nfrom fractions import Fraction\n\nHALF = Fraction(1, 2)\n\n\n'
                             'def open_on(today, first):\n    return first <= today\n',
    "lms/store/__init__.py": '"""The only SQL."""\n',
    "lms/store/courses.py": '"""Courses, stored."""\n\nfrom sqlalchemy import text\n\n\ndef titles(db):\n    return db.execute(text("SELECT 1")).all()\n',
    "lms/store/ledger.py": '"""The ledger, stored."""\n\n\ndef add(db, entry):\n    db.execute(entry)\n',
    "lms/store/engine.py": '"""Opens the database."""\n\n\ndef writing(engine):\n    with engine.begin() as db:\n        yield db\n',
    "lms/adapters/__init__.py": '"""Foreign libraries."""\n',
    "lms/adapters/qr.py": '"""QR codes."""\n\nimport segno\n\nmake = segno.make\n',
    "lms/adapters/system.py": '"""The machine."""\n\nfrom datetime import UTC, datetime\n\n\ndef now():\n    return datetime.now(UTC)\n',
    "lms/services/__init__.py": '"""Use cases."""\n',
    "lms/services/work.py": '"""The unit of work."""\n\nfrom lms.store import ledger\n\n\ndef record(uow, entry):\n    ledger.add(uow.db, entry)\n',
    "lms/services/schema.py": '"""The schema."""\n\n\ndef upgrade():\n    return 1\n',
    "lms/services/courses.py": '"""Courses: use cases."""\n\nfrom lms.store import courses\n\n\n'
                               'def catalogue(uow):\n    uow.authorize("read", None)\n    return listed(uow)\n\n\n'
                               'def listed(uow):\n    return courses.titles(uow.db)\n',
    "lms/web/__init__.py": '"""HTTP."""\n',
    "lms/web/errors.py": '"""The error table."""\n\n\ndef register(app):\n    app.register_error_handler(404, str)\n',
    "lms/web/pages/__init__.py": '"""Pages."""\n',
    "lms/web/pages/courses.py": '"""Course pages."""\n\nfrom flask import Blueprint\n\nfrom lms.services import courses\n\n'
                                'pages = Blueprint("courses", __name__)\n\n\n@pages.get("/courses/<string:slug>/next-step")\n'
                                'def show(slug):\n    return courses.catalogue(None)\n',
    "templates/courses/show.html": '<h1 class="a">{{ title }}</h1>\n<script src="{{ src }}"></script>\n'
                                   '<script type="application/json">{"a": 1}</script>\n',
    "static/hato.css": ":root { --ink: #111; --bg: white; }\nbody { color: var(--ink); margin-inline-start: 1rem; margin: 0 1rem 2rem; }\n"
                       "a:hover { border: 1px solid transparent; }\n@media (max-width: 40rem) { p { text-align: start; } }\n",
}

DOCSTRING = '"""About."""\n\n'

BREACHES = [  # rule, file, what is written there, the line where the fault is told
    (stairs.imports_only_go_down_the_stairs, "lms/store/people.py", DOCSTRING + "from lms.services import courses\n", 3),
    (stairs.imports_only_go_down_the_stairs, "lms/store/people.py", DOCSTRING + "from lms import adapters\n", 3),
    (stairs.imports_only_go_down_the_stairs, "lms/adapters/mail.py", DOCSTRING + "import lms.store.courses\n", 3),
    (stairs.imports_only_go_down_the_stairs, "lms/cli/courses.py", DOCSTRING + "from lms.web import errors\n", 3),
    (stairs.imports_only_go_down_the_stairs, "lms/web/errors.py", DOCSTRING + "from lms.web.pages import courses\n", 3),
    (stairs.imports_only_go_down_the_stairs, "lms/web/api/courses.py", DOCSTRING + "from lms.web.pages import courses\n", 3),
    (stairs.imports_only_go_down_the_stairs, "lms/web/pages/plan.py", DOCSTRING + "from lms.store import courses\n", 3),
    (stairs.imports_only_go_down_the_stairs, "lms/services/plan.py", DOCSTRING + "from lms.config import ZONE\n", 3),
    (stairs.imports_only_go_down_the_stairs, "wsgi.py", DOCSTRING + "from lms.services import courses\n", 3),
    (stairs.imports_only_go_down_the_stairs, "lms/attic/plan.py", DOCSTRING, 1),
    (stairs.neighbours_never_import_in_a_circle, "lms/domain/courses.py", DOCSTRING + "from lms.domain import courses\n", 3),
    (stairs.neighbours_never_import_in_a_circle, "lms/services/courses.py", DOCSTRING + "from lms.app import create_app\n", "lms/app.py:5"),
    (stairs.packages_hold_only_a_docstring, "lms/store/__init__.py", DOCSTRING + "VERSION = 1\n", 3),
    (stairs.packages_hold_only_a_docstring, "lms/store/__init__.py", "", 1),
    (stairs.every_module_says_what_it_is_for, "lms/store/courses.py", "import os\n", 1),
    (stairs.imports_are_absolute_and_at_the_top, "lms/store/people.py", DOCSTRING + "from . import courses\n", 3),
    (stairs.imports_are_absolute_and_at_the_top, "lms/store/people.py", DOCSTRING + "def f():\n    import json\n", 4),
    (stairs.imports_are_absolute_and_at_the_top, "lms/store/people.py", DOCSTRING + "if TYPE_CHECKING:\n    import json\n", 4),
    (stairs.imports_are_absolute_and_at_the_top, "lms/store/people.py", DOCSTRING + 'importlib.import_module("json")\n', 3),
    (stairs.each_library_has_one_door, "lms/services/plan.py", DOCSTRING + "import segno\n", 3),
    (stairs.each_library_has_one_door, "lms/services/plan.py", DOCSTRING + "import requests\n", 3),
    (stairs.each_library_has_one_door, "lms/adapters/passwords.py", DOCSTRING + "from argon2 import PasswordHasher\n", 3),
    (stairs.each_library_has_one_door, "lms/store/engine.py", DOCSTRING + "import psycopg\n", 3),
    (purity.domain_takes_values_and_returns_values, "lms/domain/plan.py", DOCSTRING + "import random\n", 3),
    (purity.domain_takes_values_and_returns_values, "lms/domain/plan.py", DOCSTRING + "from urllib import request\n", 3),
    (purity.domain_takes_values_and_returns_values, "lms/domain/plan.py", DOCSTRING + "import os.path\n", 3),
    (purity.domain_takes_values_and_returns_values, "lms/domain/plan.py", DOCSTRING + "TODAY = date.today()\n", 3),
    (purity.domain_takes_values_and_returns_values, "lms/domain/plan.py", DOCSTRING + "NOW = datetime.datetime.utcnow()\n", 3),
    (purity.domain_takes_values_and_returns_values, "lms/domain/plan.py", DOCSTRING + "KEY = uuid.uuid4()\n", 3),
    (purity.domain_takes_values_and_returns_values, "lms/domain/plan.py", DOCSTRING + 'open("x")\n', 3),
    (purity.domain_takes_values_and_returns_values, "lms/domain/plan.py", DOCSTRING + "print(1)\n", 3),
    (purity.domain_counts_in_whole_numbers_and_fractions, "lms/domain/plan.py", DOCSTRING + "PASS = 0.8\n", 3),
    (purity.domain_counts_in_whole_numbers_and_fractions, "lms/domain/plan.py", DOCSTRING + 'SHARE = float("0.8")\n', 3),
    (purity.domain_counts_in_whole_numbers_and_fractions, "lms/domain/plan.py", DOCSTRING + "def share(a: float): ...\n", 3),
    (purity.sql_stays_in_the_store, "lms/services/plan.py", DOCSTRING + "from sqlalchemy import select\n", 3),
    (purity.sql_stays_in_the_store, "lms/adapters/backup.py", DOCSTRING + "import sqlite3\n", 3),
    (purity.sql_stays_in_the_store, "lms/services/plan.py", DOCSTRING + 'def f(uow):\n    uow.db.execute("SELECT 1")\n', 4),
    (purity.relationships_never_load_by_themselves, "lms/store/people.py", DOCSTRING + "pets = relationship()\n", 3),
    (purity.relationships_never_load_by_themselves, "lms/store/people.py", DOCSTRING + 'pets = orm.relationship(lazy="select")\n', 3),
    (purity.facts_are_only_followed_by_new_ones, "lms/store/people.py", DOCSTRING + "update(certificates)\n", 3),
    (purity.facts_are_only_followed_by_new_ones, "lms/store/people.py", DOCSTRING + "tables.ledger_entries.delete()\n", 3),
    (purity.facts_are_only_followed_by_new_ones, "lms/store/people.py", DOCSTRING + "sa.delete(Edition)\n", 3),
    (permission.every_use_case_asks_permission_once, "lms/services/courses.py", DOCSTRING + "def catalogue(uow):\n    return 1\n", 3),
    (permission.every_use_case_asks_permission_once, "lms/services/courses.py", DOCSTRING + "def catalogue(db):\n    return 1\n", 3),
    (permission.every_use_case_asks_permission_once, "lms/services/courses.py",
     DOCSTRING + "def catalogue(uow):\n    uow.authorize(1)\n    uow.authorize(2)\n", 5),
    (permission.every_use_case_asks_permission_once, "lms/cli/courses.py", DOCSTRING + "from lms.services.courses import listed\n\nlisted(1)\n",
     "lms/services/courses.py:11"),
    (permission.what_runs_the_house_is_not_entered_from_a_request, "lms/web/pages/plan.py",
     DOCSTRING + "from lms.services import schema\n\nschema.upgrade()\n", 5),
    (permission.steps_do_not_ask_again, "lms/services/plan.py",
     DOCSTRING + "from lms.services import courses\n\n\ndef f(uow):\n    courses.catalogue(uow)\n", 7),
    (permission.steps_do_not_ask_again, "lms/services/plan.py",
     DOCSTRING + "def f(uow):\n    return g(uow)\n\n\ndef g(uow):\n    uow.authorize(1)\n", 4),
    (once.one_commit, "lms/services/plan.py", DOCSTRING + "def f(uow):\n    uow.db.commit()\n", 4),
    (once.one_commit, "lms/store/engine.py", CLEAN["lms/store/engine.py"] + "\n\ndef other(engine):\n    engine.begin()\n", 10),
    (once.one_clock, "lms/services/plan.py", DOCSTRING + "NOW = datetime.now(UTC)\n", 3),
    (once.one_clock, "lms/web/context.py", DOCSTRING + "NOW = time.time()\n", 3),
    (once.one_clock, "lms/adapters/system.py", CLEAN["lms/adapters/system.py"] + "\n\ndef today():\n    return date.today()\n", 11),
    (once.one_csrf_protection, "lms/web/context.py", DOCSTRING + "A = CSRFProtect()\nB = CSRFProtect()\n", 4),
    (once.one_csrf_protection, "lms/web/context.py", DOCSTRING + "@csrf.exempt\ndef f(): ...\n\n\ncsrf.exempt(f)\n", 7),
    (once.one_error_table, "lms/web/pages/plan.py", DOCSTRING + "@pages.errorhandler(404)\ndef f(): ...\n", 3),
    (once.one_config, "lms/web/context.py", DOCSTRING + 'A = os.environ["A"]\n', 3),
    (once.one_config, "lms/web/context.py", DOCSTRING + "from os import environ\n", 3),
    (once.one_ledger_call, "lms/services/plan.py", DOCSTRING + "from lms.store import ledger\n\n\ndef f(uow):\n    ledger.add(uow.db, 1)\n", 7),
    (once.one_ledger_call, "lms/services/plan.py", DOCSTRING + "from lms.store.ledger import add as put\n\n\ndef f(uow):\n    put(uow.db, 1)\n", 7),
    (sizes.no_drawers_for_odds_and_ends, "lms/web/helpers.py", DOCSTRING, 1),
    (sizes.no_drawers_for_odds_and_ends, "lms/services/common/plan.py", DOCSTRING, 1),
    (sizes.no_drawers_for_odds_and_ends, "tests/utils.py", DOCSTRING, 1),
    (sizes.one_noun_has_one_name, "lms/store/users.py", DOCSTRING, 1),
    (sizes.one_noun_has_one_name, "lms/web/pages/exams.py", DOCSTRING, 1),
    (sizes.one_noun_has_one_name, "templates/users/show.html", "<p>Hello</p>\n", "templates/users/:1"),
    (sizes.files_are_short, "lms/store/people.py", DOCSTRING + "A = 1\n" * 300, 301),
    (sizes.files_are_short, "tests/test_people.py", DOCSTRING + "A = 1\n" * 300, 301),
    (sizes.functions_are_short, "lms/store/people.py", DOCSTRING + "def f():\n" + "    a = 1\n" * 40, 3),
    (sizes.page_templates_are_short, "templates/people/show.html", "<p>Hello</p>\n" * 81, 81),
    (pages.templates_hold_no_inline_code, "templates/people/show.html", '<p\n style="color: red">Hello</p>\n', 2),
    (pages.templates_hold_no_inline_code, "templates/people/show.html", "<style>p { }</style>\n", 1),
    (pages.templates_hold_no_inline_code, "templates/people/show.html", '{# ok #}\n<a href="/" onclick="f()">Go</a>\n', 2),
    (pages.templates_hold_no_inline_code, "templates/people/show.html", "<p>Hello</p>\n<script>f()</script>\n", 2),
    (pages.templates_hold_no_inline_code, "templates/people/show.html", '<script type="module">f()</script>\n', 1),
    (pages.templates_hold_no_inline_code, "templates/people/show.html", '<a href="javascript:f()">Go</a>\n', 1),
    (pages.templates_hold_no_inline_code, "templates/people/show.html", "<a href={{ url }}>Go</a>\n", 1),
    (pages.html_is_made_safe_in_one_place, "templates/people/show.html", "{{ name|safe }}\n", 1),
    (pages.html_is_made_safe_in_one_place, "templates/people/show.html", "\n{%- autoescape false %}{{ name }}{% endautoescape %}\n", 2),
    (pages.html_is_made_safe_in_one_place, "lms/web/pages/plan.py", DOCSTRING + "A = Markup(text)\n", 3),
    (pages.style_sheets_use_tokens_and_logical_sides, "static/hato.css", "p {\n  margin-left: 1rem;\n}\n", 2),
    (pages.style_sheets_use_tokens_and_logical_sides, "static/hato.css", "p { width: 1rem }\n", 1),
    (pages.style_sheets_use_tokens_and_logical_sides, "static/hato.css", "p { text-align: left; }\n", 1),
    (pages.style_sheets_use_tokens_and_logical_sides, "static/hato.css", "p { padding: 0 1rem 0 2rem; }\n", 1),
    (pages.style_sheets_use_tokens_and_logical_sides, "static/hato.css", "/* #fff\n*/ p { border: 1px solid #Fff; }\n", 2),
    (pages.style_sheets_use_tokens_and_logical_sides, "static/hato.css", "p { color: white; }\n", 1),
    (pages.style_sheets_use_tokens_and_logical_sides, "static/hato.css", "p { box-shadow: 0 0 2px rgb(0 0 0 / .5); }\n", 1),
    (pages.addresses_are_kebab_with_typed_parts, "lms/web/pages/plan.py", DOCSTRING + '@pages.get("/plan/<action>")\ndef f(action): ...\n', 3),
    (pages.addresses_are_kebab_with_typed_parts, "lms/web/pages/plan.py", DOCSTRING + '@pages.route("/plan_actions")\ndef f(): ...\n', 3),
    (pages.addresses_are_kebab_with_typed_parts, "lms/web/pages/plan.py", DOCSTRING + 'pages = Blueprint("plan", url_prefix="/Plan")\n', 3),
    (words.no_loose_ends, "docs/plan.md", "# Plan\n\nTODO: write it\n", 3),
    (words.no_loose_ends, "lms/store/people.py", DOCSTRING + "# see ../shared/notes.md\n", 3),
    (words.no_loose_ends, "script/server", "cd /work/main\n", 1),
    (words.no_loose_ends, "requirements.txt", "--index-url https://pypi.org/simple\n", 1),
    (words.no_loose_ends, "README.md", "<<<<<<< ours\n", 1),
]


def plant(root, files):
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return Tree(root)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_clean_checkout_breaks_no_rule(rule, tmp_path):
    assert rule(plant(tmp_path, CLEAN)) == []


@pytest.mark.parametrize(("rule", "path", "text", "where"), BREACHES, ids=[f"{rule.__name__}-{path}" for rule, path, *_ in BREACHES])
def test_a_planted_breach_is_found_where_it_is(rule, path, text, where, tmp_path):
    faults = rule(plant(tmp_path, {**CLEAN, path: text}))
    expected = where if isinstance(where, str) else f"{path}:{where}"
    assert [fault for fault in faults if fault.startswith(expected + ":")], faults


def test_an_exception_that_is_no_longer_needed_is_found(tmp_path):
    checkout = plant(tmp_path, {**CLEAN, "lms/store/people.py": DOCSTRING + "def f():\n    return 1\n"})
    for name in ("lms/store/people.py", "lms/store/people.py:f", "templates/courses/show.html"):
        assert sizes.exceptions_are_still_needed(checkout, {name: "it was long once"})
    assert sizes.exceptions_are_still_needed(checkout, {"lms/store/gone.py": "it was long once"}) == []


def test_every_rule_has_been_seen_to_fail():
    assert {rule for rule, *_ in BREACHES} | {sizes.exceptions_are_still_needed} == set(RULES)
