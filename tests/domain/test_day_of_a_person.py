"""The day of a person ends when the quiet hours end, and not at midnight."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from skill.domain.person import Person

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def person(quiet_from: int = 22 * 60, quiet_until: int = 7 * 60) -> Person:
    made = Person(uuid4(), datetime(2026, 1, 1, tzinfo=UTC), b"", "", zone="America/New_York")
    made.quiet_from, made.quiet_until = quiet_from, quiet_until
    return made


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "last", "first"),
    [
        (22 * 60, 7 * 60, "06:59", "07:00"),
        (60, 9 * 60, "08:59", "09:00"),
        (22 * 60, 5 * 60 + 30, "05:29", "05:30"),
        (0, 0, "03:59", "04:00"),
        (13 * 60, 15 * 60, "03:59", "04:00"),
    ],
)
def test_a_day_ends_with_the_quiet_hours_of_the_night_or_else_at_four(
    quiet_from: int, quiet_until: int, last: str, first: str
) -> None:
    mara = person(quiet_from, quiet_until)
    at = {one: datetime.fromisoformat(f"2026-11-24T{one}:00-05:00") for one in (last, first)}
    assert (mara.day(at[last]), mara.day(at[first])) == (MONDAY, TUESDAY)
    assert mara.day(datetime.fromisoformat("2026-11-23T23:59:00-05:00")) == MONDAY


@pytest.mark.parametrize("begin", ["2026-03-06T12:00:00-05:00", "2026-10-30T12:00:00-04:00"])
def test_through_a_clock_change_every_day_comes_once_and_in_order(begin: str) -> None:
    mara, at = person(), datetime.fromisoformat(begin)
    days = [mara.day(at + step * timedelta(minutes=10)) for step in range(6 * 24 * 4)]
    assert days == sorted(days)
    assert len(set(days)) == 5
