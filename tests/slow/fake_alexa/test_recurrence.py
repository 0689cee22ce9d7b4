"""What recurs rings on the days and at the wall times its rule says, over every clock change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.fake_alexa.recurrence import Rule, Unsupported, instant, next_after, parse

NEW_YORK = ZoneInfo("America/New_York")
EVENING = "BYHOUR=20;BYMINUTE=30;BYSECOND=0;INTERVAL=1;"


wall = datetime.fromisoformat
"""Local wall time, without an offset."""


def rings(text: str, start: datetime, count: int, zone: ZoneInfo = NEW_YORK, end: datetime | None = None) -> list[str]:
    """Return the first instants at which a rule rings, as local wall time with its offset."""
    found: list[str] = []
    after = instant(start, zone) - timedelta(seconds=1)
    for _ in range(count):
        due = next_after([parse(text, needs_time_parts=True)], start, end, zone, after)
        if due is None:
            break
        found.append(due.astimezone(zone).strftime("%a %Y-%m-%d %H:%M %z"))
        after = due
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"FREQ=DAILY;{EVENING}", ["Mon 2026-11-23", "Tue 2026-11-24", "Wed 2026-11-25"]),
        (
            "FREQ=DAILY;BYHOUR=20;BYMINUTE=30;BYSECOND=0;INTERVAL=3",
            ["Mon 2026-11-23", "Thu 2026-11-26", "Sun 2026-11-29"],
        ),
        (f"FREQ=WEEKLY;BYDAY=MO,TH;{EVENING}", ["Mon 2026-11-23", "Thu 2026-11-26", "Mon 2026-11-30"]),
        (
            "FREQ=WEEKLY;BYDAY=MO,SU;BYHOUR=20;BYMINUTE=30;BYSECOND=0;INTERVAL=2;",
            ["Mon 2026-11-23", "Sun 2026-11-29", "Mon 2026-12-07"],
        ),
        (f"FREQ=WEEKLY;{EVENING}", ["Mon 2026-11-23", "Mon 2026-11-30", "Mon 2026-12-07"]),
        (f"FREQ=MONTHLY;BYMONTHDAY=31;{EVENING}", ["Thu 2026-12-31", "Sun 2027-01-31", "Wed 2027-03-31"]),
        (f"FREQ=MONTHLY;{EVENING}", ["Mon 2026-11-23", "Wed 2026-12-23", "Sat 2027-01-23"]),
        (f"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;{EVENING}", ["Tue 2028-02-29", "Sun 2032-02-29", "Fri 2036-02-29"]),
        (f"FREQ=YEARLY;{EVENING}", ["Mon 2026-11-23", "Tue 2027-11-23", "Thu 2028-11-23"]),
    ],
)
def test_days(text: str, expected: list[str]) -> None:
    start = wall("2026-11-23")
    assert [one[:14] for one in rings(text, start, 3)] == expected
    assert all(one[15:20] == "20:30" for one in rings(text, start, 3))


def test_several_times_a_day_come_in_order() -> None:
    text = "FREQ=DAILY;BYHOUR=20,8;BYMINUTE=0,30;BYSECOND=0;"
    times = [one[15:20] for one in rings(text, wall("2026-11-23"), 5)]
    assert times == ["08:00", "08:30", "20:00", "20:30", "08:00"]


def test_the_start_and_the_end_count() -> None:
    start, end = wall("2026-11-23T20:30"), wall("2026-11-25T20:30")
    assert len(rings(f"FREQ=DAILY;{EVENING}", start, 9, end=end)) == 3
    assert len(rings(f"FREQ=DAILY;{EVENING}", start + timedelta(seconds=1), 9, end=end)) == 2


def test_the_evening_stays_the_evening_over_both_clock_changes() -> None:
    autumn = rings(f"FREQ=DAILY;{EVENING}", wall("2026-10-31"), 3)
    assert autumn == ["Sat 2026-10-31 20:30 -0400", "Sun 2026-11-01 20:30 -0500", "Mon 2026-11-02 20:30 -0500"]
    spring = rings(f"FREQ=DAILY;{EVENING}", wall("2027-03-13"), 2)
    assert spring == ["Sat 2027-03-13 20:30 -0500", "Sun 2027-03-14 20:30 -0400"]


def test_a_time_that_is_skipped_comes_later_and_one_that_is_repeated_comes_once() -> None:
    night = "BYHOUR={};BYMINUTE=30;BYSECOND=0;"
    skipped = rings("FREQ=DAILY;" + night.format(2), wall("2027-03-13"), 3)
    assert skipped == ["Sat 2027-03-13 02:30 -0500", "Sun 2027-03-14 03:30 -0400", "Mon 2027-03-15 02:30 -0400"]
    repeated = rings("FREQ=DAILY;" + night.format(1), wall("2026-10-31"), 3)
    assert repeated == ["Sat 2026-10-31 01:30 -0400", "Sun 2026-11-01 01:30 -0400", "Mon 2026-11-02 01:30 -0500"]


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"])
def test_every_local_date_of_ten_years_rings_once_wherever_it_exists(zone: str) -> None:
    here = ZoneInfo(zone)
    rule, start = parse(f"FREQ=DAILY;{EVENING}", needs_time_parts=True), wall("2010-01-01")
    after, dates = instant(start, here), []
    while (due := next_after([rule], start, wall("2020-01-01"), here, after)) is not None:
        dates.append(due.astimezone(here).date())
        after = due
    # On the date that Samoa left out, the wall time comes a day later: once, never twice.
    assert len(dates) == (wall("2020-01-01") - start).days - (zone == "Pacific/Apia")
    assert dates == sorted(set(dates))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=DAILY",
        f"FREQ=HOURLY;{EVENING}",
        f"freq=DAILY;{EVENING}",
        f"FREQ=DAILY;FREQ=DAILY;{EVENING}",
        f"FREQ=DAILY;COUNT=3;{EVENING}",
        f"FREQ=DAILY;UNTIL=20261224T000000Z;{EVENING}",
        f"FREQ=WEEKLY;BYDAY=1MO;{EVENING}",
        f"FREQ=WEEKLY;BYDAY=Monday;{EVENING}",
        f"FREQ=MONTHLY;BYMONTHDAY=32;{EVENING}",
        f"FREQ=MONTHLY;BYMONTHDAY=-1;{EVENING}",
        "FREQ=DAILY;BYHOUR=24;BYMINUTE=0;BYSECOND=0;",
        "FREQ=DAILY;BYHOUR=20;BYMINUTE=60;BYSECOND=0;",
        "FREQ=DAILY;BYHOUR=8 pm;BYMINUTE=0;BYSECOND=0;",
        "FREQ=DAILY;BYHOUR=20;BYMINUTE=30;",
        "FREQ=DAILY;BYHOUR=20;BYMINUTE=30;BYSECOND=0;INTERVAL=0;",
        "FREQ=DAILY;BYHOUR=20;;BYMINUTE=30;BYSECOND=0;",
    ],
)
def test_what_is_not_known_to_ring_is_refused(text: str) -> None:
    with pytest.raises(Unsupported):
        parse(text, needs_time_parts=True)


def test_the_time_parts_may_be_left_out_where_the_rules_allow_it() -> None:
    assert parse("FREQ=DAILY;BYHOUR=9;", needs_time_parts=False).times[0].isoformat() == "09:00:00"


def test_a_rule_that_never_comes_ends_the_search() -> None:
    at = parse(f"FREQ=DAILY;{EVENING}", needs_time_parts=True).times
    never = Rule("YEARLY", 1, at, month_days=frozenset({31}), months=frozenset({2}))
    assert next_after([never], wall("2026-01-01"), None, NEW_YORK, datetime(2026, 1, 1, tzinfo=UTC)) is None
