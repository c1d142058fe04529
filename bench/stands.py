"""Starts the server under measurement and ends it again."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner as the load knows them: `cookie` and `csrf` go with what they send."""

    cookie: str
    csrf: str
    attempt: str
    item: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """A running server: `facts` are what it said about itself."""

    port: int
    pid: int
    facts: dict[str, Any]
    learners: tuple[Learner, ...]


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(database_url: str = "") -> Iterator[Stand]:
    """The server on a database of its own: SQLite, or the PostgreSQL at an address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hato-bench-") as folder:
        settings = {"HATO_DATA": str(Path(folder) / "data"), "HATO_PORT": str(port), "HATO_DATABASE_URL": database_url, "HATO_LOG_LEVEL": "WARNING"}
        program = subprocess.Popen(
            [sys.executable, "-m", "bench.stand"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **settings}
        )
        try:
            assert program.stdin and program.stdout
            line = program.stdout.readline()
            if not line:
                raise SystemExit("The server under measurement did not start; see above.")
            facts = json.loads(line)
            _wait(port)
            yield Stand(port, program.pid, facts, tuple(_arrive(port, *one) for one in facts["learners"]))
        finally:
            if program.stdin:
                program.stdin.close()
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                program.kill()


def _wait(port: int) -> None:
    """Until the server listens: it says it is ready a moment before."""
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), 0.1):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("The server under measurement does not answer.")


def _arrive(port: int, token: str, attempt: str, item: str, choices: list[str]) -> Learner:
    """Fetch the CSRF token and the cookie it belongs to, as a page does."""
    ask = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/session", headers={"Cookie": f"hato={token}"})
    with urllib.request.urlopen(ask, timeout=10) as answer:
        visit = answer.headers["Set-Cookie"].partition(";")[0]
        return Learner(f"hato={token}; {visit}", json.load(answer)["csrf"], attempt, item, tuple(choices))
