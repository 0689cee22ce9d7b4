"""Queries, a road and doors with one rule left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from support.sql import sql

from scheduler.channels import Delivery, LocalSpeaker
from skill.domain.couple import Couple, Invitation, InvitationState
from skill.domain.errors import DeliveryFailed
from skill.domain.person import Person
from skill.domain.private_words import PrivateWords
from skill.domain.share import HeardShare, ShareKind, ShareLevel
from skill.storage.queries.commitments import Commitments
from skill.storage.queries.couples import Couples
from skill.storage.queries.people import People
from skill.storage.queries.private_words import PrivateWordsQueries
from skill.storage.queries.shares import Shares
from skill.storage.tables.couples import invitations
from skill.storage.tables.people import private_words
from skill.storage.unit_of_work import UnitOfWork
from skill.web.turn_batcher import HearTogether


class LenientCouples(Couples):
    """Codes and couples with one rule left out."""

    def __init__(self, honest: Couples, without: str) -> None:
        vars(self).update(vars(honest))
        self.without = without

    def say(self, code_print: bytes, invitee: Person, user_id: str, now: datetime, *, name: str | None = None) -> bool:
        """Take an old code, or link at once."""
        if self.without == "end":
            now -= timedelta(minutes=30)
        taken = super().say(code_print, invitee, user_id, now, name=name)
        if taken and self.without == "second act":
            found = select(Invitation).where(invitations.c.code_lookup == code_print)
            invitation = self._session.scalars(found).one()
            self.confirm(self._session.get(Person, invitation.person_id), invitation.id, now)  # type: ignore[arg-type]
        return taken

    def _use_up(self, invitation: Invitation, state: InvitationState, by: UUID) -> bool:
        if self.without != "using up":
            return super()._use_up(invitation, state, by)
        return True

    def of(self, person: Person) -> Couple | None:
        """Return a couple that nobody can leave."""
        found = super().of(person)
        if found is not None and self.without == "leaving":
            found.leave = lambda *_args, **_more: None  # type: ignore[method-assign]
        return found

    def withdraw(self, person: Person, *purpose: Any) -> None:
        """Leave older codes as they are."""
        if self.without != "withdrawing":
            super().withdraw(person, *purpose)


def without(rule: str) -> Callable[[UnitOfWork], None]:
    """Return what swaps codes and couples for ones with that rule left out."""

    def parts(work: UnitOfWork) -> None:
        work.couples = LenientCouples(work.couples, rule)

    return parts


class ClaimsProve(People):
    """A voice that says a name once is taken for that person from then on."""

    def give_voice(
        self, person: Person, voice_id: str, *, is_proven: bool, now: datetime | None = None, is_new: bool = False
    ) -> None:
        """Take every claim for proven."""
        super().give_voice(person, voice_id, is_proven=True, now=now, is_new=is_new)


def claims_prove(work: UnitOfWork) -> None:
    """Swap who knows the voices."""
    work.people = ClaimsProve(work, sql(work))


class KeepsAll(PrivateWordsQueries):
    """Words that were let go are kept."""

    def discard(self, entry: PrivateWords) -> None:
        """Keep them instead."""
        entry.kept_at = entry.said_at


def deleting_keeps(work: UnitOfWork) -> None:
    """Swap who lets words go."""
    work.private_words = KeepsAll(work, sql(work))


class AnybodysWords(PrivateWordsQueries):
    """The last words that anybody kept."""

    def last_kept(self, person: Person) -> PrivateWords | None:
        """Forget to ask whose."""
        last = select(PrivateWords).where(private_words.c.kept_at.is_not(None)).order_by(private_words.c.kept_at.desc())
        return self._session.scalars(last.limit(1)).one_or_none()

    def text(self, person: Person, entry: PrivateWords, key: bytes | None = None) -> str:
        """Open them with the key of whoever kept them."""
        owner = self._session.get(Person, entry.person_id)
        assert owner is not None
        return super().text(owner, entry, key)


def anybodys_words(work: UnitOfWork) -> None:
    """Swap who finds words, and with whose key they are opened."""
    work.private_words = AnybodysWords(work, sql(work))


class PlainWords(PrivateWordsQueries):
    """Words that lie in the database as they were said."""

    def _seal(self, person: Person, row_id: UUID, words: str) -> bytes:
        return words.encode()

    def _open(self, person: Person, row: PrivateWords) -> str:
        """Read them as they lie there: the fault is that they lie open, not that nobody reads them."""
        return row.sealed.decode()


def plain_words(work: UnitOfWork) -> None:
    """Swap what seals words."""
    work.private_words = PlainWords(work, sql(work))


class LenientShares(Shares):
    """Shares with one rule left out."""

    def __init__(self, honest: Shares, without: str) -> None:
        vars(self).update(vars(honest))
        self.without = without

    def end_all(self, person: Person) -> None:
        """End nothing."""

    def hold_all(self, person: Person, now: datetime) -> None:
        """Hold nothing back."""
        if self.without != "holding":
            super().hold_all(person, now)

    def was_seen(self, person: Person, now: datetime) -> bool:
        """Tell it only while the link is open."""
        is_open = self._author(person)[0] is not None
        return (is_open or self.without != "seen stays seen") and super().was_seen(person, now)

    def _author(self, person: Person) -> tuple[Couple | None, Person | None]:
        couple = self.couple_of(person)
        if couple is None or self.without != "leaving":
            return super()._author(person)
        return couple, self._ask(People).get(couple.other(person.id))

    def to(self, person: Person, now: datetime) -> list[HeardShare]:
        """Tell what was shared once, or every promise."""
        if self.without == "an end":
            now -= timedelta(days=2)
        couple, author = self._author(person)
        if self.without != "choosing" or couple is None or author is None:
            return super().to(person, now)
        told, words = self._ask(Commitments).open(author, now), self._ask(Commitments).words
        return [
            HeardShare(one.id, ShareKind.COMMITMENT, ShareLevel.WHOLE, words(author, one), due_at=one.due_at)
            for one in told
        ]


def shares_without(rule: str) -> Callable[[UnitOfWork], None]:
    """Return what swaps shares for ones with that rule left out."""

    def parts(work: UnitOfWork) -> None:
        work.shares = LenientShares(work.shares, rule)

    return parts


def a_card(hear: HearTogether) -> HearTogether:
    """Send a card to the app of the account with each answer that speaks."""

    def heard(requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        answers = hear(requests)
        for one in answers:
            if "outputSpeech" in one["response"]:
                one["response"]["card"] = {"type": "Simple", "content": one["response"]["outputSpeech"]["ssml"]}
        return answers

    return heard


def sessions_survive(hear: HearTogether) -> HearTogether:
    """Let whoever speaks next in a session take it over: who it was with is not sent along."""

    def heard(requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        answers = hear(requests)
        for one in answers:
            if one.get("sessionAttributes"):
                one["sessionAttributes"] |= {"speaker": None, "sure": "none"}
        return answers

    return heard


def a_telling_header(app: ASGIApp) -> ASGIApp:
    """Count requests in a header of each answer."""
    seen = [0]

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        seen[0] += 1

        async def with_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-count", str(seen[0]).encode())]
            await send(message)

        await app(scope, receive, with_count)

    return counted


class Chatty(LocalSpeaker):
    """A road that adds to the label what it is about."""

    def deliver(self, deliveries: Sequence[Delivery], work: UnitOfWork, now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Say the text of the last promise after the label."""
        return super().deliver([self._tell(work, one, now) for one in deliveries], work, now)

    def _tell(self, work: UnitOfWork, delivery: Delivery, now: datetime) -> Delivery:
        person = work.people.get(delivery.person_id)
        assert person is not None
        about = [work.commitments.words(person, one) for one in work.commitments.open(person, now)]
        return replace(delivery, words=f"{delivery.words} {' '.join(about)}")
