"""Queries for what Alexa rings by itself: whether it does, that it said it, and what nobody here knows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from skill.domain.occurrence import Occurrence
from skill.domain.person import Person
from skill.domain.reminder import JUST_RANG, Alert, Reminder, ReminderState
from skill.domain.rule import PromptKind
from skill.storage.queries.alexa_reminders import Reminders
from skill.storage.queries.base import Queries
from skill.storage.tables.alexa import alexa_reminders
from skill.storage.tables.calendar import occurrences
from skill.storage.tables.people import external_ids, persons


class AlexaRings(Queries):
    """What Alexa rings, inside one transaction."""

    def will_ring(self, occurrence_ids: Sequence[UUID]) -> set[UUID]:
        """Return which of these occurrences Alexa rings by itself, by what it was told."""
        one = occurrences.c
        found = select(one.id, one.person_id, one.kind, one.subject_id, one.due_at).where(one.id.in_(occurrence_ids))
        rows = list(self._session.execute(found))
        told: dict[tuple[UUID, PromptKind, UUID | None], list[Alert]] = {}
        for reminder in self._ask(Reminders).ringing({row.person_id for row in rows}):
            told.setdefault((reminder.person_id, reminder.kind, reminder.subject_id), []).append(reminder.alert)
        return {
            row.id
            for row in rows
            for alert in told.get((row.person_id, row.kind, row.subject_id), ())
            if alert.rings_at(row.due_at)
        }

    def record_spoken(self, reminder: Reminder, at: datetime) -> None:
        """Alexa said it at `at`: stamp it, and the occurrence that it was about."""
        reminder.said_at = max(reminder.said_at or at, at)
        one = occurrences.c
        about = select(Occurrence).where(
            one.person_id == reminder.person_id,
            one.kind == reminder.kind,
            one.subject_id.is_not_distinct_from(reminder.subject_id),
            one.due_at.between(at - JUST_RANG, at + JUST_RANG),
            one.said_at.is_(None),
        )
        found = sorted(self._session.scalars(about), key=lambda occurrence: abs(occurrence.due_at - at))
        if found:
            found[0].said_at = at

    def adopt_unknown(self, user_id: str, alert_id: str, now: datetime) -> None:
        """Alexa says that it made an alert which nobody here knows: one that came too late to be ours.

        It is kept as a reminder that no rule wants, so that it is taken away like any other. While one is being made
        for this account it may be that one.
        """
        lookup = self._ring.keyed_hash(user_id)
        one = alexa_reminders.c
        is_making = select(one.id).where(one.lookup == lookup, one.standing == ReminderState.MAKING)
        behind = select(Person).join(external_ids, external_ids.c.person_id == persons.c.id)
        person = self._session.scalars(behind.where(external_ids.c.lookup == lookup)).first()
        if (
            person is None
            or self._ask(Reminders).by_alert(alert_id) is not None
            or self._session.scalar(is_making.limit(1))
        ):
            return
        alert = Alert(person.zone or "UTC", 0, now.date(), is_daily=True)
        found = Reminder(uuid4(), person.id, lookup, PromptKind.COMMITMENT, uuid4(), now, alert.zone, alert.minute,
                         alert.first_on, alert.is_daily)  # fmt: skip
        self._session.add(found)
        self._session.flush()
        self._ask(Reminders).made(found, person, alert_id, alert, now)
