"""`hato people …`: accounts from the command line."""

from pathlib import Path

import click

from lms.app import fresh_password
from lms.cli.house import opened
from lms.domain.people import SYSTEM, Role
from lms.services import people as service
from lms.services import privacy, schema
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


@people.command()
@click.argument("email", required=False)
@click.option("--reason", help="Why; it stays in the ledger, so write no name.")
@click.option("--again", "kept", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="After a restore: a list of erased ids.")
def erase(email: str | None, reason: str | None, kept: Path | None) -> None:
    """Erase a person for ever, or once more everybody on a list that was kept."""
    if (email is None) == (kept is None) or (email and not reason):
        raise click.UsageError("Give an address and --reason, or --again with a list.")
    with opened() as house:
        schema.upgrade(house)
        with work_in(house, SYSTEM, writes=True) as uow:
            done = 1 if email and privacy.erase(uow, email, reason or "") else privacy.again(uow, kept.read_text().split() if kept else ())
    click.echo(f"{done} erased. Their files go with the next run of the worker.")


@people.command()
def erased() -> None:
    """The ids of everybody who was erased: keep the list beside the backups, for `erase --again`."""
    with opened() as house, work_in(house, SYSTEM) as uow:
        found = privacy.erased(uow)
    click.echo("\n".join(found))
