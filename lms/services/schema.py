"""The database's schema, for whoever runs the house."""

from lms.services.work import House
from lms.store import copies, schema


def upgrade(house: House) -> str:
    """Bring the database to the newest schema; gives its name."""
    schema.upgrade(house.store)
    return str(schema.head())


def versions(house: House) -> tuple[str | None, str | None]:
    """At which schema the database is, and which is the newest."""
    return schema.current(house.store), schema.head()


def engine(house: House) -> tuple[str, str]:
    """The kind of database and its version."""
    if not house.store.sqlite:
        return "PostgreSQL", house.store.version()
    return "SQLite", copies.version()
