"""Booklets that were made: which file holds an edition in a language."""

from typing import Any

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Row, Table, select

from lms.store.base import Db, instant, key, metadata, refers

booklets = Table(
    "booklets",
    metadata,
    refers("edition_id", "editions"),
    key("lang"),
    key("version"),
    key("sha256"),
    Column("bytes", Integer, nullable=False),
    instant("made_at"),
    PrimaryKeyConstraint("edition_id", "lang", "version"),
)


def get(db: Db, edition_id: str, lang: str, version: str) -> Row[Any] | None:
    """The booklet of an edition in a language, as this version prints it."""
    one = (booklets.c.edition_id == edition_id, booklets.c.lang == lang, booklets.c.version == version)
    return db.execute(select(booklets).where(*one)).first()


def add(db: Db, **columns: Any) -> None:
    """Note a file that was made."""
    db.execute(booklets.insert().values(**columns))
