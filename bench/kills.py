"""Kills the server under load, as often as asked, and says what was lost: `bench/kills 1000 --seed 7`."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests import engines, stage
from tests.faults import kills


def main() -> None:
    """Run it, and print what it came to."""
    asked = argparse.ArgumentParser(prog="bench/kills", description=__doc__)
    asked.add_argument("kills", type=int, nargs="?", default=1000)
    asked.add_argument("--seed", type=int, default=7, help="decides the moments of the kills and what people do")
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    given = asked.parse_args()
    print(f"{given.kills} kills on {given.engine}, seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder, prepared(given.engine, Path(folder)) as (engine, home), engine.fresh() as url:
        print(kills.run(url, home, Path(folder) / "served", given.kills, given.seed, lambda line: print(line, flush=True)))


@contextmanager
def prepared(name: str, folder: Path) -> Iterator[tuple[engines.SQLite | engines.PostgreSQL, Path]]:
    """An engine with the small stage on it, and the home of that stage."""
    for part in ("home", "data", "served", "databases"):
        (folder / part).mkdir()
    home = stage.set_up_home(folder / "home")

    def prepare(url: str) -> None:
        stage.prepare_stage(url, home, folder / "data")

    if name == "sqlite":
        yield engines.SQLite(folder / "databases", prepare), home
        return
    with engines.server() as address, closing(engines.PostgreSQL(address, prepare)) as engine:
        yield engine, home


if __name__ == "__main__":
    main()
