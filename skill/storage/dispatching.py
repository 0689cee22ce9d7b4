"""The dispatcher's named questions: claim, look around and stamp, in bulk and without loading objects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from skill.domain.occurrence import LATE_AFTER, Courier, Reason, State
from skill.domain.person import Person
from skill.domain.rule import Kind
from skill.storage.tables import announcements, occurrences, persons

LOOK_BACK = timedelta(hours=26)
"""How far back what was spoken unasked is looked at: a local day, however long the clock change makes it."""
IN_CLAUSE = 500


@dataclass(frozen=True)
class Claimed:
    """What the dispatcher needs to know of one leased occurrence."""

    id: UUID
    person_id: UUID
    kind: Kind
    due_at: datetime
    window_end: datetime
    attempts: int


@dataclass(frozen=True)
class Spoken:
    """What a person heard unasked lately.

    Attributes:
        by_date: how often, by the person's local date.
        late_until: the last instant at which a late prompt was handed over, or None.
    """

    by_date: Mapping[date, int]
    late_at: datetime | None


def claim(session: Session, now: datetime, *, owner: str, lease: timedelta, limit: int) -> list[Claimed]:
    """Lease up to `limit` due occurrences in one conditional update; those whose lease ran out are among them.

    Kinds this release does not know are left to a newer one.
    """
    is_due = and_(
        occurrences.c.state == State.DUE,
        occurrences.c.due_at <= now,
        or_(occurrences.c.next_try_at.is_(None), occurrences.c.next_try_at <= now),
    )
    is_left = and_(occurrences.c.state == State.LEASED, occurrences.c.lease_until <= now)
    wanted = (
        select(occurrences.c.id)
        .where(or_(is_due, is_left), occurrences.c.kind.in_(list(Kind)))
        .order_by(occurrences.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    leased = (
        update(occurrences)
        .where(occurrences.c.id.in_(wanted.scalar_subquery()))
        .values(state=State.LEASED, owner=owner, lease_until=now + lease)
        .returning(
            occurrences.c.id,
            occurrences.c.person_id,
            occurrences.c.kind,
            occurrences.c.due_at,
            occurrences.c.window_end,
            occurrences.c.attempts,
        )
    )
    rows = [Claimed(*row) for row in session.execute(leased).tuples()]
    return sorted(rows, key=lambda one: one.due_at)


def next_due(session: Session) -> datetime | None:
    """Return the earliest instant at which something is to be claimed, or None."""
    waiting = select(func.min(occurrences.c.due_at)).where(
        occurrences.c.state == State.DUE, occurrences.c.next_try_at.is_(None)
    )
    again = select(func.min(occurrences.c.next_try_at)).where(occurrences.c.state == State.DUE)
    left = select(func.min(occurrences.c.lease_until)).where(occurrences.c.state == State.LEASED)
    found = [instant for question in (waiting, again, left) if (instant := session.scalar(question)) is not None]
    return min(found, default=None)


def people_of(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return these persons by id."""
    wanted = list(set(person_ids))
    found: dict[UUID, Person] = {}
    for start in range(0, len(wanted), IN_CLAUSE):
        question = select(Person).where(persons.c.id.in_(wanted[start : start + IN_CLAUSE]))
        found |= {person.id: person for person in session.scalars(question)}
    return found


def spoken_lately(session: Session, people: Mapping[UUID, Person], now: datetime) -> dict[UUID, Spoken]:
    """Return what each of these persons heard unasked lately."""
    wanted = list(people)
    dates: dict[UUID, dict[date, int]] = {}
    late: dict[UUID, datetime] = {}
    for start in range(0, len(wanted), IN_CLAUSE):
        question = select(occurrences.c.person_id, occurrences.c.sent_at, occurrences.c.due_at).where(
            occurrences.c.person_id.in_(wanted[start : start + IN_CLAUSE]),
            occurrences.c.courier == Courier.LOCAL_SPEAKER,
            occurrences.c.sent_at > now - LOOK_BACK,
        )
        for person_id, sent_at, due_at in session.execute(question).tuples():
            assert sent_at is not None
            on = people[person_id].local(sent_at).date()
            of_person = dates.setdefault(person_id, {})
            of_person[on] = of_person.get(on, 0) + 1
            if sent_at - due_at > LATE_AFTER:
                late[person_id] = max(sent_at, late.get(person_id, sent_at))
    return {person_id: Spoken(dates.get(person_id, {}), late.get(person_id)) for person_id in wanted}


def put_announcements(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Lay announcements before the speakers; an occurrence that has one already keeps it."""
    if not rows:
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite_insert(announcements) if is_sqlite else postgresql_insert(announcements)
    session.execute(insert.on_conflict_do_nothing(index_elements=["occurrence_id"]), list(rows))


_STAMP = (
    update(occurrences)
    .where(
        occurrences.c.id == bindparam("of_id"),
        occurrences.c.state == State.LEASED,
        occurrences.c.owner == bindparam("of_owner"),
    )
    .values(owner=None, lease_until=None)
)


def stamp_sent(
    session: Session, sent: Sequence[tuple[UUID, Reason | None]], *, owner: str, road: Courier, now: datetime
) -> None:
    """Stamp what was handed over; a row that somebody else leased meanwhile is left alone."""
    _stamp(
        session,
        [
            {
                "of_id": one,
                "of_owner": owner,
                "state": State.SENT,
                "reason": why,
                "sent_at": now,
                "courier": road,
            }
            for one, why in sent
        ],
    )


def stamp_ended(session: Session, ended: Sequence[tuple[UUID, State, Reason]], *, owner: str, now: datetime) -> None:
    """Stamp what is not handed over, each with its reason."""
    _stamp(
        session,
        [
            {"of_id": one, "of_owner": owner, "state": state, "reason": why, "ended_at": now}
            for one, state, why in ended
        ],
    )


def stamp_again(session: Session, again: Sequence[tuple[UUID, int, datetime]], *, owner: str) -> None:
    """Give back what could not be handed over, to be tried again at an instant."""
    _stamp(
        session,
        [
            {"of_id": one, "of_owner": owner, "state": State.DUE, "attempts": attempts, "next_try_at": at}
            for one, attempts, at in again
        ],
    )


def _stamp(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        names = [name for name in rows[0] if not name.startswith("of_")]
        session.connection().execute(_STAMP.values({name: bindparam(name) for name in names}), rows)
