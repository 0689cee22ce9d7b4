"""What queries for rows of one person have in common: finding one by its id, and only for the person it belongs to."""

from typing import Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from skill.domain.person import Person
from skill.storage.encryption.cells import CellCipher, Keyring


class Owned(Protocol):
    """A row that belongs to one person."""

    id: UUID
    person_id: UUID


Row = TypeVar("Row", bound=Owned)


class OwnedRows(Generic[Row]):
    """Rows of one kind inside one transaction.

    Args:
        plain: the class that a row becomes.
        table: its table's name, to which each sealed value is bound.
    """

    def __init__(self, session: Session, ring: Keyring, plain: type[Row], table: str) -> None:
        self._session = session
        self._plain = plain
        self._safe = CellCipher(ring, table)

    def get(self, person: Person, row_id: UUID | None) -> Row | None:
        """Return this person's row of that id, or None: also where it is somebody else's."""
        found = self._session.get(self._plain, row_id) if row_id is not None else None
        return found if found is not None and found.person_id == person.id else None
