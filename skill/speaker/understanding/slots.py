"""Slot values: from the words that were heard to what Alexa would send, per slot type."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hassil.intents import SlotList, TextSlotList, WildcardSlotList
from text_to_num import text2num

from skill.speaker.understanding.digits import find_four_digits
from skill.speech.clock_words import NOON, ClockTime, Found, find_time
from skill.speech.said import plain
from skill.speech.times import find_day, find_duration, part_at
from skill.speech.vague_times import find_hint, without_hints

NAME = "AMAZON.FirstName"
FREE = frozenset({"AMAZON.SearchQuery", NAME})
"""Slot types that take whatever was said."""
FOUR_DIGITS = "AMAZON.FOUR_DIGIT_NUMBER"
READ = frozenset({"AMAZON.TIME", "AMAZON.DATE", "AMAZON.DURATION", "AMAZON.NUMBER", FOUR_DIGITS}) | FREE
TIME, DAY = "AMAZON.TIME", "AMAZON.DATE"
_BEFORE_A_DAY = frozenset({"", "on", "by", "maybe", "maybe on", "some time", "some time on"})
_SPAN_OF_DAY = re.compile(r"\bfrom (?P<start>.+?) (?:to|until|till) (?P<end>[\w': ]+)$")
LONGEST_NAME_WORDS = 3


@dataclass(frozen=True)
class SlotHeard:
    """One slot as it is sent: its value, and the id of a custom type's value."""

    value: str
    id: str | None = None


class SlotReader:
    """Reads slot values.

    Args:
        types: the custom types of the interaction model.
    """

    def __init__(self, types: Sequence[Mapping[str, Any]]) -> None:
        self._ids: dict[str, dict[str, str]] = {}
        for kind in types:
            names = self._ids.setdefault(kind["name"], {})
            for value in kind["values"]:
                for said in (value["name"]["value"], *value["name"].get("synonyms", ())):
                    names.setdefault(plain(said), value["id"])
        self._search = {
            kind: re.compile(rf"\b(?:{'|'.join(re.escape(said) for said in sorted(names, key=len, reverse=True))})\b")
            for kind, names in self._ids.items()
        }

    def words(self) -> frozenset[str]:
        """Return every word that a value of a custom type is made of."""
        return frozenset(word for names in self._ids.values() for name in names for word in name.split())

    def read(self, kind: str, words: str, today: date) -> SlotHeard | None:
        """Return the value if `words`, all of them, say one; else None."""
        said = plain(words)
        if kind in FREE:
            if kind == NAME and len(said.split()) > LONGEST_NAME_WORDS:
                return None
            return SlotHeard(words.strip()) if said else None
        found = self._found(kind, said, today)
        return found.value if found is not None and found.end - found.start == len(said) else None

    def find(self, kind: str, words: str, today: date) -> SlotHeard | None:
        """Return the first value of that type anywhere in `words`, or None; free types take them all."""
        if kind in FREE:
            return self.read(kind, words, today)
        found = self._found(kind, plain(words), today)
        return found.value if found is not None else None

    def part_of_day(self, words: str, today: date) -> dict[str, SlotHeard] | None:
        """Return per type what Alexa sends for "friday morning", "in the morning" or a day; None for other words."""
        day, rest = find_day(words, today), without_hints(words)
        if (named := find_day(rest, today)) is not None:
            rest = f"{rest[: named.start]} {rest[named.end :]}"
        if rest.strip() not in _BEFORE_A_DAY:
            return None
        found = {TIME: self.hinted(words), DAY: SlotHeard(day.value.isoformat()) if day is not None else None}
        return {kind: value for kind, value in found.items() if value is not None} or None

    def hinted(self, words: str) -> SlotHeard | None:
        """Return the part of the day that `words` hint at, as Alexa sends it, or None."""
        hint = find_hint(words)
        return SlotHeard(part_at(hint.minute)) if hint is not None else None

    def mask(self, kinds: Sequence[str], words: str, today: date) -> tuple[str, list[tuple[str, SlotHeard]]]:
        """Replace one value of each of these types in `words` by its token; a type may stand there twice.

        Returns:
            the text, and type and value of what was found, per type in the order said.
        """
        values: list[tuple[str, SlotHeard]] = []
        if kinds.count(TIME) == 2 and (both := _SPAN_OF_DAY.search(words)) is not None:
            ends = [self.read(TIME, both[part], today) for part in ("start", "end")]
            if None not in ends:
                values += [(TIME, end) for end in ends if end is not None]
                words = f"{words[: both.start()]} from {token(TIME)} to {token(TIME)} {words[both.end() :]}"
                kinds = [kind for kind in kinds if kind != TIME]
        # Values of our own types first: there is a number inside "four corners"; times before days, since "tomorrow
        # morning" tells which nine is meant.
        for kind in sorted(kinds, key=lambda one: (one.startswith("AMAZON."), one != TIME)):
            found = self._found(kind, words, today)
            if found is not None:
                values.append((kind, found.value))
                words = f"{words[: found.start]} {token(kind)} {words[found.end :]}"
        return " ".join(words.split()), values

    def _found(self, kind: str, said: str, today: date) -> Found[SlotHeard] | None:
        if kind == "AMAZON.TIME":
            time = find_time(said)
            return None if time is None else Found(SlotHeard(as_alexa_time(time.value)), time.start, time.end)
        if kind == "AMAZON.DATE":
            day = find_day(said, today)
            return None if day is None else Found(SlotHeard(day.value.isoformat()), day.start, day.end)
        if kind == "AMAZON.DURATION":
            span = find_duration(said)
            return None if span is None else Found(SlotHeard(as_alexa_duration(span.value)), span.start, span.end)
        if kind == "AMAZON.NUMBER":
            return _number(said)
        if kind == FOUR_DIGITS:
            found = find_four_digits(said)
            return None if found is None else Found(SlotHeard(found.value), found.start, found.end)
        match = self._search[kind].search(said) if kind in self._search else None
        if match is None:
            return None
        return Found(SlotHeard(match.group(), self._ids[kind][match.group()]), match.start(), match.end())


def as_alexa_time(time: ClockTime) -> str:
    """Return a clock time as AMAZON.TIME; where nobody said which half of the day, the morning, as Alexa may guess.

    A morning that was said goes with its seconds, which Alexa never sends, so that it is told from a guess.
    """
    minute = time.minute if time.half_said or time.minute // 60 == 12 else time.minute % NOON
    said = time.half_said and minute < NOON
    return f"{minute // 60:02}:{minute % 60:02}{':00' if said else ''}"


def as_alexa_duration(span: timedelta) -> str:
    """Return a span of time as AMAZON.DURATION."""
    minutes = int(span.total_seconds() // 60)
    return f"P{span.days}D" if minutes % (24 * 60) == 0 else f"PT{minutes}M"


def token(kind: str) -> str:
    """Return the word that stands for a value of this type in a masked sentence."""
    return "slot" + kind.replace("AMAZON.", "").lower()


def slot_lists(types: Sequence[Mapping[str, Any]]) -> dict[str, SlotList]:
    """Return the lists for strict matching: custom types by their values, the others as open places."""
    lists: dict[str, SlotList] = {}
    for kind in types:
        said = [
            (name, name)
            for value in kind["values"]
            for name in (value["name"]["value"], *value["name"].get("synonyms", ()))
        ]
        lists[kind["name"]] = TextSlotList.from_tuples(
            ((plain(name), plain(name)) for name, _ in said), name=kind["name"]
        )
    for open_kind in READ:
        name = open_kind.replace(".", "_")
        lists[name] = WildcardSlotList(name)
    return lists


def _number(said: str) -> Found[SlotHeard] | None:
    words = said.split()
    at = 0
    for index, word in enumerate(words):
        start = said.index(word, at)
        at = start + len(word)
        for last in range(min(len(words), index + 3), index, -1):
            spelled = " ".join(words[index:last])
            value = _value(spelled)
            if value is not None:
                return Found(SlotHeard(str(value)), start, start + len(spelled))
    return None


def _value(spelled: str) -> int | None:
    if spelled.isdecimal() and len(spelled) < 7:
        return int(spelled)
    if spelled == "a":
        return None
    try:
        return int(text2num(spelled, "en"))
    except ValueError:
        return None
