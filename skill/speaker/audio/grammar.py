"""The interaction model as a JSGF grammar: every sentence a recogniser may expect, in words it can pronounce."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skill.speaker.understanding.built_in import BUILT_IN
from skill.speaker.understanding.slots import FREE

LAUNCHES = ("open steady ground", "start steady ground", "talk to steady ground")
HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SMALL = f"({'|'.join(HOURS)}|fifteen|twenty|thirty)"
HOUR = f"({'|'.join(HOURS)})"
PART = "(in the morning|in the afternoon|in the evening|at night|tonight|this evening)"
WEEKDAY = "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
BUILT_IN_TYPES = {
    "AMAZON.NUMBER": (SMALL,),
    "AMAZON.TIME": (
        f"{HOUR} [o'clock] [{PART}]",
        f"half past {HOUR} [{PART}]",
        f"(five|ten|quarter|twenty) (past|to) {HOUR} [{PART}]",
        f"{HOUR} (ten|fifteen|twenty|thirty|forty|forty five|fifty) [{PART}]",
        "noon",
        "midnight",
    ),
    "AMAZON.DATE": (
        "today",
        "tonight",
        "tomorrow [morning|evening]",
        "the day after tomorrow",
        f"[next] {WEEKDAY} [morning|evening]",
    ),
    "AMAZON.DURATION": (f"{SMALL} (minutes|hours|days|weeks)", "(a|one) (minute|day|week|month)", "(an|one) hour"),
}
"""Amazon's own slot types as small grammars: the values that people say here, not all that Amazon knows."""
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True)
class Grammar:
    """What may be heard.

    Attributes:
        jsgf: the grammar, ready for a recogniser.
        left_out: sentences and slot values with words nobody can pronounce for the recogniser, each once.
        pattern: the same for written words, a space after each.
    """

    jsgf: str
    left_out: tuple[str, ...]
    pattern: re.Pattern[str]

    def fits(self, words: str) -> bool:
        """Are these words, lower case and without punctuation, a sentence of the grammar?"""
        return self.pattern.fullmatch(f"{words} ") is not None


def grammar_of(model: Mapping[str, Any], *, is_known: Callable[[str], bool]) -> Grammar:
    """Return the grammar of an interaction model.

    Sentences that take free words (a promise, a name) are not in it: a grammar cannot foresee them, they are typed.

    Args:
        model: the parsed file, in Alexa's own format.
        is_known: can the recogniser pronounce this word (lower case)?

    Raises:
        KeyError: a sample names a slot that its intent does not have, or a type the model does not have.
    """
    language = model["interactionModel"]["languageModel"]
    left_out: list[str] = []
    types = {kind["name"]: _sayable(_values(kind), is_known, left_out) for kind in language["types"]}
    types |= {kind: [*said] for kind, said in BUILT_IN_TYPES.items()}
    types = {kind: said for kind, said in types.items() if said}
    said = list(LAUNCHES)
    for intent in language["intents"]:
        samples = [*intent["samples"], *BUILT_IN.get(intent["name"], ())]
        slots = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        samples += [sample for slot in intent.get("slots", ()) for sample in slot.get("samples", ())]
        said += [_linked(one, slots) for one in samples if _can_be_foreseen(one, slots, types)]
    turns = _folded(_sayable(dict.fromkeys(said), is_known, left_out))
    rules = {_rule(kind): " | ".join(values) for kind, values in types.items()}
    lines = [f"<{name}> = {values};" for name, values in rules.items()]
    jsgf = "\n".join(("#JSGF V1.0;", "grammar steady;", f"public <turn> = {turns};", *lines, ""))
    return Grammar(jsgf, tuple(dict.fromkeys(left_out)), re.compile(_as_pattern(turns, rules)))


def _as_pattern(rule: str, rules: Mapping[str, str]) -> str:
    """Write one rule as a regular expression."""
    symbols = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|"}
    parts = re.findall(r"[()\[\]|]|<\w+>|[a-z']+", rule)
    return "".join(
        symbols[part]
        if part in symbols
        else f"(?:{_as_pattern(rules[part[1:-1]], rules)})"
        if part[0] == "<"
        else f"{part} "
        for part in parts
    )


def _folded(said: Iterable[str]) -> str:
    """Write each slot once with all that may stand before and after it, "" where nothing is said.

    A recogniser unrolls a rule wherever it is named: unrolled sentence by sentence, 200 moods behind 30 beginnings
    took five seconds to hear one. What is allowed too much by this ("by nine to ten") the intent matcher sorts out.
    """
    plain: list[str] = []
    around: dict[str, tuple[list[str], list[str]]] = {}
    for one in dict.fromkeys(said):
        begins, _, rest = one.partition("<")
        kind, _, ends = rest.partition(">")
        if not kind:
            plain.append(one)
            continue
        before, after = around.setdefault(kind, ([], []))
        before.append(begins.strip())
        after.append(ends.strip())
    slots = [f"{_choice(set(before))} <{kind}> {_choice(after)}".strip() for kind, (before, after) in around.items()]
    return " | ".join([*(one for one in plain if one), *slots])


def _choice(them: Iterable[str]) -> str:
    """Return one of them as a part of a sentence, optional where one of them is nothing."""
    some = sorted(them)
    inside = _folded(some)
    return "" if not inside else f"[{inside}]" if "" in some else f"({inside})"


def _values(kind: Mapping[str, Any]) -> list[str]:
    """Return every name and synonym of a custom type, as it is spoken, each once."""
    said = (name for value in kind["values"] for name in (value["name"]["value"], *value["name"].get("synonyms", ())))
    return list(dict.fromkeys(" ".join(_WORD.findall(name.lower())) for name in said))


def _can_be_foreseen(sample: str, slots: Mapping[str, str], types: Mapping[str, Sequence[str]]) -> bool:
    kinds = {slots[name] for name in re.findall(r"\{(\w+)\}", sample)}
    return not kinds & FREE and kinds <= set(types)


def _linked(sample: str, slots: Mapping[str, str]) -> str:
    """Put the rule of its type in place of each slot: "i feel {mood}" -> "i feel <MoodWord>"."""
    return re.sub(r"\{(\w+)\}", lambda found: f"<{_rule(slots[found[1]])}>", sample.lower())


def _sayable(said: Iterable[str], is_known: Callable[[str], bool], left_out: list[str]) -> list[str]:
    """Return those whose own words are all known; note the others in `left_out`."""
    kept: list[str] = []
    for one in said:
        words = _WORD.findall(re.sub(r"<\w+>", " ", one))
        (kept if one and all(map(is_known, words)) else left_out).append(one)
    return kept


def _rule(name: str) -> str:
    return name.replace(".", "_")
