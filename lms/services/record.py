"""*My record*: the courses, certificates, evidence and duties of one person on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lms.domain.languages import text
from lms.domain.permissions import Action
from lms.domain.progress import Progress
from lms.services import certificates, editions, eligibility, progress, renewals
from lms.services.certificates import CertificateView
from lms.services.eligibility import DutyView
from lms.services.renewals import RenewalView
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
    """One person's record on a departure day; `renewals` by the code of the certificate that may be renewed."""

    day: date
    today: date
    courses: tuple[Studied, ...]
    certificates: tuple[CertificateView, ...]
    duties: tuple[DutyView, ...]
    evidence: int
    titles: Mapping[str, str]
    renewals: Mapping[str, RenewalView]


def show(uow: UnitOfWork, day: date | None = None) -> RecordView:
    """The actor's own record."""
    uow.authorize(Action.READ_OWN_PROGRESS, uow.actor.id)
    studied = []
    begun = list(dict.fromkeys(row.course for row in store.of_person(uow.db, uow.actor.id)))
    for course in begun:
        standing = progress.standing(uow, course)
        studied.append(Studied(course, text(standing.edition.course.title, uow.lang), standing.progress, standing.completed))
    duties = eligibility.duties(uow, uow.actor.id, day or uow.today, {})
    facts = evidence.of_person(uow.db, uow.actor.id)
    titles = {one.course.key: text(one.course.title, uow.lang) for one in editions.every_latest(uow)}
    found = {one.code: one for course in begun if (one := renewals.of_course(uow, course))}
    return RecordView(day or uow.today, uow.today, tuple(studied), tuple(certificates.mine(uow)), duties, len(facts), titles, found)
