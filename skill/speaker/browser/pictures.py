"""The quiet picture beside the voice's look back: what is in it, and after which words it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from skill.domain.room import Room
from skill.speaker.speaker import Spoken

LOOKS_BACK, SAYS_ALONE = "EvidenceIntent", "RoomAloneIntent"
"""The words that ask for it, and those that answer "are you alone?"; names of the interaction model."""


@dataclass(frozen=True)
class Marks:
    """One kind of fact.

    Attributes:
        kind: which shape its marks have; the shapes differ, the colour does not.
        words: the same in a sentence, as the voice says it.
        number: how many marks.
    """

    kind: str
    words: str
    number: int


@dataclass(frozen=True)
class Picture:
    """What one span holds.

    Attributes:
        span: "Four weeks".
        heading: the voice's own sentence about the span.
        rows: kinds of facts, then kinds of days, in the voice's order and never in the order of time.
    """

    span: str
    heading: str
    rows: tuple[Marks, ...]


Draw = Callable[[Room], Sequence[Picture]]
"""Draws for whoever the speaker speaks to; decides anew who it is and whether it is alone, and in doubt draws none."""


class PictureGate:
    """Shows pictures beside an answer of the voice, only where that answer looked back.

    Where the voice asked first whether somebody is alone, the picture comes with the answer to "I am alone" in plain
    words; a mere "yes" gets the words only.
    """

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._is_asked = False

    def after(self, spoken: Spoken) -> list[Picture]:
        """Return what is shown beside these words."""
        was_asked, self._is_asked = self._is_asked, False
        if spoken.open:
            self._is_asked = spoken.heard == LOOKS_BACK
            return []
        is_told = was_asked if spoken.heard == SAYS_ALONE else spoken.heard == LOOKS_BACK and spoken.room is Room.ALONE
        return list(self._draw(Room.ALONE)) if is_told else []

    def forget(self) -> None:
        """Forget that it was asked for: somebody left."""
        self._is_asked = False
