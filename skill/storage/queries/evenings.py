"""Leaving out what is left of an evening: everything that would be said unasked before the morning."""

from datetime import datetime, timedelta

from sqlalchemy import select

from skill.domain.occurrence import OPEN, Occurrence, OccurrenceState, window_end
from skill.domain.person import Person
from skill.domain.rule import Rule
from skill.storage.queries.base import Queries
from skill.storage.queries.calendar import Calendar
from skill.storage.tables.calendar import occurrences, rules


class Evenings(Queries):
    """Evenings inside one transaction."""

    def skip(self, person: Person, now: datetime) -> None:
        """Say nothing unasked until the next morning: what is due until then is let go.

        What was promised is still asked about at the next visit: that goes by the promise and not by the calendar.
        """
        until = person.morning_after(now)
        mine = rules.c.person_id == person.id, rules.c.ended_at.is_(None)
        for rule in self._session.scalars(select(Rule).where(*mine)).all():
            if rule.on_date is None:
                self._skip_daily(person, rule, until, now)
            else:
                self._skip_single(rule, until, now)

    def _skip_daily(self, person: Person, rule: Rule, until: datetime, now: datetime) -> None:
        today = person.local(now).date()
        for on in (today - timedelta(days=1), today, today + timedelta(days=1)):
            due = rule.due_on(on)
            if due is not None and due < until and now < window_end(rule.kind, due, person):
                self._ask(Calendar).skip_date(person, rule.kind, on, now)

    def _skip_single(self, rule: Rule, until: datetime, now: datetime) -> None:
        one = occurrences.c
        found = select(Occurrence).where(
            one.rule_id == rule.id, one.state.in_((*OPEN, OccurrenceState.SENT)), one.due_at < until
        )
        for occurrence in self._session.scalars(found).all():
            rule.ended_at = now
            self._ask(Calendar).let_go(occurrence, now)
