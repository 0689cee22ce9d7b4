"""The local ear: what was typed, as intent and slots, heard through the interaction model alone.

First every sample is matched strictly; what fits none is compared with all samples, slot values masked, and refused
where nothing is near enough, unless it says a feeling in a word of its own. Slot values leave as Alexa sends them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from hassil import Intents, recognize_all
from hassil.recognize import RecognizeResult

from skill.content import danger_phrases, moods
from skill.domain.danger import AT_HOME, SOFT, danger_in
from skill.domain.feeling import holds_more
from skill.domain.polarity import is_turned_feeling
from skill.speaker.matching import Sketches
from skill.speaker.own_words import OPEN, OwnWords
from skill.speaker.slots import FREE, SlotHeard, SlotReader, slot_lists

LAUNCH = "Launch"
FALLBACK = "AMAZON.FallbackIntent"
DANGER = "DangerIntent"
NAMES = "WhoNameIntent"
"""The intent that takes whatever is said for a name."""
CHECK_IN, DENIES = "CheckInIntent", "CheckInNotIntent"
FEELINGS = frozenset({CHECK_IN, DENIES, "CheckInOtherIntent", "CheckInCorrectIntent"})
COURTESIES = frozenset({"CourtesyOkayIntent", "CourtesyThanksIntent", "CourtesyDoneIntent", "AMAZON.RepeatIntent",
                        "HardTalkNextIntent"})  # fmt: skip
"""Intents with samples that are feelings where one was asked for: "okay", "sorry", "nothing"."""
LEAVES = {SOFT: "DangerHeavyIntent", AT_HOME: "DangerAtHomeIntent"}
"""The intent that words leave the script by, where it is another than danger's own."""
BUILT_IN = {
    "AMAZON.YesIntent": ("yes", "yeah", "yep", "sure", "okay then", "right", "that's right", "correct", "yes please",
                         "please do", "i do", "yes that's right", "of course", "please"),
    "AMAZON.NoIntent": ("no", "nope", "no thanks", "no thank you", "not really", "that's wrong", "wrong", "no it isn't",
                        "rather not"),
    "AMAZON.HelpIntent": ("help", "help me", "what can i say", "what can you do", "how does this work"),
    "AMAZON.StopIntent": ("stop", "stop it", "quit", "exit", "off", "enough", "shut up", "bye", "goodbye", "end"),
    "AMAZON.CancelIntent": ("cancel", "never mind", "forget it", "cancel that"),
    "AMAZON.RepeatIntent": ("repeat", "repeat that", "say that again", "what did you say", "pardon", "come again"),
    "AMAZON.NextIntent": ("next", "next please", "continue", "and then", "what's next", "on to the next"),
    "AMAZON.NavigateHomeIntent": ("go home",),
}  # fmt: skip
"""What people say for Alexa's own intents, which carry no samples in a model."""
_NOISE = re.compile(
    r"^(?:(?:hey |ok |okay )?alexa[ ,]*|(?:ask|tell) steady ground (?:to |that |for )?|um+ |uh+ |well[, ]+)+"
)
_LAUNCH = re.compile(r"(?:open|start|launch|begin|talk to) (?:the )?steady ground")
_END = re.compile(r"(?:[ ,]+(?:please|thanks|thank you))+$")


@dataclass(frozen=True)
class Heard:
    """What was heard.

    Attributes:
        intent: its name, "Launch", or the fallback.
        stage: how it was found: launch, danger, strict, elicited, own, near, none.
    """

    intent: str
    slots: Mapping[str, SlotHeard] = field(default_factory=dict)
    stage: str = "none"


class Ear:
    """Hears through one interaction model.

    Args:
        model: the parsed file.
    """

    def __init__(self, model: Mapping[str, object]) -> None:
        language = model["interactionModel"]["languageModel"]  # type: ignore[index]
        self._intents = {one["name"]: one for one in language["intents"]}
        self._slot_types = {
            name: {slot["name"]: slot["type"] for slot in one.get("slots", ())} for name, one in self._intents.items()
        }
        self._reader = SlotReader(language["types"])
        samples = {name: [*one["samples"], *BUILT_IN.get(name, ())] for name, one in self._intents.items()}
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
        self._lists = slot_lists(language["types"])
        self._sketches = Sketches(samples, self._slot_types, self._reader)
        self._own_words = OwnWords(samples, self._slot_types, self._reader)

    @classmethod
    @cache
    def load(cls, path: Path) -> "Ear":
        """Read an interaction model from its file, once per process: an ear remembers nothing of what it hears."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def hear(self, text: str, *, elicit: tuple[str, str] | None, today: date) -> Heard:
        """Return what was meant by `text`.

        Args:
            elicit: intent and slot that the skill asked for, or None.
            today: the speaker's local date, for "tomorrow" and weekdays.
        """
        said = clean(text)
        if not said:
            return Heard(FALLBACK)
        if _LAUNCH.fullmatch(said):
            return Heard(LAUNCH, stage="launch")
        kind = danger_in(said, danger_phrases())
        if kind is not None:
            return Heard(LEAVES.get(kind, DANGER), stage="danger")
        strict = self._strict(said, today)
        whole = self._whole_feeling(said, strict, elicit, today)
        if whole is not None:
            return whole
        if strict is not None and (
            elicit is None or strict.intent == elicit[0] or not self._may_be_words(strict, elicit)
        ):
            return strict
        if elicit is not None and (elicited := self._elicited(said, elicit, today)) is not None:
            return elicited
        if strict is not None:
            return strict
        own = self._own_words.read(said, today)
        if own is not None:
            return Heard(own[0], own[1], "own")
        near = self._sketches.nearest(said, today)
        if near is None and elicit is not None and self._kind_of(elicit) == OPEN:
            alone = self._own_words.alone(said)
            return Heard(elicit[0], {elicit[1]: alone}, "own") if alone is not None else Heard(FALLBACK)
        is_near_feeling = near is not None and near[0] in FEELINGS | COURTESIES
        if (is_near_feeling and holds_more(moods(), said)) or (near is None and is_turned_feeling(moods(), said)):
            return Heard(CHECK_IN, {"mood": SlotHeard(said)}, "own")
        if near is None or near[0] in (DANGER, *LEAVES.values()):
            # Danger is told by its own words alone: "my husband is here" is near "my husband hits me", and not meant.
            return Heard(FALLBACK)
        return Heard(near[0], near[1], "near")

    def _whole_feeling(
        self, said: str, strict: Heard | None, elicit: tuple[str, str] | None, today: date
    ) -> Heard | None:
        """Return a feeling that must be heard as all that was said: a word picked out of it could mean the opposite.

        Where a feeling was asked for, "okay" and "sorry" are one, and no courtesy; a greeting is sent as it is, so
        that no feeling is found inside it.
        """
        is_asked = elicit is not None and self._kind_of(elicit) == OPEN
        if is_asked and strict is not None and strict.intent in COURTESIES:
            value = self._reader.read(OPEN, said, today)
            return Heard(CHECK_IN, {"mood": value}, "elicited") if value is not None else None
        if strict is not None and strict.intent == DENIES and "mood" in strict.slots:
            # "Not bad" is one of the words themselves; it denies none.
            listed = self._reader.find(OPEN, said, today)
            is_other = listed is not None and listed.id != strict.slots["mood"].id
            return Heard(CHECK_IN, {"mood": listed}, "strict") if listed is not None and is_other else None
        if strict is not None or (elicit is not None and not is_asked):
            return None
        # "I'm not alone" may be about the room and "we are ready" about a talk: then the nearest sample is heard first.
        is_whole = is_turned_feeling(moods(), said.partition(" because ")[0]) and not self._is_of_others(said, today)
        is_whole = is_whole or (is_asked and holds_more(moods(), said))
        return Heard(CHECK_IN, {"mood": SlotHeard(said)}, "own") if is_whole else None

    def _is_of_others(self, said: str, today: date) -> bool:
        """Is the feeling word in it one that sentences about other things are made of as well?"""
        found = self._reader.find(OPEN, said, today)
        return found is not None and found.value != "nothing" and any(map(self._sketches.knows, found.value.split()))

    def _template(self, intent: str, sample: str) -> str:
        types = self._slot_types[intent]
        return re.sub(r"\{(\w+)\}", lambda found: f"{{{_list_name(types[found[1]])}:{found[1]}}}", sample)

    def _strict(self, said: str, today: date) -> Heard | None:
        """Return the match with the most words of its own, and among those the one that leaves least to wildcards."""
        best: tuple[tuple[int, int], Heard] | None = None
        for result in recognize_all(said, self._grammar, slot_lists=self._lists):
            heard = self._accepted(result, today)
            if heard is None:
                continue
            rank = (result.text_chunks_matched, -sum(self._is_free(heard.intent, name) for name in heard.slots))
            if best is None or rank > best[0]:
                best = (rank, heard)
        return best[1] if best is not None else None

    def _accepted(self, result: RecognizeResult, today: date) -> Heard | None:
        intent = result.intent.name
        slots: dict[str, SlotHeard] = {}
        for name, entity in result.entities.items():
            words = entity.text_clean if entity.text else str(entity.value)
            value = self._reader.read(self._slot_types[intent][name], words, today)
            if value is None:
                return None
            if intent == NAMES and any(map(self._sketches.knows, value.value.split())):
                # "This is too slow" is no name: what sentences here are made of names nobody.
                return None
            slots[name] = value
        return Heard(intent, slots, "strict")

    def _elicited(self, said: str, elicit: tuple[str, str], today: date) -> Heard | None:
        """Return the slot that was asked for, filled from the whole text, from its samples, or from a part of it."""
        intent, name = elicit
        kind = self._kind_of(elicit)
        if kind is None:
            return None
        slot = next(one for one in self._intents[intent]["slots"] if one["name"] == name)
        patterns = [re.escape(sample).replace(rf"\{{{name}\}}", "(.+)") for sample in slot.get("samples", ())]
        for pattern in sorted(patterns, key=len, reverse=True):
            found = re.fullmatch(pattern, said)
            if found is not None and (value := self._reader.read(kind, found[1], today)) is not None:
                return Heard(intent, {name: value}, "elicited")
        value = self._reader.find(kind, said, today)
        return Heard(intent, {name: value}, "elicited") if value is not None else None

    def _kind_of(self, elicit: tuple[str, str]) -> str | None:
        return self._slot_types.get(elicit[0], {}).get(elicit[1])

    def _may_be_words(self, heard: Heard, elicit: tuple[str, str]) -> bool:
        """May what fits another intent be meant as the words that were asked for? "I feel hurt" may; "stop" may not."""
        is_free = self._is_free(*elicit) if elicit[1] in self._slot_types.get(elicit[0], {}) else False
        return any(is_free or self._is_free(heard.intent, name) for name in heard.slots)

    def _is_free(self, intent: str, slot: str) -> bool:
        return self._slot_types[intent][slot] in FREE


def clean(text: str) -> str:
    """Return what was typed as it would be spoken: lower case, no punctuation, no wake word, no politeness."""
    said = text.lower().replace("’", "'").replace("_", " ")
    said = re.sub(r"\bok\b", "okay", said)
    said = re.sub(r"(?<=\d)[:.](?=\d\d\b)", ":", said)
    said = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", said)
    said = re.sub(r"[^\w\s':]|:(?!\d)", " ", said)
    said = " ".join(said.split())
    said = _NOISE.sub("", f"{said} ").strip()
    return _END.sub("", said).strip() if len(said.split()) > 1 else said


def _list_name(kind: str) -> str:
    return kind.replace(".", "_")
