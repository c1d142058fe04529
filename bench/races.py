"""Races on each engine: `bench/races 10000 --seed 7`. Two processes on PostgreSQL, where more than one may serve."""

import argparse
import tempfile
import time
from pathlib import Path

from bench.kills import prepared
from tests.faults import races

PROCESSES = {"sqlite": 1, "postgresql": 2}


def main() -> None:
    """Run them, and print what they came to."""
    asked = argparse.ArgumentParser(prog="bench/races", description=__doc__)
    asked.add_argument("acts", type=int, nargs="?", default=10_000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--engine", choices=tuple(PROCESSES), action="append")
    given = asked.parse_args()
    for engine in given.engine or PROCESSES:
        print(f"{given.acts} acts on {engine}, {PROCESSES[engine]} × {races.THREADS} threads, seed {given.seed}", flush=True)
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, prepared(engine, Path(folder)) as (found, home), found.fresh() as url:
            counts = races.run(url, home, Path(folder) / "served", given.acts, given.seed, PROCESSES[engine])
        print(", ".join(f"{number} {name}" for name, number in sorted(counts.items())))
        print(f"every rule held; {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
