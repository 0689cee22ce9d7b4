"""A whole evening as a script: one line per turn, a clock that stands still, and what is heard."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from skill.clock import StandingClock
from skill.domain.errors import StartError
from skill.domain.pin import LONGEST, SHORTEST
from skill.domain.room import Room
from skill.speaker.speaker import REPROMPT_AFTER, Speaker, Spoken
from skill.speech.ssml import plain, seconds

BEGINS = datetime(2026, 11, 23, 18, 0)  # noqa: DTZ001 - local time of the speaker, the zone is added
"""Where a script's clock stands until `/at` moves it."""
HEARD = "< "
TRACED = "= "
LONGEST_STEP = timedelta(hours=12)
"""How far the clock jumps where nothing is due; the calendar is written a day and a half ahead."""
TRY_AGAIN = timedelta(minutes=1)
"""How far it jumps where something is due and could not be handed over."""
UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
ROOMS = {"/alone": Room.ALONE, "/company": Room.COMPANY}
PIN = "/pin"
"""Asks for the PIN at a keyboard. In a script it sets and gives one, but never for a folder that is kept: there a PIN
in a file would be none."""
PIN_OF_WHOM = "I don't know who this is yet. Say: this is, and your name. Then type /pin again."
LONGEST_WAIT = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 1970, 2200
"""Between these every clock and calendar that a script meets can count."""


@dataclass(frozen=True)
class Line:
    """One line that does something.

    Attributes:
        number: its number in the file, from 1.
        words: what is said, or the `/` word.
        at, span, name, pin: what goes with /at, /wait, /as and /pin.
    """

    number: int
    words: str
    at: datetime | None = None
    span: timedelta | None = None
    name: str | None = None
    pin: str | None = None


class ScriptError(ValueError):
    """Lines of a script that cannot be understood; every one is named."""


def parse(text: str, zone: ZoneInfo, *, is_kept: bool = False) -> list[Line]:
    """Read a script.

    Args:
        text: one line per turn; blank lines, `# ...`, `< ...` and `= ...` are passed over.
        zone: the speaker's time zone, for `/at` without an offset.
        is_kept: does it speak to a data folder that was there before, or stays afterwards?

    Raises:
        ScriptError: names every line that is wrong.
    """
    lines: list[Line] = []
    wrong: list[str] = []
    now = BEGINS.replace(tzinfo=zone).astimezone(UTC)
    for number, raw in enumerate(text.splitlines(), 1):
        words = raw.strip()
        if is_passed_over(words):
            continue
        try:
            line = parse_line(number, words, zone)
            if line.words == PIN:
                _check_pin(line.pin, is_kept=is_kept)
            if line.at is not None and lines and line.at < now:
                raise ValueError("/at goes back in time")
        except ValueError as fault:
            wrong.append(f"line {number}: {fault}")
            continue
        now = (line.at.astimezone(UTC) if line.at is not None else now) + (line.span or timedelta())
        lines.append(line)
        if line.words == "/quit":
            break
    if wrong:
        raise ScriptError("; ".join(wrong))
    return lines


def read_script(file: Path, zone: ZoneInfo, *, is_kept: bool) -> list[Line]:
    """Read a script from a file.

    Raises:
        StartError: it cannot be read, or lines are wrong; every one is named.
    """
    try:
        return parse(file.read_text(encoding="utf-8-sig"), zone, is_kept=is_kept)
    except (OSError, UnicodeDecodeError) as fault:
        raise StartError(f"The script {file} cannot be read.") from fault
    except ScriptError as fault:
        raise StartError(f"The script {file} is not right: {fault}.") from fault


def is_passed_over(words: str) -> bool:
    """Is this line empty, a comment, or what is expected to be heard?"""
    return not words or words.startswith(("#", HEARD.strip(), TRACED))


def begins(lines: Sequence[Line], zone: ZoneInfo) -> datetime:
    """Return where the clock stands at first: where the first line sets it, or the usual evening."""
    if lines and lines[0].at is not None:
        return lines[0].at
    return BEGINS.replace(tzinfo=zone)


def run(
    lines: Sequence[Line],
    *,
    speaker: Speaker,
    clock: StandingClock,
    tick: Callable[[datetime], datetime | None],
) -> Iterator[tuple[Line, list[Spoken]]]:
    """Run a script line by line.

    Args:
        tick: lets the calendar do what is due at an instant; returns the next instant at which something is.

    Yields:
        each line with what the speaker said on it, silent answers as well.
    """
    goes_on: str | None = None
    for line in lines:
        if line.words == "/quit":
            return
        spoken: list[Spoken] = []
        if line.span is not None and line.span > REPROMPT_AFTER and speaker.is_open and goes_on is not None:
            spoken += pass_time(clock.now() + REPROMPT_AFTER, speaker=speaker, clock=clock, tick=tick)
            spoken += [] if spoken else [Spoken(goes_on, None, open=True)]
            line = replace(line, span=line.span - REPROMPT_AFTER)
        spoken += _step(line, speaker, clock, tick)
        goes_on = spoken[-1].goes_on if spoken else None
        yield line, spoken


def printed(spoken: Sequence[Spoken], *, is_traced: bool = False) -> list[str]:
    """Return what was said as lines, and before each answer how its sentence was understood if it is traced."""
    lines: list[str] = []
    for one in spoken:
        if is_traced and one.trace is not None:
            lines.append(f"{TRACED}{one.trace.to_json()}")
        if said := heard(one):
            lines.append(f"{HEARD}{said}")
    return lines


def heard(spoken: Spoken) -> str:
    """Return what was said as one readable line, "" for silence."""
    return plain(spoken.ssml) if spoken.ssml else ""


def pass_time(
    until: datetime, *, speaker: Speaker, clock: StandingClock, tick: Callable[[datetime], datetime | None]
) -> Iterator[Spoken]:
    """Let time pass from due to due, so that each prompt speaks at its own time.

    Whoever takes what is said may answer it before going on.
    """
    while True:
        # First the speaker says that it listens, then the calendar hands over, then the speaker takes it.
        yield from speaker.due()
        due = tick(clock.now())
        if said := speaker.due():
            yield from said
            due = tick(clock.now())
        speaker.end_idle_session()
        now = clock.now()
        if now >= until:
            return
        stops = [until, now + LONGEST_STEP, speaker.changes_at()]
        stops.append(max(due, now + TRY_AGAIN) if due is not None and due <= now else due)
        clock.set(min(at for at in stops if at is not None))


def _step(
    line: Line, speaker: Speaker, clock: StandingClock, tick: Callable[[datetime], datetime | None]
) -> Iterator[Spoken]:
    until = line.at or (clock.now() + line.span if line.span is not None else None)
    if until is not None:
        yield from pass_time(until, speaker=speaker, clock=clock, tick=tick)
    elif line.name is not None:
        speaker.become(line.name)
    elif line.pin is not None:
        if speaker.is_one_claimed:
            speaker.confirm(line.pin)
            if (spoken := speaker.go_on()) is not None:
                yield spoken
        else:
            yield Spoken(f"<speak>{PIN_OF_WHOM}</speak>", None, open=speaker.is_open)
    elif line.words in ROOMS:
        speaker.enter(ROOMS[line.words])
    else:
        spoken = speaker.hear(line.words)
        yield spoken
        lasted = timedelta(seconds=round(seconds(spoken.ssml))) if spoken.ssml else timedelta()
        yield from pass_time(clock.now() + lasted, speaker=speaker, clock=clock, tick=tick)


def parse_line(number: int, words: str, zone: tzinfo) -> Line:
    """Read one line that says or steers something.

    Args:
        zone: for `/at` without an offset.

    Raises:
        ValueError: says in plain words what is wrong.
    """
    if not words.startswith("/"):
        return Line(number, words)
    command, _, rest = words.partition(" ")
    rest = rest.strip()
    if command == "/at":
        return Line(number, command, at=_instant(rest, zone))
    if command == "/wait":
        return Line(number, command, span=_span(rest))
    if command == "/as":
        if not rest:
            raise ValueError("/as needs a name")
        return Line(number, command, name=rest)
    if command == PIN and rest:
        return Line(number, command, pin=rest)
    if (command in ROOMS or command in ("/quit", PIN)) and not rest:
        return Line(number, command)
    raise ValueError(f"{words} is not known; there are /at, /wait, /as, /alone, /company, /pin and /quit")


def _check_pin(pin: str | None, *, is_kept: bool) -> None:
    if is_kept:
        raise ValueError("/pin is for a keyboard, or for a script without --data: a PIN in a file is none")
    if pin is None or not SHORTEST <= len(pin) <= LONGEST:
        raise ValueError(f"/pin needs a PIN of {SHORTEST} to {LONGEST} characters in a script, such as /pin 2846")


def _instant(text: str, zone: tzinfo) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("/at needs a time such as 2026-11-24T20:29") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"/at needs a year from {FIRST_YEAR} to {LAST_YEAR}")
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _span(text: str) -> timedelta:
    parts = re.findall(r"(\d{1,5})([dhms])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError("/wait needs a span such as 2h, 30m, 90s, 1d or 1h30m")
    span = sum((timedelta(**{UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
    if span > LONGEST_WAIT:
        raise ValueError("/wait needs a span of at most a year")
    return span
