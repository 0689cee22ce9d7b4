"""An export as readable text: the same words as in its JSON, in the order of days, with nothing added."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from skill.domain.commitment import CommitmentState
from skill.storage.personal_data import export_form as form
from skill.storage.personal_data.parts import CHECK_INS, PARTS, PRIVATE_WORDS, PROMISES, PROMPTS, SERIES, TALKS

STATES = {
    CommitmentState.CLAIMED: "said under the name alone, not taken up",
    CommitmentState.PROMISED: "open",
    CommitmentState.KEPT: "kept",
    CommitmentState.MISSED_OWNED: "did not happen, and said so",
    CommitmentState.REPAIRED: "made good",
    CommitmentState.SKIPPED: "left out, said beforehand",
    CommitmentState.NOT_HEARD: "not heard",
    CommitmentState.WITHDRAWN: "taken back",
}
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class _Told:
    """What is needed to tell of a thing: the clock of its person, and the words of each recurring promise."""

    zone: ZoneInfo
    series: dict[int | None, str]

    def at(self, instant: datetime) -> str:
        return f"{instant.astimezone(self.zone):%Y-%m-%d %H:%M}"


def readable(found: form.Export) -> str:
    """Return an export as text, its times on the person's own clock."""
    return "\n".join(_lines(found, ZoneInfo(found.about_me.time_zone or "UTC"))) + "\n"


def _lines(found: form.Export, zone: ZoneInfo) -> Iterator[str]:
    told = _Told(zone, {series.number: series.words for series in found.recurring_promises})
    me = found.about_me
    yield f"Steady Ground: the words of {me.name or 'one person'}"
    yield f"Here since {told.at(me.came_at)}. Times are those of {zone.key}."
    for daily in found.daily_times:
        yield f"Every {_days(daily.days)} at {_clock(daily.minute)}: {daily.kind.value.replace('_', ' ')}"
    for part in PARTS:
        yield from ("", part.title)
        for one in getattr(found, part.name):
            yield from LINES[part.name](told, one)
    yield from ("", "Shared with me at this moment")
    for shared in found.shared_to_me:
        when = told.at(shared.due_at) if shared.due_at else str(shared.on or "").ljust(16)
        yield f"{when}  {_indented(shared.words)}"


def _check_in(told: _Told, said: form.CheckInSaid) -> Iterator[str]:
    parts = [", ".join(mood for mood, _ in said.feelings), f"strength {said.strength}" if said.strength else ""]
    parts += [said.own_words or "", f"set off by: {said.set_off}" if said.set_off else ""]
    yield f"{told.at(said.said_at)}  {_mark(said.imported)}{'; '.join(one for one in parts if one)}"


def _private_words(told: _Told, kept: form.WordsKept) -> Iterator[str]:
    yield f"{told.at(kept.said_at)}  {_mark(kept.imported)}{_indented(kept.words)}"


def _series(told: _Told, series: form.SeriesMade) -> Iterator[str]:
    ended = f", until {told.at(series.ended_at)}" if series.ended_at else ""
    when = f"every {_days(series.days)} at {_clock(series.minute)}{ended}"
    yield f"{told.at(series.made_at)}  {_mark(series.imported)}{series.words} ({when})"


def _promise(told: _Told, promise: form.PromiseMade) -> Iterator[str]:
    words = f"{_mark(promise.imported)}{promise.words or told.series.get(promise.of_series, '')}"
    yield f"{told.at(promise.due_at)}  {words} ({STATES.get(promise.state, promise.state.value)})"
    if promise.owned:
        yield f"                  {_indented(promise.owned)}"


def _prompt(told: _Told, prompt: form.PromptHeard) -> Iterator[str]:
    if prompt.kept:
        words = f": {_indented(prompt.words)}" if prompt.words else ""
        yield f"{told.at(prompt.heard_at)}  {_mark(prompt.imported)}{prompt.prompt}{words}"


def _talk(told: _Told, talk: form.TalkPlanned) -> Iterator[str]:
    about = f", about: {_indented(talk.about)}" if talk.about else ""
    felt = f", afterwards: {talk.afterwards.name.lower()}" if talk.afterwards else ""
    length = f"{_mark(talk.imported)}{talk.minutes} minutes"
    yield f"{told.at(talk.starts_at)}  {length} ({talk.state.value.replace('_', ' ')}{about}{felt})"


LINES: dict[str, Callable[[_Told, Any], Iterator[str]]] = {
    CHECK_INS.name: _check_in,
    PRIVATE_WORDS.name: _private_words,
    SERIES.name: _series,
    PROMISES.name: _promise,
    PROMPTS.name: _prompt,
    TALKS.name: _talk,
}
"""How one thing of each part reads."""


def _mark(is_imported: bool) -> str:
    return "Imported: " if is_imported else ""


def _indented(text: str) -> str:
    return text.replace("\n", "\n" + " " * 18)


def _days(mask: int) -> str:
    return "day" if mask == 127 else ", ".join(name for bit, name in enumerate(WEEK) if mask >> bit & 1)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
