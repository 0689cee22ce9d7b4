"""`make proof`: lives the walks and the worlds, plants every leak, and prints what came of it."""

import argparse
import shutil
import sys
import time
import zoneinfo

from hypothesis import HealthCheck, Phase, given, settings

from proof.hunt import CPU_SECONDS, Catch, hunt
from proof.leaks import PLANTED
from proof.race import CROWD, race
from proof.rooms import Shelf
from proof.steps import OPENINGS, STEPS
from proof.timing import BUCKET, ROUNDS, are_alike, medians
from proof.walk import Reached, Walk
from proof.worlds import Evening, differ, evenings, new_shelf


def walks(shelf: Shelf, steps: int, seed: int) -> tuple[Reached, float]:
    """Walk so many steps, forty in a life, without a fault; return what was reached, and seconds of computing.

    Raises:
        WrongEarError: something was heard that should not be.
    """
    reached, began = Reached(), time.process_time()
    while reached.steps < steps:
        Walk(shelf, seed, reached=reached).run(min(40, steps - reached.steps), STEPS, OPENINGS[seed % len(OPENINGS)])
        seed += 1
    return reached, time.process_time() - began


def worlds(shelf: Shelf, number: int) -> tuple[int, int, list[str]]:
    """Live so many evenings in two worlds; return how many, how many turns, and what differed."""
    counted = [0, 0]
    found: list[str] = []

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(evenings())
    def lived(evening: Evening) -> None:
        difference, turns = differ(evening, shelf, statements=counted[0] % 4 == 0)
        counted[0] += 1
        counted[1] += turns
        found.extend([difference] if difference else [])

    lived()
    return counted[0], counted[1], found


def main() -> int:
    """Print everything; return 0 where nothing was found that should not be."""
    asked = argparse.ArgumentParser(prog="make proof ARGS=...")
    asked.add_argument("--steps", type=int, default=200, help="steps of the walks (200)")
    asked.add_argument("--worlds", type=int, default=60, help="evenings lived in two worlds (60)")
    asked.add_argument("--rounds", type=int, default=ROUNDS, help=f"timed answers in each world ({ROUNDS})")
    asked.add_argument("--seed", type=int, default=1, help="of the walks (1)")
    args = asked.parse_args()
    zoneinfo.reset_tzpath(())
    shelf = new_shelf()
    try:
        return _prove(shelf, args)
    finally:
        shutil.rmtree(shelf.folder)


def _prove(shelf: Shelf, args: argparse.Namespace) -> int:
    reached, seconds = walks(shelf, args.steps, args.seed)
    print(f"walks    {reached.steps} steps, after each everything asked of everyone: {reached.asked} questions,")
    print(f"         {len(reached.states)} states and {len(reached.moves)} moves between them, {seconds:.0f} s")
    print(f"         own words heard by their owner {reached.heard_own} times, shared ones by the other one")
    print(f"         {reached.heard_shared} times, any by anybody else 0 times")
    print(f"         {', '.join(f'{name} {times}' for name, times in reached.acts.most_common())}")
    lived, turns, differences = worlds(shelf, args.worlds)
    print(f"worlds   {lived} evenings in two worlds each, {turns} turns: {len(differences)} differences")
    for one in differences:
        print(f"         {one[:2000]}")
    canaries = sum("canary" in one for one in differences)
    print(f"canaries found = {canaries}")
    catches: list[Catch] = []
    for planted in PLANTED:
        catches.append(hunt(planted, shelf))
        print(f"leak     {planted.name:<40} {_caught(catches[-1])}", flush=True)
    caught = sum(one.found is not None for one in catches)
    print(f"leaks    {caught} caught of {len(catches)} planted, within {CPU_SECONDS:.0f} s of computing each")
    taken, couples = race(shelf)
    print(f"race     {CROWD} at one code: taken {taken} times, {couples} couple")
    one, other = medians(shelf, args.rounds)
    alike = "within" if are_alike(one, other) else "NOT within"
    print(f"timing   median of {args.rounds} answers {one:.2f} ms and {other:.2f} ms, {alike} {BUCKET:.0f} ms")
    is_whole = not differences and caught == len(catches) and (taken, couples) == (1, 1)
    return 0 if is_whole else 1


def _caught(catch: Catch) -> str:
    if catch.found is None:
        return f"NOT CAUGHT in {catch.turns} turns, {catch.seconds:.1f} s"
    return f"caught after {catch.turns} turns, {catch.seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
