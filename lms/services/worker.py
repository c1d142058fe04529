"""The job worker: wakes with each new job, and once in a while to tidy."""

import logging
import threading
from collections.abc import Callable

from lms.services import jobs
from lms.services.work import House

NAP = 5.0
TIDY_EVERY = 12
log = logging.getLogger("hato.jobs")


def start(house: House, *, alone: bool) -> Callable[[], None]:
    """Run the worker in a thread; gives the function that stops it. `alone`: no other process works on this database."""
    stopping = threading.Event()
    if alone:
        jobs.release(house)

    def run() -> None:
        naps = 0
        while not stopping.is_set():
            try:
                while not stopping.is_set() and jobs.run_one(house):
                    pass
                if naps % TIDY_EVERY == 0:
                    jobs.tidy(house)
            except Exception:
                log.exception("the job worker stumbled")
            naps += 1
            house.wake.wait(NAP)
            house.wake.clear()

    thread = threading.Thread(target=run, name="jobs", daemon=True)
    thread.start()

    def stop() -> None:
        stopping.set()
        house.wake.set()
        thread.join(10)

    return stop
