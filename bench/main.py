"""Everything that is measured, in one run."""

import platform
import time
from contextlib import closing

from bench import autosave, certificates, memory, pages, weight
from bench.report import Report
from bench.stands import started
from tests.engines import PostgreSQL, Unavailable, server


def main() -> None:
    """Measure on SQLite, then the autosave once more on PostgreSQL where there is one."""
    start = time.monotonic()
    report = Report()
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; trials take turns, figures are medians")
    with started() as stand:
        pages.measure(report, stand)
        autosave.measure(report, stand, f"SQLite {stand.facts['server']}, WAL, synchronous=FULL")
        certificates.measure(report, stand)
        weight.measure(report, stand)
        memory.measure(report, stand)
    try:
        with server() as address, closing(PostgreSQL(address, lambda url: None)) as engine, engine.fresh(empty=True) as url, started(url) as stand:
            autosave.measure(report, stand, f"PostgreSQL {stand.facts['server']} (the tests' own server, without fsync)")
    except Unavailable as fault:
        report.skipped("autosaved answer, PostgreSQL", str(fault).splitlines()[0])
    report.end()
    print(f"{time.monotonic() - start:.0f} seconds")


if __name__ == "__main__":
    main()
