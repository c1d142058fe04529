"""`hato ledger …`: check the log of every act that eligibility rests on."""

import sys
from pathlib import Path

import click

from lms.cli.house import opened
from lms.domain.checkpoints import read_verifier
from lms.domain.people import SYSTEM
from lms.services import checkpoints, witness
from lms.services import ledger as service
from lms.services.work import work_in


@click.group()
def ledger() -> None:
    """The append-only ledger."""


NOTE = click.Path(exists=True, dir_okay=False, path_type=Path)


@ledger.command()
@click.option("--checkpoint", type=NOTE, help="A signed checkpoint that was kept elsewhere: the ledger must still continue it.")
def verify(checkpoint: Path | None) -> None:
    """Recompute every entry; names the first one that was changed, dropped or moved."""
    with opened() as house, work_in(house, SYSTEM) as uow:
        found = service.verify(uow)
        kept = checkpoints.kept(uow, checkpoint.read_text()) if checkpoint and found.fault is None else None
    if found.fault is not None:
        click.echo(f"BROKEN at entry {found.fault} of {found.size}.", err=True)
        sys.exit(1)
    click.echo(f"{found.size} entries stand. Root: {found.root}")
    if kept:
        click.echo(f"The checkpoint of {kept.size} entries is continued.")


@ledger.command("witness")
@click.argument("address")
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File in which the newest checkpoint is kept.")
@click.option("--name", required=True, help="Your name as a witness, such as university.example.org/witness.")
@click.option("--key", default="", help="The ledger's key, when you have it from another place than the site itself.")
def watch(address: str, state: Path, name: str, key: str) -> None:
    """Keep watch over the ledger at ADDRESS: see that it only grows, countersign it, keep the proof."""
    with opened() as house, work_in(house, SYSTEM) as uow:
        seen = witness.look(uow, address, state, name, key)
    click.echo(f"{seen.checkpoint.size} entries, {seen.checkpoint.size - seen.before} more than before. Your key: {seen.witness}", err=True)
    click.echo(seen.note, nl=False)


@ledger.command()
@click.argument("note", type=NOTE)
@click.option("--key", required=True, help="The witness's key, as `hato ledger witness` told it.")
def cosign(note: Path, key: str) -> None:
    """Put a witness's signature under the checkpoint it saw."""
    with opened() as house, work_in(house, SYSTEM, writes=True) as uow:
        found = checkpoints.add_witness(uow, note.read_text(), read_verifier(key))
    click.echo(f"The checkpoint of {found.size} entries is witnessed by {', '.join(found.witnesses)}.")
