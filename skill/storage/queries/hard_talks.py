"""Queries for hard talks; what one is about and how it was afterwards are sealed."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select

from skill.domain.hard_talk import STANDING, Afterwards, HardTalk, TalkState
from skill.domain.person import Person
from skill.storage.queries.base import OwnedRows
from skill.storage.tables.people import hard_talks


class HardTalks(OwnedRows[HardTalk]):
    """Hard talks inside one transaction."""

    kind, table = HardTalk, hard_talks

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
        self._safe.write(person, talk, "sealed_topic", topic)

    def topic(self, person: Person, talk: HardTalk) -> str | None:
        """Return what a talk is about, in its owner's words, or None.

        Raises:
            NotReadableError: it does not open for this person.
        """
        return self._safe.read(person, talk, "sealed_topic")

    def standing(self, person: Person, now: datetime) -> list[HardTalk]:
        """Return what is still to be held or taken up, the earliest start first."""
        one = hard_talks.c
        return self._all(person, one.state.in_(STANDING), one.stands_until > now, by=[one.starts_at, one.made_at])

    def calling(self, person: Person, now: datetime) -> HardTalk | None:
        """Return the talk whose time it is (see `HardTalk.calls`), or None."""
        return next((one for one in self.standing(person, now) if one.calls(now)), None)

    def to_ask_about(self, person: Person, now: datetime) -> HardTalk | None:
        """Return the last talk whose question afterwards is open, or None."""
        one = hard_talks.c
        return self._last(person, one.state == TalkState.ENDED, one.asks_until > now, by=one.ended_at)

    def answer(self, person: Person, talk: HardTalk, afterwards: Afterwards) -> None:
        """Keep how it was afterwards; the question is not asked again."""
        self._safe.write(person, talk, "sealed_afterwards", afterwards.value)
        talk.asks_until = None

    def afterwards(self, person: Person, talk: HardTalk) -> Afterwards | None:
        """Return how it was afterwards, or None.

        Raises:
            NotReadableError: it does not open for this person.
        """
        said = self._safe.read(person, talk, "sealed_afterwards")
        return Afterwards(said) if said is not None else None

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
