"""Serves a prepared stage, as often as it is killed: `python -m tests.faults.server <database> <home> <data> <port>`.

Everything is imported, and every template compiled, once; each line on standard input forks a server in a process group of its
own, whose number is printed. It opens the database itself, and leaves nothing behind when it is killed but what it wrote.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path

from flask import Flask

from lms.adapters.system import now
from lms.app import create_app, serve
from lms.config import Config
from lms.services import worker
from tests.stage import open_stage


def opened(url: str, home: Path, data: Path, port: int) -> tuple[Flask, Config]:
    """A copy that has not touched the database yet, with its page templates compiled."""
    base = f"http://127.0.0.1:{port}"
    config = Config(home=home, data=data, database_url=url, base_url=base, port=port, log_level="ERROR")
    app = create_app(config, open_stage(url, home, data, now, base_url=base))
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    return app, config


def run(app: Flask, config: Config) -> None:
    """Be one server until killed."""
    worker.start(app.extensions["house"], alone=True)
    serve(app, config)


def quiet() -> None:
    """Leave the terminal and the pipes to the parent."""
    with open(os.devnull, "r+b") as nothing:
        for stream in (0, 1, 2):
            os.dup2(nothing.fileno(), stream)


def main() -> None:
    """Fork a server for each line; with the end of the input nobody wants one any more."""
    url, home, data, port = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    app, config = opened(url, home, data, port)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    child = 0
    while sys.stdin.readline():
        child = os.fork()
        if child == 0:
            os.setsid()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            quiet()
            run(app, config)
        print(child, flush=True)
    if child:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
