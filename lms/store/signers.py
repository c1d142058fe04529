"""Signers: the certificate of every key that ever signed a printed certificate."""

from typing import Any

from sqlalchemy import Row, Table, select

from lms.store.base import Db, instant, key, metadata, words

signers = Table(
    "signers",
    metadata,
    key("sha256", primary_key=True),
    words("certificate"),
    instant("since"),
)


def add(db: Db, **columns: Any) -> None:
    """Keep a certificate for ever."""
    db.execute(signers.insert().values(**columns))


def get(db: Db, sha256: str) -> Row[Any] | None:
    """A certificate by its hash."""
    return db.execute(select(signers).where(signers.c.sha256 == sha256)).first()


def newest(db: Db) -> Row[Any] | None:
    """The certificate that began to sign last."""
    return db.execute(select(signers).order_by(signers.c.since.desc(), signers.c.sha256).limit(1)).first()


def known(db: Db, hashes: tuple[str, ...]) -> bool:
    """Whether one of these is the hash of a certificate that ever signed."""
    return db.execute(select(signers.c.sha256).where(signers.c.sha256.in_(hashes)).limit(1)).first() is not None
