"""Adoptions: policies of validity that were proposed, and what a second registrar decided."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, Row, Table, UniqueConstraint, select

from lms.store.base import Db, identity, instant, key, metadata, refers, value, words
from lms.store.editions import editions
from lms.store.people import people

adoptions = Table(
    "adoptions",
    metadata,
    identity(),
    key("policy"),
    Column("number", Integer, nullable=False),
    value("body"),
    key("seal"),
    words("reason"),
    instant("proposed_at"),
    refers("proposed_by", "people", nullable=True),
    UniqueConstraint("policy", "number"),
)

adoption_outcomes = Table(
    "adoption_outcomes",
    metadata,
    refers("adoption_id", "adoptions", primary_key=True),
    key("outcome"),
    words("reason"),
    Column("certificates", Integer, nullable=False),
    instant("at"),
    refers("by_id", "people", nullable=True),
    CheckConstraint("outcome IN ('adopted', 'declined')", name="outcome"),
)


def hold(db: Db) -> None:
    """Keep certificates from being issued, and policies from being proposed or adopted, until the transaction ends."""
    db.execute(select(editions.c.id).order_by(editions.c.id).with_for_update(key_share=True)).all()


def hold_shared(db: Db, edition_id: str) -> None:
    """Keep policies from being adopted until the transaction ends, so that a certificate is issued under the one that counts."""
    db.execute(select(editions.c.id).where(editions.c.id == edition_id).with_for_update(read=True)).all()


def add(db: Db, **columns: Any) -> None:
    """Keep a proposal."""
    db.execute(adoptions.insert().values(**columns))


def decide(db: Db, **columns: Any) -> None:
    """Keep what became of a proposal."""
    db.execute(adoption_outcomes.insert().values(**columns))


def get(db: Db, adoption_id: str) -> Row[Any] | None:
    """A proposal with its outcome and the names of who made both."""
    return db.execute(_told().where(adoptions.c.id == adoption_id)).first()


def every(db: Db) -> list[Row[Any]]:
    """Every proposal with its outcome, oldest first."""
    return list(db.execute(_told().order_by(adoptions.c.proposed_at, adoptions.c.number)))


def bodies(db: Db) -> list[Row[Any]]:
    """The policies that were adopted."""
    joined = adoptions.join(adoption_outcomes, adoption_outcomes.c.adoption_id == adoptions.c.id)
    return list(db.execute(select(adoptions.c.body, adoptions.c.seal).select_from(joined).where(adoption_outcomes.c.outcome == "adopted")))


def _told() -> Any:
    first, second = people.alias(), people.alias()
    joined = adoptions.outerjoin(adoption_outcomes, adoption_outcomes.c.adoption_id == adoptions.c.id)
    joined = joined.outerjoin(first, first.c.id == adoptions.c.proposed_by).outerjoin(second, second.c.id == adoption_outcomes.c.by_id)
    said = (adoption_outcomes.c.outcome, adoption_outcomes.c.reason.label("why"), adoption_outcomes.c.certificates, adoption_outcomes.c.at)
    return select(adoptions, *said, first.c.name.label("proposer"), second.c.name.label("decider")).select_from(joined)
