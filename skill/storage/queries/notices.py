"""Notices that wait to be shown by Alexa: laid down by the channel, sent by the scheduler's tasks for Amazon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from skill.domain.occurrence import ChannelName, OccurrenceReason, OccurrenceState
from skill.storage.queries.base import Queries
from skill.storage.tables.alexa import alexa_notices
from skill.storage.tables.calendar import occurrences
from skill.storage.tables.columns import insert_if_absent


@dataclass(frozen=True)
class Notice:
    """One occurrence of which a notice waits.

    Attributes:
        until: after which instant it is of no use.
        is_wanted: is its occurrence still waiting for the person?
    """

    occurrence_id: UUID
    person_id: UUID
    until: datetime
    attempts: int
    is_wanted: bool


class Notices(Queries):
    """Notices inside one transaction."""

    def put(self, waiting: Sequence[tuple[UUID, UUID, datetime]], now: datetime) -> None:
        """Lay notices down; an occurrence that has one already keeps it.

        Args:
            waiting: of each its occurrence, its person, and the instant after which it is of no use.
        """
        rows = [
            {"occurrence_id": of, "person_id": person_id, "until": until, "next_try_at": now, "attempts": 0}
            for of, person_id, until in waiting
        ]
        insert_if_absent(self._session, alexa_notices, rows)

    def claim(self, now: datetime, *, until: datetime, limit: int) -> list[Notice]:
        """Return up to `limit` notices that are to be sent now; nobody else gets them before `until`."""
        one = alexa_notices.c
        due = select(one.occurrence_id).where(one.next_try_at <= now).order_by(one.next_try_at).limit(limit)
        mine = due.with_for_update(skip_locked=True).scalar_subquery()
        taken = (
            update(alexa_notices)
            .where(one.occurrence_id.in_(mine))
            .values(next_try_at=until, attempts=one.attempts + 1)
            .returning(one.occurrence_id, one.person_id, one.until, one.attempts)
        )
        rows = list(self._session.execute(taken))
        waiting = select(occurrences.c.id).where(
            occurrences.c.id.in_([row.occurrence_id for row in rows]),
            occurrences.c.state.in_((OccurrenceState.LEASED, OccurrenceState.SENT)),
        )
        wanted = set(self._session.scalars(waiting))
        return [
            Notice(row.occurrence_id, row.person_id, row.until, row.attempts, row.occurrence_id in wanted)
            for row in rows
        ]

    def next_try(self) -> datetime | None:
        """Return when the next notice is to be sent, or None."""
        found: datetime | None = self._session.scalar(select(func.min(alexa_notices.c.next_try_at)))
        return found

    def done(self, of: UUID) -> None:
        """It was sent, or is of no use any more."""
        self._try(of, None)

    def again(self, of: UUID, at: datetime) -> None:
        """Try again at an instant."""
        self._try(of, at)

    def give_up(self, of: UUID) -> None:
        """Amazon did not take it: the occurrence waits for the next visit, with that as its reason."""
        self._try(of, None)
        left = update(occurrences).where(occurrences.c.id == of, occurrences.c.state == OccurrenceState.SENT)
        self._session.execute(left.values(courier=ChannelName.NEXT_VISIT, reason=OccurrenceReason.NOT_TAKEN))

    def _try(self, of: UUID, at: datetime | None) -> None:
        self._session.execute(update(alexa_notices).where(alexa_notices.c.occurrence_id == of).values(next_try_at=at))
