"""Understanding, second stage: sentences compared with their slot values masked, refused where none is near."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from skill.speaker.understanding.polarity import Polarity, polarity
from skill.speaker.understanding.slots import FREE, SlotHeard, SlotReader, token

CUT = 58.0
"""Least likeness (0 to 100) that is taken; tuned on sentences apart from the tested ones."""
DISAGREES = 12.0
"""How much nearer a sample of another polarity must be, so that it is taken for what was spoken of."""
TYPO = 84.0
"""From this likeness on a word that no sample knows counts as a misspelt one that some sample does."""
STRANGE = 1.4
"""How much heavier than the rarest known word a word weighs that no sample knows."""
FILLERS = re.compile(
    r"\b(?:to be honest|i think|i guess|i suppose|sort of|(?:can|could|would|will) (?:you|we|i)|you (?:can|may)(?!')"
    r"|i(?:'d| would) like to"
    r"|i (?:want|need|have) to|let's|for me|with you|this time|these days|right now|at the moment|all of it|if you can"
    r"|tell me|show me|please|really|just|honestly|actually|quite|very|pretty|so|maybe|sadly|today|tonight|now|here"
    r"|i'm afraid(?= i\b| that\b)|this evening|exactly|again now|much|way|some|do)\b"
)
"""Words that say how something is meant rather than what; they are left out unless nothing else is said."""
EMPHASIS = re.compile(r"\b(?:any ?more|last one|about it)\b")
"""Words that only underline a sentence: without them it is the same one."""
SAME = (("i am", "i'm"), ("feeling", "feel"), ("i'm feel", "i feel"), ("somebody", "someone"), ("everything", "it"))
"""Different words for the same."""


@dataclass(frozen=True)
class Paraphrase:
    """One sample with its slots masked.

    Attributes:
        words: without fillers.
        kinds: the type of each slot.
        polarity: of the whole sample.
    """

    intent: str
    words: frozenset[str]
    text: str
    kinds: Mapping[str, str]
    polarity: Polarity


@dataclass(frozen=True)
class Near:
    """The nearest sample.

    Attributes:
        polarity: of what was said.
        agrees: is what was said a request, its opposite or a question as the sample is?
        is_same: does it differ from the sample in words that only say how something is meant?
    """

    intent: str
    slots: Mapping[str, SlotHeard]
    polarity: Polarity
    agrees: bool
    is_same: bool


class ParaphraseIndex:
    """Every sample with its slots masked, to be compared with.

    Args:
        samples: per intent; those with free words are left to strict matching.
        slot_types: per intent, the type of each slot.
        tells: intents that change nothing, so that a question may be meant as a request for them.
    """

    def __init__(
        self,
        samples: Mapping[str, Sequence[str]],
        slot_types: Mapping[str, Mapping[str, str]],
        reader: SlotReader,
        *,
        tells: Set[str] = frozenset(),
    ) -> None:
        self._tells = tells
        self._reader = reader
        self._sketches = [
            sketch
            for intent, said in samples.items()
            for sample in said
            if (sketch := _sketch(intent, sample, slot_types[intent])) is not None
        ]
        self._cores: dict[str, set[str]] = {}
        for one in self._sketches:
            self._cores.setdefault(one.intent, set()).add(_core(one.text))
        self._weights = _weights(self._sketches)
        self._spelt_right = reader.words()
        self._strange = STRANGE * max(self._weights.values())

    def nearest(self, said: str, today: date) -> Near | None:
        """Return the nearest sample, or None below the cut; one that agrees in polarity before one that does not."""
        best: tuple[tuple[float, int], Near] | None = None
        spoken = polarity(said)
        masks: dict[tuple[str, ...], tuple[str, list[tuple[str, SlotHeard]]]] = {}
        for sketch in self._sketches:
            wanted = tuple(sorted(sketch.kinds.values()))
            if wanted not in masks:
                text, found = self._reader.mask(wanted, said, today)
                masks[wanted] = (self._known(without_fillers(text)), found)
            text, found = masks[wanted]
            if len(found) < len(wanted):
                continue
            likeness = self._likeness(text, sketch)
            agrees = self._agree(spoken, sketch)
            rank = (likeness if agrees else likeness - DISAGREES, -len(wanted))
            if likeness >= CUT and (best is None or rank > best[0]):
                is_same = _core(text) in self._cores[sketch.intent]
                best = (rank, Near(sketch.intent, _assigned(sketch.kinds, found), spoken, agrees, is_same))
        return best[1] if best is not None else None

    def _agree(self, spoken: Polarity, sketch: Paraphrase) -> bool:
        """Is it a request, its opposite or a question as the sample is? What only tells may be asked for as well."""
        if sketch.intent in self._tells:
            return spoken.is_negated == sketch.polarity.is_negated and not spoken.mentions
        return spoken == sketch.polarity

    def knows(self, word: str) -> bool:
        """Is this a word that some sample is made of?"""
        return word in self._weights or FILLERS.fullmatch(word) is not None

    def _likeness(self, text: str, sketch: Paraphrase) -> float:
        """Return how alike two sentences are: by the words they share, the rare ones more, and by their order."""
        words = frozenset(text.split())
        shared = 2 * self._weigh(words & sketch.words) / (self._weigh(words) + self._weigh(sketch.words) or 1.0)
        return 80 * shared + 0.2 * fuzz.ratio(text, sketch.text)

    def _weigh(self, words: Iterable[str]) -> float:
        return sum(self._weights.get(word, self._strange) for word in words)

    def _known(self, text: str) -> str:
        """Put the known word in place of a misspelt one."""
        return " ".join(word if self._is_spelt_right(word) else self._mended(word) for word in text.split())

    def _is_spelt_right(self, word: str) -> bool:
        """Is it a word of the model? "Shaking" is a feeling, and no misspelt "sharing"."""
        return word in self._weights or word in self._spelt_right

    def _mended(self, word: str) -> str:
        found = process.extractOne(word, self._weights.keys(), scorer=fuzz.ratio, score_cutoff=TYPO)
        return found[0] if found is not None and len(word) > 3 else word


def without_fillers(text: str) -> str:
    """Return a sentence without fillers and with one word for the same; all of it where nothing would be left."""
    for one, other in SAME:
        text = re.sub(rf"\b{one}\b", other, text)
    without = " ".join(FILLERS.sub(" ", text).split())
    return without or text


def _core(text: str) -> str:
    return " ".join(EMPHASIS.sub(" ", text).replace("anything", "it").split())


def _sketch(intent: str, sample: str, types: Mapping[str, str]) -> Paraphrase | None:
    kinds = {name: types[name] for name in re.findall(r"\{(\w+)\}", sample)}
    if FREE & set(kinds.values()):
        return None
    text = without_fillers(re.sub(r"\{(\w+)\}", lambda found: token(kinds[found[1]]), sample))
    return Paraphrase(intent, frozenset(text.split()), text, kinds, polarity(sample))


def _weights(sketches: Sequence[Paraphrase]) -> dict[str, float]:
    """Weigh each word by how few intents use it."""
    users: dict[str, set[str]] = {}
    for sketch in sketches:
        for word in sketch.words:
            users.setdefault(word, set()).add(sketch.intent)
    number = len({sketch.intent for sketch in sketches})
    return {word: math.log(1 + number / len(them)) for word, them in users.items()}


def _assigned(kinds: Mapping[str, str], found: Sequence[tuple[str, SlotHeard]]) -> dict[str, SlotHeard]:
    """Give each slot the next value of its type, in the order in which they were said."""
    left = list(found)
    slots: dict[str, SlotHeard] = {}
    for name, kind in kinds.items():
        index = next(index for index, (of_kind, _) in enumerate(left) if of_kind == kind)
        slots[name] = left.pop(index)[1]
    return slots
