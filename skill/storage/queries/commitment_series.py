"""Queries for recurring promises: made, ended, and turned into one commitment for each local date."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select, update
from tzdata import IANA_VERSION

from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.occurrence import OPEN, OccurrenceReason
from skill.domain.person import Person
from skill.domain.series import NEXT_WITHIN, CommitmentSeries
from skill.storage.queries.base import OwnedRows
from skill.storage.queries.calendar import Calendar
from skill.storage.queries.occurrence_planning import AHEAD, REFILL_AFTER
from skill.storage.tables.calendar import occurrences
from skill.storage.tables.people import commitment_series, commitments, persons

OF_SERIES = b""
"""What stands in place of the words of one of a series: they are kept once, with the series."""


class Series(OwnedRows[CommitmentSeries]):
    """Recurring promises inside one transaction.

    A commitment and the question about it are made in the same transaction, so that none is ever without the other.
    """

    kind, table = CommitmentSeries, commitment_series

    def make(
        self, person: Person, text: str, *, minute: int, days: int, now: datetime, by_name: bool = False
    ) -> CommitmentSeries:
        """Keep what a person promises for `minute` of each local day in the bit mask `days` (Monday is bit 0).

        What was said under a name alone only waits, and yields nothing.
        """
        row_id = uuid4()
        sealed = self._seal(person, row_id, text)
        made = CommitmentSeries(row_id, person.id, now, minute, days, person.zone or "UTC", sealed)
        made.by_name = by_name
        self._session.add(made)
        self._session.flush()
        if not by_name:
            self.fill([(made, person)], now)
        return made

    def accept(self, series: CommitmentSeries, person: Person, now: datetime) -> None:
        """Its person, known now, takes up what was said under the name alone."""
        series.by_name = False
        self.fill([(series, person)], now)

    def words(self, person: Person, series: CommitmentSeries) -> str:
        """Return the promise in its owner's words.

        Raises:
            NotReadableError: it does not open for this person.
        """
        return self._open(person, series)

    def active(self, person: Person) -> list[CommitmentSeries]:
        """Return the person's series that have not ended, the oldest first."""
        one = commitment_series.c
        return self._all(person, one.ended_at.is_(None), one.by_name.is_(False), by=[one.made_at, one.id])

    def end(self, series: CommitmentSeries, now: datetime) -> None:
        """Take the whole of it back: nothing more is made, what is still to come is withdrawn; what was stays."""
        series.end(now)
        for one in self._of([series.id], now):
            if one.state is CommitmentState.PROMISED and one.due_at > now:
                one.withdraw(now)
                self._ask(Calendar).cancel_follow_ups(one, now, OccurrenceReason.WITHDRAWN)
        self._session.flush()

    def change(self, series: CommitmentSeries, person: Person, now: datetime, *, minute: int) -> None:
        """Let all that is still to come be due at another minute of the local day."""
        series.minute = minute
        self._replan(series, person, now)

    def rezone(self, person: Person, now: datetime) -> None:
        """Let what is still to come follow the person's new zone; what was due, answered or moved keeps its instant."""
        for series in self.active(person):
            series.zone = person.zone or series.zone
            self._replan(series, person, now)

    def fill(self, filled: Sequence[tuple[CommitmentSeries, Person]], now: datetime) -> int:
        """Make the commitments of these for the next day and a half, each once; return how many were made.

        Nothing is made for an instant that is past: nobody could be asked about it, so it is no silence of theirs.
        """
        there = {(one.series_id, one.local_date) for one in self._of([series.id for series, _ in filled], now)}
        made = 0
        for series, person in filled:
            for on, due in series.due_between(now, now + AHEAD):
                if (series.id, on) not in there:
                    self._make_one(series, person, on, due=due, now=now)
                    made += 1
            series.made_until = now + AHEAD
        self._session.flush()
        return made

    def next_of(self, series: CommitmentSeries, person: Person, now: datetime) -> Commitment | None:
        """Return the next one of a series that is open and still to come, made ahead of its day where need be.

        None where the next three weeks are all answered already.
        """
        there = {one.local_date: one for one in self._of([series.id], now)}
        for on, due in series.due_between(now, now + NEXT_WITHIN):
            one = there.get(on) or self._make_one(series, person, on, due=due, now=now)
            if one.state is CommitmentState.PROMISED:
                return one
        return None

    def nexts(self, person: Person, now: datetime) -> tuple[list[Commitment], list[datetime]]:
        """Return the next one of each active series that is open and still to come, and make none.

        Returns:
            those that are made already, and of the others the instants at which they will be due.
        """
        several = self.active(person)
        there = {(one.series_id, one.local_date): one for one in self._of([one.id for one in several], now)}
        made: list[Commitment] = []
        unmade: list[datetime] = []
        for series in several:
            for on, due in series.due_between(now, now + NEXT_WITHIN):
                one = there.get((series.id, on))
                if one is None:
                    unmade.append(due)
                    break
                if one.state is CommitmentState.PROMISED:
                    made.append(one)
                    break
        return made, unmade

    def to_fill(self, now: datetime, limit: int) -> list[tuple[CommitmentSeries, Person]]:
        """Return up to `limit` series whose next day is not all made, with their persons.

        Who has asked for silence promises nothing new meanwhile: nothing is made in a pause.
        """
        found = (
            select(CommitmentSeries, Person)
            .join(persons, persons.c.id == commitment_series.c.person_id)
            .where(
                commitment_series.c.ended_at.is_(None),
                commitment_series.c.by_name.is_(False),
                or_(
                    commitment_series.c.made_until.is_(None),
                    commitment_series.c.made_until < now + AHEAD - REFILL_AFTER,
                ),
                persons.c.muted.is_(False),
                or_(persons.c.paused_until.is_(None), persons.c.paused_until <= now),
            )
            .limit(limit)
        )
        return [(series, person) for series, person in self._session.execute(found)]

    def put_off_filling(self, one: CommitmentSeries, now: datetime) -> None:
        """Leave one that cannot be filled alone until the next filling, so that it does not hold up others."""
        mine = commitment_series.c.id == one.id
        self._session.execute(update(commitment_series).where(mine).values(made_until=now + AHEAD))

    def replan_after_new_tables(self, now: datetime) -> int:
        """Compute anew what is still to come and came from other time zone tables; return of how many series."""
        stale = (
            select(commitments.c.series_id)
            .join(occurrences, occurrences.c.subject_id == commitments.c.id)
            .where(occurrences.c.state.in_(OPEN), occurrences.c.tz_version != IANA_VERSION)
        )
        found = (
            select(CommitmentSeries, Person)
            .join(persons, persons.c.id == commitment_series.c.person_id)
            .where(commitment_series.c.id.in_(stale), commitment_series.c.ended_at.is_(None))
        )
        several = [(series, person) for series, person in self._session.execute(found)]
        for series, person in several:
            self._replan(series, person, now)
        return len(several)

    def _make_one(
        self, series: CommitmentSeries, person: Person, on: date, *, due: datetime, now: datetime
    ) -> Commitment:
        one = Commitment(uuid4(), person.id, series.made_at, due, due, series.zone, OF_SERIES)
        one.series_id, one.local_date = series.id, on
        self._session.add(one)
        self._session.flush()
        self._ask(Calendar).ask_about(person, one, now)
        return one

    def _replan(self, series: CommitmentSeries, person: Person, now: datetime) -> None:
        """Bring what is still to come in step with its series; a date whose new instant is past rests."""
        for one in self._of([series.id], now):
            if not one.follows_series(now) or one.local_date is None:
                continue
            due = series.due_on(one.local_date)
            if due is None or due <= now:
                one.rest()
                self._ask(Calendar).cancel_follow_ups(one, now, OccurrenceReason.CHANGED)
            else:
                one.replan(due, series.zone)
                self._ask(Calendar).ask_about(person, one, now)
        self._session.flush()
        if not person.is_paused(now) and not series.by_name:
            self.fill([(series, person)], now)

    def _of(self, series_ids: Sequence[UUID], now: datetime) -> list[Commitment]:
        """Return the commitments of these series that are open, or stand for a date from about yesterday on."""
        may_matter = or_(
            commitments.c.local_date >= now.date() - timedelta(days=2), commitments.c.state == CommitmentState.PROMISED
        )
        found = select(Commitment).where(commitments.c.series_id.in_(series_ids), may_matter)
        return list(self._session.scalars(found))
