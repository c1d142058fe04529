"""What every table shares: one metadata, names for constraints, columns for ids and instants."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    LargeBinary,
    MetaData,
    Row,
    Select,
    String,
    Text,
    TypeDecorator,
    Uuid,
    func,
    or_,
)
from sqlalchemy.engine import Dialect

Db = Connection
"""An open transaction; every store function takes it first."""

MOST_IDS = 500
"""Ids in one question to the database."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is put back on the way out; a moment without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out of the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Id(Uuid[str]):
    """A UUID as text. Where the database keeps hexadecimal digits, hyphens are put between them; SQLAlchemy would make each a number first."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(as_uuid=False)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Out of the database."""
        if dialect.supports_native_uuid:
            return super().result_processor(dialect, coltype)
        return _hyphened


def _hyphened(digits: str | None) -> str | None:
    return digits and f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def identity(name: str = "id") -> Column[str]:
    """A primary key: a UUIDv7 made outside the database."""
    return Column(name, Id(), primary_key=True)


def refers(name: str, target: str, **options: Any) -> Column[str]:
    """A column that points at another table's id."""
    options.setdefault("nullable", False)
    return Column(name, Id(), ForeignKey(f"{target}.id"), **options)


def key(name: str, **options: Any) -> Column[str]:
    """A short name, never null unless said."""
    options.setdefault("nullable", False)
    return Column(name, String(200), **options)


def words(name: str, **options: Any) -> Column[str]:
    """Text of any length, never null unless said."""
    options.setdefault("nullable", False)
    return Column(name, Text, **options)


def instant(name: str, **options: Any) -> Column[datetime]:
    """A moment, never null unless said."""
    options.setdefault("nullable", False)
    return Column(name, Instant, **options)


def day(name: str, **options: Any) -> Column[Any]:
    """A calendar date, never null unless said."""
    options.setdefault("nullable", False)
    return Column(name, Date, **options)


def value(name: str, **options: Any) -> Column[Any]:
    """JSON, never null unless said."""
    options.setdefault("nullable", False)
    return Column(name, JSON(none_as_null=True), **options)


def raw(name: str, **options: Any) -> Column[bytes]:
    """Bytes, never null unless said."""
    options.setdefault("nullable", False)
    return Column(name, LargeBinary, **options)


def of_many(db: Db, query: Select[Any], column: Column[str], ids: Sequence[str]) -> list[Row[Any]]:
    """The rows of a query whose `column` is one of any number of ids, which are asked for in parts."""
    parts = (ids[start : start + MOST_IDS] for start in range(0, len(ids), MOST_IDS))
    return [row for some in parts for row in db.execute(query.where(column.in_(some)))]


def holds(search: str, *columns: Column[str]) -> ColumnElement[bool]:
    """Whether one of the columns holds what was searched for, in capitals or not; signs of patterns stand for themselves."""
    pattern = "%" + search.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return or_(*(func.lower(column).like(pattern, escape="\\") for column in columns))
