"""`hato certificates …`: check one; change the key that signs."""

from pathlib import Path

import click

from lms.cli.house import opened
from lms.domain.people import SYSTEM
from lms.services import badges
from lms.services import certificates as service
from lms.services.work import work_in


@click.group()
def certificates() -> None:
    """Certificates."""


@certificates.command()
@click.argument("code")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Also compare this PDF, byte for byte.")
def verify(code: str, file: Path | None) -> None:
    """Say how a certificate stands today."""
    with opened() as house, work_in(house) as uow:
        found = service.verify(uow, code, file.read_bytes() if file else None)
    said = found.snapshot
    click.echo(
        f"{found.code}: {found.standing.value}\n{said.name} · {said.title['en']} · "
        f"issued {said.issued_on} · valid until {said.valid_until or 'no end'}"
    )
    if found.match:
        click.echo(
            {
                "same": "The file is the one that was issued.",
                "added": "The file is NOT the one that was issued: something was added after its end.",
                "other": "The file is NOT the one that was issued under this code, but that of another certificate of ours.",
                "edited": "The file is NOT the one that was issued: it carries our signature and was changed afterwards.",
                "foreign": "The file is NOT the one that was issued: the signature in it is not ours.",
                "unsigned": "The file is NOT the one that was issued: it carries no signature that can be read.",
                "different": "The file is NOT the one that was issued.",
                "none": "No file has been printed yet.",
            }[found.match]
        )


@certificates.command("rotate-key")
def rotate_key() -> None:
    """Make a new key, which signs credentials from now on. What older keys signed stays good; keep copies of the folder `keys`."""
    with opened() as house, work_in(house, SYSTEM, writes=True) as uow:
        made = badges.rotate(uow)
    click.echo(f"{made} signs from now on.")
