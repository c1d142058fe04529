"""Opens the house for one command, and tells failures in words."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from lms.app import open_house
from lms.config import Config, from_environment
from lms.errors import Trouble
from lms.services.work import House


def settings() -> Config:
    """What HATO_… variables say; one that makes no sense is told and ends the command."""
    try:
        return from_environment()
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None


@contextmanager
def opened(config: Config | None = None) -> Iterator[House]:
    """The house, closed afterwards; a failure becomes its sentence and exit code 1."""
    try:
        house = open_house(config or settings())
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    try:
        yield house
    except Trouble as fault:
        raise click.ClickException(str(fault)) from None
    finally:
        house.renderer.child.close()
        house.pdf.child.close()
        house.store.close()
