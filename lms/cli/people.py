"""`hato people …`: accounts from the command line."""

import click

from lms.app import fresh_password
from lms.cli.house import opened
from lms.domain.people import SYSTEM, Role
from lms.services import people as service
from lms.services import schema
from lms.services.work import work_in


@click.group()
def people() -> None:
    """Accounts."""


@people.command()
@click.option("--name", required=True, help="Name as in the passport.")
@click.option("--email", required=True)
@click.option("--role", type=click.Choice([one.value for one in Role]), help="A role besides trainee.")
def add(name: str, email: str, role: str | None) -> None:
    """Make an account; its password is shown this once."""
    password = fresh_password()
    with opened() as house:
        schema.upgrade(house)
        with work_in(house, SYSTEM, writes=True) as uow:
            service.add(uow, name=name, email=email, password=password, role=Role(role) if role else None)
    click.echo(f"{email} may sign in with this password, which is shown only now:\n\n    {password}\n\nLet them change it on their account page.")
