"""Clock times, days and spans are read out of words and out of what Alexa sends; odd input is never a fault."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.speech.clock_words import find_time
from skill.speech.times import find_day, find_duration, read_date, read_duration, read_time

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "minute", "half_said"),
    [
        ("half past eight", 20 * 60 + 30, False),
        ("half eight", 20 * 60 + 30, False),
        ("quarter to seven pm", 18 * 60 + 45, True),
        ("quarter past six in the morning", 6 * 60 + 15, True),
        ("six", 18 * 60, False),
        ("six thirty", 18 * 60 + 30, False),
        ("eight oh five", 20 * 60 + 5, False),
        ("twenty past nine", 21 * 60 + 20, False),
        ("twenty five to ten", 21 * 60 + 35, False),
        ("twenty thirty", 20 * 60 + 30, True),
        ("noon", 12 * 60, True),
        ("midnight", 0, True),
        ("8:30", 20 * 60 + 30, False),
        ("08:30", 8 * 60 + 30, True),
        ("20:30", 20 * 60 + 30, True),
        ("seven a.m.", 7 * 60, True),
        ("seven o'clock", 19 * 60, False),
        ("eleven at night", 23 * 60, True),
        ("one at night", 60, True),
        ("twelve thirty", 12 * 60 + 30, False),
        ("nine tomorrow morning", 9 * 60, True),
        ("tomorrow evening at six", 18 * 60, True),
        ("ten thirty on friday night", 22 * 60 + 30, True),
        ("at twelve tonight", 0, True),
    ],
)
def test_a_clock_time_is_read_as_people_say_it(said: str, minute: int, half_said: bool) -> None:
    found = find_time(said)
    assert found is not None
    assert (found.value.minute, found.value.half_said) == (minute, half_said)


@pytest.mark.parametrize(
    ("said", "time", "rest"),
    [
        ("be home by six", 18 * 60, "be home"),
        ("be home by six tomorrow", 18 * 60, "be home tomorrow"),
        ("call at half past seven on friday", 19 * 60 + 30, "call on friday"),
        ("say one kind thing by nine tonight", 21 * 60, "say one kind thing"),
        ("read two pages before ten", 22 * 60, "read two pages"),
        ("read two pages tomorrow morning at ten", 10 * 60, "read two pages tomorrow morning"),
    ],
)
def test_a_promise_is_told_apart_from_its_time(said: str, time: int, rest: str) -> None:
    found = find_time(said)
    assert found is not None
    assert found.value.minute == time
    assert " ".join((said[: found.start] + said[found.end :]).split()) == rest


@pytest.mark.parametrize("said", ["two things", "for three days", "one small step", "be kind", "", "in twenty minutes"])
def test_a_bare_number_is_no_clock_time(said: str) -> None:
    assert find_time(said) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", MONDAY),
        ("tonight", MONDAY),
        ("tomorrow", date(2026, 11, 24)),
        ("the day after tomorrow", date(2026, 11, 25)),
        ("on friday", date(2026, 11, 27)),
        ("monday", date(2026, 11, 30)),
        ("december third", date(2026, 12, 3)),
        ("the twenty fourth of december", date(2026, 12, 24)),
        ("january second", date(2027, 1, 2)),
        ("in two weeks", date(2026, 12, 7)),
    ],
)
def test_a_day_is_read_and_never_lies_in_the_past(said: str, day: date) -> None:
    found = find_day(said, MONDAY)
    assert found is not None
    assert found.value == day


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("three days", timedelta(days=3)),
        ("for a week", timedelta(days=7)),
        ("half an hour", timedelta(minutes=30)),
        ("an hour and a half", timedelta(minutes=90)),
        ("twenty five minutes", timedelta(minutes=25)),
        ("P3D", timedelta(days=3)),
        ("PT10M", timedelta(minutes=10)),
        ("P1W", timedelta(days=7)),
        ("PT36H", timedelta(hours=36)),
    ],
)
def test_a_span_is_read_in_words_and_in_alexas_form(said: str, span: timedelta) -> None:
    assert read_duration(said) == span


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("2026-W49", date(2026, 11, 30)),
        ("2026-W48-WE", date(2026, 11, 28)),
        ("2026-12", date(2026, 12, 1)),
        ("PRESENT_REF", MONDAY),
        ("2020-01-01", MONDAY),
        ("202X", None),
        ("2026-WI", None),
        ("2026-13-01", None),
        ("2026-W99", None),
    ],
)
def test_every_form_of_alexas_dates_is_read_or_refused(sent: str, day: date | None) -> None:
    assert read_date(sent, MONDAY) == day


@pytest.mark.parametrize(("sent", "minute"), [("MO", 540), ("AF", 900), ("EV", 1140), ("NI", 1260), ("20:30", 1230)])
def test_alexas_parts_of_the_day_are_times(sent: str, minute: int) -> None:
    found = read_time(sent)
    assert found is not None
    assert found.minute == minute


@given(st.text(max_size=60) | st.from_regex(r"(half|quarter|ten|P|T|\d{1,4}|past|to|[:W-]| ){1,8}", fullmatch=True))
def test_nothing_that_is_said_makes_reading_fail(said: str) -> None:
    for read in (find_time, read_time, find_duration, read_duration):
        read(said)
    assert (found := find_day(said, MONDAY)) is None or found.value >= MONDAY
    assert (day := read_date(said, MONDAY)) is None or day >= MONDAY
