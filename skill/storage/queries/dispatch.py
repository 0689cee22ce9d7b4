"""The dispatcher's queries: claim, look around and stamp, in bulk and without loading mapped objects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update

from skill.domain.delivery_policy import PastDelivery
from skill.domain.occurrence import ChannelName, OccurrenceReason, OccurrenceState
from skill.domain.person import Recipient
from skill.domain.rule import PromptKind
from skill.storage.queries.base import Queries
from skill.storage.tables.calendar import announcements, in_state, occurrences
from skill.storage.tables.columns import insert_if_absent
from skill.storage.tables.people import persons

LOOK_BACK = timedelta(hours=26)
"""How far back what was spoken unasked is looked at: a local day, however long the clock change makes it."""
LONGEST_WINDOW = timedelta(hours=26)
"""No window is longer: a local day, however long."""
IN_CLAUSE = 500
HEARD_BY = (ChannelName.LOCAL_SPEAKER, ChannelName.ALEXA_REMINDER, ChannelName.ALEXA_NOTICE)
"""The channels whose bringing breaks a silence, and counts for the three a day."""


@dataclass(frozen=True)
class Claimed:
    """What the dispatcher needs to know of one leased occurrence."""

    id: UUID
    person_id: UUID
    kind: PromptKind
    due_at: datetime
    window_end: datetime
    attempts: int


_CLAIMED = tuple(occurrences.c[field.name] for field in fields(Claimed))
_LISTENER = tuple(persons.c[field.name] for field in fields(Recipient))
_KINDS = occurrences.c.kind.in_(list(PromptKind))
"""Kinds that this release does not know are left to a newer one."""


class Dispatch(Queries):
    """What the dispatcher asks, inside one transaction."""

    def claim(self, now: datetime, *, owner: str, lease: timedelta, limit: int) -> list[Claimed]:
        """Lease about `limit` due occurrences by conditional updates, the earliest first.

        First come those whose lease ran out, and this owner's own from a tick that failed. A person's due occurrences
        stay together, since what may be spoken is decided for all of them at once; so it may be a few more.
        """
        one = occurrences.c
        left = select(one.id).where(_ran_out(now, owner, lease)).limit(limit)
        until = {"owner": owner, "lease_until": now + lease}
        rows = self._lease(one.id.in_(_unlocked(left)), until)
        due = and_(in_state(OccurrenceState.DUE), _is_due(now), _KINDS)
        if len(rows) < limit:
            earliest = select(one.id).where(due).order_by(one.due_at).limit(limit - len(rows))
            rows += self._lease(one.id.in_(_unlocked(earliest)), until)
        if len(rows) >= limit:
            theirs = list({row.person_id for row in rows})
            for start in range(0, len(theirs), IN_CLAUSE):
                others = select(one.id).where(one.person_id.in_(theirs[start : start + IN_CLAUSE]), due)
                rows += self._lease(one.id.in_(_unlocked(others)), until)
        return sorted(rows, key=lambda row: row.due_at)

    def has_work(self, now: datetime, *, owner: str, lease: timedelta) -> bool:
        """Would `claim` lease anything? Asked first, so that a tick with nothing due takes no writer's lock."""
        one = occurrences.c
        conditions = _ran_out(now, owner, lease), and_(in_state(OccurrenceState.DUE), _is_due(now), _KINDS)
        return any(
            self._session.scalar(select(one.id).where(condition).limit(1)) is not None for condition in conditions
        )

    def _lease(self, which: ColumnElement[bool], until: Mapping[str, Any]) -> list[Claimed]:
        leased = update(occurrences).where(which).values(state=OccurrenceState.LEASED, **until).returning(*_CLAIMED)
        return [Claimed(*row) for row in self._session.execute(leased)]

    def next_due(self) -> datetime | None:
        """Return the earliest instant at which something is to be claimed, or None."""
        one = occurrences.c
        waiting = (
            select(one.due_at).where(in_state(OccurrenceState.DUE), one.next_try_at.is_(None)).order_by(one.due_at)
        )
        again = (
            select(one.next_try_at)
            .where(in_state(OccurrenceState.DUE), one.next_try_at.is_not(None))
            .order_by(one.next_try_at)
        )
        left = select(one.lease_until).where(in_state(OccurrenceState.LEASED)).order_by(one.lease_until)
        questions = (waiting, again, left)
        found = [self._session.scalar(question.where(_KINDS).limit(1)) for question in questions]
        return min((instant for instant in found if instant is not None), default=None)

    def recipients(self, person_ids: Iterable[UUID]) -> dict[UUID, Recipient]:
        """Return what the clock must know of these persons, by id."""
        wanted = list(set(person_ids))
        found: dict[UUID, Recipient] = {}
        for start in range(0, len(wanted), IN_CLAUSE):
            question = select(*_LISTENER).where(persons.c.id.in_(wanted[start : start + IN_CLAUSE]))
            found |= {row[0]: Recipient(*row) for row in self._session.execute(question)}
        return found

    def heard_lately(self, person_ids: Iterable[UUID], now: datetime) -> dict[UUID, list[PastDelivery]]:
        """Return what each of these persons heard unasked in the last day and a bit."""
        wanted = list(set(person_ids))
        heard: dict[UUID, list[PastDelivery]] = {}
        for start in range(0, len(wanted), IN_CLAUSE):
            question = select(occurrences.c.person_id, occurrences.c.sent_at, occurrences.c.due_at).where(
                occurrences.c.person_id.in_(wanted[start : start + IN_CLAUSE]),
                occurrences.c.due_at > now - LOOK_BACK - LONGEST_WINDOW,
                occurrences.c.sent_at > now - LOOK_BACK,
                occurrences.c.courier.in_(HEARD_BY),
            )
            for person_id, sent_at, due_at in self._session.execute(question):
                if sent_at is not None:
                    heard.setdefault(person_id, []).append(PastDelivery(sent_at, due_at))
        return heard

    def put_announcements(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Lay announcements before the speakers; an occurrence that has one already keeps it."""
        insert_if_absent(self._session, announcements, rows)

    def stamp_sent(
        self,
        ids: Sequence[UUID],
        *,
        owner: str,
        channel: ChannelName,
        why_silent: OccurrenceReason | None,
        now: datetime,
    ) -> None:
        """Stamp what was handed over; a row that somebody else leased or ended meanwhile is left alone."""
        values = {"state": OccurrenceState.SENT, "reason": why_silent, "sent_at": now, "courier": channel}
        self._stamp(ids, owner=owner, values=values)

    def stamp_ended(
        self,
        ids: Sequence[UUID],
        *,
        owner: str,
        state: OccurrenceState,
        reason: OccurrenceReason,
        now: datetime,
    ) -> None:
        """Stamp what is not handed over with its reason; what a speaker was still to say of it is taken away."""
        self._stamp(ids, owner=owner, values={"state": state, "reason": reason, "ended_at": now})
        self._session.execute(
            update(announcements)
            .where(announcements.c.occurrence_id.in_(ids), announcements.c.spoken_at.is_(None))
            .values(until=now)
        )

    def stamp_again(self, one: UUID, *, owner: str, attempts: int, at: datetime) -> None:
        """Give back what was not handed over, to be looked at again at an instant."""
        self._stamp([one], owner=owner, values={"state": OccurrenceState.DUE, "attempts": attempts, "next_try_at": at})

    def _stamp(self, ids: Sequence[UUID], *, owner: str, values: Mapping[str, Any]) -> None:
        for start in range(0, len(ids), IN_CLAUSE):
            self._session.execute(
                update(occurrences)
                .where(
                    occurrences.c.id.in_(ids[start : start + IN_CLAUSE]),
                    in_state(OccurrenceState.LEASED),
                    occurrences.c.owner == owner,
                )
                .values(owner=None, lease_until=None, **values)
            )


def _ran_out(now: datetime, owner: str, lease: timedelta) -> ColumnElement[bool]:
    one = occurrences.c
    ran_out = or_(one.lease_until <= now, one.lease_until > now + lease, one.owner == owner)
    return and_(in_state(OccurrenceState.LEASED), ran_out, _KINDS)


def _is_due(now: datetime) -> ColumnElement[bool]:
    again = occurrences.c.next_try_at
    return and_(occurrences.c.due_at <= now, or_(again.is_(None), again <= now))


def _unlocked(wanted: Any) -> Any:
    """Leave rows alone that another worker is about to lease (PostgreSQL; SQLite has one writer at a time)."""
    return wanted.with_for_update(skip_locked=True).scalar_subquery()
