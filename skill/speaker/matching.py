"""The ear's second stage: sentences compared with their slot values masked, refused where nothing is near enough."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rapidfuzz import fuzz

from skill.speaker.slots import FREE, SlotHeard, SlotReader, token

CUT = 78.0
"""Least likeness (0 to 100) that is taken; tuned on sentences apart from the tested ones."""
LONGER_ALLOWED = 2
"""How many words more than the sample a sentence may have when its only content would be a bare slot."""


class Sketches:
    """Every sample with its slots masked, to be compared with.

    Args:
        samples: per intent.
        slot_types: per intent, the type of each slot.
    """

    def __init__(
        self, samples: Mapping[str, Sequence[str]], slot_types: Mapping[str, Mapping[str, str]], reader: SlotReader
    ) -> None:
        self._reader = reader
        self._sketches: list[tuple[str, str, dict[str, str], str | None]] = []
        for intent, said in samples.items():
            for sample in said:
                kinds = {name: slot_types[intent][name] for name in re.findall(r"\{(\w+)\}", sample)}
                free = next((name for name, kind in kinds.items() if kind in FREE), None)
                masked = re.sub(r"\{(\w+)\}", lambda found: token(kinds[found[1]]), sample)  # noqa: B023 - used at once
                self._sketches.append((intent, masked, kinds, free))

    def nearest(self, said: str, today: date) -> tuple[str, dict[str, SlotHeard]] | None:
        """Return the intent and slots of the nearest sample, or None below the cut."""
        best: tuple[float, str, dict[str, SlotHeard]] | None = None
        masks: dict[tuple[str, ...], tuple[str, dict[str, SlotHeard]]] = {}
        for intent, sketch, kinds, free in self._sketches:
            if free is not None:
                continue
            wanted = tuple(sorted(set(kinds.values())))
            if wanted not in masks:
                masks[wanted] = self._reader.mask(wanted, said, today)
            masked, values = masks[wanted]
            if len(values) < len(wanted):
                continue
            if not _has_words(sketch) and len(masked.split()) > len(sketch.split()) + LONGER_ALLOWED:
                continue
            likeness = 0.5 * fuzz.ratio(masked, sketch) + 0.5 * fuzz.token_sort_ratio(masked, sketch)
            if best is None or likeness > best[0]:
                best = (likeness, intent, {name: values[kind] for name, kind in kinds.items()})
        return (best[1], best[2]) if best is not None and best[0] >= CUT else None


def _has_words(sketch: str) -> bool:
    return any(not word.startswith("slot") for word in sketch.split())
