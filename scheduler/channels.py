"""Channels: the ways by which a due prompt reaches a person, tried in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from skill.domain.errors import DeliveryFailed
from skill.domain.occurrence import ChannelName
from skill.storage.database import Database
from skill.storage.queries.dispatch import put_announcements


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
    """One channel.

    Attributes:
        name: its name in the rows.
        speaks_unasked: does what it brings break a silence? Then quiet hours and the daily limit hold.
    """

    name: ChannelName
    speaks_unasked: bool

    def reaches(self, person_ids: Sequence[UUID], now: datetime) -> set[UUID]:
        """Return whom of these persons it reaches at `now`."""
        ...

    def deliver(self, deliveries: Sequence[Delivery], now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Hand over; return what failed, by occurrence. The same occurrence may come again after a crash."""
        ...


class LocalSpeaker:
    """Lays what is due before the person's local speaker, which says it at once and opens the conversation."""

    name = ChannelName.LOCAL_SPEAKER
    speaks_unasked = True

    def __init__(self, database: Database) -> None:
        self._database = database

    def reaches(self, person_ids: Sequence[UUID], now: datetime) -> set[UUID]:
        """Return whose speaker listens."""
        with self._database.look() as work:
            return work.calendar.listening(person_ids, now)

    def deliver(self, deliveries: Sequence[Delivery], now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Put one announcement per occurrence; one that is there already is left as it is."""
        with self._database.work() as work:
            put_announcements(
                work.session,
                [
                    {
                        "occurrence_id": one.occurrence_id,
                        "person_id": one.person_id,
                        "words": one.words,
                        "ready_at": now,
                        "until": one.until,
                    }
                    for one in deliveries
                ],
            )
        return {}


class NextVisit:
    """The channel that is always there: whoever opens the skill comes straight to what was last prompted."""

    name = ChannelName.NEXT_VISIT
    speaks_unasked = False

    def reaches(self, person_ids: Sequence[UUID], now: datetime) -> set[UUID]:
        """Everybody can come."""
        return set(person_ids)

    def deliver(self, deliveries: Sequence[Delivery], now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Nothing to carry: the row itself waits for the visit."""
        return {}
