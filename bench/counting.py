"""Counts the SQL statements of one request, made inside the process before any load."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from lms.store.engine import Store

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@dataclass(frozen=True, slots=True)
class Count:
    """Statements of a request, BEGIN and COMMIT left out, and how many of them write."""

    statements: int
    writes: int


@contextmanager
def listening(store: Store) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile."""
    heard: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            heard.append(statement)

    engines = {store.writer, store.reader} if store.sqlite else {store.writer}  # on PostgreSQL the reader tells the writer
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", hear)


def of_request(store: Store, client: FlaskClient, **request: Any) -> dict[str, int]:
    """The statements of one request, as JSON; raises when it does not succeed."""
    with listening(store) as heard:
        answer = client.open(**request)
    if answer.status_code != 200:
        raise RuntimeError(f"{request}: {answer.status}")
    return asdict(Count(len(heard), sum(one.lstrip().upper().startswith(WRITES) for one in heard)))
