"""The server is killed again and again while people submit: nothing acknowledged is lost, nothing is doubled.

HATO_KILLS sets how often (50); `bench/kills` asks for a thousand.
"""

import contextlib
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request

from lms.adapters.system import now
from lms.domain.people import SYSTEM
from lms.services import jobs, ledger, people, sessions
from lms.services.work import work_in
from lms.store import copies
from tests.faults.client import Learner, Stopped
from tests.stage import ROOT, close, open_stage

KILLS = int(os.environ.get("HATO_KILLS", "50"))
LEARNERS = 6


def start(url, home, data, port):
    """A server in a process group of its own, serving."""
    command = [sys.executable, "-m", "tests.faults.server", url, str(home), str(data), str(port)]
    server = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(400):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return server
        assert server.poll() is None, "the server did not come up"
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


def make_people(house, count):
    """Fresh people, each signed in; gives their tokens."""
    tokens = []
    with work_in(house, SYSTEM, writes=True) as uow:
        uow.asked = True
        for number in range(count):
            row = {"email": f"k{number}@example.org", "name": f"Kay {number}", "name_local": ""}
            people._open(uow, row, "x", "en")
            tokens.append(sessions.begin(uow, sessions.people.by_email(uow.db, row["email"]), "test", ""))
            uow.actor = SYSTEM
    return tokens


def study(base, tokens, over, learners):
    """One thread: a person fails a quiz over and over, another finishes the course, then the next two."""
    with contextlib.suppress(Stopped):
        while tokens and not over.is_set():
            learner = Learner(base, tokens.pop(), over)
            learners.append(learner)
            learner.sit("m2", wrong=True)
            learner.finish()


def test_nothing_acknowledged_is_lost_or_doubled_by_killing_the_server(sqlite, home, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with sqlite.fresh() as url:
        house = open_stage(url, home, tmp_path, now)
        tokens = make_people(house, KILLS * 12)
        over, learners = threading.Event(), []
        threads = [threading.Thread(target=study, args=(f"http://127.0.0.1:{port}", tokens, over, learners)) for _ in range(LEARNERS)]
        server = start(url, home, tmp_path, port)
        for thread in threads:
            thread.start()
        chance = random.Random(7)
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.1, 1.5))
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            server = start(url, home, tmp_path, port)
        for _ in range(300):
            if any(learner.certified for learner in learners):
                break
            time.sleep(0.1)
        over.set()
        for thread in threads:
            thread.join(30)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        jobs.release(house)
        while jobs.run_one(house):
            pass
        examine(house, url, learners)
        close(house)


def examine(house, url, learners):
    """Compare what the clients were told with what the database holds."""
    path = url.removeprefix("sqlite:///")
    assert copies.faults(path) == []
    with contextlib.closing(sqlite3.connect(path)) as db:
        kept = {row[0]: row[1:] for row in db.execute("SELECT id, attempt_id, item FROM answer_events")}
        doubled = db.execute("SELECT count(*) FROM certificates GROUP BY enrolment_id HAVING count(*) > 1").fetchall()
        complete = db.execute("SELECT count(*) FROM enrolments WHERE completed_at IS NOT NULL").fetchone()[0]
        issued = db.execute("SELECT count(*) FROM certificates").fetchone()[0]
        printed = db.execute("SELECT count(*) FROM certificate_files").fetchone()[0]
        open_twice = db.execute("SELECT 1 FROM attempts WHERE submitted_at IS NULL GROUP BY enrolment_id, quiz HAVING count(*) > 1").fetchall()
    told = {key: value for learner in learners for key, value in learner.acknowledged.items()}
    lost = [key for key, (attempt, item, _) in told.items() if kept.get(key.replace("-", "")) != (attempt.replace("-", ""), item)]
    assert len(told) > KILLS and lost == []
    assert doubled == open_twice == [] and complete == issued == printed >= sum(learner.certified for learner in learners) > 0
    with work_in(house, SYSTEM) as uow:
        assert ledger.verify(uow).fault is None
