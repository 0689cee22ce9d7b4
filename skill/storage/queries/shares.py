"""Queries for what one of two shares; it is opened with the author's key when the other one asks."""

from collections.abc import Container, Iterator
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from skill.domain.checkin import CheckIn, MoodEntry
from skill.domain.commitment import Commitment
from skill.domain.couple import Couple
from skill.domain.errors import NotReadableError
from skill.domain.person import Person
from skill.domain.share import (
    ASK_FOR,
    ITEM_FOR,
    KEPT_FOR,
    NOTICE_AGAIN,
    NOTICE_EVERY,
    OF_PROMISES,
    STANDING_FOR,
    Ask,
    HeardShare,
    Share,
    ShareKind,
    ShareLevel,
    heard_ask,
    last_shared,
    may_hear_promise,
    newest_day,
)
from skill.storage.queries.base import Queries
from skill.storage.queries.checkins import CheckIns
from skill.storage.queries.commitments import Commitments
from skill.storage.queries.couples import Couples
from skill.storage.queries.people import People
from skill.storage.tables.couples import shares
from skill.storage.tables.people import checkins


class Shares(Queries):
    """Shares inside one transaction."""

    def couple_of(self, person: Person) -> Couple | None:
        """Return the couple in which this person may share: in its own view, whatever the other one has done."""
        return self._ask(Couples).together(person)

    def share_checkin(self, couple: Couple, checkin: CheckIn, level: ShareLevel, now: datetime) -> Share:
        """Share the kind of day or the word of one check-in, or nothing of it; a later choice takes the place."""
        ends_at = checkin.said_at + ITEM_FOR
        return self._put(couple, checkin.person_id, ShareKind.CHECKIN, level, now, ends_at, subject_id=checkin.id)

    def share_standing(self, couple: Couple, person: Person, now: datetime) -> Share:
        """Share the kind of day of every check-in from now on, until it ends by itself; anew if it stands already."""
        old = self._find(couple, person.id, ShareKind.STANDING, None)
        since = old.shared_at if old is not None and old.held_at is None and old.ends_at > now else now
        return self._put(couple, person.id, ShareKind.STANDING, ShareLevel.DAY, since, now + STANDING_FOR)

    def share_commitment(self, couple: Couple, commitment: Commitment, now: datetime) -> Share:
        """Share a promise, with its time as it is now, until that time."""
        due_at, owner = commitment.due_at, commitment.person_id
        made = self._put(couple, owner, ShareKind.COMMITMENT, ShareLevel.WHOLE, now, due_at, subject_id=commitment.id)
        made.due_at = due_at
        return made

    def end_moved(self, commitment: Commitment, now: datetime) -> bool:
        """End the share of a promise that is being moved; return whether it could be heard until now.

        Its new time is the other one's to hear only where its owner says so once more.
        """
        of_it = shares.c.subject_id == commitment.id, shares.c.kind == ShareKind.COMMITMENT
        live = shares.c.ends_at > now, shares.c.held_at.is_(None)
        found = list(
            self._session.scalars(select(Share).where(shares.c.person_id == commitment.person_id, *of_it, *live))
        )
        for one in found:
            self._session.delete(one)
        return bool(found)

    def share_kept(self, couple: Couple, commitment: Commitment, now: datetime) -> Share:
        """Share that a promise was kept: its owner's own statement, the only way in which it reaches the other one."""
        kind, ends_at = ShareKind.KEPT, now + ITEM_FOR
        return self._put(couple, commitment.person_id, kind, ShareLevel.WHOLE, now, ends_at, subject_id=commitment.id)

    def ask(self, couple: Couple, person: Person, ask: Ask, now: datetime) -> Share:
        """Ask the other one for a promise; a later ask takes the place of an earlier one."""
        made = self._put(couple, person.id, ShareKind.ASK, ShareLevel.WHOLE, now, now + ASK_FOR)
        made.ask = ask
        return made

    def asked_of(self, person: Person, now: datetime) -> Share | None:
        """Return what the other one asks of this person and this person has not answered yet, or None."""
        couple, author = self._author(person)
        if couple is None or author is None:
            return None
        answered = self._answered(couple, person, now)
        asks = (one for one in self._live(couple, author.id, now) if one.kind is ShareKind.ASK)
        return next((one for one in asks if one.id not in answered), None)

    def answer(self, person: Person, ask_id: UUID, now: datetime, level: ShareLevel) -> None:
        """Note that this person has answered an ask. The other one hears of it with ShareLevel.WHOLE alone.

        At ShareLevel.NOTHING the row only keeps the ask from being said to this person again: whoever asked has no way
        to tell it from an ask that nobody has heard.
        """
        couple, author = self._author(person)
        ask = self._session.get(Share, ask_id)
        if couple is None or author is None or ask is None or ask.kind is not ShareKind.ASK:
            return
        if ask.couple_id == couple.id and ask.person_id == author.id and ask.ends_at > now:
            self._put(couple, person.id, ShareKind.ANSWER, level, now, ask.ends_at, subject_id=ask.id)

    def of(self, person: Person, now: datetime) -> list[Share]:
        """Return what this person shares at `now`, the oldest first."""
        couple = self.couple_of(person)
        return self._live(couple, person.id, now) if couple is not None else []

    def undo(self, person: Person, now: datetime, kinds: Container[ShareKind] = frozenset(ShareKind)) -> None:
        """Take back what was shared last: by itself, or the newest check-in by a standing share.

        Args:
            kinds: of which kinds alone it may be.
        """
        couple = self.couple_of(person)
        if couple is None:
            return
        live = self._live(couple, person.id, now)
        newest = self._ask(CheckIns).newest(person, now - ITEM_FOR, is_own=True)
        last = last_shared(live, newest, kinds)
        if last is None:
            return
        if isinstance(last, CheckIn):
            self.share_checkin(couple, last, ShareLevel.NOTHING, now)
        elif last.kind is ShareKind.CHECKIN:
            last.level = ShareLevel.NOTHING
        else:
            self._session.delete(last)

    def end_all(self, person: Person) -> None:
        """End whatever this person shares, with anybody, in this transaction (rules.md A5)."""
        self._session.execute(delete(Share).where(shares.c.person_id == person.id))

    def hold_all(self, person: Person, now: datetime) -> None:
        """Let nobody hear anything of what this person shares, from this transaction on, until the person is asked."""
        mine = shares.c.person_id == person.id, shares.c.held_at.is_(None)
        self._session.execute(update(Share).where(*mine).values(held_at=now))

    def release(self, person: Person) -> None:
        """Let what was held be heard again while it lasts, as its person wants it back."""
        self._session.execute(update(Share).where(shares.c.person_id == person.id).values(held_at=None))

    def end_held(self, person: Person) -> None:
        """End what was held: its person leaves it at that."""
        held = shares.c.person_id == person.id, shares.c.held_at.is_not(None)
        self._session.execute(delete(Share).where(*held))

    def to(self, person: Person, now: datetime) -> list[HeardShare]:
        """Return what the other one shares with this person at `now`, opened with its author's key.

        Empty alike where nothing was shared, where it ended or was taken back, and where either has left.
        """
        couple, author = self._author(person)
        if couple is None or author is None:
            return []
        live, answered = self._live(couple, author.id, now), self._answered(couple, person, now)
        found = [newest_day(live, self._days(author, now), person)]
        found += [self._item(author, one) for one in live if one.id not in answered]
        return [one for one in found if one is not None]

    def see(self, person: Person, now: datetime) -> None:
        """Note that this person said "I saw it", for all that it could hear at `now`."""
        for shared in self.to(person, now):
            self._session.get_one(Share, shared.share_id).seen_at = now

    def was_seen(self, person: Person, now: datetime) -> bool:
        """Did the other one say "I saw it" of anything that this person shares at `now`?

        Seen stays seen: the answer must not tell that the other one has left since, or was erased.
        """
        couple = self.couple_of(person)
        if couple is None:
            return False
        return any(one.seen_at is not None for one in self._live(couple, person.id, now))

    def is_notice_due(self, person: Person, now: datetime) -> bool:
        """Is it time to say how much is shared, or that a standing share has ended?"""
        couple = self.couple_of(person)
        if couple is None:
            return False
        is_over = self.has_ended(person, now)
        return is_over or (now - couple.told_at(person.id) >= NOTICE_EVERY and bool(self._live(couple, person.id, now)))

    def has_ended(self, person: Person, now: datetime) -> bool:
        """Has a standing share of this person ended by itself since it was last told?"""
        couple = self.couple_of(person)
        if couple is None:
            return False
        standing = self._find(couple, person.id, ShareKind.STANDING, None)
        return standing is not None and standing.held_at is None and couple.told_at(person.id) < standing.ends_at <= now

    def notice(self, person: Person, now: datetime, *, is_said: bool) -> None:
        """Note that the notice was said, or that it could not be, since the person was in company."""
        couple = self.couple_of(person)
        if couple is not None:
            couple.tell(person.id, now if is_said else now - NOTICE_EVERY + NOTICE_AGAIN)

    def forget_before(self, now: datetime) -> None:
        """Delete what ended long ago."""
        self._session.execute(delete(shares).where(shares.c.ends_at <= now - KEPT_FOR))

    def _author(self, person: Person) -> tuple[Couple | None, Person | None]:
        couple = self.couple_of(person)
        if couple is None or not couple.is_open:
            return None, None
        return couple, self._ask(People).get(couple.other(person.id))

    def _days(self, author: Person, now: datetime) -> Iterator[tuple[CheckIn, MoodEntry]]:
        """Yield the author's check-ins that could still be heard, the newest first, without those that do not open.

        What was said under the author's name alone is none of the author's.
        """
        lately = (
            checkins.c.person_id == author.id,
            checkins.c.said_at > now - ITEM_FOR,
            checkins.c.by_name.is_(False),
        )
        for one in self._session.scalars(select(CheckIn).where(*lately).order_by(checkins.c.said_at.desc())):
            try:
                yield one, self._ask(CheckIns).word(author, one)
            except NotReadableError:
                continue

    def _item(self, author: Person, share: Share) -> HeardShare | None:
        if share.kind is ShareKind.ASK:
            return heard_ask(share, share)
        if share.kind is ShareKind.ANSWER:
            return heard_ask(share, self._session.get(Share, share.subject_id))
        is_promise = share.kind in OF_PROMISES
        commitment = self._ask(Commitments).get(author, share.subject_id) if is_promise else None
        if commitment is None or not may_hear_promise(share, commitment):
            return None
        try:
            words = self._ask(Commitments).words(author, commitment)
        except NotReadableError:
            return None
        return HeardShare(share.id, share.kind, share.level, words, due_at=share.due_at)

    def _answered(self, couple: Couple, person: Person, now: datetime) -> set[UUID | None]:
        """Return the asks that this person has answered, in whatever way."""
        return {one.subject_id for one in self._live(couple, person.id, now) if one.kind is ShareKind.ANSWER}

    def _live(self, couple: Couple, person_id: UUID, now: datetime) -> list[Share]:
        mine = (
            shares.c.couple_id == couple.id,
            shares.c.person_id == person_id,
            shares.c.ends_at > now,
            shares.c.held_at.is_(None),
        )
        return list(self._session.scalars(select(Share).where(*mine).order_by(shares.c.shared_at, shares.c.id)))

    def _find(self, couple: Couple, person_id: UUID, kind: ShareKind, subject_id: UUID | None) -> Share | None:
        same = shares.c.couple_id == couple.id, shares.c.person_id == person_id, shares.c.kind == kind
        found = select(Share).where(*same, shares.c.subject_id == subject_id)
        return self._session.scalars(found.order_by(shares.c.shared_at.desc())).first()

    def _put(
        self,
        couple: Couple,
        person_id: UUID,
        kind: ShareKind,
        level: ShareLevel,
        now: datetime,
        ends_at: datetime,
        *,
        subject_id: UUID | None = None,
    ) -> Share:
        """Put a share in place of an earlier one of the same; what the other one saw of that one is not carried on."""
        old = self._find(couple, person_id, kind, subject_id)
        if old is not None:
            self._session.delete(old)
            self._session.flush()
        made = Share(uuid4(), couple.id, person_id, kind, level, now, ends_at, subject_id)
        self._session.add(made)
        self._session.flush()
        return made
