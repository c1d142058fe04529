"""`hato db …`: the schema."""

import click

from lms.cli.house import opened
from lms.services import schema


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
def upgrade() -> None:
    """Bring the database to the newest schema; does nothing when it is there."""
    with opened() as house:
        click.echo(f"The schema is at {schema.upgrade(house)}.")


@db.command()
def current() -> None:
    """Say at which schema the database is, and which is the newest."""
    with opened() as house:
        at, newest = schema.versions(house)
        click.echo(f"at {at or 'nothing yet'}, newest {newest}")
