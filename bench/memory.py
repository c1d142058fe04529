"""Memory of the server and the processes it has started, on Linux."""

from pathlib import Path

from bench.report import Report
from bench.stands import Stand

MOST = 250


def measure(report: Report, stand: Stand) -> None:
    """Resident and proportional size of the whole stack, after everything that was measured before."""
    report.title("Memory after all this, SQLite (the floors' few rows included)")
    if not Path("/proc/self/smaps_rollup").exists():
        report.skipped("whole stack", "only Linux tells")
        return
    total = 0.0
    for pid in family(stand.pid):
        resident, share = sizes(pid)
        total += share
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        name = next((one.decode() for one in words if one.startswith((b"lms.", b"bench."))), str(pid))
        report.told(name, f"{resident:.0f} MB resident", f"{share:.0f} MB its share")
    report.promised("whole stack", f"{total:.0f} MB", "", f"≤ {MOST} MB", total <= MOST)


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        parents.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def sizes(pid: int) -> tuple[float, float]:
    """RSS and PSS in MB: what a process holds, and that with shared pages divided among those who share them."""
    values = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, _, rest = line.partition(":")
        values[name] = int(rest.split()[0]) / 1024
    return values["Rss"], values["Pss"]
