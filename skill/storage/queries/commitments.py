"""Queries for commitments; the promise itself is sealed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import aliased

from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.person import Person
from skill.domain.series import CommitmentSeries
from skill.storage.queries.base import OwnedRows
from skill.storage.queries.commitment_series import Series
from skill.storage.tables.people import commitments


class Commitments(OwnedRows[Commitment]):
    """Commitments inside one transaction."""

    kind, table = Commitment, commitments

    def make(
        self,
        person: Person,
        text: str,
        *,
        due_at: datetime,
        now: datetime,
        repairs: Commitment | None = None,
        by_name: bool = False,
    ) -> Commitment:
        """Keep what a person promises, due at `due_at`; `repairs` is the missed one that it makes good.

        What was said under a name alone only waits; said again where its person is known, it waits no longer.
        """
        row_id = uuid4()
        sealed = self._seal(person, row_id, text)
        made = Commitment(row_id, person.id, now, due_at, due_at, person.zone or "UTC", sealed)
        if by_name:
            made.state = CommitmentState.CLAIMED
        else:
            same = commitments.c.due_at == due_at, commitments.c.state == CommitmentState.CLAIMED
            self._session.execute(delete(Commitment).where(commitments.c.person_id == person.id, *same))
        made.repairs_id = repairs.id if repairs is not None else None
        self._session.add(made)
        self._session.flush()
        return made

    def words(self, person: Person, commitment: Commitment) -> str:
        """Return the promise in its owner's words; one of a series has the series' words.

        Raises:
            NotReadableError: it does not open for this person.
        """
        if commitment.series_id is not None:
            return self._ask(Series).words(person, self._session.get_one(CommitmentSeries, commitment.series_id))
        return self._open(person, commitment)

    def of_ids(self, person: Person, ids: Iterable[UUID | None]) -> dict[UUID, Commitment]:
        """Return this person's commitments of these ids, in one question."""
        wanted = [one for one in ids if one is not None]
        found = select(Commitment).where(commitments.c.id.in_(wanted), commitments.c.person_id == person.id)
        return {one.id: one for one in self._session.scalars(found)} if wanted else {}

    def own(self, person: Person, commitment: Commitment, words: str) -> None:
        """Keep one sentence of its owner about its not happening, sealed; a later one takes its place."""
        self._safe.write(person, commitment, "sealed_owning", words)

    def owning(self, person: Person, commitment: Commitment) -> str | None:
        """Return that sentence, for its owner's own export and never for the speaker; None where nothing was said.

        Raises:
            NotReadableError: it does not open for this person.
        """
        return self._safe.read(person, commitment, "sealed_owning")

    def settle(self, commitment: Commitment, now: datetime) -> None:
        """Let what this one was to make good follow its outcome: repaired once it is kept, else missed again.

        Repairs of repairs are followed to the first one; each row is met once.
        """
        is_kept, met = commitment.state in (CommitmentState.KEPT, CommitmentState.REPAIRED), {commitment.id}
        wanted = commitment.repairs_id
        while wanted is not None and wanted not in met:
            met.add(wanted)
            missed = self._session.get(Commitment, wanted)
            if missed is None:
                return
            if is_kept and missed.state is CommitmentState.MISSED_OWNED:
                missed.repair(now)
            elif not is_kept and missed.state is CommitmentState.REPAIRED:
                missed.own_missed(now)
            wanted = missed.repairs_id

    def open(self, person: Person, now: datetime) -> list[Commitment]:
        """Return what the person has promised and not yet answered, the earliest due first.

        Of a series, a date that a later one has overtaken is left out: the next day does not mention it
        (rules.md R12); what was not said of it is 'not heard' once its grace is over.
        """
        later = aliased(commitments)
        overtaken = exists().where(
            later.c.series_id == commitments.c.series_id,
            later.c.local_date > commitments.c.local_date,
            later.c.due_at <= now,
        )
        is_open = commitments.c.state == CommitmentState.PROMISED, ~overtaken
        return self._all(person, *is_open, by=[commitments.c.due_at, commitments.c.made_at])

    def due(self, person: Person, now: datetime) -> list[Commitment]:
        """Return what is due and not yet answered, the earliest first."""
        return [one for one in self.open(person, now) if one.is_due(now)]

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
        mine = commitments.c.person_id == person.id, commitments.c.state != CommitmentState.CLAIMED
        found = select(func.min(commitments.c.made_at)).where(*mine)
        first: datetime | None = self._session.scalar(found)
        return first

    def due_between(self, person: Person, since: datetime, until: datetime) -> list[Commitment]:
        """Return what the person promised first for an instant in [since, until), the earliest first."""
        due = commitments.c.first_due_at
        return self._all(person, due >= since, due < until, by=[due])

    def last(self, person: Person, state: CommitmentState) -> Commitment | None:
        """Return the person's commitment in that state which was due last, or None."""
        return self._last(person, commitments.c.state == state, by=commitments.c.due_at)
