"""The agenda's queries: what the rules yield for the next day and a half, and what has had its time."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, and_, delete, exists, func, insert, or_, select, update
from tzdata import IANA_VERSION

from skill.domain.occurrence import OPEN, Occurrence, OccurrenceReason, OccurrenceState, window_end
from skill.domain.person import Person
from skill.domain.reminder import ReminderState
from skill.domain.retention import LEDGER_KEPT
from skill.domain.rule import Rule
from skill.storage.queries.base import Queries
from skill.storage.tables.alexa import alexa_notices, alexa_reminders
from skill.storage.tables.calendar import announcements, in_state, occurrences, rules
from skill.storage.tables.people import persons

AHEAD = timedelta(hours=36)
"""How far ahead occurrences are made (rules.md T6)."""
REFILL_AFTER = timedelta(hours=6)
"""How much of that may have passed before a rule is filled again."""


class Planning(Queries):
    """What the planner asks, inside one transaction."""

    def fill(self, filled: Sequence[tuple[Rule, Person]], now: datetime) -> int:
        """Make the occurrences of these repeated rules up to a day and a half ahead; return how many changed.

        After an outage the dates since the last filling are made too: the dispatcher ends them with a reason, or speaks
        the one that is still inside its window. Where nobody knows yet where a person's clock stands, nothing is made:
        it would ring at an hour that nobody named.
        """
        filled = [(rule, person) for rule, person in filled if person.zone is not None]
        wanted = {(rule.id, on): (rule, person, due) for rule, person in filled for on, due in _dates(rule, now)}
        there = self._there([rule.id for rule, _ in filled], min((on for _, on in wanted), default=now.date()))
        new = [
            build_occurrence_at(rule, person, on, due=due)
            for (of, on), (rule, person, due) in wanted.items()
            if (of, on) not in there
        ]
        if new:
            self._session.execute(insert(occurrences), [_row(one) for one in new])
        changed = sum(self._correct(there[key], *wanted[key], now) for key in wanted.keys() & there.keys())
        ids = [rule.id for rule, _ in filled]
        self._session.execute(update(rules).where(rules.c.id.in_(ids)).values(filled_until=now + AHEAD))
        return len(new) + changed

    def _there(self, rule_ids: Sequence[UUID], since: date) -> dict[tuple[UUID, date], Any]:
        one = occurrences.c
        found = select(
            one.id, one.rule_id, one.local_date, one.state, one.reason, one.due_at, one.window_end, one.tz_version
        ).where(one.rule_id.in_(rule_ids), one.local_date >= since)
        return {(row.rule_id, row.local_date): row for row in self._session.execute(found)}

    def _correct(self, row: Any, rule: Rule, person: Person, due: datetime, now: datetime) -> int:
        """Bring an occurrence that is still to come in step with its rule; what was heard or skipped stays as it is."""
        is_taken_back = row.state is OccurrenceState.CANCELLED and row.reason is OccurrenceReason.CHANGED
        if due <= now or not (is_taken_back or row.state in OPEN):
            return 0
        ends = window_end(rule.kind, due, person)
        if not is_taken_back and (row.due_at, row.window_end, row.tz_version) == (due, ends, IANA_VERSION):
            return 0
        one = self._session.get_one(Occurrence, row.id)
        one.due_at, one.window_end, one.rule_version, one.tz_version = due, ends, rule.version, IANA_VERSION
        one.state, one.reason, one.ended_at, one.attempts, one.next_try_at = OccurrenceState.DUE, None, None, 0, None
        one.owner, one.lease_until = None, None
        unheard = announcements.c.occurrence_id == one.id, announcements.c.spoken_at.is_(None)
        self._session.execute(delete(announcements).where(*unheard))
        return 1

    def to_fill(self, now: datetime, limit: int) -> list[tuple[Rule, Person]]:
        """Return up to `limit` repeated rules whose next day is not all made, with their persons."""
        found = (
            select(Rule, Person)
            .join(persons, persons.c.id == rules.c.person_id)
            .where(
                rules.c.ended_at.is_(None),
                rules.c.on_date.is_(None),
                persons.c.zone.is_not(None),
                or_(rules.c.filled_until.is_(None), rules.c.filled_until < now + AHEAD - REFILL_AFTER),
            )
            .limit(limit)
        )
        return [(rule, person) for rule, person in self._session.execute(found)]

    def put_off_filling(self, one: Rule, now: datetime) -> None:
        """Leave a rule that cannot be filled alone until the next filling, so that it does not hold up others."""
        self._session.execute(update(rules).where(rules.c.id == one.id).values(filled_until=now + AHEAD))

    def refill_after_new_tables(self) -> int:
        """Have every rule filled anew whose open occurrences came from other time zone tables; return how many."""
        stale = select(occurrences.c.rule_id).where(
            occurrences.c.state.in_(OPEN), occurrences.c.tz_version != IANA_VERSION
        )
        changed = update(rules).where(rules.c.id.in_(stale), rules.c.on_date.is_(None)).values(filled_until=None)
        return cast("CursorResult[Any]", self._session.execute(changed)).rowcount

    def expire_unanswered(self, now: datetime, limit: int) -> int:
        """End up to `limit` sent ones whose window is over: nobody came, which is neutral. Return how many.

        One that was not spoken unasked keeps the reason for that.
        """
        over = (
            select(occurrences.c.id).where(in_state(OccurrenceState.SENT), occurrences.c.window_end <= now).limit(limit)
        )
        ended = (
            update(occurrences)
            .where(occurrences.c.id.in_(over.scalar_subquery()))
            .values(
                state=OccurrenceState.EXPIRED,
                reason=func.coalesce(occurrences.c.reason, OccurrenceReason.UNANSWERED),
                ended_at=now,
            )
        )
        return cast("CursorResult[Any]", self._session.execute(ended)).rowcount

    def forget_before(self, instant: datetime, limit: int) -> int:
        """Delete up to `limit` occurrences that ended before `instant`, and rules without any; return how many."""
        old = list(self._session.scalars(select(occurrences.c.id).where(occurrences.c.ended_at < instant).limit(limit)))
        self._session.execute(delete(announcements).where(announcements.c.occurrence_id.in_(old)))
        self._session.execute(delete(alexa_notices).where(alexa_notices.c.occurrence_id.in_(old)))
        was_never_made = and_(alexa_reminders.c.standing == ReminderState.ASKED, alexa_reminders.c.asked_at < instant)
        self._session.execute(delete(alexa_reminders).where(or_(alexa_reminders.c.ended_at < instant, was_never_made)))
        self._session.execute(delete(occurrences).where(occurrences.c.id.in_(old)))
        has_some = exists().where(occurrences.c.rule_id == rules.c.id)
        self._session.execute(delete(rules).where(rules.c.ended_at < instant, ~has_some))
        return len(old)


def _dates(rule: Rule, now: datetime) -> Iterator[tuple[date, datetime]]:
    """Yield the rule's local dates with their due instants, from where it was filled last to a day and a half ahead."""
    place = ZoneInfo(rule.zone)
    since = max(min(rule.filled_until or now, now), now - LEDGER_KEPT)
    on = since.astimezone(place).date() - timedelta(days=1)
    last = (now + AHEAD).astimezone(place).date()
    while on <= last:
        due = rule.due_on(on)
        if due is not None and since < due <= now + AHEAD:
            yield on, due
        on += timedelta(days=1)


def build_occurrence(rule: Rule, person: Person, on: date) -> Occurrence | None:
    """Return a new occurrence of the rule on that local date, or None where the date yields none."""
    due = rule.due_on(on)
    return None if due is None else build_occurrence_at(rule, person, on, due=due)


def build_occurrence_at(rule: Rule, person: Person, on: date, *, due: datetime) -> Occurrence:
    """Return a new occurrence of the rule on that local date, due at that instant (UTC)."""
    ends = window_end(rule.kind, due, person)
    return Occurrence(
        uuid4(), rule.id, person.id, rule.kind, rule.subject_id, on, rule.version, due, ends, IANA_VERSION
    )


_COLUMNS = tuple(column.name for column in occurrences.columns)


def _row(one: Occurrence) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _COLUMNS}
