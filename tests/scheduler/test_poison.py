"""What cannot be read or handed over is tried again, set aside after three attempts, and holds up nobody else."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from support.clock_only import Clockwork

from scheduler.channels import Delivery, LocalSpeaker, NextVisit
from scheduler.dispatcher import ATTEMPTS
from skill.domain.backoff import spread
from skill.domain.errors import DeliveryFailed
from skill.domain.occurrence import ChannelName
from skill.storage.unit_of_work import UnitOfWork

EVENING = 20 * 60 + 30
DUE = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


class Stairs:
    """A channel that stumbles over one person's deliveries."""

    name = ChannelName.LOCAL_SPEAKER
    speaks_unasked = True

    def __init__(self, over: UUID, fault: Exception, *, is_said: bool) -> None:
        self._over = over
        self._fault = fault
        self._is_said = is_said
        self.carried: list[UUID] = []

    def reaches(self, person_ids: Sequence[UUID], work: UnitOfWork, now: datetime) -> set[UUID]:
        """Everybody."""
        return set(person_ids)

    def deliver(self, deliveries: Sequence[Delivery], work: UnitOfWork, now: datetime) -> Mapping[UUID, DeliveryFailed]:
        """Carry all but one person's; say so as agreed, or fall with everything."""
        theirs = [one for one in deliveries if one.person_id == self._over]
        if theirs and not self._is_said:
            raise self._fault
        self.carried += [one.person_id for one in deliveries if one not in theirs]
        assert not theirs or isinstance(self._fault, DeliveryFailed)
        return {one.occurrence_id: self._fault for one in theirs}


def test_one_person_whose_row_cannot_be_read_is_set_aside_and_all_others_hear(clockwork: Clockwork) -> None:
    nora = clockwork.person("nora", evening=EVENING)
    for number in range(5):
        clockwork.person(f"guest {number}", evening=EVENING)
    clockwork.let_pass(DUE - timedelta(minutes=1))
    clockwork.deaf.add("nora")
    del clockwork.names[nora.id]
    clockwork.change(nora, zone="Nowhere/Land")
    assert len(clockwork.let_pass(DUE + timedelta(minutes=1))) == 5
    assert clockwork.ended() == {"quarantined unreadable": 1}


@pytest.mark.parametrize("is_said", [True, False])
def test_a_courier_that_stumbles_over_one_parcel_carries_the_others(clockwork: Clockwork, *, is_said: bool) -> None:
    nora = clockwork.person("nora", evening=EVENING)
    others = {clockwork.person(f"guest {number}", evening=EVENING).id for number in range(4)}
    stairs = Stairs(nora.id, DeliveryFailed("dark", permanent=False), is_said=is_said)
    clockwork.dispatcher = clockwork.another("stairs", channels=[stairs, NextVisit()])
    clockwork.let_pass(DUE + timedelta(minutes=1))
    assert set(stairs.carried) == others
    assert len(stairs.carried) == 4
    assert clockwork.ended() == {"quarantined attempts": 1}


def test_where_one_road_is_closed_for_good_the_next_is_taken_at_once(clockwork: Clockwork) -> None:
    nora = clockwork.person("nora", evening=EVENING)
    stairs = Stairs(nora.id, DeliveryFailed("not subscribed", permanent=True), is_said=True)
    clockwork.dispatcher = clockwork.another("stairs", channels=[stairs, LocalSpeaker(), NextVisit()])
    assert [one.name for one in clockwork.let_pass(DUE + timedelta(seconds=1))] == ["nora"]


def test_where_no_road_leads_anywhere_it_is_set_aside(clockwork: Clockwork) -> None:
    clockwork.person("nora", evening=EVENING)
    clockwork.dispatcher = clockwork.another("nowhere", channels=[])
    assert clockwork.let_pass(DUE + timedelta(minutes=1)) == []
    assert clockwork.ended() == {"quarantined attempts": 1}


def test_waiting_grows_and_is_spread_and_never_longer_than_a_minute() -> None:
    for attempts in range(1, 12):
        waits = {spread(UUID(int=number), attempts).total_seconds() for number in range(100)}
        assert len(waits) == 100
        assert 0 < min(waits) < max(waits) <= min(2.0**attempts, 60)
    assert ATTEMPTS == 3
