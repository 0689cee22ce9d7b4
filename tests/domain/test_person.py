"""When a person is left in peace: quiet hours across midnight and clock changes, pauses, and whose date it is."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.local_speaker import LocalSpeakerApp

from skill.domain.light_evenings import LightEvenings
from skill.domain.person import MINUTES_A_DAY, Person, is_within

MADE = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = st.integers(0, MINUTES_A_DAY - 1)
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC")


def somebody(zone: str | None = "America/New_York", quiet_from: int = 1320, quiet_until: int = 420) -> Person:
    return Person(UUID(int=1), MADE, b"", "key", zone=zone, quiet_from=quiet_from, quiet_until=quiet_until)


def at(local: str, zone: str = "America/New_York", *, fold: int = 0) -> datetime:
    """Return the instant of a local time: "2026-03-08 06:59"."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@given(MINUTES, MINUTES, MINUTES)
def test_a_span_of_the_day_and_its_rest_share_no_minute_and_leave_none_out(minute: int, start: int, end: int) -> None:
    if start == end:
        assert not is_within(minute, start, end), "an empty span holds nothing"
    else:
        assert is_within(minute, start, end) is not is_within(minute, end, start)
        assert is_within(start, start, end), "its first minute belongs to it"
        assert not is_within(end, start, end), "its last one is the first minute after it"


@given(MINUTES, MINUTES)
def test_a_span_is_as_long_as_the_clock_says(start: int, end: int) -> None:
    assert sum(is_within(minute, start, end) for minute in range(MINUTES_A_DAY)) == (end - start) % MINUTES_A_DAY


@pytest.mark.parametrize(
    ("local", "is_quiet"),
    [
        ("2026-11-23 21:59", False),
        ("2026-11-23 22:00", True),
        ("2026-11-23 23:59", True),
        ("2026-11-24 00:00", True),
        ("2026-11-24 06:59", True),
        ("2026-11-24 07:00", False),
        ("2026-11-24 12:00", False),
    ],
)
def test_the_night_is_quiet_from_ten_to_seven_by_default(local: str, *, is_quiet: bool) -> None:
    assert somebody().is_quiet(at(local)) is is_quiet


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", ["2026-03-08", "2026-03-29", "2026-10-04", "2026-10-25", "2026-11-01", "2026-04-05"])
def test_a_night_in_which_the_clocks_change_is_quiet_until_seven_on_the_wall(zone: str, day: str) -> None:
    mara = somebody(zone)
    start, end = at(f"{day} 00:00", zone), at(f"{day} 07:00", zone)
    while start < end:
        assert mara.is_quiet(start), start
        start += timedelta(minutes=15)
    assert not mara.is_quiet(end)
    assert not mara.is_quiet(at(f"{day} 21:59", zone))
    assert mara.is_quiet(at(f"{day} 22:00", zone))


def test_a_quiet_hour_that_the_clocks_leap_over_is_not_missed_and_one_they_repeat_is_kept_twice() -> None:
    mara = somebody(quiet_from=60, quiet_until=150)
    assert mara.is_quiet(at("2026-03-08 01:59"))
    assert not mara.is_quiet(at("2026-03-08 03:00")), "half past two does not exist; three o'clock is after it"
    assert mara.is_quiet(at("2026-11-01 01:30"))
    assert mara.is_quiet(at("2026-11-01 01:30", fold=1))


@given(st.sampled_from(ZONES), st.integers(0, 525600), MINUTES)
def test_no_quiet_hours_means_that_no_minute_is_quiet(zone: str, later: int, minute: int) -> None:
    assert not somebody(zone, minute, minute).is_quiet(MADE + timedelta(minutes=later))


def test_whoever_has_no_zone_yet_lives_by_utc() -> None:
    assert somebody(None).local(at("2026-11-23 20:00")).isoformat() == "2026-11-24T01:00:00+00:00"
    assert somebody(None).is_quiet(at("2026-11-23 20:00"))


@pytest.mark.parametrize(
    ("zone", "on"),
    [
        ("America/New_York", date(2026, 11, 23)),
        ("Europe/Berlin", date(2026, 11, 24)),
        ("Asia/Kathmandu", date(2026, 11, 24)),
        ("Pacific/Apia", date(2026, 11, 24)),
        ("Pacific/Pago_Pago", date(2026, 11, 23)),
    ],
)
def test_one_instant_lies_on_each_persons_own_date(zone: str, on: date) -> None:
    instant = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    assert somebody(zone).local(instant).date() == on
    assert somebody(zone).local(instant) == instant


def test_a_pause_ends_by_itself_to_the_instant_and_a_later_one_takes_its_place() -> None:
    mara, now = somebody(), at("2026-11-23 18:00")
    assert not mara.is_paused(now)
    ends = mara.pause(now, timedelta(days=3))
    assert ends == now + timedelta(days=3)
    assert mara.is_paused(now)
    assert mara.is_paused(ends - timedelta(microseconds=1))
    assert not mara.is_paused(ends)
    assert mara.pause(now, timedelta(hours=1)) == now + timedelta(hours=1)
    assert not mara.is_paused(now + timedelta(hours=1)), "the shorter word was said last"


def test_being_muted_ends_with_no_date() -> None:
    mara = somebody()
    mara.muted = True
    assert mara.is_paused(MADE + timedelta(days=36500))
    mara.pause(MADE, timedelta(hours=1))
    assert mara.is_paused(MADE + timedelta(days=2)), "a pause that is over does not lift it"


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("2026-11-23 20:00", "2026-11-24 04:00"),
        ("2026-11-24 03:59", "2026-11-24 04:00"),
        ("2026-11-24 04:00", "2026-11-25 04:00"),
        ("2026-03-07 22:00", "2026-03-08 04:00"),
        ("2026-10-31 22:00", "2026-11-01 04:00"),
        ("2026-12-31 23:59", "2027-01-01 04:00"),
    ],
)
def test_a_gentle_evening_lasts_until_four_in_the_morning_on_the_wall(said: str, until: str) -> None:
    mara, gentle = somebody(), LightEvenings()
    assert not gentle.is_light(mara, at(said))
    gentle.mark(mara, at(said))
    assert mara.evening_ends(at(said)) == at(until)
    assert gentle.is_light(mara, at(said))
    assert not gentle.is_light(mara, at(until))


def test_the_seed_is_the_persons_own_and_never_changes() -> None:
    mara, jonas = somebody(), somebody()
    jonas.created_at = MADE + timedelta(seconds=1)
    assert mara.seed != jonas.seed
    before = mara.seed
    mara.zone, mara.muted, mara.step = "Europe/Berlin", True, 7
    assert mara.seed == before == str(int(MADE.timestamp()))


@pytest.mark.parametrize(("words", "days"), [("pause everything for a day", 1), ("pause everything for one week", 7)])
def test_mara_is_left_in_peace_as_long_as_she_asked_and_not_longer(app: LocalSpeakerApp, words: str, days: int) -> None:
    app.move_in()
    app.say(words)
    ends = app.clock.now() + timedelta(days=days)
    assert app.person().paused_until == ends
    app.clock.set(ends - timedelta(hours=23))
    assert app.wait(timedelta(hours=4)) == [], "the evening of the last day is still hers"
    app.clock.set(ends)
    assert [one.words for one in app.wait(timedelta(hours=3))][:1] == ["Your evening minute."]
