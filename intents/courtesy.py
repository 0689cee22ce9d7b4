"""Courtesy: help, repeat, stop, "I did not understand", and plain "I need help" that always works."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from intents.assent import OKAY, THANKS, courtesy
from intents.turn import DONE, NO, Awaiting, Reply, Turn
from skill.content import help_lines
from skill.domain.certainty import ANYBODY, Need
from skill.domain.support import SPOKEN_KINDS, digits, spoken_lines
from skill.storage.work import Work

MISSES_AT_MOST = 2
CANCEL = "AMAZON.CancelIntent"
ENDS = frozenset({"AMAZON.StopIntent", CANCEL, "AMAZON.NavigateHomeIntent"})

HEARS = ENDS | {
    "AMAZON.HelpIntent", "AMAZON.RepeatIntent", "AMAZON.FallbackIntent", "SupportIntent", DONE, THANKS, OKAY,
}  # fmt: skip


@dataclass(frozen=True)
class CourtesyConversation:
    """Help, repeat, stop, and the number of somebody who listens."""

    topic: str = "courtesy"
    hears: frozenset[str] = HEARS
    needs: ClassVar[Mapping[str, Need]] = dict.fromkeys(HEARS, ANYBODY) | {"courtesy.anything": ANYBODY}

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Answer what belongs to no conversation in particular."""
        if turn.heard == "SupportIntent":
            return support(turn)
        if turn.heard in (THANKS, OKAY):
            return courtesy(turn)
        if turn.heard in ENDS or turn.heard == DONE or (turn.heard == NO and turn.is_open("courtesy.anything")):
            return turn.tell(turn.phrase("courtesy.stop"))
        if turn.heard == "AMAZON.HelpIntent":
            return self._help(turn)
        if turn.heard == "AMAZON.RepeatIntent":
            return self._repeat(turn)
        return not_understood(turn) if turn.heard == "AMAZON.FallbackIntent" else None

    def _help(self, turn: Turn) -> Reply:
        from_here = turn.awaiting
        said = turn.phrase("courtesy.help")
        if from_here is None:
            return turn.ask(said, turn.phrase("courtesy.what_now"), awaiting=_anything())
        return replace(turn.ask(said, turn.phrase("courtesy.what_now"), awaiting=from_here), is_short_lived=True)

    def _repeat(self, turn: Turn) -> Reply:
        if turn.last is None or turn.awaiting is None:
            return turn.ask(
                turn.phrase("courtesy.nothing_said"), turn.phrase("courtesy.what_now"), awaiting=_anything()
            )
        return turn.ask(turn.last, awaiting=turn.awaiting)


def support(turn: Turn) -> Reply:
    """Say whom one can call; nothing is stored (product.md R24)."""
    return turn.tell(turn.phrase("courtesy.support"), *lines_to_call(turn))


def lines_to_call(turn: Turn, kinds: Collection[str] = SPOKEN_KINDS) -> list[str]:
    """Return the numbers of these kinds as sentences, by the household's country; never none at all."""
    lines = spoken_lines(help_lines(turn.country), today=turn.local.date()) if turn.country else ()
    said = [
        turn.phrase(f"courtesy.line_{line.kind}", name=line.name, number=digits(line.number or ""), who=line.whom())
        for line in lines
        if line.kind in kinds
    ]
    return said or [turn.phrase("courtesy.local_number")]


def not_understood(turn: Turn) -> Reply:
    """Say so without blame; ask the open question again, and after a second miss close kindly."""
    asked = turn.awaiting
    if asked is None:
        return turn.ask(turn.phrase("courtesy.not_understood"), turn.phrase("courtesy.what_now"), awaiting=_anything())
    if asked.misses + 1 >= MISSES_AT_MOST:
        return turn.tell(turn.phrase("courtesy.missed_twice"))
    again = turn.phrase("courtesy.once_more")
    return replace(turn.ask(again, awaiting=replace(asked, misses=asked.misses + 1)), is_short_lived=True)


def _anything() -> Awaiting:
    """An open question that any conversation may answer."""
    return Awaiting("courtesy.anything")
