"""The local speaker's understanding: what was typed, as intent and slots, heard through the interaction model alone.

First every sample is matched strictly; what fits none is compared with all samples, slot values masked, and refused
where nothing is near enough, unless it says a feeling in a word of its own. Slot values leave as Alexa sends them,
but free words are cut out of what was typed: what is kept is what was said, in any script.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from hassil import Intents, recognize_all
from hassil.recognize import RecognizeResult

from skill.content import danger_words, moods
from skill.domain.danger import AT_HOME, NO_BREATH, SOFT, danger_in
from skill.domain.feeling import holds_more
from skill.domain.polarity import is_turned_feeling
from skill.domain.risk import Sureness
from skill.speaker.terminal.typed import elicited_by, heard_in, is_around
from skill.speaker.understanding.built_in import BUILT_IN
from skill.speaker.understanding.free_moods import OPEN, FreeMoodReader
from skill.speaker.understanding.paraphrases import Near, ParaphraseIndex
from skill.speaker.understanding.polarity import polarity, tells
from skill.speaker.understanding.slots import DAY, FREE, NAME, TIME, SlotHeard, SlotReader, slot_lists
from skill.speech.said import Said, whole_characters

LAUNCH = "Launch"
FALLBACK = "AMAZON.FallbackIntent"
DANGER = "DangerIntent"
NAMES = ("WhoNameIntent", "OnboardingNameIntent")
"""The intents that take whatever is said for a name."""
HELP, NOT_MEANT = "AMAZON.HelpIntent", "CourtesyNotMeantIntent"
UNSHARE = "SharingUndoIntent"
SHARES = frozenset(
    {"SharingDayIntent", "SharingWordIntent", "SharingStandingIntent", "SharingCommitmentIntent", "SharingKeptIntent"}
)
ANSWERS = frozenset({"AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.CancelIntent"})
ONLY_EXACT = ANSWERS | {
    "LinkingEndIntent",
    "LinkingLeaveIntent",
    "SharingStopIntent",
    "SharingUndoIntent",
    "ScheduleStopIntent",
}
"""What answers a question of ours, or ends something: never guessed, unless only words differ that say how it is meant.

"Link us" is near "unlink us" and says the opposite; "leave that" is near "leave" and is about something else."""
_SURENESS = {
    "launch": Sureness.EXACT,
    "danger": Sureness.EXACT,
    "elicited": Sureness.ASKED,
    "own": Sureness.FREE,
    "near": Sureness.NEAR,
    "none": Sureness.NONE,
}
LEAVES = {SOFT: "DangerHeavyIntent", AT_HOME: "DangerAtHomeIntent", NO_BREATH: "DangerBreathIntent"}
"""The intent that words leave the script by, where it is another than danger's own."""
CODES = frozenset({"LinkingCodeIntent", "RecoveryCodeSayIntent"})
_SAYS_CODE = re.compile(r"\b(?:code|key|invitation)\b")
WHOLE = frozenset({("PrivateWordsKeepIntent", "words"), ("ReflectionWordsIntent", "words")})
"""Slots that take all that was said where they were asked for, however it begins: "it is my fault" stays whole."""
_UNSURE = re.compile(r"(?:i'm |i am )?(?:not sure|unsure|no idea)\b")
_SLOT = re.compile(r"\{\w+:(\w+)\}")
CALMING = frozenset({"BreathingIntent", "GroundingIntent"})
"""What "don't help me calm down" is the opposite of; nobody says there that they are calm."""
CHECK_IN, DENIES = "CheckInIntent", "CheckInNotIntent"
FEELINGS = frozenset({CHECK_IN, DENIES, "CheckInOtherIntent", "CheckInCorrectIntent"})
COURTESIES = frozenset({"CourtesyOkayIntent", "CourtesyThanksIntent", "DoneIntent", "AMAZON.RepeatIntent",
                        "HardTalkNextIntent"})  # fmt: skip
"""Intents with samples that are feelings where one was asked for: "okay", "sorry", "nothing"."""
_LAUNCH = re.compile(r"(?:open|start|launch|begin|talk to) (?:the )?steady ground")


@dataclass(frozen=True)
class Understood:
    """What was heard.

    Attributes:
        intent: its name, "Launch", or the fallback.
        stage: how it was found: launch, danger, strict, elicited, own, near, none.
        sample: the sample that was said word for word, "" where it was understood otherwise.
        is_free: does a slot hold words that could have been any?
    """

    intent: str
    slots: Mapping[str, SlotHeard] = field(default_factory=dict)
    stage: str = "none"
    sample: str = ""
    is_free: bool = False

    @property
    def sureness(self) -> Sureness:
        """How it was understood. A sample around free words is as free as they are."""
        if self.stage == "strict":
            return Sureness.FREE if self.is_free else Sureness.EXACT
        return _SURENESS[self.stage]

    @property
    def is_repeatable(self) -> bool:
        """Was it a sentence of the model to the letter, so that nobody's own words, no danger and no code are in it?"""
        is_told = self.intent not in (DANGER, *LEAVES.values(), *CODES)
        return is_told and self.stage != "danger" and self.sureness is Sureness.EXACT


class IntentMatcher:
    """Hears through one interaction model.

    Args:
        model: the parsed file.
        tells: intents that change nothing; they may be asked for with a question that is no sample.
    """

    def __init__(self, model: Mapping[str, object], *, tells: frozenset[str] = frozenset()) -> None:
        language = model["interactionModel"]["languageModel"]  # type: ignore[index]
        self._intents = {one["name"]: one for one in language["intents"]}
        self._slot_types = {
            name: {slot["name"]: slot["type"] for slot in one.get("slots", ())} for name, one in self._intents.items()
        }
        self._reader = SlotReader(language["types"])
        samples = {name: [*one["samples"], *BUILT_IN.get(name, ())] for name, one in self._intents.items()}
        self._to_the_letter = {one: name for name, said in samples.items() for one in said if "{" not in one}
        self._grammar = Intents.from_dict(
            {
                "language": "en",
                "intents": {
                    name: {"data": [{"sentences": [self._template(name, sample) for sample in said]}]}
                    for name, said in samples.items()
                    if said
                },
            }
        )
        self._samples = samples
        self._lists = slot_lists(language["types"])
        self._sketches = ParaphraseIndex(samples, self._slot_types, self._reader, tells=tells)
        self._own_words = FreeMoodReader(samples, self._slot_types, self._reader)

    @classmethod
    @cache
    def load(cls, path: Path, *, tells: frozenset[str] = frozenset()) -> "IntentMatcher":
        """Read an interaction model from its file, once per process: it remembers nothing of what it hears."""
        return cls(json.loads(path.read_text(encoding="utf-8")), tells=tells)

    def hear(self, text: str, *, elicit: tuple[str, str] | None, today: date) -> Understood:
        """Return what was meant by `text`.

        Args:
            elicit: intent and slot that the skill asked for, or None.
            today: the speaker's local date, for "tomorrow" and weekdays.
        """
        text = whole_characters(text)
        typed = heard_in(text)
        said = typed.text
        if not said:
            # Punctuation alone ("...", a face) are words too where free words were asked for.
            is_said = elicit is not None and self._kind_of(elicit) in (*FREE - {NAME}, OPEN) and text.strip()
            return Understood(*elicited_by(elicit, text), "elicited") if elicit and is_said else Understood(FALLBACK)
        if _LAUNCH.fullmatch(said):
            return Understood(LAUNCH, stage="launch")
        kind = danger_in(said, danger_words())
        if kind is not None:
            return Understood(LEAVES.get(kind, DANGER), stage="danger")
        to_the_letter = Said.read(text).text
        if to_the_letter != said and to_the_letter in self._to_the_letter:
            # "Help me please" asks for more than "help me".
            return Understood(self._to_the_letter[to_the_letter], stage="strict", sample=to_the_letter)
        strict = self._strict(typed, today)
        whole = self._whole_feeling(typed, strict, elicit, today)
        if whole is not None:
            return whole
        is_asked = strict is not None and elicit is not None and strict.intent == elicit[0] and elicit not in WHOLE
        if strict is not None and (elicit is None or is_asked or not self._may_be_words(strict, elicit)):
            return strict
        if elicit is not None and (code := self._code(said, elicit, today)) is not None:
            return code
        if elicit is not None and (elicited := self._elicited(typed, text, elicit, today)) is not None:
            return elicited
        if strict is not None:
            return strict
        own = self._own_words.read(typed, today)
        if own is not None:
            return Understood(own[0], own[1], "own")
        near = self._sketches.nearest(said, today)
        if near is None and elicit is not None and self._kind_of(elicit) == OPEN:
            alone = self._own_words.alone(typed)
            return Understood(elicit[0], {elicit[1]: alone}, "own") if alone is not None else Understood(FALLBACK)
        taken = _taken(near) if near is not None else Understood(FALLBACK)
        is_near_feeling = near is not None and near.intent in FEELINGS | COURTESIES
        # Where the nearest sample is not what was meant ("he doesn't feel safe"), a feeling is still heard as a whole.
        is_left = near is None or (taken.intent != near.intent and near.intent not in CALMING)
        if elicit is not None and self._kind_of(elicit) not in FREE | {OPEN} and _UNSURE.match(said):
            # "Not sure, whenever" answers "by what time?", and keeps no feeling.
            return Understood(FALLBACK)
        if (is_near_feeling and holds_more(moods(), said)) or (is_left and is_turned_feeling(moods(), said)):
            return Understood(CHECK_IN, {"mood": SlotHeard(typed.left())}, "own")
        return taken

    def _whole_feeling(
        self, typed: Said, strict: Understood | None, elicit: tuple[str, str] | None, today: date
    ) -> Understood | None:
        """Return a feeling that must be heard as all that was said: a word picked out of it could mean the opposite.

        Where a feeling was asked for, "okay" and "sorry" are one, and no courtesy; a greeting is sent as it is, so
        that no feeling is found inside it.
        """
        said = typed.text
        is_asked = elicit is not None and self._kind_of(elicit) == OPEN
        if is_asked and strict is not None and strict.intent in COURTESIES:
            value = self._reader.read(OPEN, said, today)
            return Understood(CHECK_IN, {"mood": value}, "elicited") if value is not None else None
        if strict is not None and strict.intent == DENIES and "mood" in strict.slots:
            # "Not bad" is one of the words themselves; it denies none.
            listed = self._reader.find(OPEN, said, today)
            is_other = listed is not None and listed.id != strict.slots["mood"].id
            return Understood(CHECK_IN, {"mood": listed}, "strict") if listed is not None and is_other else None
        if strict is not None or (elicit is not None and not is_asked):
            return None
        # "I'm not alone" may be about the room and "we are ready" about a talk: then the nearest sample is heard first.
        is_whole = is_turned_feeling(moods(), said.partition(" because ")[0]) and not self._is_of_others(said, today)
        is_whole = is_whole or (is_asked and holds_more(moods(), said))
        return Understood(CHECK_IN, {"mood": SlotHeard(typed.left())}, "own") if is_whole else None

    def _is_of_others(self, said: str, today: date) -> bool:
        """Is the feeling word in it one that sentences about other things are made of as well?"""
        found = self._reader.find(OPEN, said, today)
        return found is not None and found.value != "nothing" and any(map(self._sketches.knows, found.value.split()))

    def _template(self, intent: str, sample: str) -> str:
        types = self._slot_types[intent]
        return re.sub(r"\{(\w+)\}", lambda found: f"{{{_list_name(types[found[1]])}:{found[1]}}}", sample)

    def _strict(self, typed: Said, today: date) -> Understood | None:
        """Return the match with the most words of its own, and among those the one that leaves least to wildcards."""
        best: tuple[tuple[int, int], Understood] | None = None
        for result in recognize_all(typed.text, self._grammar, slot_lists=self._lists):
            heard = self._accepted(result, today)
            if heard is None:
                continue
            rank = (result.text_chunks_matched, -sum(self._is_free(heard.intent, name) for name in heard.slots))
            if best is None or rank > best[0]:
                best = (rank, heard)
        return self._as_typed(self._with_part(best[1], typed.text, today), typed) if best is not None else None

    def _with_part(self, heard: Understood, said: str, today: date) -> Understood:
        """Return what was heard with the part of the day that was said with its day: "tomorrow morning at nine"."""
        kinds = self._slot_types[heard.intent]
        found = [kinds[name] for name in heard.slots]
        if DAY not in found or "time" not in kinds or found.count(TIME) > int("time" in heard.slots):
            return heard
        time = self._reader.find(TIME, said, today) or self._reader.hinted(said)
        return replace(heard, slots={**heard.slots, "time": time}) if time is not None else heard

    def _as_typed(self, heard: Understood, typed: Said) -> Understood:
        """Return what was heard with its free words as they were typed: what a sample has around them is not theirs."""
        free = next((name for name in heard.slots if self._is_free(heard.intent, name)), None)
        if free is None:
            return heard
        ends = [sample.split(f"{{{free}}}") for sample in self._samples[heard.intent] if f"{{{free}}}" in sample]
        fits = [one for one in ends if len(one) == 2 and is_around(typed.text, one[0], one[1])]
        if not fits:
            return heard
        before, after = max(fits, key=lambda one: len(one[0]) + len(one[1]))
        value = typed.cut(len(before), len(typed.text) - len(after))
        return replace(heard, slots={**heard.slots, free: self._free_words(heard.intent, free, value)})

    def _free_words(self, intent: str, slot: str, words: str) -> SlotHeard:
        return SlotHeard(words.rstrip(".,;:!? ") if self._slot_types[intent][slot] == NAME else words)

    def _accepted(self, result: RecognizeResult, today: date) -> Understood | None:
        intent = result.intent.name
        slots: dict[str, SlotHeard] = {}
        sample = (result.intent_sentence.text if result.intent_sentence is not None else None) or ""
        for name, entity in result.entities.items():
            words = entity.text_clean if entity.text else str(entity.value)
            value = self._reader.read(self._slot_types[intent][name], words, today)
            if value is None or (sample.startswith("{") and self._is_free(intent, name) and _turns_around(words)):
                return None
            if intent in NAMES and self._is_no_name(intent, value.value):
                return None
            slots[name] = value
        is_free = any(self._is_free(intent, name) for name in slots)
        return Understood(intent, slots, "strict", _SLOT.sub(r"{\1}", sample), is_free)

    def _is_no_name(self, intent: str, words: str) -> bool:
        """ "This is too slow" and "call me something else" name nobody: sentences here are made of such words.

        "Call me Will" does: somebody who asks to be called one word is called so.
        """
        parts = words.lower().split()
        known = [one for one in parts if self._sketches.knows(one)]
        return bool(known) and (intent == NAMES[0] or len(parts) > 1)

    def _elicited(self, typed: Said, text: str, elicit: tuple[str, str], today: date) -> Understood | None:
        """Return the slot that was asked for, filled from the whole text, from its samples, or from a part of it."""
        intent, name = elicit
        kind = self._kind_of(elicit)
        if kind is None:
            return None
        if elicit in WHOLE:
            return Understood(*elicited_by(elicit, text), "elicited")
        slot = next(one for one in self._intents[intent]["slots"] if one["name"] == name)
        patterns = [re.escape(sample).replace(rf"\{{{name}\}}", "(.+)") for sample in slot.get("samples", ())]
        for pattern in sorted(patterns, key=len, reverse=True):
            found = re.fullmatch(pattern, typed.text)
            if found is not None and (value := self._reader.read(kind, found[1], today)) is not None:
                words = self._free_words(intent, name, typed.cut(*found.span(1))) if kind in FREE else value
                return Understood(intent, {name: words}, "elicited")
        if kind not in FREE | {OPEN} and tells(typed.text):
            # "He came home at three" is no answer to "by what time?".
            return None
        if kind == TIME and (part := self._part_of_day(intent, name, typed.text, today)) is not None:
            return part
        value = self._reader.find(kind, typed.text, today)
        if value is not None and kind in FREE:
            value = self._free_words(intent, name, typed.cut(0, len(typed.text)))
        return Understood(intent, {name: value}, "elicited") if value is not None else None

    def _part_of_day(self, intent: str, name: str, said: str, today: date) -> Understood | None:
        """Return a part of a day, or a day, said where a time was asked for that may have a day."""
        day = next((slot for slot, kind in self._slot_types[intent].items() if kind == DAY), None)
        found = self._reader.part_of_day(said, today) if day is not None else None
        if day is None or found is None:
            return None
        slots = {name if kind == TIME else day: value for kind, value in found.items()}
        return Understood(intent, slots, "elicited")

    def _code(self, said: str, elicit: tuple[str, str], today: date) -> Understood | None:
        """Return a code that was said with all its digits: where a time was asked for, it is no time of the day."""
        if self._kind_of(elicit) in FREE | {OPEN} or not _SAYS_CODE.search(said):
            return None
        near = self._sketches.nearest(said, today)
        is_whole = near is not None and near.intent in CODES and {"first", "second"} <= set(near.slots)
        return _taken(near) if near is not None and is_whole and near.agrees else None

    def _kind_of(self, elicit: tuple[str, str]) -> str | None:
        return self._slot_types.get(elicit[0], {}).get(elicit[1])

    def _may_be_words(self, heard: Understood, elicit: tuple[str, str]) -> bool:
        """May what fits another intent be meant as the words that were asked for?

        Where any words will do, "I feel hurt" may, and "stop" may not. Where a name, a time or a city was asked for,
        only what fits a name may: "I promise to be home by six" is no evening time, and nobody is called "I feel sad".
        """
        if self._kind_of(elicit) in FREE - {NAME}:
            return bool(heard.slots)
        return any(self._slot_types[heard.intent][name] == NAME for name in heard.slots)

    def _is_free(self, intent: str, slot: str) -> bool:
        return self._slot_types[intent][slot] in FREE


def _taken(near: Near) -> Understood:
    """Return what a near sentence is taken for; a guess opens a conversation at the most (skill/domain/risk.py).

    The opposite of a sample is not the sample, and a question about it is answered with help. Danger is told by its
    own words alone: "my husband is here" is near "my husband hits me", and not meant.
    """
    if near.intent in (DANGER, *LEAVES.values()) or (near.intent in ANSWERS and not near.is_same):
        return Understood(FALLBACK)
    if near.agrees:
        is_only_exact = near.intent in ONLY_EXACT and not near.is_same
        return Understood(FALLBACK) if is_only_exact else Understood(near.intent, near.slots, "near")
    if near.polarity.is_negated or near.polarity.mentions:
        # Whoever wants something not to be shared may want it back: it's asked, since it may be shared already.
        return Understood(UNSHARE if near.intent in SHARES else NOT_MEANT, stage="near")
    return Understood(HELP, stage="near") if near.polarity.asks else Understood(FALLBACK)


def _turns_around(words: str) -> bool:
    """Do free words at the beginning of a sample turn it around: "how do i" before "set it off"?"""
    found = polarity(words)
    return found.is_negated or found.asks or found.mentions


def _list_name(kind: str) -> str:
    return kind.replace(".", "_")
