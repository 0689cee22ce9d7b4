"""How tests and benchmarks get at the rows themselves, and see which transactions were begun for them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session

from skill.storage.database import Database
from skill.storage.unit_of_work import UnitOfWork


def sql(work: UnitOfWork) -> Session:
    """Return the session of an open unit of work: everything that has a name is asked by its name."""
    return work._session


@contextmanager
def begun(database: Database) -> Iterator[list[str]]:
    """Collect how each transaction on a file begins: "BEGIN" only reads, "BEGIN IMMEDIATE" takes the writer's lock."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("BEGIN"):
            found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
