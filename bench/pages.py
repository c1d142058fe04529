"""A lesson, signed in, against a bare view of the same template and against a string that lies ready."""

from collections.abc import Mapping

from bench import load
from bench.report import Report
from bench.stands import Stand

CONNECTIONS = (1, 8, 32)
TRIALS = 5
SECONDS = 1.5
WARM = 0.5


def measure(report: Report, stand: Stand) -> None:
    """Requests a second at each number of connections, and the statements of one request."""
    report.title(f"Lesson page, signed in ({stand.facts['lesson']})")
    _counted(report, stand)
    for connections in CONNECTIONS:
        _compared(report, stand, connections)


def rates(stand: Stand, requests: dict[str, bytes], connections: int) -> dict[str, load.Trial]:
    """Medians of short trials that take turns, so that a change of the machine's pace falls on all alike."""
    for one in requests.values():
        load.trial(stand.port, [lambda one=one: one] * connections, WARM)  # type: ignore[misc]
    found: dict[str, list[load.Trial]] = {name: [] for name in requests}
    for _ in range(TRIALS):
        for name, one in requests.items():
            found[name].append(load.trial(stand.port, [lambda one=one: one] * connections, SECONDS))  # type: ignore[misc]
    return {name: load.medians(trials) for name, trials in found.items()}


def lesson(stand: Stand, headers: Mapping[str, str] | None = None) -> bytes:
    """The request for the lesson by somebody signed in."""
    return load.request(stand.facts["lesson"], cookie=stand.learners[0].cookie, headers=headers)


def _counted(report: Report, stand: Stand) -> None:
    cold, warm = stand.facts["counts"]["cold"], stand.facts["counts"]["lesson"]
    most, writes = max(cold["statements"], warm["statements"]), cold["writes"] + warm["writes"]
    report.promised("SQL statements", f"{warm['statements']}; the first time {cold['statements']}", "", "≤ 4", most <= 4)
    report.promised("SQL statements that write", str(writes), "", "0", writes == 0)


def _compared(report: Report, stand: Stand, connections: int) -> None:
    requests = {
        "ours": lesson(stand), "packed": lesson(stand, {"Accept-Encoding": "gzip"}),
        "template": load.request("/bench/lesson"), "ready": load.request("/bench/ready"),
    }  # fmt: skip
    found = rates(stand, requests, connections)
    ours = found["ours"]
    figure = f"{ours.rate:.0f}/s (p50 {ours.p50:.1f}, p99 {ours.p99:.1f} ms)"
    for name, words, least in (("template", "the bare template", 75), ("ready", "a ready string", 35)):
        share = 100 * ours.rate / found[name].rate
        report.promised(f"{connections} conn., against {words}", figure, f"{share:.0f} % of {found[name].rate:.0f}/s", f"≥ {least} %", share >= least)
    packed = found["packed"].rate
    report.told(f"{connections} conn., packed with gzip", f"{packed:.0f}/s", f"{100 * packed / ours.rate:.0f} % of unpacked")
