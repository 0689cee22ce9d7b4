"""So many steps of walks and so many evenings in two worlds, as one process lives them."""

import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from slow.proof.rooms import Shelf
from slow.proof.steps import OPENINGS, STEPS
from slow.proof.walk import Reached, Walk
from slow.proof.worlds import Evening, differ, evenings


def walks(shelf: Shelf, steps: int, begin: int) -> tuple[Reached, float]:
    """Walk so many steps, forty in a life, without a fault; return what was reached, and seconds of computing.

    Raises:
        WrongEarError: something was heard that should not be.
    """
    reached, began = Reached(), time.process_time()
    while reached.steps < steps:
        opening = OPENINGS[begin % len(OPENINGS)]
        Walk(shelf, begin, reached=reached).run(min(40, steps - reached.steps), STEPS, opening)
        begin += 1
    return reached, time.process_time() - began


def worlds(shelf: Shelf, number: int, begin: int = 1) -> tuple[int, int, list[str]]:
    """Live so many evenings in two worlds; return how many, how many turns, and what differed."""
    lived, before = 0, shelf.turns
    found: list[str] = []

    @seed(begin)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(evenings())
    def live(evening: Evening) -> None:
        nonlocal lived
        difference = differ(evening, shelf, statements=lived % 4 == 0)
        lived += 1
        found.extend([difference] if difference else [])

    live()
    return lived, shelf.turns - before, found
