"""`hato doctor`: what this copy stands on, and what to mend."""

import sys
from datetime import date, timedelta

import click

from lms.cli.house import opened, settings
from lms.domain.people import SYSTEM
from lms.domain.prints import sha256
from lms.errors import Trouble
from lms.services import schema, signers
from lms.services.work import House, work_in

SAFE = (3, 51, 3)


SOON = timedelta(days=90)


def signature(house: House) -> str:
    """Whose key signs certificates and until when, or why it cannot."""
    try:
        with work_in(house, SYSTEM) as uow:
            signer = signers.present(uow)
    except Trouble as fault:
        return f"No certificate can be printed. {fault}"
    said = f"Certificates are signed by {signer.name} until {signer.until} (SHA-256 {sha256(signer.certificate)})."
    late = date.fromisoformat(signer.until) - house.clock().date() < SOON
    return f"{said} That is soon: put another key in its place." if late else said


@click.command()
def doctor() -> None:
    """Look at Python, the database, the data folder and the settings."""
    config = settings()
    with opened(config) as house:
        kind, version = schema.engine(house)
        at, newest = schema.versions(house)
        signing = signature(house)
        fonts = len(list((config.home / "certificates" / "fonts").glob("*.ttf")))
    click.echo(f"Python {sys.version.split()[0]}; data in {config.data}; {fonts} fonts")
    click.echo(signing)
    click.echo(f"{kind} {version}; schema {at or 'none'} of {newest}")
    if kind == "SQLite" and tuple(map(int, version.split("."))) < SAFE:
        click.echo(
            "This SQLite has the WAL-reset fault that 3.51.3 mended. Hato resets the log in one place only, under its writers' lock, "
            "which avoids it; a newer SQLite is better still."
        )
    if at != newest:
        click.echo("Run `hato db upgrade`.")
    if not config.secure:
        click.echo(f"People reach this copy by {config.base_url}, without https. Set HATO_BASE_URL before others use it.")
