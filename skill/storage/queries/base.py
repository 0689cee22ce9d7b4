"""What all queries have in common: one transaction, a row found only for its own person, and words sealed in it."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from skill.domain.person import Person
from skill.storage.encryption.cells import CellCipher, Keyring
from skill.storage.encryption.locking import Stretch, argon


class Owned(Protocol):
    """A row that belongs to one person."""

    id: UUID
    person_id: UUID


Row = TypeVar("Row", bound=Owned)
Kind = TypeVar("Kind", bound="Queries")


class Transaction:
    """One transaction, and the queries that were asked for in it.

    Args:
        ring: the keys from outside the database.
        draw: draws the numbers of a code (see `new_code`).
        stretch: makes a key of a PIN (see `argon`).
    """

    def __init__(
        self,
        session: Session,
        ring: Keyring,
        draw: Callable[[int], int] = secrets.randbelow,
        stretch: Stretch = argon,
    ) -> None:
        self._session = session
        self.ring = ring
        self.draw = draw
        self.stretch = stretch
        self._asked: dict[type[Queries], Queries] = {}

    def ask(self, kind: type[Kind]) -> Kind:
        """Return the queries of a kind, made when they are first asked for: a turn asks for few of many kinds."""
        found = self._asked.get(kind)
        if not isinstance(found, kind):
            found = self._asked[kind] = kind(self, self._session)
        return found


class Queries:
    """Queries of one kind; what belongs to another kind they ask of the same transaction."""

    def __init__(self, transaction: Transaction, session: Session) -> None:
        self._transaction = transaction
        self._ask = transaction.ask
        self._session = session
        self._ring = transaction.ring

    def _get_own(self, kind: type[Row], person: Person, row_id: UUID | None) -> Row | None:
        """Return this person's row of that id, or None: also where it is somebody else's."""
        found = self._session.get(kind, row_id) if row_id is not None else None
        return found if found is not None and found.person_id == person.id else None


class SealedRows(Queries):
    """Queries for rows of which something is sealed.

    Attributes:
        table: their table, to whose name each sealed value is bound.
    """

    table: Table

    def __init__(self, transaction: Transaction, session: Session) -> None:
        super().__init__(transaction, session)
        self._safe = CellCipher(self._ring, self.table.name)


class OwnedRows(SealedRows, Generic[Row]):
    """Queries for rows of persons.

    Attributes:
        kind: the class that a row becomes.
        words_in: the column of its words, or of what else is never said without its person's key.
    """

    kind: type[Row]
    words_in = "sealed_text"

    def get(self, person: Person, row_id: UUID | None) -> Row | None:
        """Return this person's row of that id, or None: also where it is somebody else's."""
        return self._get_own(self.kind, person, row_id)

    def _all(self, person: Person, *where: ColumnElement[bool], by: Sequence[ColumnElement[Any]]) -> list[Row]:
        """Return this person's rows of which that is true, in that order."""
        found = select(self.kind).where(self.table.c.person_id == person.id, *where).order_by(*by)
        return list(self._session.scalars(found))

    def _last(self, person: Person, *where: ColumnElement[bool], by: ColumnElement[Any]) -> Row | None:
        """Return the last of them in that order, or None."""
        found = select(self.kind).where(self.table.c.person_id == person.id, *where).order_by(by.desc())
        return self._session.scalars(found.limit(1)).one_or_none()

    def _seal(self, person: Person, row_id: UUID, words: str) -> bytes:
        """Close what a new row says."""
        return self._safe.seal(person, row_id, column=self.words_in, text=words)

    def _open(self, person: Person, row: Row) -> str:
        """Open what a row says.

        Raises:
            NotReadableError: it does not open for this person.
        """
        return self._safe.open(person, row.id, column=self.words_in, sealed=getattr(row, self.words_in))
