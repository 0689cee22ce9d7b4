"""A recurring promise yields one commitment for each local date; what is skipped or repaired is told apart."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.series import CommitmentSeries

MADE = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
DUE = datetime(2026, 1, 2, 23, 0, tzinfo=UTC)
"""Six in the evening of a Friday in New York."""
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
WEEKDAYS, SUNDAYS = 0b0011111, 0b1000000
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kathmandu", "UTC")


def a_series(days: int = WEEKDAYS, minute: int = 18 * 60, zone: str = "America/New_York") -> CommitmentSeries:
    return CommitmentSeries(UUID(int=1), UUID(int=2), MADE, minute, days, zone, b"sealed")


def one_of_series() -> Commitment:
    made = Commitment(UUID(int=3), UUID(int=2), MADE, DUE, DUE, "America/New_York", b"")
    made.series_id, made.local_date = UUID(int=1), date(2026, 1, 2)
    return made


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("minute", [0, 2 * 60 + 30, 18 * 60, 23 * 60 + 59])
def test_a_year_of_weekdays_is_each_weekday_once_whatever_the_clocks_do(zone: str, minute: int) -> None:
    place = ZoneInfo(zone)
    found = list(a_series(minute=minute, zone=zone).due_between(MADE, MADE + YEAR))
    on = [day for day, _ in found]
    assert len(set(on)) == len(on)
    first, last = MADE.astimezone(place).date(), (MADE + YEAR).astimezone(place).date()
    every = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    assert set(on) >= {day for day in every[1:-1] if day.weekday() < 5}
    assert all(day.weekday() < 5 for day in on)
    assert [due for _, due in found] == sorted({due for _, due in found})
    assert [day for day, due in found if due.astimezone(place).date() != day] == [], "none slips into the next date"


def test_pieces_of_time_put_together_miss_nothing_and_repeat_nothing() -> None:
    series, whole = a_series(days=0b1111111), MADE + timedelta(days=90)
    pieces = [
        one
        for hour in range(0, 90 * 24, 7)
        for one in series.due_between(MADE + hour * HOUR, min(whole, MADE + (hour + 7) * HOUR))
    ]
    assert pieces == list(series.due_between(MADE, whole))


def test_the_next_one_is_on_the_next_named_day() -> None:
    assert a_series(SUNDAYS, 12 * 60).local_next(MADE).isoformat() == "2026-01-04T12:00:00-05:00"
    assert a_series().next_due(DUE) == DUE + timedelta(days=3), "from Friday evening on it is Monday"


def test_a_series_without_days_is_refused() -> None:
    with pytest.raises(ValueError, match="never due"):
        a_series(0).next_due(MADE)


def test_what_is_ended_twice_ended_the_first_time() -> None:
    series = a_series()
    series.end(MADE)
    series.end(MADE + HOUR)
    assert series.ended_at == MADE


@pytest.mark.parametrize(("minutes", "keeps_faith"), [(-600, True), (-1, True), (0, False), (30, False)])
def test_not_today_keeps_faith_when_it_is_said_beforehand(minutes: int, *, keeps_faith: bool) -> None:
    one = one_of_series()
    assert one.skip(DUE + timedelta(minutes=minutes)) is keeps_faith
    assert one.state is (CommitmentState.SKIPPED if keeps_faith else CommitmentState.PROMISED)


def test_a_single_promise_is_moved_and_not_skipped() -> None:
    single = Commitment(UUID(int=3), UUID(int=2), MADE, DUE, DUE, "America/New_York", b"sealed")
    assert not single.skip(MADE)
    assert single.state is CommitmentState.PROMISED


def test_only_what_was_missed_can_be_repaired() -> None:
    one = one_of_series()
    with pytest.raises(ValueError, match="needs no repair"):
        one.repair(DUE)
    one.own_missed(DUE + HOUR)
    one.repair(DUE + 2 * HOUR)
    assert (one.state, one.decided_at) == (CommitmentState.REPAIRED, DUE + 2 * HOUR)


def test_a_journey_moves_only_what_is_still_to_come_at_the_series_own_time() -> None:
    moved, answered, ahead = one_of_series(), one_of_series(), one_of_series()
    moved.move(MADE, DUE + HOUR)
    answered.keep(MADE)
    assert [one.follows_series(MADE) for one in (moved, answered, ahead)] == [False, False, True]
    assert not ahead.follows_series(DUE)
    ahead.replan(DUE - 6 * HOUR, "Europe/Berlin")
    assert ahead.first_due_at == ahead.due_at == DUE - 6 * HOUR
    assert ahead.local_due().hour == 18
