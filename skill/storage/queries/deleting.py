"""Deleting one thing, or what a name alone left behind: the row goes, and what would have rung of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, select

from skill.domain.checkin import CheckIn
from skill.domain.claim import Claim
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.hard_talk import HardTalk, TalkState, may_start
from skill.domain.occurrence import OccurrenceReason
from skill.domain.person import Person
from skill.domain.private_words import PrivateWords
from skill.domain.reflection import Reflection
from skill.domain.series import CommitmentSeries
from skill.storage.queries.base import Queries
from skill.storage.queries.calendar import Calendar
from skill.storage.queries.claims import Claims
from skill.storage.queries.commitment_series import Series
from skill.storage.tables.people import checkins, commitment_series, commitments, hard_talks, private_words, reflections

Thing = CheckIn | PrivateWords | Commitment | CommitmentSeries | HardTalk | Reflection


KINDS: tuple[type[Thing], ...] = (CheckIn, PrivateWords, Commitment, CommitmentSeries, HardTalk, Reflection)


@dataclass(frozen=True)
class ByName:
    """What was said under a person's name alone and waits to be taken up or let go."""

    checkins: Sequence[CheckIn]
    words: Sequence[PrivateWords]
    promises: Sequence[Commitment] = ()
    series: Sequence[CommitmentSeries] = ()
    talks: Sequence[HardTalk] = ()
    prompts: Sequence[Reflection] = ()
    claims: Sequence[tuple[Claim, Commitment | CommitmentSeries]] = ()

    def __bool__(self) -> bool:
        """Is there anything?"""
        several = self.checkins, self.words, self.promises, self.series, self.talks, self.prompts, self.claims
        return any(several)


class Deleting(Queries):
    """What one person deletes of its own, inside one transaction."""

    def checkin(self, person: Person) -> CheckIn | None:
        """Return the person's last check-in, or None."""
        found: CheckIn | None = self._newest(CheckIn, checkins, person, "said_at")
        return found

    def promise(self, person: Person) -> Commitment | CommitmentSeries | None:
        """Return what the person promised last, once or for certain days, and did not take back; or None."""
        once = commitments.c.series_id.is_(None), commitments.c.state != CommitmentState.WITHDRAWN
        one = self._newest(Commitment, commitments, person, "made_at", *once)
        series = self._newest(CommitmentSeries, commitment_series, person, "made_at")
        return max((it for it in (one, series) if it is not None), key=lambda it: it.made_at, default=None)

    def talk(self, person: Person) -> HardTalk | None:
        """Return the talk that the person planned last, or None."""
        found: HardTalk | None = self._newest(HardTalk, hard_talks, person, "made_at")
        return found

    def just_now(self, person: Person, since: datetime) -> Thing | None:
        """Return what of the person was kept last, of whatever kind, since that instant; or None."""
        words = self._newest(PrivateWords, private_words, person, "said_at")
        reflection = self._newest(Reflection, reflections, person, "heard_at", reflections.c.kept)
        found: list[tuple[datetime, Thing]] = [
            (when, one)
            for one in (self.checkin(person), words, self.promise(person), self.talk(person), reflection)
            if one is not None and (when := when_said(one)) >= since
        ]
        return max(found, key=lambda it: it[0])[1] if found else None

    def newest(self, person: Person) -> Thing | None:
        """Return what of the person was kept last, of whatever kind and however long ago; or None."""
        return self.just_now(person, datetime.min.replace(tzinfo=UTC))

    def get(self, person: Person, row: UUID | None) -> Thing | None:
        """Return the thing of that id where it is this person's and still kept, or None."""
        for kind in KINDS:
            found: Thing | None = self._get_own(kind, person, row)
            if found is not None:
                return None if isinstance(found, Reflection) and not found.kept else found
        return None

    def said_on(self, person: Person, on: date) -> list[Thing]:
        """Return the check-ins, private words and kept evening questions of one local date."""
        tables: tuple[tuple[type[Any], Table], ...] = ((CheckIn, checkins), (PrivateWords, private_words))
        found: list[Thing] = [
            one for kind, table in tables for one in self._all(kind, table, person, table.c.local_date == on)
        ]
        kept = reflections.c.local_date == on, reflections.c.kept
        return [*found, *self._all(Reflection, reflections, person, *kept)]

    def by_name(self, person: Person, now: datetime) -> ByName:
        """Return what was said under the person's name alone; of promises, what is still to come."""
        ahead = commitments.c.state == CommitmentState.CLAIMED, commitments.c.due_at > now
        open_series = commitment_series.c.by_name, commitment_series.c.ended_at.is_(None)
        ahead_talks = hard_talks.c.state == TalkState.CLAIMED, hard_talks.c.starts_at > now
        return ByName(
            self._all(CheckIn, checkins, person, checkins.c.by_name),
            self._all(
                PrivateWords, private_words, person, private_words.c.by_name, private_words.c.kept_at.is_not(None)
            ),
            self._all(Commitment, commitments, person, *ahead),
            self._all(CommitmentSeries, commitment_series, person, *open_series),
            self._all(HardTalk, hard_talks, person, *ahead_talks),
            self._all(Reflection, reflections, person, reflections.c.by_name, reflections.c.kept),
            self._ask(Claims).of_promises(person),
        )

    def take_up(self, person: Person, found: ByName, now: datetime) -> None:
        """Let it be the person's own: its promises ring and count from now on."""
        for said in found.checkins:
            said.by_name = False
        for entry in found.words:
            entry.by_name = False
        for one in found.promises:
            one.accept()
            self._ask(Calendar).ask_about(person, one, now)
        for series in found.series:
            self._ask(Series).accept(series, person, now)
        for prompt in found.prompts:
            prompt.by_name = False
        for talk in found.talks:
            self._take_up_talk(person, talk, now)
        self._ask(Claims).take_up(person, now)
        self._session.flush()

    def _take_up_talk(self, person: Person, talk: HardTalk, now: datetime) -> None:
        """Plan it, unless it lies too close to the night of its person: nobody looked at that under the name alone."""
        if not may_start(person, talk.starts_at):
            talk.cancel(now)
            return
        talk.accept()
        self._ask(Calendar).schedule_talk_label(person, talk, now)

    def discard(self, person: Person, found: ByName, now: datetime) -> None:
        """Let all of it go."""
        everything: list[Thing] = [*found.checkins, *found.words, *found.promises, *found.series, *found.talks]
        for one in everything:
            self.delete(one, now)
        for prompt in found.prompts:
            self._session.delete(prompt)
        self._ask(Claims).forget_of_promises(person)
        self._session.flush()

    def delete(self, one: Thing, now: datetime) -> None:
        """Delete one thing for good; nothing of it rings any more. Of an evening question its words go."""
        if isinstance(one, Reflection):
            one.kept, one.sealed_words = False, None
            self._session.flush()
            return
        if isinstance(one, CommitmentSeries):
            self._ask(Series).end(one, now)
            of_series = select(Commitment).where(commitments.c.series_id == one.id)
            for each in self._session.scalars(of_series).all():
                self.delete(each, now)
        if isinstance(one, Commitment | HardTalk):
            self._ask(Calendar).cancel_follow_ups(one, now, OccurrenceReason.WITHDRAWN)
        self._session.delete(one)
        self._session.flush()

    def forget_claimed(self, before: datetime) -> None:
        """Let go what a name alone promised, planned or said of promises before then, and that nobody took up."""
        self._ask(Claims).forget_before(before)
        planned = hard_talks.c.state == TalkState.CLAIMED, hard_talks.c.stands_until < before
        self._session.execute(delete(HardTalk).where(*planned))
        lain = commitments.c.state == CommitmentState.CLAIMED, commitments.c.due_at < before
        self._session.execute(delete(Commitment).where(*lain))

    def _newest(self, kind: type[Any], table: Table, person: Person, when: str, *more: Any) -> Any:
        found = select(kind).where(table.c.person_id == person.id, *more)
        return self._session.scalars(found.order_by(table.c[when].desc()).limit(1)).one_or_none()

    def _all(self, kind: type[Any], table: Table, person: Person, *more: Any) -> Sequence[Any]:
        return self._session.scalars(select(kind).where(table.c.person_id == person.id, *more)).all()


def when_said(one: Thing) -> datetime:
    """Return when a thing was said, or was kept where that came later."""
    if isinstance(one, CheckIn):
        return one.said_at
    if isinstance(one, PrivateWords):
        return one.kept_at or one.said_at
    return one.heard_at if isinstance(one, Reflection) else one.made_at
