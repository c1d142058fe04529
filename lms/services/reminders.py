"""Reminders: told ninety, sixty, thirty and seven days before a certificate ends, each once."""

from dataclasses import replace
from typing import Any

from lms.content.compiled import unpack_snapshot
from lms.domain.certificates import last_day
from lms.domain.renewals import MARKS, mark, worth_telling
from lms.services import notices
from lms.services.work import UnitOfWork, existing
from lms.store import certificates, people, reminders

BATCH = 100
"""Certificates that one look finds."""


def due(uow: UnitOfWork) -> list[Any]:
    """Certificates whose holders are to be reminded now; a step of the daily pass."""
    return reminders.due(uow.db, uow.today, MARKS, BATCH)


def send(uow: UnitOfWork, certificate_id: str) -> None:
    """Write the mail of the nearest mark, if nobody has; a step of the daily pass. Marks that were missed are not made up for."""
    row = existing(certificates.get(uow.db, certificate_id))
    until = existing(last_day(row.valid_until, row.limit_until))
    days = mark(until, uow.today)
    if days is None or not reminders.add(uow.db, enrolment_id=row.enrolment_id, days=days, at=uow.now):
        return
    if worth_telling(row.valid_from, until, days):
        snapshot = replace(unpack_snapshot(row.snapshot), valid_until=until)
        notices.certificate_ending(uow, existing(people.get(uow.db, row.person_id)), snapshot, row.code)
