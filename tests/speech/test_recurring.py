"""Days of every week, as people say them and as they are said back; and words for a time that name none."""

import pytest

from skill.speech.recurring import find_days, names_other_rhythm, repeated
from skill.speech.vague_times import find_hint

WEEKDAYS, WEEKEND, EVERY_DAY = 0b0011111, 0b1100000, 0b1111111
MONDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 1, 4, 8, 16, 32, 64


@pytest.mark.parametrize(
    ("said", "days", "rest", "part"),
    [
        ("be home by six on weekdays", WEEKDAYS, "be home by six", None),
        ("be home every weekday by six", WEEKDAYS, "be home by six", None),
        ("be there from monday to friday by six", WEEKDAYS, "be there by six", None),
        ("call every sunday at noon", SUNDAY, "call at noon", None),
        ("sundays at noon call my mother", SUNDAY, "at noon call my mother", None),
        ("call on mondays and thursdays at seven", MONDAY | THURSDAY, "call at seven", None),
        ("run every monday, wednesday and friday morning", MONDAY | WEDNESDAY | FRIDAY, "run", "morning"),
        ("take the phone out each evening at nine", EVERY_DAY, "take the phone out at nine", "evening"),
        ("cook on weekends at six", WEEKEND, "cook at six", None),
        ("read daily at eight", EVERY_DAY, "read at eight", None),
        ("walk from friday through monday at ten", FRIDAY | SATURDAY | SUNDAY | MONDAY, "walk at ten", None),
        ("be up by seven every single day", EVERY_DAY, "be up by seven", None),
    ],
)
def test_days_of_every_week_are_found_with_what_is_left_of_the_promise(
    said: str, days: int, rest: str, part: str | None
) -> None:
    found = find_days(said)
    assert found is not None
    place, heard_part = found
    assert (place.value, heard_part) == (days, part)
    assert " ".join(f"{said[: place.start]} {said[place.end :]}".split()) == rest


@pytest.mark.parametrize(
    "said",
    [
        "be home by six",
        "call on sunday at noon",
        "call next monday",
        "wear the weekday shirt",
        "be there on the day",
        "",
    ],
)
def test_one_day_is_no_rhythm(said: str) -> None:
    assert find_days(said) is None
    assert not names_other_rhythm(said)


@pytest.mark.parametrize("said", ["call every other sunday", "write once a month", "pay every week", "clean monthly"])
def test_another_rhythm_is_noticed_rather_than_misheard(said: str) -> None:
    assert names_other_rhythm(said)


@pytest.mark.parametrize(
    ("days", "minute", "said"),
    [
        (WEEKDAYS, 18 * 60, "six o'clock on weekday evenings"),
        (WEEKDAYS, 12 * 60, "noon on weekdays"),
        (SUNDAY, 12 * 60, "noon every Sunday"),
        (SUNDAY, 9 * 60, "nine o'clock every Sunday morning"),
        (EVERY_DAY, 21 * 60, "nine o'clock every evening"),
        (EVERY_DAY, 0, "midnight every day"),
        (WEEKEND, 22 * 60 + 30, "half past ten on weekend nights"),
        (MONDAY | THURSDAY, 19 * 60, "seven o'clock every Monday and Thursday evening"),
    ],
)
def test_time_and_days_are_said_back_so_that_a_wrong_half_of_the_day_shows(days: int, minute: int, said: str) -> None:
    assert repeated(days, minute) == said


@pytest.mark.parametrize(
    ("said", "minute"),
    [
        ("write the letter before dinner", 1080),
        ("call after work", 1080),
        ("call tonight", 1200),
        ("run in the morning", 540),
        ("call at lunch tomorrow", 750),
        ("say how the day was before bed", 1290),
        ("pack the bag before work", 450),
    ],
)
def test_words_that_name_no_clock_time_hint_at_one(said: str, minute: int) -> None:
    hint = find_hint(said)
    assert hint is not None
    assert hint.minute == minute


@pytest.mark.parametrize("said", ["bring the book", "be a good morning person", "cook dinner", "call my sister", ""])
def test_other_words_hint_at_nothing(said: str) -> None:
    assert find_hint(said) is None
