"""Queries for the reminders that Alexa rings, as they were made, and how they are compared with the calendar."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import and_, func, or_, select, update

from skill.domain.occurrence import OPEN, OccurrenceReason, OccurrenceState
from skill.domain.person import Person
from skill.domain.reminder import LEAD, Alert, EndReason, Reminder, ReminderState, wanted
from skill.domain.rule import PromptKind, Rule
from skill.storage.queries.base import SealedRows
from skill.storage.tables.alexa import alexa_reminders
from skill.storage.tables.calendar import occurrences, rules
from skill.storage.tables.people import persons

ALIVE = (ReminderState.MAKING, ReminderState.RINGS)
CERTAIN_AFTER = timedelta(minutes=1)
"""By then a reminder that was to be made was made or not; else Alexa is asked."""


class Reminders(SealedRows):
    """Reminders inside one transaction."""

    table = alexa_reminders

    def possible(self, person: Person, kind: PromptKind, subject_id: UUID | None, now: datetime) -> Alert | None:
        """Return what Alexa would ring, were it asked now, or None where the calendar has nothing that could ring."""
        rule = self._rule(person.id, kind, subject_id)
        return wanted(rule, person, self._known(rule), now=now)

    def ask(
        self, person: Person, user_id: str, kind: PromptKind, subject_id: UUID | None, now: datetime
    ) -> Reminder | None:
        """Keep that the person said yes to a reminder; None where the calendar has nothing that could ring.

        An earlier yes to the same thing that came to nothing gives way.
        """
        alert = self.possible(person, kind, subject_id, now)
        if alert is None:
            return None
        for old in self.of(person, kind, subject_id):
            if old.standing is ReminderState.ASKED:
                old.end(EndReason.NOT_MADE, now)
        lookup = self._ring.keyed_hash(user_id)
        made = Reminder(uuid4(), person.id, lookup, kind, subject_id, now, alert.zone, alert.minute, alert.first_on,
                        alert.is_daily, alert.days)  # fmt: skip
        self._session.add(made)
        self._session.flush()
        return made

    def get(self, reminder_id: UUID) -> Reminder | None:
        """Return the reminder of that id, or None."""
        return self._session.get(Reminder, reminder_id)

    def of(self, person: Person, kind: PromptKind, subject_id: UUID | None) -> list[Reminder]:
        """Return the person's reminders about one thing that have not ended."""
        found = select(Reminder).where(
            alexa_reminders.c.person_id == person.id,
            alexa_reminders.c.standing != ReminderState.ENDED,
            alexa_reminders.c.kind == kind,
            alexa_reminders.c.subject_id.is_not_distinct_from(subject_id),
        )
        return list(self._session.scalars(found))

    def make(self, reminder: Reminder, now: datetime, *, certain_by: datetime) -> None:
        """It is about to be made; should nobody hear how that went by `certain_by`, Alexa is asked."""
        reminder.standing, reminder.is_due, reminder.next_try_at = ReminderState.MAKING, True, certain_by

    def made(self, reminder: Reminder, person: Person, alert_id: str, alert: Alert, now: datetime) -> None:
        """Alexa has it, under this id of its own."""
        reminder.standing = ReminderState.RINGS
        reminder.alert_lookup = self._ring.keyed_hash(alert_id)
        self._safe.write(person, reminder, "sealed_alert", alert_id)
        reminder.tell(alert, now)

    def alert_id(self, reminder: Reminder, person: Person) -> str | None:
        """Return Alexa's own id of it, or None where it has none."""
        return self._safe.read(person, reminder, "sealed_alert")

    def by_alert(self, alert_id: str) -> Reminder | None:
        """Return the reminder that Alexa calls by this id, or None."""
        found = select(Reminder).where(alexa_reminders.c.alert_lookup == self._ring.keyed_hash(alert_id))
        return self._session.scalars(found).first()

    def wanted(self, reminder: Reminder, person: Person, now: datetime) -> Alert | None:
        """Return what the calendar wants in this reminder's place now, or None for nothing."""
        rule = self._rule(reminder.person_id, reminder.kind, reminder.subject_id)
        reminder.rule_version = rule.version if rule is not None else 0
        reminder.paused_until = person.paused_until
        return wanted(rule, person, self._known(rule), now=now)

    def to_compare(self, now: datetime, limit: int) -> Sequence[tuple[Reminder, Person]]:
        """Return up to `limit` reminders whose calendar is another than when they were last looked at.

        One question over all of them, so that nobody who changes the calendar has to think of Alexa.
        """
        one, rule = alexa_reminders.c, rules.c
        is_its_rule = and_(
            rule.person_id == one.person_id,
            rule.kind == one.kind,
            rule.subject_id.is_not_distinct_from(one.subject_id),
            rule.ended_at.is_(None),
        )
        is_over = select(occurrences.c.id).where(
            occurrences.c.rule_id == rule.id,
            occurrences.c.due_at == one.rings_at,
            occurrences.c.state.not_in(OPEN),
        )
        has_changed = or_(
            rule.id.is_(None),
            rule.version != one.rule_version,
            rule.zone != one.zone,
            rule.minute != one.minute,
            and_(rule.on_date.is_not(None), rule.on_date != one.first_on),
            persons.c.muted,
            persons.c.paused_until.is_distinct_from(one.paused_until),
            one.rings_at.is_(None),
            one.rings_at <= now,
            is_over.exists(),
        )
        found = (
            select(Reminder, Person)
            .join(persons, persons.c.id == one.person_id)
            .outerjoin(rules, is_its_rule)
            .where(one.standing == ReminderState.RINGS, one.is_due.is_(False), has_changed)
            .limit(limit)
        )
        return [(reminder, person) for reminder, person in self._session.execute(found)]

    def compare(self, reminder: Reminder, person: Person, now: datetime) -> bool:
        """Compare what Alexa was told with what the calendar wants; return whether Alexa must be told something else.

        What has rung for the last time is over: an expired alert is never brought back (rules.md X14).
        """
        rings = reminder.alert.next_ring(now)
        if rings is None:
            reminder.end(EndReason.DONE, now)
            return False
        meant, after = self.wanted(reminder, person, now), now + LEAD
        # What rings within the minute cannot be changed any more.
        is_last = reminder.alert.next_ring(after) is None
        if is_last or (meant is not None and reminder.alert.rings_like(meant, after)):
            reminder.rings_at, reminder.is_due, reminder.next_try_at = rings, False, None
            return False
        if not reminder.is_due:
            reminder.is_due, reminder.attempts, reminder.next_try_at = True, 0, now
        return True

    def claim(self, now: datetime, *, until: datetime, limit: int) -> list[Reminder]:
        """Return up to `limit` reminders of which Alexa must be told now; nobody else gets them before `until`."""
        due = select(alexa_reminders.c.id).where(
            alexa_reminders.c.standing.in_(ALIVE),
            alexa_reminders.c.is_due,
            alexa_reminders.c.next_try_at <= now,
        )
        mine = due.limit(limit).with_for_update(skip_locked=True).scalar_subquery()
        taken = update(alexa_reminders).where(alexa_reminders.c.id.in_(mine)).values(next_try_at=until)
        ids = list(self._session.scalars(taken.returning(alexa_reminders.c.id)))
        self._session.expire_all()
        return list(self._session.scalars(select(Reminder).where(alexa_reminders.c.id.in_(ids))))

    def next_try(self) -> datetime | None:
        """Return when Alexa must next be told of something, or None."""
        one = alexa_reminders.c
        found: datetime | None = self._session.scalar(
            select(func.min(one.next_try_at)).where(one.standing.in_(ALIVE), one.is_due)
        )
        return found

    def ringing(self, person_ids: Iterable[UUID]) -> list[Reminder]:
        """Return the reminders of these persons that Alexa rings."""
        found = select(Reminder).where(
            alexa_reminders.c.person_id.in_(tuple(person_ids)), alexa_reminders.c.standing == ReminderState.RINGS
        )
        return list(self._session.scalars(found))

    def let_go(self, lookup: bytes, person_id: UUID, now: datetime) -> bool:
        """Let Alexa take away what an account rings for a person; return whether there is something.

        Each is about something that no rule is about from now on: the clock then sees that the calendar wants nothing
        in its place, and Alexa is told, as always.
        """
        one = alexa_reminders.c
        mine = one.lookup == lookup, one.person_id == person_id, one.standing != ReminderState.ENDED
        is_rung = False
        for found in self._session.scalars(select(Reminder).where(*mine)):
            if found.standing is ReminderState.ASKED:
                found.end(EndReason.NOT_MADE, now)
            else:
                found.subject_id, is_rung = uuid4(), True
        return is_rung

    def is_rung(self, lookup: bytes, person_id: UUID) -> bool:
        """Does an account still ring something for a person?"""
        one = alexa_reminders.c
        mine = one.lookup == lookup, one.person_id == person_id, one.standing.in_(ALIVE)
        return self._session.scalar(select(one.id).where(*mine).limit(1)) is not None

    def end_all(self, lookup: bytes, ending: EndReason, now: datetime) -> None:
        """End every reminder made by an account, those that are only asked for included."""
        self._end(lookup, ending, now, (ReminderState.ASKED, *ALIVE))

    def end_ringing(self, lookup: bytes, ending: EndReason, now: datetime) -> None:
        """End every reminder by an account that Alexa rings."""
        self._end(lookup, ending, now, (ReminderState.RINGS,))

    def _end(self, lookup: bytes, ending: EndReason, now: datetime, standings: Sequence[ReminderState]) -> None:
        one = alexa_reminders.c
        for found in self._session.scalars(select(Reminder).where(one.lookup == lookup, one.standing.in_(standings))):
            found.end(ending, now)

    def _known(self, rule: Rule | None) -> dict[date, tuple[OccurrenceState, OccurrenceReason | None]]:
        """Return by local date what became of a rule's occurrences."""
        if rule is None:
            return {}
        one = occurrences.c
        found = select(one.local_date, one.state, one.reason).where(one.rule_id == rule.id)
        return {row.local_date: (row.state, row.reason) for row in self._session.execute(found)}

    def _rule(self, person_id: UUID, kind: PromptKind, subject_id: UUID | None) -> Rule | None:
        found = select(Rule).where(
            rules.c.person_id == person_id,
            rules.c.kind == kind,
            rules.c.subject_id.is_not_distinct_from(subject_id),
            rules.c.ended_at.is_(None),
        )
        return self._session.scalars(found).first()
