"""Whether the house is ready to work."""

from dataclasses import dataclass
from datetime import timedelta

from lms.domain.permissions import Action
from lms.services.work import UnitOfWork
from lms.store import editions, jobs

STUCK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether it is ready, and what was looked at."""

    ready: bool
    facts: dict[str, int | str]


def check(uow: UnitOfWork) -> Ready:
    """Read the database; courses must be published, and no job may have waited long."""
    uow.authorize(Action.READ_STATUS)
    courses = len(editions.latest(uow.db))
    waiting, oldest = jobs.waiting(uow.db)
    stuck = oldest is not None and uow.now - oldest > STUCK
    return Ready(courses > 0 and not stuck, {"courses": courses, "jobs": waiting})
