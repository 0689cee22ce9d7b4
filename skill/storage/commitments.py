"""Named questions about commitments; the promise itself is sealed."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.person import Person
from skill.storage.sealing import Keyring, Safe
from skill.storage.tables import commitments


class Commitments:
    """Commitments inside one transaction."""

    def __init__(self, session: Session, ring: Keyring) -> None:
        self._session = session
        self._safe = Safe(ring, "commitments")

    def make(self, person: Person, text: str, *, due_at: datetime, now: datetime) -> Commitment:
        """Keep what a person promises, due at `due_at`."""
        row_id = uuid4()
        sealed = self._safe.seal(person, row_id, column="sealed_text", text=text)
        made = Commitment(row_id, person.id, now, due_at, due_at, person.zone or "UTC", sealed)
        self._session.add(made)
        self._session.flush()
        return made

    def words(self, person: Person, commitment: Commitment) -> str:
        """Return the promise in its owner's words.

        Raises:
            NotReadableError: it does not open for this person.
        """
        return self._safe.open(person, commitment.id, column="sealed_text", sealed=commitment.sealed_text)

    def get(self, person: Person, commitment_id: UUID) -> Commitment | None:
        """Return this person's commitment of that id, or None."""
        found = self._session.get(Commitment, commitment_id)
        return found if found is not None and found.person_id == person.id else None

    def open(self, person: Person) -> list[Commitment]:
        """Return what the person has promised and not yet answered, the earliest due first."""
        found = (
            select(Commitment)
            .where(commitments.c.person_id == person.id, commitments.c.state == CommitmentState.PROMISED)
            .order_by(commitments.c.due_at, commitments.c.made_at)
        )
        return list(self._session.scalars(found))

    def due(self, person: Person, now: datetime) -> list[Commitment]:
        """Return what is due and not yet answered, the earliest first."""
        return [one for one in self.open(person) if one.is_due(now)]

    def past_grace(self, before: datetime, limit: int) -> list[Commitment]:
        """Return up to `limit` open commitments of anybody that were due before `before`, the earliest first."""
        found = (
            select(Commitment)
            .where(commitments.c.state == CommitmentState.PROMISED, commitments.c.due_at < before)
            .order_by(commitments.c.due_at)
            .limit(limit)
        )
        return list(self._session.scalars(found))

    def first_made(self, person: Person) -> datetime | None:
        """Return when the person promised something for the first time, or None."""
        found = select(func.min(commitments.c.made_at)).where(commitments.c.person_id == person.id)
        first: datetime | None = self._session.scalar(found)
        return first

    def due_between(self, person: Person, since: datetime, until: datetime) -> list[Commitment]:
        """Return what the person promised first for an instant in [since, until), the earliest first."""
        found = (
            select(Commitment)
            .where(
                commitments.c.person_id == person.id,
                commitments.c.first_due_at >= since,
                commitments.c.first_due_at < until,
            )
            .order_by(commitments.c.first_due_at)
        )
        return list(self._session.scalars(found))

    def last(self, person: Person, state: CommitmentState) -> Commitment | None:
        """Return the person's commitment in that state which was due last, or None."""
        found = (
            select(Commitment)
            .where(commitments.c.person_id == person.id, commitments.c.state == state)
            .order_by(commitments.c.due_at.desc())
            .limit(1)
        )
        return self._session.scalars(found).one_or_none()
