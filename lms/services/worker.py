"""The job worker: wakes with each new job, and once in a while to tidy; what is slow has a thread of its own."""

import logging
import threading
from collections.abc import Callable, Collection

from lms.services import jobs
from lms.services.work import House

NAP = 5.0
TIDY_EVERY = 12
log = logging.getLogger("hato.jobs")


def start(house: House, *, alone: bool) -> Callable[[], None]:
    """Run the worker in its threads; gives the function that stops it. `alone`: no other process works on this database."""
    stopping = threading.Event()
    if alone:
        jobs.release(house)

    def drain(kinds: Collection[str], naps: int) -> None:
        try:
            while not stopping.is_set() and jobs.run_one(house, kinds):
                pass
            if kinds is jobs.QUICK and naps % TIDY_EVERY == 0:
                jobs.tidy(house)
        except Exception:
            log.exception("the job worker stumbled")

    def run() -> None:
        naps = 0
        while not stopping.is_set():
            drain(jobs.QUICK, naps)
            naps += 1
            house.wake.wait(NAP)
            house.wake.clear()

    def run_slowly() -> None:
        while not stopping.is_set():
            drain(jobs.SLOW, 0)
            stopping.wait(NAP)

    threads = [threading.Thread(target=one, name=name, daemon=True) for one, name in ((run, "jobs"), (run_slowly, "slow jobs"))]
    for thread in threads:
        thread.start()

    def stop() -> None:
        stopping.set()
        house.wake.set()
        for thread in threads:
            thread.join(10)

    return stop
