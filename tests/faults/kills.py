"""A server under load of submitting people, killed at random moments and started again on the same data."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lms.adapters.system import now
from lms.domain.people import SYSTEM
from lms.services import people, sessions
from lms.services.work import House, work_in
from tests.faults.client import Learner, Stopped
from tests.faults.kept import compare, whole
from tests.stage import ROOT, close, open_stage

LEARNERS = 6
WHOLE_EVERY = 20
"""After so many kills the whole ledger and every page of the database are checked, not only what was acknowledged."""


@dataclass
class Tally:
    """What a run came to. `settled` have finished and were looked at since: every now and then, and at the end, they are looked at again."""

    kills: int = 0
    before_ready: int = 0
    restarts: list[float] = field(default_factory=list)
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    settled: set[Learner] = field(default_factory=set)

    def __str__(self) -> str:
        middle = sorted(self.restarts)[len(self.restarts) // 2] if self.restarts else 0.0
        counts = ", ".join(f"{number} {name}" for name, number in self.counts.items())
        return (
            f"{self.kills} kills ({self.before_ready} of a server that was not yet ready) in {self.seconds:.0f} s, "
            f"{self.seconds / max(self.kills, 1):.2f} s each; ready again after {middle:.2f} s (median)\n{counts}\n"
            "nothing acknowledged lost or changed, nothing doubled"
        )


class Server:
    """The server that is killed: forked from one process that has imported everything already."""

    def __init__(self, url: str, home: Path, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "tests.faults.server", url, str(home), str(data), str(self.port)]
        self._mother = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._group = 0

    def start(self) -> None:
        """Fork another."""
        assert self._mother.stdin and self._mother.stdout
        self._mother.stdin.write("\n")
        self._mother.stdin.flush()
        self._group = int(self._mother.stdout.readline())

    def ready(self) -> None:
        """Wait until it answers."""
        for _ in range(3000):
            with contextlib.suppress(OSError), urllib.request.urlopen(self.base + "/healthz", timeout=5):
                return
            time.sleep(0.01)
        raise AssertionError("the server does not come up")

    def kill(self) -> None:
        """SIGKILL to it and to the processes it has started; gives back when they are gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            while True:
                os.killpg(self._group, signal.SIGKILL)
                time.sleep(0.002)

    def close(self) -> None:
        """No more of them."""
        self.kill()
        self._mother.communicate("")


def run(url: str, home: Path, data: Path, kills: int, seed: int, tell: Callable[[str], None] = lambda line: None) -> Tally:
    """Kill a server so often on a prepared database; the moments come from `seed`. Raises AssertionError at the first thing lost."""
    house = open_stage(url, home, data, now)
    server, tally, over = Server(url, home, data), Tally(), threading.Event()
    learners: list[Learner] = []
    faults: list[BaseException] = []
    start, chance = time.monotonic(), random.Random(seed)
    signed = signed_in(house, 60 + 4 * kills)
    threads = [threading.Thread(target=study, args=(server.base, signed, over, learners, seed + n, faults)) for n in range(LEARNERS)]
    try:
        for thread in threads:
            thread.start()
        server.start()
        server.ready()
        while tally.kills < kills:
            kill_once(house, server, chance, tally, learners)
            assert not faults, faults
            if tally.kills % 50 == 0:
                tell(f"{tally.kills} kills, {sum(len(one.answers) for one in list(learners))} answers acknowledged, nothing lost")
        wait_for(lambda: bool(faults) or any(one.certified for one in list(learners)))
        over.set()
        for thread in threads:
            thread.join(30)
        assert not faults, faults
        assert signed, "the people ran out before the kills did"
        server.kill()
        tally.counts = compare(house, learners) + whole(house)
    finally:
        over.set()
        server.close()
        close(house)
    tally.seconds = time.monotonic() - start
    return tally


def kill_once(house: House, server: Server, chance: random.Random, tally: Tally, learners: list[Learner]) -> None:
    """Let it work for a moment, kill it, start it again, and look whether everything is there that was acknowledged by then."""
    time.sleep(chance.uniform(1.5, 3.0) if chance.random() < 0.05 else chance.uniform(0.02, 1.0))
    server.kill()
    tally.kills += 1
    began = time.monotonic()
    server.start()
    if chance.random() < 0.1:
        time.sleep(chance.uniform(0.0, 0.4))
        server.kill()
        tally.kills += 1
        tally.before_ready += 1
        began = time.monotonic()
        server.start()
    server.ready()
    tally.restarts.append(time.monotonic() - began)
    finished = [one for one in learners if one.certified]
    compare(house, [one for one in learners if one not in tally.settled])
    tally.settled.update(finished)
    if len(tally.restarts) % WHOLE_EVERY == 0:
        compare(house, learners)
        whole(house, printed=False)


def signed_in(house: House, count: int) -> list[tuple[str, str]]:
    """Fresh people, each signed in; gives their ids and tokens."""
    found = []
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        for number in range(count):
            row = {"email": f"k{number}@example.org", "name": f"Kay {number}", "name_local": ""}
            people._open(uow, row, "x", "en")
            person = sessions.people.by_email(uow.db, row["email"])
            found.append((person.id, sessions.begin(uow, person, "test", "")))
            uow.actor = SYSTEM
    return found


def study(base: str, signed: list, over: threading.Event, learners: list, seed: int, faults: list) -> None:
    """One thread: a person fails a quiz, then finishes the course; then the next person."""
    try:
        while signed and not over.is_set():
            person, token = signed.pop()
            learner = Learner(base, person, token, over, random.Random(f"{seed} {person}"))
            learners.append(learner)
            learner.sit("m2", wrong=True)
            learner.finish()
    except Stopped:
        pass
    except BaseException as fault:
        faults.append(fault)


def wait_for(done: Callable[[], bool]) -> None:
    """Until it is so, or for half a minute."""
    for _ in range(300):
        if done():
            return
        time.sleep(0.1)
