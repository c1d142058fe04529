"""Fixtures that every test may use, and the account of what was skipped."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from lms.app import create_app
from lms.config import Config
from lms.services import publishing, sessions
from lms.services.work import House, work_in
from tests import engines, stage
from tests.surf import Surfer

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
"""A busy machine is no fault: tests never time anything."""

REQUIRED = {word.strip() for word in os.environ.get("HATO_TEST_REQUIRE", "").split(",")} - {""}
"""Markers whose tests must run: what is missing here fails instead of being skipped."""

NAMED = 12
"""How many skipped tests are listed by name under each reason."""

skipped: dict[str, list[str]] = defaultdict(list)
ran: set[str] = set()
refused: list[str] = []


def unavailable(what: str, reason: str) -> None:
    """Skips the test for want of `what`, or fails it where HATO_TEST_REQUIRE names it."""
    first = reason.strip()
    if what in REQUIRED:
        pytest.fail(f"{what} is required here: {first}", pytrace=False)
    pytest.skip(f"no {what}: {first}")


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """The small content folder, with the project's own templates and fonts."""
    return stage.set_up_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def prepare(home, tmp_path_factory) -> engines.Prepare:
    """What a database is given before it becomes the template that `database_url` copies: schema, small content, cast."""
    return lambda url: stage.prepare_stage(url, home, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory, prepare) -> engines.SQLite:
    return engines.SQLite(tmp_path_factory.mktemp("sqlite"), prepare)


@pytest.fixture(scope="session")
def postgresql(prepare) -> Iterator[engines.PostgreSQL | engines.Unavailable]:
    """The engine, or why there is none (so that one failed start is not tried again for every test)."""
    with ExitStack() as stack:
        try:
            engine = stack.enter_context(closing(engines.PostgreSQL(stack.enter_context(engines.server()), prepare)))
        except engines.Unavailable as missing:
            engine = missing
        yield engine


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request) -> engines.SQLite | engines.PostgreSQL:
    """Each engine in turn."""
    found = request.getfixturevalue(request.param)
    if isinstance(found, engines.Unavailable):
        unavailable("postgresql", str(found))
    return found


@pytest.fixture
def database_url(engine) -> Iterator[str]:
    """The address of a fresh, prepared database, on each engine in turn."""
    with engine.fresh() as url:
        yield url


@pytest.fixture
def empty_database_url(engine) -> Iterator[str]:
    """The address of a database without a single table, on each engine in turn."""
    with engine.fresh(empty=True) as url:
        yield url


@pytest.fixture
def clock() -> stage.Clock:
    """The house's clock, which a test may move."""
    return stage.Clock()


@pytest.fixture
def house(database_url, home, tmp_path, clock) -> Iterator[House]:
    """A house with the small content and the cast, on each engine in turn."""
    found = stage.open_stage(database_url, home, tmp_path / "data", clock)
    yield found
    stage.close(found)


@pytest.fixture
def cast(house) -> SimpleNamespace:
    """The cast as actors: cast.aiko, cast.emi …"""
    return SimpleNamespace(**stage.actors(house))


@pytest.fixture
def written(house, tmp_path) -> House:
    """The house with the course of written answers beside the small one."""
    object.__setattr__(house, "home", stage.add_written(house.home, tmp_path / "written"))
    publishing.publish_all(house)
    return house


@pytest.fixture(scope="session")
def apps() -> dict[Path, Flask]:
    """The web side of each home, put together once: its addresses and templates take longer to read than most tests take."""
    return {}


@pytest.fixture
def app(house, apps) -> Flask:
    """The web side of the house."""
    if house.home not in apps:
        apps[house.home] = create_app(Config(home=house.home, data=house.data), house)
    apps[house.home].extensions["house"] = house
    return apps[house.home]


@pytest.fixture
def visit(app, house):
    """A browser without a script, signed in as one of the cast or as nobody: visit("aiko")."""

    def begin(who: str = "") -> Surfer:
        client = app.test_client()
        if who:
            client.set_cookie("hato", token_of(house, who))
        return Surfer(client)

    return begin


def token_of(house: House, who: str) -> str:
    """A sign-in of one of the cast, without the slow password."""
    with work_in(house, writes=True) as uow:
        uow.asked = True
        return sessions.begin(uow, sessions.people.by_email(uow.db, f"{who}@example.org"), "test", "")


def pytest_runtest_logreport(report) -> None:
    """Keeps what was skipped and why, and which required markers really ran."""
    marks = REQUIRED & set(report.keywords)
    if report.skipped and not hasattr(report, "wasxfail"):
        skipped[report.longrepr[2].removeprefix("Skipped: ")].append(report.nodeid)
        refused.extend(f"{report.nodeid} was skipped" for _ in marks)
    elif report.when == "call":
        ran.update(marks)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session, exitstatus) -> None:
    """Fails a run in which something required was skipped or never ran."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    refused.extend(f"not one {what} test ran" for what in sorted(REQUIRED - ran))
    if refused and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter) -> None:
    """Says what was skipped: how many, why, and which."""
    write = terminalreporter.write_line
    if skipped:
        terminalreporter.section(f"skipped: {sum(map(len, skipped.values()))}")
    for reason, names in skipped.items():
        write(f"{len(names)} × {reason}")
        for name in sorted(names)[:NAMED]:
            write(f"    {name}")
        if len(names) > NAMED:
            write(f"    … and {len(names) - NAMED} more (all of them: script/test -rs -vv)")
    if refused:
        terminalreporter.section("HATO_TEST_REQUIRE is not met", red=True)
        for sentence in refused:
            write(sentence)
