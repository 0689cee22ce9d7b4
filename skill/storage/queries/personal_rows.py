"""Queries for whatever a person may take along, whichever table it lies in, and for rows that were taken in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select

from skill.domain.person import Person
from skill.storage.queries.base import Queries


class PersonalRows(Queries):
    """Rows of a person inside one transaction."""

    def of(self, person: Person, kind: type[Any], table: Table, *order: Any) -> Sequence[Any]:
        """Return all that a table holds of a person, always in the same order."""
        found = select(kind).where(table.c.person_id == person.id).order_by(*order, table.c.id)
        return self._session.scalars(found).all()

    def add(self, row: object) -> None:
        """Keep a row."""
        self._session.add(row)

    def flush(self) -> None:
        """Write what was added and changed, so that other queries find it."""
        self._session.flush()
