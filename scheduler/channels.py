"""Channels: the ways by which a due prompt reaches a person, tried in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from skill.domain.errors import DeliveryFailed
from skill.domain.occurrence import ChannelName
from skill.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Delivery:
    """What is handed over.

    Attributes:
        occurrence_id: also the idempotency key at the receiver.
        words: a neutral label.
        until: the instant after which it must not be heard.
    """

    occurrence_id: UUID
    person_id: UUID
    words: str
    until: datetime


class Channel(Protocol):
    """One channel. It reads and writes rows alone, in the transaction that stamps what it took.

    So what is announced is stamped, and what is not stamped was never announced. What has to be asked of an outside
    service, which no transaction undoes, is laid down as a row and done after the commit (alexa_sync.py).

    Attributes:
        name: its name in the rows.
        speaks_unasked: does what it brings break a silence? Then quiet hours and the daily limit hold.
    """

    name: ChannelName
    speaks_unasked: bool

    def reaches(self, person_ids: Sequence[UUID], work: UnitOfWork, now: datetime) -> set[UUID]:
        """Return whom of these persons it reaches at `now`."""
        ...

    def deliver(self, deliveries: Sequence[Delivery], work: UnitOfWork, now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Hand over; return what failed, by occurrence."""
        ...


class LocalSpeaker:
    """Writes what is due as a row; the person's local speaker takes it when it next asks, and opens a conversation."""

    name = ChannelName.LOCAL_SPEAKER
    speaks_unasked = True

    def reaches(self, person_ids: Sequence[UUID], work: UnitOfWork, now: datetime) -> set[UUID]:
        """Return whose speaker listens."""
        return work.calendar.listening(person_ids, now)

    def deliver(self, deliveries: Sequence[Delivery], work: UnitOfWork, now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Put one announcement per occurrence; one that is there already is left as it is."""
        work.dispatch.put_announcements([{**vars(one), "ready_at": now} for one in deliveries])
        return {}


class NextVisit:
    """The channel that is always there: whoever opens the skill comes straight to what was last prompted."""

    name = ChannelName.NEXT_VISIT
    speaks_unasked = False

    def reaches(self, person_ids: Sequence[UUID], work: UnitOfWork, now: datetime) -> set[UUID]:
        """Everybody can come."""
        return set(person_ids)

    def deliver(self, deliveries: Sequence[Delivery], work: UnitOfWork, now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Nothing to carry: the row itself waits for the visit."""
        return {}
