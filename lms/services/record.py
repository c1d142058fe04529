"""*My record*: the courses, certificates, evidence and duties of one person on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.domain.languages import text
from lms.domain.permissions import Action
from lms.domain.progress import Progress
from lms.services import certificates, editions, eligibility, progress
from lms.services.certificates import CertificateView
from lms.services.eligibility import DutyView
from lms.services.work import UnitOfWork
from lms.store import evidence
from lms.store import progress as store


@dataclass(frozen=True, slots=True)
class Studied:
    """A course somebody has begun."""

    key: str
    title: str
    progress: Progress
    complete: bool


@dataclass(frozen=True, slots=True)
class RecordView:
    """One person's record on a departure day."""

    day: date
    today: date
    courses: tuple[Studied, ...]
    certificates: tuple[CertificateView, ...]
    duties: tuple[DutyView, ...]
    evidence: int
    titles: Mapping[str, str]


def show(uow: UnitOfWork, day: date | None = None) -> RecordView:
    """The actor's own record."""
    uow.authorize(Action.READ_OWN_PROGRESS, uow.actor.id)
    studied = []
    for row in store.of_person(uow.db, uow.actor.id):
        standing = progress.standing(uow, row.course)
        studied.append(Studied(row.course, text(standing.edition.course.title, uow.lang), standing.progress, standing.completed))
    duties = eligibility.duties(uow, uow.actor.id, day or uow.today, {})
    facts = evidence.of_person(uow.db, uow.actor.id)
    titles = {one.course.key: text(one.course.title, uow.lang) for one in editions.every_latest(uow)}
    return RecordView(day or uow.today, uow.today, tuple(studied), tuple(certificates.mine(uow)), duties, len(facts), titles)
