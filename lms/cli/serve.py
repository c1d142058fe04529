"""`hato serve` and `hato demo`."""

import signal
import sys
from types import FrameType

import click

from lms import app as web
from lms.cli.house import opened, settings
from lms.config import Config
from lms.services import demo as cast
from lms.services import publishing, schema, worker
from lms.services.work import House


@click.command()
@click.option("--no-worker", is_flag=True, help="Do not work on jobs in this process (PostgreSQL with workers of their own).")
def serve(no_worker: bool) -> None:
    """Serve this copy until stopped."""
    config = settings()
    with opened(config) as house:
        schema.upgrade(house)
        publishing.publish_all(house)
        click.echo(f"Hato is at {config.base_url}  (Ctrl-C stops it)")
        _serve(config, house, worker_here=not no_worker)


@click.command()
def demo() -> None:
    """Serve with the shipped courses and made-up people, to try it."""
    config = settings()
    password = web.fresh_password()
    with opened(config) as house:
        schema.upgrade(house)
        publishing.publish_all(house)
        cast.load(house, password)
        click.echo(f"\nHato is at {config.base_url}\n\nSign in as one of these made-up people; the password of this start is\n\n    {password}\n")
        for one in cast.CAST:
            click.echo(f"    {one.email:<20} {one.name}, {one.sentence}")
        click.echo("\nCtrl-C stops it.")
        _serve(config, house, worker_here=True)


@click.command()
def work() -> None:
    """Work on jobs only, beside web processes that are served with --no-worker (PostgreSQL)."""
    with opened() as house:
        stop = worker.start(house, alone=False)
        signal.signal(signal.SIGTERM, _leave)
        click.echo("Working on jobs  (Ctrl-C stops it)")
        try:
            signal.pause()
        finally:
            stop()


def _serve(config: Config, house: House, *, worker_here: bool) -> None:
    app = web.create_app(config, house)
    stop = worker.start(house, alone=house.store.sqlite) if worker_here else lambda: None
    signal.signal(signal.SIGTERM, _leave)
    sys.stdout.flush()
    try:
        web.serve(app, config)
    finally:
        stop()


def _leave(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
