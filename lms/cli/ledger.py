"""`hato ledger …`: check the log of every act that eligibility rests on."""

import sys

import click

from lms.cli.house import opened
from lms.domain.people import SYSTEM
from lms.services import ledger as service
from lms.services.work import work_in


@click.group()
def ledger() -> None:
    """The append-only ledger."""


@ledger.command()
def verify() -> None:
    """Recompute every entry; names the first one that was changed, dropped or moved."""
    with opened() as house, work_in(house, SYSTEM) as uow:
        found = service.verify(uow)
    if found.fault is not None:
        click.echo(f"BROKEN at entry {found.fault} of {found.size}.", err=True)
        sys.exit(1)
    click.echo(f"{found.size} entries stand. Root: {found.root}")
