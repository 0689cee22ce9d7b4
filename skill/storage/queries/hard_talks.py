"""Queries for hard talks; what one is about and how it was afterwards are sealed."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from skill.domain.hard_talk import STANDING, Afterwards, HardTalk, TalkState
from skill.domain.person import Person
from skill.storage.encryption.cells import CellCipher, Keyring
from skill.storage.tables.people import hard_talks


class HardTalks:
    """Hard talks inside one transaction."""

    def __init__(self, session: Session, ring: Keyring) -> None:
        self._session = session
        self._safe = CellCipher(ring, "hard_talks")

    def plan(
        self,
        person: Person,
        *,
        starts_at: datetime,
        minutes: int,
        topic: str | None,
        now: datetime,
        by_name: bool = False,
    ) -> HardTalk:
        """Keep a talk that a person plans, with what it is about where that was said; under a name alone it waits."""
        stands_until = starts_at + timedelta(minutes=minutes)
        talk = HardTalk(uuid4(), person.id, now, starts_at, minutes, person.zone or "UTC", stands_until)
        if by_name:
            talk.state = TalkState.CLAIMED
        if topic:
            self.note(person, talk, topic)
        self._session.add(talk)
        self._session.flush()
        return talk

    def note(self, person: Person, talk: HardTalk, topic: str) -> None:
        """Keep what a talk is about."""
        talk.sealed_topic = self._safe.seal(person, talk.id, column="sealed_topic", text=topic)

    def topic(self, person: Person, talk: HardTalk) -> str | None:
        """Return what a talk is about, in its owner's words, or None.

        Raises:
            NotReadableError: it does not open for this person.
        """
        if talk.sealed_topic is None:
            return None
        return self._safe.open(person, talk.id, column="sealed_topic", sealed=talk.sealed_topic)

    def get(self, person: Person, talk_id: UUID | None) -> HardTalk | None:
        """Return this person's talk of that id, or None."""
        found = self._session.get(HardTalk, talk_id) if talk_id is not None else None
        return found if found is not None and found.person_id == person.id else None

    def standing(self, person: Person, now: datetime) -> list[HardTalk]:
        """Return what is still to be held or taken up, the earliest start first."""
        found = (
            select(HardTalk)
            .where(
                hard_talks.c.person_id == person.id,
                hard_talks.c.state.in_(STANDING),
                hard_talks.c.stands_until > now,
            )
            .order_by(hard_talks.c.starts_at, hard_talks.c.made_at)
        )
        return list(self._session.scalars(found))

    def calling(self, person: Person, now: datetime) -> HardTalk | None:
        """Return the talk whose time it is (see `HardTalk.calls`), or None."""
        return next((one for one in self.standing(person, now) if one.calls(now)), None)

    def to_ask_about(self, person: Person, now: datetime) -> HardTalk | None:
        """Return the last talk whose question afterwards is open, or None."""
        found = (
            select(HardTalk)
            .where(
                hard_talks.c.person_id == person.id,
                hard_talks.c.state == TalkState.ENDED,
                hard_talks.c.asks_until > now,
            )
            .order_by(hard_talks.c.ended_at.desc())
            .limit(1)
        )
        return self._session.scalars(found).one_or_none()

    def answer(self, person: Person, talk: HardTalk, afterwards: Afterwards) -> None:
        """Keep how it was afterwards; the question is not asked again."""
        talk.sealed_afterwards = self._safe.seal(person, talk.id, column="sealed_afterwards", text=afterwards.value)
        talk.asks_until = None

    def afterwards(self, person: Person, talk: HardTalk) -> Afterwards | None:
        """Return how it was afterwards, or None.

        Raises:
            NotReadableError: it does not open for this person.
        """
        if talk.sealed_afterwards is None:
            return None
        return Afterwards(self._safe.open(person, talk.id, column="sealed_afterwards", sealed=talk.sealed_afterwards))

    def past(self, now: datetime, limit: int) -> list[HardTalk]:
        """Return up to `limit` talks of anybody whose time is over, the earliest first."""
        found = (
            select(HardTalk)
            .where(hard_talks.c.state.in_(STANDING), hard_talks.c.stands_until <= now)
            .order_by(hard_talks.c.stands_until)
            .limit(limit)
        )
        return list(self._session.scalars(found))

    def forget_before(self, instant: datetime) -> None:
        """Delete every talk that was over before `instant`."""
        over = hard_talks.c.state.notin_(STANDING), hard_talks.c.stands_until < instant
        self._session.execute(delete(HardTalk).where(*over))
