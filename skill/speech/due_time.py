"""From what was said to the instant a commitment is due, seen from the person's own clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from skill.domain.occurrence import FARTHEST
from skill.domain.rule import due_instant
from skill.speech.clock_words import NOON, ClockTime, Found, find_time
from skill.speech.recurring import find_days
from skill.speech.said import Said
from skill.speech.times import find_day, find_span_ahead, names_a_day, read_date, read_time
from skill.speech.vague_times import PARTS, find_hint

NIGHT_BEGINS = 20 * 60
"""From this minute of the day on "twelve" is midnight."""


@dataclass(frozen=True)
class SaidDue:
    """What a promise's words say about its time.

    Attributes:
        due: the instant, or None where no time of day was said, or a day that does not exist.
        text: the promise without the words that say when; the others as they were said.
        day_text: the day that was said, ISO, or None.
        hint: a minute of the day that other words ("before dinner") hint at, where only the time is missing.
    """

    due: datetime | None
    text: str
    day_text: str | None
    hint: int | None = None


@dataclass(frozen=True)
class SaidSeries:
    """What the words of a recurring promise say about its times.

    Attributes:
        days: bit mask of weekdays, Monday is bit 0.
        minute: minute of the local day, or None where no time of day was said.
        text: the promise without the words that say when.
        hint: a minute of the day that other words hint at, where the time is missing.
    """

    days: int
    minute: int | None
    text: str
    hint: int | None


def due_from_words(said: str, local: datetime) -> SaidDue:
    """Find day and time inside a promise such as "be home by six tomorrow".

    Args:
        said: the promise in the person's words.
        local: the present time on the person's clock, aware.
    """
    return due_in(Said.read(said), local)


def due_in(said: Said, local: datetime) -> SaidDue:
    """Find day and time in what was said; times are looked for in its plain form, what is left is as it was said."""
    in_span = find_span_ahead(said.text)
    if in_span is not None:
        left = said.without(in_span.start, in_span.end).left()
        return SaidDue(local.astimezone(UTC) + in_span.value, left, None)
    found_time = find_time(said.text)
    rest = said if found_time is None else said.without(found_time.start, found_time.end)
    found_day = find_day(rest.text, local.date())
    text = (rest if found_day is None else rest.without(found_day.start, found_day.end)).left()
    day = found_day.value if found_day is not None else None
    day_text = day.isoformat() if day is not None else None
    if found_time is None or (day is None and names_a_day(rest.text)):
        hint = find_hint(said.text) if found_time is None else None
        return SaidDue(None, text, day_text, hint.minute if hint else None)
    return SaidDue(_instant(day, found_time.value, local), text, day_text)


def series_from_words(said: str, usual: int | None = None) -> SaidSeries | None:
    """Find the days of the week and the time of day inside a promise such as "be home by six on weekdays".

    Args:
        usual: the days (bit mask) that are meant where the words name none.

    Returns:
        None where no days of every week are named, nor `usual` ones known.
    """
    promise = Said.read(said)
    named = find_days(promise.text)
    if named is None and usual is None:
        return None
    end = len(promise.text)
    days, part = named if named is not None else (Found(usual or 0, end, end), None)
    rest = promise.without(days.start, days.end)
    clock_time = find_time(rest.text)
    text = (rest if clock_time is None else rest.without(clock_time.start, clock_time.end)).left()
    if clock_time is not None:
        return SaidSeries(days.value, minute_of(clock_time.value, PARTS[part] if part else None), text, None)
    hint = find_hint(rest.text)
    return SaidSeries(days.value, None, text, hint.minute if hint else PARTS[part] if part else None)


def minute_of(at: ClockTime, hint: int | None) -> int:
    """Return the minute of the day that is meant; where nobody said which half, the one of the hint, else a guess."""
    if hint is not None and hint >= NIGHT_BEGINS and at.minute == NOON:
        return 0
    if at.half_said or hint is None:
        guess = at.minute % NOON + NOON  # one to eleven are the afternoon, twelve is noon
        return at.minute if at.half_said else guess
    return at.minute % NOON + (0 if hint < NOON else NOON)


def due_from_slots(
    day: str | None,
    said_time: str | None,
    local: datetime,
    *,
    after: datetime | None = None,
    hint: int | None = None,
) -> datetime | None:
    """Return the instant that Alexa's day and time mean, or None where no time of day was said.

    Args:
        day: AMAZON.DATE or words, or None for "today, or tomorrow if that is past".
        said_time: AMAZON.TIME or words.
        local: the present time on the person's clock, aware.
        after: the due time that is being moved; without a day, a later time on that same date is meant.
        hint: a minute of the day in whose half a time is meant that names none ("before dinner").
    """
    on = read_date(day, local.date()) if day else None
    at = read_time(said_time) if said_time else None
    if at is None:
        return None
    if hint is not None:
        at = ClockTime(minute_of(at, hint), half_said=True)
    if on is None and after is not None and after.date() >= local.date():
        on = after.date()
    return _instant(on, at, local, like=after)


def _instant(day: date | None, at: ClockTime, local: datetime, *, like: datetime | None = None) -> datetime:
    """Return the next instant that fits; where am or pm was not said, the nearer of the two that is still ahead.

    Args:
        like: a time that is corrected by this one; its half of the day is meant first.
    """
    zone = str(local.tzinfo)
    now = local.astimezone(UTC)
    minutes = [at.minute] if at.half_said else sorted({at.minute % NOON, at.minute % NOON + NOON})
    if day is not None and day != local.date() and not at.half_said and like is None:
        minutes = [at.minute % NOON + NOON]  # "by six tomorrow" is the evening, in words and in slots
    if like is not None and not at.half_said:
        minutes = sorted(minutes, key=lambda minute: (minute >= NOON) != (like.hour >= NOON // 60))
    first = day or local.date()
    for ahead in range(3):
        for minute in minutes:
            instant = due_instant(min(first, local.date() + FARTHEST) + timedelta(days=ahead), minute, zone)
            if instant is not None and instant > now:
                return instant
    return datetime.combine(first, time(at.minute // 60, at.minute % 60), local.tzinfo).astimezone(UTC)
