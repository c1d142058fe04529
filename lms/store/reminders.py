"""Reminders: which of them somebody was sent before a certificate ends."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Row, Table, and_, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from lms.store.base import Db, instant, metadata, refers
from lms.store.certificates import certificate_limits, certificate_states, certificates
from lms.store.people import people

reminders = Table(
    "reminders",
    metadata,
    refers("enrolment_id", "enrolments"),
    Column("days", Integer, nullable=False, autoincrement=False),
    instant("at"),
    PrimaryKeyConstraint("enrolment_id", "days"),
)


def add(db: Db, **columns: Any) -> bool:
    """Note a reminder; False when it was noted before, also by another at the same moment."""
    insert = sqlite.insert(reminders) if db.dialect.name == "sqlite" else postgresql.insert(reminders)
    return db.execute(insert.values(**columns).on_conflict_do_nothing().returning(reminders.c.days)).first() is not None


def due(db: Db, today: date, marks: tuple[int, ...], count: int) -> list[Row[Any]]:
    """Certificates that stand and end soon, of people whose account is open, without the reminder of the nearest mark; `marks` ascend."""
    bands = zip((-1, *marks), marks, strict=False)
    of_mark = (
        and_(
            _ends().between(today + timedelta(days=above + 1), today + timedelta(days=days)),
            ~select(reminders.c.days).where(reminders.c.enrolment_id == certificates.c.enrolment_id, reminders.c.days <= days).exists(),
        )
        for above, days in bands
    )
    newer, said, later = certificates.alias(), certificate_states, certificate_states.alias()
    replaced = select(newer.c.id).where(newer.c.replaces == certificates.c.id).exists()
    after = or_(later.c.at > said.c.at, and_(later.c.at == said.c.at, later.c.id > said.c.id))
    undone = select(later.c.id).where(later.c.certificate_id == said.c.certificate_id, later.c.state == "reinstated", after).exists()
    ended = select(said.c.id).where(said.c.certificate_id == certificates.c.id, said.c.state != "reinstated", ~undone).exists()
    columns = (certificates.c.id, certificates.c.enrolment_id, certificates.c.person_id, certificates.c.valid_from, certificates.c.valid_until)
    found = select(*columns).join(people, people.c.id == certificates.c.person_id)
    found = found.where(or_(*of_mark), ~replaced, ~ended, people.c.disabled_at.is_(None))
    return list(db.execute(found.order_by(certificates.c.valid_until, certificates.c.id).limit(count)))


def _ends() -> Any:
    """The last day a certificate counts: the one on the paper, or the soonest that a later policy set."""
    limit = select(func.min(certificate_limits.c.until)).where(certificate_limits.c.certificate_id == certificates.c.id)
    return func.coalesce(limit.correlate(certificates).scalar_subquery(), certificates.c.valid_until)
