"""Queries for the calendar, as the voice and the local speaker ask it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, func, select, update

from skill.domain.commitment import ASK_AFTER, Commitment, CommitmentState
from skill.domain.delivery_policy import is_late
from skill.domain.hard_talk import SIGN_BEFORE, TURN_COUNTS_AT_MOST, HardTalk, TalkState
from skill.domain.occurrence import (
    FARTHEST,
    OPEN,
    Announcement,
    ChannelName,
    Occurrence,
    OccurrenceReason,
    OccurrenceState,
    window_end,
)
from skill.domain.person import Person
from skill.domain.rule import PromptKind, Rule
from skill.storage.queries.base import Queries
from skill.storage.queries.occurrence_planning import (
    AHEAD,
    Planning,
    build_occurrence,
    build_occurrence_at,
)
from skill.storage.queries.shared_speaker import SharedSpeaker
from skill.storage.tables.calendar import announcements, occurrences, rules
from skill.storage.tables.people import external_ids, hard_talks

__all__ = ["AHEAD", "Calendar", "build_occurrence"]


class Calendar(Queries):
    """Rules, occurrences and announcements inside one transaction."""

    def set_daily(self, person: Person, kind: PromptKind, minute: int, now: datetime) -> Rule:
        """Ask the person every day at that minute of the local day; an earlier time of the same kind gives way."""
        rule = self.daily(person, kind)
        if rule is None:
            rule = Rule(uuid4(), person.id, kind, minute, person.zone or "UTC")
            self._session.add(rule)
        else:
            rule.minute, rule.zone = minute, person.zone or rule.zone
            self._renew(rule, now)
        self._session.flush()
        self._ask(Planning).fill([(rule, person)], now)
        return rule

    def daily(self, person: Person, kind: PromptKind) -> Rule | None:
        """Return the person's repeated rule of that kind, or None."""
        found = self._rules(person).where(rules.c.kind == kind, rules.c.on_date.is_(None))
        return self._session.scalars(found).one_or_none()

    def ask_about(self, person: Person, commitment: Commitment, now: datetime) -> Rule | None:
        """Ask about a commitment once, shortly after its due time; an earlier date for the same one gives way.

        Its occurrence is made at once, at the promised instant and not at a wall time, which a clock change may repeat.
        None is made of what only waits, said under a name alone.
        """
        if commitment.state is CommitmentState.CLAIMED:
            return None
        return self._ask_once(person, PromptKind.COMMITMENT, commitment, commitment.due_at + ASK_AFTER, now)

    def schedule_talk_label(self, person: Person, talk: HardTalk, now: datetime) -> None:
        """Give the quiet sign once, shortly before a talk; one that starts too soon for it gets none."""
        self.cancel_follow_ups(talk, now, OccurrenceReason.CHANGED)
        if talk.starts_at - SIGN_BEFORE > now:
            self._ask_once(person, PromptKind.HARD_TALK, talk, talk.starts_at - SIGN_BEFORE, now)

    def schedule_return_label(self, person: Person, talk: HardTalk, back_at: datetime, now: datetime) -> None:
        """Call back once at the end of a talk's time-out; an earlier end gives way."""
        self._ask_once(person, PromptKind.TIME_OUT, talk, back_at, now)

    def _ask_once(
        self, person: Person, kind: PromptKind, subject: Commitment | HardTalk, due: datetime, now: datetime
    ) -> Rule:
        self.cancel_follow_ups(subject, now, OccurrenceReason.CHANGED)
        local = due.astimezone(ZoneInfo(subject.zone))
        rule = Rule(uuid4(), person.id, kind, local.hour * 60 + local.minute, subject.zone)
        rule.on_date, rule.subject_id, rule.filled_until = local.date(), subject.id, due
        self._session.add(rule)
        self._session.flush()
        self._session.add(build_occurrence_at(rule, person, local.date(), due=due))
        self._session.flush()
        return rule

    def cancel_follow_ups(self, subject: Commitment | HardTalk, now: datetime, reason: OccurrenceReason) -> None:
        """Ask no more about it: what was sent is done, what was still to come is cancelled."""
        found = select(Rule).where(rules.c.subject_id == subject.id, rules.c.ended_at.is_(None))
        for rule in self._session.scalars(found):
            rule.ended_at = now
            for one in self._of(rule, (*OPEN, OccurrenceState.SENT)):
                self._end(
                    one,
                    now,
                    OccurrenceState.DONE if one.state is OccurrenceState.SENT else OccurrenceState.CANCELLED,
                    reason,
                )

    def rezone(self, person: Person, now: datetime) -> None:
        """Let the person's daily rules follow the new zone; a single plan keeps its instant."""
        for rule in self._session.scalars(self._rules(person)):
            if rule.on_date is not None:
                for one in self._of(rule, OPEN):
                    one.window_end = window_end(rule.kind, one.due_at, person)
                continue
            rule.zone = person.zone or rule.zone
            self._renew(rule, now)
            self._ask(Planning).fill([(rule, person)], now)

    def skip_date(self, person: Person, kind: PromptKind, on: date, now: datetime) -> bool:
        """Let that local date's occurrence go by; False when there is no rule of that kind."""
        rule = self.daily(person, kind)
        if rule is None:
            return False
        found = select(Occurrence).where(occurrences.c.rule_id == rule.id, occurrences.c.local_date == on)
        one = self._session.scalars(found).one_or_none()
        if one is None and (one := build_occurrence(rule, person, on)) is not None:
            self._session.add(one)
            self._session.flush()
        if one is not None and one.state in (*OPEN, OccurrenceState.SENT):
            self.let_go(one, now)
        return True

    def skip_today(self, person: Person, kind: PromptKind, now: datetime) -> None:
        """Let go by what is due on the person's own day: one that is due after midnight has the next local date."""
        rule = self.daily(person, kind)
        if rule is not None:
            on = person.day(now) + timedelta(days=rule.minute < person.day_begins)
            self.skip_date(person, kind, on, now)

    def let_go(self, occurrence: Occurrence, now: datetime) -> None:
        """Nobody is asked about this one any more."""
        self._end(occurrence, now, OccurrenceState.CANCELLED, OccurrenceReason.SKIPPED)

    def current_prompt(self, person: Person, now: datetime) -> Occurrence | None:
        """Return what is or was last prompted and is still inside its window, or None.

        A person who comes while it is being handed over, or before the clock came to it, is met with it all the same.
        """
        states = (OccurrenceState.SENT,) if person.is_paused(now) else (*OPEN, OccurrenceState.SENT)
        found = (
            select(Occurrence)
            .where(
                occurrences.c.person_id == person.id,
                occurrences.c.state.in_(states),
                occurrences.c.kind.in_(list(PromptKind)),
                occurrences.c.due_at <= now,
                occurrences.c.window_end > now,
            )
            .order_by(occurrences.c.due_at.desc())
            .limit(1)
        )
        return self._session.scalars(found).one_or_none()

    def finish(self, occurrence: Occurrence, now: datetime, reason: OccurrenceReason) -> None:
        """The person came to what was prompted: it is done."""
        self._end(occurrence, now, OccurrenceState.DONE, reason)

    def upcoming(self, person: Person, now: datetime, days: int = 7) -> list[Occurrence]:
        """Return the next of each rule that is still to come, the earliest first; nothing new is kept for it."""
        ahead: list[Occurrence] = []
        several = list(self._session.scalars(self._rules(person)))
        there: dict[UUID, dict[date, Occurrence]] = {}
        for one in self._session.scalars(
            select(Occurrence).where(occurrences.c.rule_id.in_([it.id for it in several]))
        ):
            there.setdefault(one.rule_id, {})[one.local_date] = one
        today = person.local(now).date()
        for rule in several:
            dates = [today + timedelta(days=day) for day in range(-1, days)] if rule.on_date is None else []
            known = there.get(rule.id, {})
            found = [*known.values(), *(build_occurrence(rule, person, on) for on in dates if on not in known)]
            open_ones = [one for one in found if one and one.state in OPEN and now < one.due_at < now + FARTHEST]
            ahead += sorted(open_ones, key=lambda one: one.due_at)[:1]
        return sorted(ahead, key=lambda one: one.due_at)

    def skipped_last(self, person: Person, kind: PromptKind, before: date) -> bool:
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
        return self._session.scalar(found) in (
            OccurrenceReason.SKIPPED,
            OccurrenceReason.LATE,
            OccurrenceReason.UNANSWERED,
        )

    def take_announcements(self, person_id: UUID, now: datetime) -> list[Announcement]:
        """Return what the local speaker shall say now; each is given out once, and never after its time.

        Nothing in a pause, in quiet hours or into a hard talk; of several that a speaker left lying only the last; and
        nothing of a talk of two that was just said on the same speaker to the other one.
        """
        person = self._session.get(Person, person_id)
        if person is None or person.is_paused(now) or person.is_quiet(now) or self._is_talking(person, now):
            return []
        # What was answered, skipped or taken back while it was being handed over is not said any more.
        still_wanted = select(occurrences.c.id).where(
            occurrences.c.person_id == person_id,
            occurrences.c.state.in_((OccurrenceState.LEASED, OccurrenceState.SENT)),
        )
        taken = (
            update(announcements)
            .where(
                announcements.c.person_id == person_id,
                announcements.c.spoken_at.is_(None),
                announcements.c.until > now,
                announcements.c.occurrence_id.in_(still_wanted.scalar_subquery()),
            )
            .values(spoken_at=now)
            .returning(announcements.c.occurrence_id, announcements.c.words, announcements.c.ready_at)
        )
        rows = sorted(self._session.execute(taken), key=lambda row: row.ready_at)
        stale = [row.occurrence_id for row in rows if is_late(row.ready_at, now)][:-1]
        stale += self._ask(SharedSpeaker).said_already(person_id, [row.occurrence_id for row in rows])
        if stale:
            never_heard = update(occurrences).where(occurrences.c.id.in_(stale))
            self._session.execute(never_heard.values(courier=ChannelName.NEXT_VISIT, reason=OccurrenceReason.MERGED))
        return [Announcement(row.occurrence_id, row.words) for row in rows if row.occurrence_id not in stale]

    def has_announcements(self, person_ids: Iterable[UUID], now: datetime) -> bool:
        """Does anything lie there that a local speaker has not said to one of these yet?"""
        mine = announcements.c.person_id.in_(tuple(person_ids))
        unheard = announcements.c.spoken_at.is_(None), announcements.c.until > now
        return self._session.scalar(select(announcements.c.occurrence_id).where(mine, *unheard).limit(1)) is not None

    def _is_talking(self, person: Person, now: datetime) -> bool:
        """Is a turn of a hard talk going on? A label that cuts in would take the floor from whoever has it."""
        found = select(hard_talks.c.id).where(
            hard_talks.c.person_id == person.id,
            hard_talks.c.state == TalkState.OPEN,
            hard_talks.c.last_at > now - TURN_COUNTS_AT_MOST,
        )
        return self._session.scalar(found.limit(1)) is not None

    def listening(self, person_ids: Iterable[UUID], now: datetime) -> set[UUID]:
        """Return whose local speaker listens at `now`."""
        found = select(external_ids.c.person_id).where(
            external_ids.c.person_id.in_(tuple(person_ids)), external_ids.c.listening_until > now
        )
        return set(self._session.scalars(found))

    def counts(self) -> dict[tuple[OccurrenceState, OccurrenceReason | None], int]:
        """Return how many occurrences there are by state and reason."""
        found = select(occurrences.c.state, occurrences.c.reason, func.count()).group_by(
            occurrences.c.state, occurrences.c.reason
        )
        return {(state, reason): number for state, reason, number in self._session.execute(found)}

    def _renew(self, rule: Rule, now: datetime) -> None:
        """Count a change of the rule; what it yielded and is still to come is taken back until it is filled anew."""
        rule.version, rule.filled_until = rule.version + 1, now
        for one in self._of(rule, OPEN):
            self._end(one, now, OccurrenceState.CANCELLED, OccurrenceReason.CHANGED)
        self._session.flush()

    def _end(self, one: Occurrence, now: datetime, state: OccurrenceState, reason: OccurrenceReason) -> None:
        """End an occurrence with a reason; what a speaker was still to say of it is taken away."""
        one.state, one.reason, one.ended_at, one.owner, one.lease_until = state, reason, now, None, None
        unheard = announcements.c.occurrence_id == one.id, announcements.c.spoken_at.is_(None)
        self._session.execute(delete(announcements).where(*unheard))

    def _rules(self, person: Person) -> Select[Rule]:
        return select(Rule).where(rules.c.person_id == person.id, rules.c.ended_at.is_(None))

    def _of(self, rule: Rule, states: Sequence[OccurrenceState]) -> list[Occurrence]:
        found = select(Occurrence).where(occurrences.c.rule_id == rule.id, occurrences.c.state.in_(states))
        return list(self._session.scalars(found))
