"""The hunt for a planted leak: walks and evenings in turn, until one of them finds something or the time is up."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from slow.proof.faults import Fault
from slow.proof.homes import HOMES
from slow.proof.private_acts import ACTS
from slow.proof.questions_of_his import ASKS
from slow.proof.rooms import Shelf
from slow.proof.scenes import SCENES
from slow.proof.steps import OPENINGS, STEPS
from slow.proof.walk import Walk, WrongEarError
from slow.proof.worlds import Ask, Evening, Part, differ

CPU_SECONDS = 30.0
"""How much computing a leak may take to be caught."""
UNTIL_ASKED = 215
"""Minutes from the beginning until it is asked about what was promised for nine."""
REPEAT = ("AMAZON.RepeatIntent", {})


@dataclass(frozen=True)
class Catch:
    """What was found.

    Attributes:
        found: in words, or None.
        turns: how many turns were spoken until then.
        seconds: of computing.
    """

    fault: str
    found: str | None
    turns: int
    seconds: float


LET_GO_FIRST = ("lets words go", "reads words back")
"""Acts after which nothing of an earlier one is left; they come first, so that the others stay to be seen."""
AT_LAST = ("leaves", "leaves for good", "erases everything")
"""Acts after which there is little left to be told; they come last."""
LEFT_OPEN = "opens it"
"""What she does at the very end: a session stays open with a question in it."""


def guided(first: int = 0) -> Iterator[Evening]:
    """Yield evenings in which she does half of her private acts, then the other half, in each home and stage in turn;
    in each he also speaks up in the session that she left open.

    Args:
        first: the home (`HOMES`) in which it begins.
    """
    linked = [(home, "linked") for home in (*HOMES[first:], *HOMES[:first]) if home.can_link]
    others = [(home, stage) for home in HOMES for stage in ("strangers", "half") if home.can_link or stage != "half"]
    names = sorted(ACTS, key=lambda name: (name in AT_LAST, name not in LET_GO_FIRST, name))
    for number, (home, stage) in enumerate([*linked, *others]):
        for acts in (names[::2], names[1::2]):
            asks = (Ask(0, "", REPEAT, True), Ask(0, "RoomAloneIntent", ASKS[number % len(ASKS)]), Ask(1, "", ASKS[0]))
            yield Evening(home, stage, (Part(((), (*acts, LEFT_OPEN)), UNTIL_ASKED, asks),))


def hunt(fault: Fault, shelf: Shelf, *, seconds: float = CPU_SECONDS) -> Catch:
    """Look for what a fault lets through, at most for so many seconds of computing."""
    began, before, evenings = time.process_time(), shelf.turns, guided(fault.home)

    def catch(found: str | None) -> Catch:
        return Catch(fault.name, found, shelf.turns - before, time.process_time() - began)

    if fault.scene:
        found = SCENES[fault.scene](shelf, fault)
        if found is not None:
            return catch(f"{fault.scene}: {found}")
    for number in range(3 * len(HOMES)):
        # Two evenings after each walk; a walk comes first, or last.
        if number % 3 == (2 if fault.in_worlds else 0):
            found = _walk(fault, shelf, number // 3 + fault.life)
        else:
            found = differ(next(evenings), shelf, fault)
        if found is not None or catch(found).seconds > seconds:
            return catch(found)
    return catch(None)


def _walk(fault: Fault, shelf: Shelf, seed: int) -> str | None:
    try:
        walk = Walk(shelf, seed, fault)
    except AssertionError as wrong:
        return f"they could not move in: {wrong}"
    try:
        walk.run(8 + seed, STEPS, OPENINGS[seed % len(OPENINGS)])
    except WrongEarError as wrong:
        return str(wrong)
    return None
