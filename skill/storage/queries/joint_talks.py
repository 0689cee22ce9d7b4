"""Queries for talks of two: one row for what both agree on, and one hard talk for each of the two."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Select, delete, select

from skill.domain.couple import Couple
from skill.domain.hard_talk import STANDING, HardTalk, TalkState
from skill.domain.joint_talk import JointTalk, JointTalkState
from skill.domain.occurrence import OccurrenceReason
from skill.domain.person import Person
from skill.storage.queries.base import Queries
from skill.storage.queries.calendar import Calendar
from skill.storage.queries.couples import Couples
from skill.storage.queries.hard_talks import HardTalks
from skill.storage.queries.people import People
from skill.storage.tables.couples import shared_talks
from skill.storage.tables.people import hard_talks

LIVE = (*STANDING, TalkState.PROPOSED)


class JointTalks(Queries):
    """Talks of two inside one transaction."""

    def couple(self, person: Person) -> Couple | None:
        """Return the couple that this person may propose something in: as it sees it itself, whatever the other did."""
        return self._ask(Couples).together(person)

    def propose(
        self, person: Person, couple: Couple, *, starts_at: datetime, minutes: int, topic: str | None, now: datetime
    ) -> HardTalk:
        """Propose a talk; what was proposed between the two before gives way. Return the proposer's own row.

        The topic stays with that row, sealed, and goes nowhere else (rules.md R4).
        """
        for old in self._session.scalars(_of(couple.id, JointTalkState.PROPOSED).with_for_update()):
            self.call_off(old, now)
        shared = JointTalk(uuid4(), couple.id, person.id, now, starts_at, minutes)
        self._session.add(shared)
        own = self._ask(HardTalks).plan(person, starts_at=starts_at, minutes=minutes, topic=topic, now=now)
        own.shared_id = shared.id
        own.propose(starts_at, minutes)
        self._session.flush()
        return own

    def propose_anew(
        self, person: Person, shared: JointTalk, *, starts_at: datetime, minutes: int, now: datetime
    ) -> HardTalk:
        """Propose another time or length for a talk of two: the old one is off for both at once (rules.md R20).

        Return the person's own row.
        """
        for old in self._session.scalars(_of(shared.couple_id, JointTalkState.PROPOSED).with_for_update()):
            if old.id != shared.id:
                self.call_off(old, now)
        own = self._own(person, shared, now)
        shared.propose(person.id, starts_at=starts_at, minutes=minutes, now=now)
        for one in self._rows(shared.id):
            self._ask(Calendar).cancel_follow_ups(one, now, OccurrenceReason.CHANGED)
            one.propose(starts_at, minutes)
        self._session.flush()
        return own

    def live(self, person: Person, shared_id: UUID | None, now: datetime) -> JointTalk | None:
        """Return the talk of two that this person may give another time: planned, own, or proposed by the other."""
        shared = self._row(shared_id)
        if shared is None or self.couple(person) is None or shared.state is JointTalkState.OFF:
            return None
        if shared.state is JointTalkState.PROPOSED and not shared.is_proposed(now):
            return None
        if shared.proposer_id != person.id and shared.state is JointTalkState.PROPOSED:
            offered = self.proposed_to(person, now)
            return shared if offered is not None and offered.id == shared.id else None
        return shared if any(one.person_id == person.id for one in self._rows(shared.id)) else None

    def own(self, person: Person, shared: JointTalk) -> HardTalk | None:
        """Return this person's own side of it, or None where it has none yet."""
        return next((one for one in self._rows(shared.id) if one.person_id == person.id), None)

    def proposed_to(self, person: Person, now: datetime) -> JointTalk | None:
        """Return what the other one proposes to this person, or None: there is none, or the link is not open."""
        couple = self.couple(person)
        if couple is None or not couple.is_open:
            return None
        return self._proposal(couple, couple.other(person.id), now)

    def proposed_by(self, person: Person, now: datetime) -> JointTalk | None:
        """Return what this person proposes and nobody has said yes to; the same whatever the other one did or does."""
        couple = self.couple(person)
        return self._proposal(couple, person.id, now) if couple is not None else None

    def agree(self, person: Person, shared: JointTalk, now: datetime) -> HardTalk:
        """Take this person's yes: both rows and both signs in this one transaction. Return the person's own row.

        Raises:
            ValueError: it is not this person's to agree with, or not proposed any more.
        """
        shared.agree(person.id, now)
        own = self._own(person, shared, now)
        for one in self._rows(shared.id):
            one.agree()
            if (owner := self._ask(People).get(one.person_id)) is not None:
                self._ask(Calendar).schedule_talk_label(owner, one, now)
        self._session.flush()
        return own

    def both(self, talk: HardTalk) -> list[tuple[Person, HardTalk]]:
        """Return every row that stands for this talk with its person, this one first; of a talk for one, itself."""
        others = []
        if talk.shared_id is not None:
            self._row(talk.shared_id)
            others = [one for one in self._rows(talk.shared_id) if one.id != talk.id and one.state in STANDING]
        owners = ((self._ask(People).get(one.person_id), one) for one in (talk, *others))
        return [(owner, one) for owner, one in owners if owner is not None]

    def call_off(self, shared: JointTalk | UUID | None, now: datetime) -> None:
        """Take a talk of two out of both calendars at once; the same whether it was cancelled, left or withdrawn."""
        found = self._row(shared) if isinstance(shared, UUID) else shared
        if found is None:
            return
        found.call_off()
        for one in self._rows(found.id):
            one.cancel(now)
            self._ask(Calendar).cancel_follow_ups(one, now, OccurrenceReason.WITHDRAWN)

    def leave(self, person: Person, couple: Couple, now: datetime) -> None:
        """End what the two planned, for whoever leaves; the other one's own proposal stays as if it were ignored."""
        for one in self._session.scalars(
            _of(couple.id, JointTalkState.AGREED, JointTalkState.PROPOSED).with_for_update()
        ):
            if one.state is JointTalkState.AGREED or one.proposer_id == person.id:
                self.call_off(one, now)

    def let_lapse(self, now: datetime, limit: int) -> int:
        """Let up to `limit` proposals go that nobody said yes to, and what they were about; return how many."""
        over = shared_talks.c.state == JointTalkState.PROPOSED, shared_talks.c.starts_at <= now
        lapsed = list(self._session.scalars(select(JointTalk).where(*over).limit(limit)))
        for shared in lapsed:
            shared.call_off()
            for one in self._rows(shared.id):
                one.fall_away(now)
        return len(lapsed)

    def forget_before(self, instant: datetime) -> None:
        """Delete what two agreed on before `instant`."""
        self._session.execute(delete(JointTalk).where(shared_talks.c.starts_at < instant))

    def _own(self, person: Person, shared: JointTalk, now: datetime) -> HardTalk:
        """Return this person's own side of it, made now where there is none yet."""
        kept = self.own(person, shared)
        if kept is None:
            minutes = shared.minutes
            kept = self._ask(HardTalks).plan(person, starts_at=shared.starts_at, minutes=minutes, topic=None, now=now)
            kept.shared_id = shared.id
            kept.propose(shared.starts_at, minutes)
            self._session.flush()
        return kept

    def _proposal(self, couple: Couple, proposer_id: UUID, now: datetime) -> JointTalk | None:
        found = _of(couple.id, JointTalkState.PROPOSED).where(
            shared_talks.c.proposer_id == proposer_id, shared_talks.c.starts_at > now
        )
        return self._session.scalars(found.with_for_update()).first()

    def _row(self, shared_id: UUID | None) -> JointTalk | None:
        """Return the row of that id; whoever changes it at the same moment in another process waits."""
        found = select(JointTalk).where(shared_talks.c.id == shared_id).with_for_update()
        return self._session.scalars(found).one_or_none() if shared_id is not None else None

    def _rows(self, shared_id: UUID) -> list[HardTalk]:
        found = select(HardTalk).where(hard_talks.c.shared_id == shared_id, hard_talks.c.state.in_(LIVE))
        return list(self._session.scalars(found.order_by(hard_talks.c.made_at)))


def _of(couple_id: UUID, *states: JointTalkState) -> Select[JointTalk]:
    return select(JointTalk).where(shared_talks.c.couple_id == couple_id, shared_talks.c.state.in_(states))
