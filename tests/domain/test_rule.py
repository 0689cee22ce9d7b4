"""One occurrence per existing local date, in every zone: the due-time rule (rules.md T2)."""

import itertools
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import pytest
from support.sampling import a_part, in_parts, slow_but

from skill.domain.rule import PromptKind, Rule, due_instant

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)
NEVER_QUIET = ("Pacific/Apia", "Pacific/Fakaofo", "America/Nuuk", "Asia/Pyongyang", "America/Sao_Paulo")
"""Zones that lost a date, or whose clocks changed at midnight, between 2010 and 2037."""


@pytest.mark.parametrize(
    ("zone", "day", "asked", "given"),
    [
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T03:00-04:00"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30-04:00"),
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00+02:00"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30+02:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-04T02:30+11:00"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45+11:00"),
        ("America/Sao_Paulo", "2018-11-04", "00:30", "2018-11-04T01:00-02:00"),
        ("Asia/Kathmandu", "2026-11-23", "20:00", "2026-11-23T14:15+00:00"),
        ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29T00:00-01:00"),
    ],
)
def test_every_row_of_the_due_time_table_holds(zone: str, day: str, asked: str, given: str) -> None:
    assert due_instant(date.fromisoformat(day), minute_of(asked), zone) == datetime.fromisoformat(given)


def test_a_date_that_a_zone_left_out_yields_nothing() -> None:
    evening = minute_of("20:00")
    assert due_instant(date(2011, 12, 30), evening, "Pacific/Apia") is None
    assert due_instant(date(2011, 12, 29), evening, "Pacific/Apia") is not None
    assert due_instant(date(2011, 12, 31), evening, "Pacific/Apia") is not None


def test_a_zone_that_gave_up_the_change_has_no_phantom_one() -> None:
    half_past_midnight = due_instant(date(2026, 11, 1), 30, "America/Sao_Paulo")
    assert half_past_midnight == datetime.fromisoformat("2026-11-01T00:30-03:00")


@in_parts(15)
def test_around_each_clock_change_of_2026_every_zone_agrees_with_a_count_of_its_minutes(nth: int) -> None:
    changes = [(zone, day) for zone in a_part(sorted(available_timezones()), nth) for day in changing_days(zone)]
    assert len(changes) > 300 // nth
    for zone, day in changes:
        first_of = counted_minutes(zone, day)
        last = None
        for on in (day - DAY, day, day + DAY):
            for minute in range(0, 1440, 15):
                due = due_instant(on, minute, zone)
                assert due == first_of.get((on, minute)), (zone, on, minute)
            evening = due_instant(on, 20 * 60, zone)
            assert evening is not None
            assert last is None or last < evening
            last = evening


@pytest.mark.parametrize("one_in", slow_but([60, 300], [300]))
def test_a_sample_of_zones_is_asked_once_on_each_date_and_in_order_from_2010_to_2037(one_in: int) -> None:
    zones = {*sorted(available_timezones())[::one_in], *NEVER_QUIET}
    left_out = set()
    for zone in zones:
        place = ZoneInfo(zone)
        before = datetime(2009, 1, 1, tzinfo=UTC)
        for ahead in range((date(2038, 1, 1) - date(2010, 1, 1)).days):
            on = date(2010, 1, 1) + timedelta(days=ahead)
            due = due_instant.__wrapped__(on, 23 * 60 + 45, zone)
            if due is None:
                left_out.add((zone, on))
                continue
            assert before < due, (zone, on)
            local = due.astimezone(place)
            assert local.date() == on or (due - MINUTE).astimezone(place).date() == on, (zone, on)
            before = due
    assert left_out == {("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Fakaofo", date(2011, 12, 30))}


def test_a_rule_asks_on_its_weekdays_only() -> None:
    weekend = Rule(UUID(int=1), UUID(int=2), PromptKind.REFLECTION, 1200, "Europe/Berlin", days=0b1100000)
    week = [date(2026, 11, 23) + timedelta(days=ahead) for ahead in range(7)]
    assert [on.day for on in week if weekend.due_on(on)] == [28, 29]


def test_a_rule_for_one_date_asks_on_no_other() -> None:
    once = Rule(UUID(int=1), UUID(int=2), PromptKind.COMMITMENT, 1200, "Europe/Berlin", on_date=date(2026, 11, 24))
    assert once.due_on(date(2026, 11, 23)) is None
    assert once.due_on(date(2026, 11, 24)) == datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


def minute_of(asked: str) -> int:
    """Return the minute of the day of "HH:MM"."""
    hour, minute = asked.split(":")
    return int(hour) * 60 + int(minute)


def changing_days(zone: str) -> list[date]:
    """Return the local dates of 2026 on which the zone's offset changes."""
    place = ZoneInfo(zone)
    noons = [MIDNIGHT + timedelta(days=ahead, hours=12) for ahead in range(-1, 367)]
    pairs = itertools.pairwise(noons)
    changed = [at for was, at in pairs if was.astimezone(place).utcoffset() != at.astimezone(place).utcoffset()]
    return [at.astimezone(place).date() for at in changed]


def counted_minutes(zone: str, around: date) -> dict[tuple[date, int], datetime]:
    """Return, by walking through the instants, when each quarter of an hour of the dates around one first comes.

    A time that the walk leaps over comes with the first instant after the leap.
    """
    place, start = ZoneInfo(zone), datetime(around.year, around.month, around.day, tzinfo=UTC)
    found: dict[tuple[date, int], datetime] = {}
    last: datetime | None = None
    for step in range(-3 * 96, 4 * 96):
        at = start + timedelta(minutes=15 * step)
        wall = at.astimezone(place).replace(tzinfo=None)
        reached = wall if last is None else min(wall, last + timedelta(minutes=15))
        while reached <= wall:
            found.setdefault((reached.date(), reached.hour * 60 + reached.minute), at)
            reached += timedelta(minutes=15)
        last = wall
    return found
