"""`hato backup` and `hato restore`."""

from dataclasses import replace
from pathlib import Path

import click

from lms.cli.house import opened, settings
from lms.domain.people import SYSTEM
from lms.services import backup as service
from lms.services.work import work_in


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Write database and files into TARGET (.tar.gz), while people go on working, and prove the copy."""
    with opened() as house, work_in(house, SYSTEM) as uow:
        done = service.save(uow, target)
    click.echo(f"{done.path}: {done.entries} ledger entries and {done.files} files, proven.")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(source: Path) -> None:
    """Put a backup into the (empty) data folder, proving it first."""
    config = settings()
    spare = replace(config, database_url=f"sqlite:///{config.data / 'none.sqlite3'}")
    with opened(spare) as house:
        done = service.restore(source, config.data, house)
    (config.data / "none.sqlite3").unlink(missing_ok=True)
    click.echo(f"{done.path}: {done.entries} ledger entries and {done.files} files, proven. The key of this copy is made anew at the next start.")
