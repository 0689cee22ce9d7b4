"""Named questions about the calendar's rows that the voice and the agenda ask: rules, and what they yield."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session
from tzdata import IANA_VERSION

from skill.domain.commitment import ASK_AFTER, Commitment
from skill.domain.occurrence import Announcement, Occurrence, Reason, State, window_end
from skill.domain.person import Person
from skill.domain.rule import Kind, Rule
from skill.storage.tables import announcements, doors, occurrences, persons, rules

OPEN = (State.DUE, State.LEASED)
AHEAD = timedelta(hours=36)
"""How far ahead occurrences are made (DESIGN.md section 6: the next day and a half)."""
REFILL_AFTER = timedelta(hours=6)
"""How much of that may have passed before a rule is filled again."""


class Calendar:
    """Rules, occurrences and announcements inside one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # What a person asks for.

    def set_daily(self, person: Person, kind: Kind, minute: int, now: datetime) -> Rule:
        """Ask the person every day at that minute of the local day; an earlier time of the same kind gives way."""
        rule = self.daily(person, kind)
        if rule is None:
            rule = Rule(uuid4(), person.id, kind, minute, person.zone or "UTC")
            self._session.add(rule)
        else:
            rule.minute, rule.zone = minute, person.zone or rule.zone
            self._renew(rule)
        self._session.flush()
        self.fill(rule, person, now)
        return rule

    def daily(self, person: Person, kind: Kind) -> Rule | None:
        """Return the person's repeated rule of that kind, or None."""
        found = select(Rule).where(
            rules.c.person_id == person.id,
            rules.c.kind == kind,
            rules.c.on_date.is_(None),
            rules.c.ended_at.is_(None),
        )
        return self._session.scalars(found).one_or_none()

    def ask_about(self, person: Person, commitment: Commitment, now: datetime) -> Rule:
        """Ask about a commitment once, shortly after its due time; an earlier date for the same one gives way."""
        self.end_asking(commitment, now, Reason.CHANGED)
        local = (commitment.due_at + ASK_AFTER).astimezone(commitment.local_due().tzinfo)
        rule = Rule(
            uuid4(),
            person.id,
            Kind.COMMITMENT,
            local.hour * 60 + local.minute,
            commitment.zone,
            on_date=local.date(),
            subject_id=commitment.id,
        )
        self._session.add(rule)
        self._session.flush()
        self.fill(rule, person, now)
        return rule

    def end_asking(self, commitment: Commitment, now: datetime, reason: Reason) -> None:
        """Ask no more about a commitment: what was sent is done, what was still to come is cancelled."""
        found = select(Rule).where(rules.c.subject_id == commitment.id, rules.c.ended_at.is_(None))
        for rule in self._session.scalars(found):
            rule.ended_at = now
            for one in self._of(rule, (*OPEN, State.SENT)):
                self.end(one, now, State.DONE if one.state is State.SENT else State.CANCELLED, reason)

    def rezone(self, person: Person, now: datetime) -> None:
        """Let the person's daily rules follow the new zone; what is due from now on is computed anew."""
        found = select(Rule).where(
            rules.c.person_id == person.id, rules.c.ended_at.is_(None), rules.c.on_date.is_(None)
        )
        for rule in self._session.scalars(found):
            rule.zone = person.zone or rule.zone
            self._renew(rule)
            self.fill(rule, person, now)

    def skip_date(self, person: Person, kind: Kind, on: date, now: datetime) -> bool:
        """Let that local date's occurrence go by; False when there is no rule of that kind."""
        rule = self.daily(person, kind)
        if rule is None:
            return False
        one = self._on(rule, on) or self._make(rule, person, on)
        if one is not None and one.state in (*OPEN, State.SENT):
            self.end(one, now, State.CANCELLED, Reason.SKIPPED)
        return True

    def waiting(self, person: Person, now: datetime) -> Occurrence | None:
        """Return what was last prompted and is still inside its window, or None."""
        found = (
            select(Occurrence)
            .where(
                occurrences.c.person_id == person.id,
                occurrences.c.state == State.SENT,
                occurrences.c.window_end > now,
            )
            .order_by(occurrences.c.due_at.desc())
            .limit(1)
        )
        return self._session.scalars(found).one_or_none()

    def finish(self, occurrence: Occurrence, now: datetime, reason: Reason) -> None:
        """The person came to what was prompted: it is done."""
        self.end(occurrence, now, State.DONE, reason)

    def coming(self, person: Person, now: datetime, days: int = 7) -> list[Occurrence]:
        """Return what is still to come in the next days, the earliest first; nothing new is kept for it."""
        found = select(Rule).where(rules.c.person_id == person.id, rules.c.ended_at.is_(None))
        ahead: list[Occurrence] = []
        for rule in self._session.scalars(found):
            today = person.local(now).date()
            dates = [rule.on_date] if rule.on_date else [today + timedelta(days=day) for day in range(days)]
            known = {one.local_date: one for one in self._of(rule, tuple(State))}
            for on in dates:
                one = known.get(on) or made(rule, person, on)
                if one is not None and one.state in OPEN and now < one.due_at < now + timedelta(days=366):
                    ahead.append(one)
        ahead.sort(key=lambda one: one.due_at)
        return _first_of_each_rule(ahead)

    def skipped_last(self, person: Person, kind: Kind, before: date) -> bool:
        """Was the last occurrence of that kind before that local date let go by?"""
        found = (
            select(occurrences.c.reason)
            .where(
                occurrences.c.person_id == person.id,
                occurrences.c.kind == kind,
                occurrences.c.local_date < before,
                occurrences.c.state.notin_(OPEN),
            )
            .order_by(occurrences.c.local_date.desc())
            .limit(1)
        )
        return self._session.scalar(found) in (Reason.SKIPPED, Reason.LATE, Reason.UNANSWERED)

    # What a local speaker asks.

    def take_announcements(self, person_id: UUID, now: datetime) -> list[Announcement]:
        """Return what the local speaker shall say now; each is given out once, and never after its window."""
        taken = (
            update(announcements)
            .where(
                announcements.c.person_id == person_id,
                announcements.c.spoken_at.is_(None),
                announcements.c.until > now,
            )
            .values(spoken_at=now)
            .returning(announcements.c.occurrence_id, announcements.c.words, announcements.c.ready_at)
        )
        rows = sorted(self._session.execute(taken), key=lambda row: row.ready_at)
        return [Announcement(row.occurrence_id, row.words) for row in rows]

    def listening(self, person_ids: Iterable[UUID], now: datetime) -> set[UUID]:
        """Return whose local speaker listens at `now`."""
        found = select(doors.c.person_id).where(doors.c.person_id.in_(tuple(person_ids)), doors.c.listening_until > now)
        return set(self._session.scalars(found))

    # What the agenda asks.

    def fill(self, rule: Rule, person: Person, now: datetime) -> int:
        """Make the rule's occurrences of the next day and a half that are not there yet; return how many."""
        today = person.local(now).date()
        dates = (rule.on_date,) if rule.on_date else tuple(today + timedelta(days=day) for day in range(-1, 3))
        number = 0
        for on in dates:
            due = rule.due_on(on)
            if due is None or not now < due <= now + AHEAD:
                continue
            there = self._on(rule, on)
            if there is None:
                number += self._make(rule, person, on) is not None
            elif there.state in OPEN or there.reason is Reason.CHANGED:
                number += there.due_at != due or there.state is State.CANCELLED
                self._make_again(there, rule, person, due)
        rule.filled_until = now + AHEAD
        return number

    def to_fill(self, now: datetime, limit: int) -> list[tuple[Rule, Person]]:
        """Return up to `limit` rules whose occurrences of the next day are not all made, with their persons."""
        found = (
            select(Rule, Person)
            .join(persons, persons.c.id == rules.c.person_id)
            .where(
                rules.c.ended_at.is_(None),
                (rules.c.filled_until.is_(None)) | (rules.c.filled_until < now + AHEAD - REFILL_AFTER),
            )
            .limit(limit)
        )
        return [(rule, person) for rule, person in self._session.execute(found).tuples()]

    def refill_after_new_tables(self) -> int:
        """Have every rule filled anew whose open occurrences came from other time zone tables; return how many."""
        stale = select(occurrences.c.rule_id).where(
            occurrences.c.state.in_(OPEN), occurrences.c.tz_version != IANA_VERSION
        )
        changed = update(rules).where(rules.c.id.in_(stale)).values(filled_until=None)
        return cast("CursorResult[Any]", self._session.execute(changed)).rowcount

    def expire_unanswered(self, now: datetime) -> int:
        """End what was sent and whose window is over; nobody came, which is neutral. Return how many."""
        ended = (
            update(occurrences)
            .where(occurrences.c.state == State.SENT, occurrences.c.window_end <= now)
            .values(state=State.EXPIRED, reason=Reason.UNANSWERED, ended_at=now)
        )
        return cast("CursorResult[Any]", self._session.execute(ended)).rowcount

    def forget_before(self, instant: datetime) -> None:
        """Delete ended occurrences and rules older than `instant` (safety.md 6: the ledger is kept 30 days)."""
        old = select(occurrences.c.id).where(occurrences.c.ended_at < instant)
        self._session.execute(delete(announcements).where(announcements.c.occurrence_id.in_(old)))
        self._session.execute(delete(occurrences).where(occurrences.c.ended_at < instant))
        still = select(occurrences.c.rule_id)
        self._session.execute(delete(rules).where(rules.c.ended_at < instant, rules.c.id.notin_(still)))

    def end(self, occurrence: Occurrence, now: datetime, state: State, reason: Reason) -> None:
        """End an occurrence with a reason; what a speaker was still to say of it is taken away."""
        occurrence.state, occurrence.reason, occurrence.ended_at = state, reason, now
        self._session.execute(
            update(announcements)
            .where(announcements.c.occurrence_id == occurrence.id, announcements.c.spoken_at.is_(None))
            .values(until=now)
        )

    def counts(self) -> dict[tuple[State, Reason | None], int]:
        """Return how many occurrences there are by state and reason."""
        found = select(occurrences.c.state, occurrences.c.reason, func.count()).group_by(
            occurrences.c.state, occurrences.c.reason
        )
        return {(state, reason): number for state, reason, number in self._session.execute(found)}

    def _renew(self, rule: Rule) -> None:
        """Count a change of the rule; what it yielded and is still to come is taken back until it is filled anew."""
        rule.version += 1
        for one in self._of(rule, OPEN):
            one.state, one.reason, one.owner, one.lease_until = State.CANCELLED, Reason.CHANGED, None, None
        self._session.flush()

    def _of(self, rule: Rule, states: Sequence[State]) -> list[Occurrence]:
        found = select(Occurrence).where(occurrences.c.rule_id == rule.id, occurrences.c.state.in_(states))
        return list(self._session.scalars(found))

    def _on(self, rule: Rule, on: date) -> Occurrence | None:
        found = select(Occurrence).where(occurrences.c.rule_id == rule.id, occurrences.c.local_date == on)
        return self._session.scalars(found).one_or_none()

    def _make(self, rule: Rule, person: Person, on: date) -> Occurrence | None:
        one = made(rule, person, on)
        if one is not None:
            self._session.add(one)
            self._session.flush()
        return one

    def _make_again(self, one: Occurrence, rule: Rule, person: Person, due: datetime) -> None:
        one.due_at, one.window_end, one.rule_version = due, window_end(rule.kind, due, person), rule.version
        one.tz_version, one.state, one.reason, one.ended_at = IANA_VERSION, State.DUE, None, None
        one.owner, one.lease_until, one.attempts, one.next_try_at = None, None, 0, None


def made(rule: Rule, person: Person, on: date) -> Occurrence | None:
    """Return a new occurrence of the rule on that local date, or None where the date yields none."""
    due = rule.due_on(on)
    if due is None:
        return None
    return Occurrence(
        uuid4(),
        rule.id,
        person.id,
        rule.kind,
        rule.subject_id,
        on,
        rule.version,
        due,
        window_end(rule.kind, due, person),
        IANA_VERSION,
    )


def _first_of_each_rule(ahead: Sequence[Occurrence]) -> list[Occurrence]:
    seen: set[UUID] = set()
    first: list[Occurrence] = []
    for one in ahead:
        if one.rule_id not in seen:
            seen.add(one.rule_id)
            first.append(one)
    return first
