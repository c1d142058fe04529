"""An autosaved answer against a bare INSERT and COMMIT into the same kind of database."""

import json
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

from bench import load
from bench.report import Report
from bench.stands import Learner, Stand

CONNECTIONS = (1, 8, 32)
TRIALS = 5
SECONDS = 2.0
TAIL = 10


def measure(report: Report, stand: Stand, engine: str) -> None:
    """Answers a second, their statements, and how long the slowest wait."""
    report.title(f"Autosaved answer, {engine}")
    counts = [stand.facts["counts"][name] for name in ("answer", "answer-cold")]
    most = max(one["statements"] for one in counts)
    report.promised("SQL statements", f"{counts[0]['statements']}; the first time {counts[1]['statements']}", "", "≤ 4", most <= 4)
    for connections in CONNECTIONS:
        _compared(report, stand, connections)


def saving(learner: Learner) -> load.Ask:
    """Gives one new answer of a learner after the other, as the page sends them."""
    device, numbers = str(uuid4()), count(1)

    def ask() -> bytes:
        seq = next(numbers)
        now = datetime.now(UTC)
        value = learner.choices[seq % len(learner.choices)]
        event = {"id": str(uuid4()), "item": learner.item, "seq": seq, "value": value, "at": now.isoformat()}
        body = json.dumps({"device": device, "events": [event]}).encode()
        return load.request(f"/api/v1/attempts/{learner.attempt}/answers", cookie=learner.cookie, body=body, headers={"X-CSRFToken": learner.csrf})

    return ask


def _compared(report: Report, stand: Stand, connections: int) -> None:
    bare = load.request("/bench/insert", body=b"{}")
    ours, floor = [], []
    for number in range(-1, TRIALS):  # the first pair only warms up
        asks = [saving(learner) for learner in stand.learners[:connections]]
        pair = load.trial(stand.port, asks, SECONDS), load.trial(stand.port, [lambda: bare] * connections, SECONDS)
        if number >= 0:
            ours.append(pair[0])
            floor.append(pair[1])
    one, least = load.medians(ours), load.medians(floor)
    share, tail = 100 * one.rate / least.rate, one.p99 / one.p50
    who = f"{connections} learner{'s' if connections > 1 else ''}"
    report.promised(who, f"{one.rate:.0f}/s", f"{share:.0f} % of {least.rate:.0f}/s", "≥ 60 %", share >= 60)
    waits = f"p50 {one.p50:.1f}, p99 {one.p99:.1f}, longest {one.longest:.0f} ms"
    floors = f"p99 = {tail:.1f} × p50 (bare {least.p99 / least.p50:.1f})"
    if connections == max(CONNECTIONS):
        report.promised(f"{who}, waiting", waits, floors, f"≤ {TAIL} ×", tail <= TAIL)
    else:
        report.told(f"{who}, waiting", waits, floors)
