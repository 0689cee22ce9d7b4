"""Understanding, last stage: a feeling in a word that no list holds, sent without an id, as Alexa sends such a value.

Alexa takes the values of a custom type as examples: "I feel wobbly" arrives as {mood} = "wobbly". The local ear is
stricter, so that it refuses what is not for it: only where a sentence says by itself that a feeling follows.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from skill.speaker.understanding.slots import SlotHeard, SlotReader
from skill.speech.said import Said

OPEN = "MoodWord"
"""The custom type whose values are not closed."""
SAYS_SO = frozenset({"feel", "feeling"})
"""A sample with one of these words of its own says that a feeling follows."""
LONGEST = 3
"""Words of one value; more than that is a sentence about something else."""
LONGEST_ALONE = 2
"""Words of a value that stands alone, where a feeling was asked for."""
_CAUSE = re.compile(r" because (?:of )?.+$")
_WHEN = re.compile(r" (?:today|tonight|now|right now|this evening|at the moment)$")
_NO_FEELING = frozenset(
    {
        "a", "an", "the", "this", "that", "these", "those", "like", "as", "if", "i", "i'm", "you", "we", "he", "she",
        "it", "they", "there", "what", "how", "when", "where", "why", "who", "do", "did", "does", "is", "are", "was",
        "can", "could", "will", "would", "should", "don't", "my", "your", "our", "his", "her", "to", "in", "on", "at",
        "for", "with", "and", "or", "but", "please", "not", "no",
    }
)  # fmt: skip
"""Words with which no feeling begins: what follows them is about something else."""


class FreeMoodReader:
    """Reads feelings that are not in the model's list.

    Args:
        samples: per intent.
        slot_types: per intent, the type of each slot.
        reader: reads the values that have a form of their own, such as a number.
    """

    def __init__(
        self, samples: Mapping[str, Sequence[str]], slot_types: Mapping[str, Mapping[str, str]], reader: SlotReader
    ) -> None:
        self._reader = reader
        self._types = slot_types
        said = [
            (intent, sample)
            for intent, them in samples.items()
            for sample in them
            if OPEN in (slot_types[intent].get(name) for name in re.findall(r"\{(\w+)\}", sample))
            and SAYS_SO & set(sample.split())
        ]
        # The sample with the most words of its own first: "i feel a bit {mood}" before "i feel {mood}".
        self._patterns = [
            (intent, re.compile(_pattern(sample))) for intent, sample in sorted(said, key=lambda one: -_own(one[1]))
        ]

    def read(self, typed: Said, today: date) -> tuple[str, dict[str, SlotHeard]] | None:
        """Return intent and slots of a sentence that says a feeling in words of its own, or None."""
        said = typed.text
        cause = _CAUSE.search(said)
        told = _WHEN.sub("", said[: cause.start()] if cause is not None else said)
        for intent, pattern in self._patterns:
            found = pattern.fullmatch(told)
            slots = self._slots(intent, found, typed, today) if found is not None else None
            if slots is not None:
                return intent, _with_cause(
                    slots, typed.cut(cause.start() + 1, cause.end()) if cause is not None else ""
                )
        return None

    def alone(self, typed: Said) -> SlotHeard | None:
        """Return a feeling in words of its own where one was asked for, or None."""
        return SlotHeard(typed.cut(0, len(typed.text))) if _may_be_feeling(typed.text, LONGEST_ALONE) else None

    def _is_new(self, value: str, today: date) -> bool:
        """May it be a feeling that no list holds? With one of ours inside it is that one, said differently."""
        return _may_be_feeling(value, LONGEST) and self._reader.find(OPEN, value, today) is None

    def _slots(self, intent: str, found: re.Match[str], typed: Said, today: date) -> dict[str, SlotHeard] | None:
        slots: dict[str, SlotHeard] = {}
        for name, value in found.groupdict().items():
            kind = self._types[intent][name]
            read = self._reader.read(kind, value, today)
            if read is None and kind == OPEN and self._is_new(value, today):
                read = SlotHeard(typed.cut(*found.span(name)))
            if read is None:
                return None
            slots[name] = read
        return slots


def _pattern(sample: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sample))


def _own(sample: str) -> int:
    return sum(not word.startswith("{") for word in sample.split())


def _may_be_feeling(words: str, longest: int) -> bool:
    parts = words.split()
    return 0 < len(parts) <= longest and parts[0] not in _NO_FEELING and not any(part.isdecimal() for part in parts)


def _with_cause(slots: dict[str, SlotHeard], cause: str) -> dict[str, SlotHeard]:
    """Leave the cause with the feeling, as Alexa does, where nothing else is listened for in the same sentence."""
    last = "second" if "second" in slots else next(iter(slots))
    return {**slots, last: SlotHeard(f"{slots[last].value} {cause}")} if cause else slots
