"""`make proof`: lives the walks and the worlds, plants every leak, and prints what came of it."""

import argparse
import multiprocessing
import os
import shutil
import sys
import time
import zoneinfo
from concurrent.futures import Future, ProcessPoolExecutor

import structlog
from slow.proof.faults import SOUND
from slow.proof.hunt import CPU_SECONDS, Catch, hunt
from slow.proof.leaks import PLANTED
from slow.proof.lives import walks, worlds
from slow.proof.private_acts import ACTS
from slow.proof.race import CROWD, race
from slow.proof.rooms import Shelf
from slow.proof.scenes import SCENES
from slow.proof.timing import BUCKET, ROUNDS, are_alike, medians
from slow.proof.walk import Reached
from slow.proof.worlds import new_shelf

STEPS_AT_ONCE, EVENINGS_AT_ONCE = 50, 20
"""How much of the walks and of the worlds one process takes at a time."""


def main() -> int:
    """Print everything; return 0 where nothing was found that should not be."""
    asked = argparse.ArgumentParser(prog="make proof ARGS=...")
    asked.add_argument("--steps", type=int, default=200, help="steps of the walks (200)")
    asked.add_argument("--worlds", type=int, default=300, help="evenings lived in two worlds (300)")
    asked.add_argument("--rounds", type=int, default=ROUNDS, help=f"timed answers in each world ({ROUNDS})")
    asked.add_argument("--seed", type=int, default=1, help="of the walks and the evenings (1)")
    asked.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="processes at a time (every core)")
    args = asked.parse_args()
    zoneinfo.reset_tzpath(())
    structlog.configure(processors=[_silent])
    shelf, began = new_shelf(), time.monotonic()
    try:
        shelf.fill()
        status = _prove(shelf, args)
        print(f"whole    {time.monotonic() - began:.0f} s on {args.cores} cores, status {status}")
        return status
    finally:
        shutil.rmtree(shelf.folder)


def _silent(_logger: object, _name: str, _event: object) -> str:
    """Print no log line between the counts."""
    raise structlog.DropEvent


def _prove(shelf: Shelf, args: argparse.Namespace) -> int:
    with ProcessPoolExecutor(args.cores, mp_context=multiprocessing.get_context("fork")) as pool:
        spans = _slices(args.steps, STEPS_AT_ONCE)
        walked = [pool.submit(walks, shelf, many, args.seed + 100 * at) for at, many in enumerate(spans)]
        spans = _slices(args.worlds, EVENINGS_AT_ONCE)
        lived = [pool.submit(worlds, shelf, many, args.seed + at) for at, many in enumerate(spans)]
        played = {name: pool.submit(_play, shelf, name) for name in SCENES}
        hunted = [pool.submit(_hunt, shelf, at) for at in range(len(PLANTED))]
        is_sound = [_tell_walks(walked), _tell_worlds(lived), _tell_scenes(played), _tell_leaks(hunted)]
    taken, couples = race(shelf)
    print(f"race     {CROWD} at one code: taken {taken} times, {couples} couple")
    one, other = medians(shelf, args.rounds)
    alike = "within" if are_alike(one, other) else "NOT within"
    print(f"timing   median of {args.rounds} answers {one:.2f} ms and {other:.2f} ms, {alike} {BUCKET:.0f} ms")
    return 0 if all(is_sound) and (taken, couples) == (1, 1) else 1


def _play(shelf: Shelf, name: str) -> str | None:
    return SCENES[name](shelf, SOUND)


def _hunt(shelf: Shelf, at: int) -> Catch:
    return hunt(PLANTED[at], shelf)


def _slices(whole: int, at_once: int) -> list[int]:
    return [min(at_once, whole - begun) for begun in range(0, whole, at_once)]


def _tell_walks(walked: list[Future[tuple[Reached, float]]]) -> bool:
    reached, seconds = Reached(), 0.0
    for one in walked:
        found, took = one.result()
        reached.add(found)
        seconds += took
    print(f"walks    {reached.steps} steps, after each everything asked of everyone: {reached.asked} questions,")
    print(f"         {len(reached.states)} states and {len(reached.moves)} moves between them, {seconds:.0f} s")
    print(f"         own words heard by their owner {reached.heard_own} times, shared ones by the other one")
    print(f"         {reached.heard_shared} times, any by anybody else 0 times")
    print(f"         {', '.join(f'{name} {times}' for name, times in reached.acts.most_common())}", flush=True)
    return True


def _tell_worlds(several: list[Future[tuple[int, int, list[str]]]]) -> bool:
    lived, turns, differences = 0, 0, list[str]()
    for one in several:
        many, spoken, found = one.result()
        lived, turns, differences = lived + many, turns + spoken, differences + found
    print(f"worlds   {lived} evenings in two worlds each, {len(ACTS)} private acts, {turns} turns:")
    print(f"         {len(differences)} differences")
    for difference in differences:
        print(f"         {difference[:2000]}")
    print(f"canaries found = {sum('canary' in one for one in differences)}", flush=True)
    return not differences


def _tell_scenes(played: dict[str, Future[str | None]]) -> bool:
    found = {name: one.result() for name, one in played.items()}
    print(f"scenes   {len(found)} played, {sum(one is not None for one in found.values())} find something", flush=True)
    for name, one in found.items():
        if one is not None:
            print(f"         {name}: {one[:2000]}")
    return not any(found.values())


def _tell_leaks(hunted: list[Future[Catch]]) -> bool:
    catches = []
    for one in hunted:
        catches.append(catch := one.result())
        print(f"leak     {catch.fault:<40} {_caught(catch)}", flush=True)
    caught = sum(one.found is not None for one in catches)
    print(
        f"leaks    {caught} caught of {len(catches)} planted, within {CPU_SECONDS:.0f} s of computing each", flush=True
    )
    return caught == len(catches)


def _caught(catch: Catch) -> str:
    if catch.found is None:
        return f"NOT CAUGHT in {catch.turns} turns, {catch.seconds:.1f} s"
    return f"caught after {catch.turns} turns, {catch.seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
