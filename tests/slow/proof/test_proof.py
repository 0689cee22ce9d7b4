"""The short form of `make proof`: what a walk and some evenings prove, and that each planted leak is caught."""

import inspect
from collections.abc import Iterator

import pytest
from slow.proof import faulty_doors, faulty_parts
from slow.proof.faults import SOUND, Fault
from slow.proof.homes import HOMES
from slow.proof.hunt import hunt
from slow.proof.leaks import PLANTED
from slow.proof.lives import walks, worlds
from slow.proof.private_acts import ACTS
from slow.proof.race import race
from slow.proof.rooms import Shelf
from slow.proof.scenes import SCENES

from skill.storage.queries.couples import Couples

PATIENCE = 120
"""Seconds of computing for a hunt: how fast each leak is caught is printed by `make proof` and never asserted here."""


KEPT = frozenset({"no gate for rooms", "a count told", "a name alone settles at once"})
"""Leaks of three kinds, in turns, worlds and scenes, that `make test` plants too."""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Houses that are built once and copied."""
    return Shelf(tmp_path_factory.mktemp("houses"))


def test_a_walk_through_linking_and_leaving_tells_nobody_what_is_not_theirs(shelf: Shelf) -> None:
    reached, _ = walks(shelf, 9, begin=2)
    assert reached.heard_own > 20, "unless people hear their own words, this proves nothing"
    assert len(reached.states) > 5


def test_what_she_does_alone_changes_no_byte_of_what_he_gets_and_no_canary_is_found(shelf: Shelf) -> None:
    lived, _, differences = worlds(shelf, 8)
    assert lived == 8
    assert differences == []


@pytest.mark.parametrize(
    "fault",
    [pytest.param(one, marks=pytest.mark.quick) if one.name in KEPT else one for one in PLANTED],
    ids=lambda fault: fault.name,
)
def test_a_planted_leak_is_caught(shelf: Shelf, fault: Fault) -> None:
    catch = hunt(fault, shelf, seconds=PATIENCE)
    assert catch.found is not None, f"not caught in {catch.turns} turns"


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_finds_nothing_where_nothing_is_planted(shelf: Shelf, scene: str) -> None:
    assert SCENES[scene](shelf, SOUND) is None


def test_every_scene_is_what_some_planted_leak_is_caught_by() -> None:
    assert {one.scene for one in PLANTED} - {""} == set(SCENES)


def test_the_same_hunt_finds_nothing_where_nothing_is_planted(shelf: Shelf) -> None:
    assert hunt(SOUND, shelf, seconds=4).found is None


def test_fifty_at_one_code_make_one_couple(shelf: Shelf) -> None:
    assert race(shelf) == (1, 1)


def test_every_leak_has_a_name_of_its_own_and_there_are_enough() -> None:
    names = [one.name for one in PLANTED]
    assert len(set(names)) == len(names) >= 16
    assert {one.name for one in HOMES} and len(ACTS) > 30


def refused(part: type) -> list[str]:
    """Return the methods of a faulty part that do not take what the sound part takes: such a fault only crashes."""
    found = []
    for name, faulty in vars(part).items():
        sound = next((vars(one)[name] for one in part.__mro__[1:] if name in vars(one)), None)
        if name.startswith("__") or not inspect.isfunction(faulty) or sound is None:
            continue
        taken = inspect.signature(sound).parameters.values()
        by_name = [one.name for one in taken if one.kind is one.KEYWORD_ONLY]
        in_order = [one.name for one in taken if one.kind is one.POSITIONAL_OR_KEYWORD]
        try:
            inspect.signature(faulty).bind(*in_order, **dict.fromkeys(by_name))
        except TypeError as wrong:
            found.append(f"{part.__name__}.{name}: {wrong}")
    return found


FAULTY = [
    one
    for module in (faulty_parts, faulty_doors)
    for one in vars(module).values()
    if inspect.isclass(one) and one.__module__ == module.__name__
]


def test_a_planted_fault_takes_what_the_part_takes_that_it_stands_for() -> None:
    assert len(FAULTY) > 5
    assert [line for part in FAULTY for line in refused(part)] == []


def test_a_planted_fault_that_would_only_crash_is_noticed() -> None:
    class Narrow(Couples):
        """Takes less than the sound part."""

        def of(self) -> None:  # type: ignore[override]
            """Take nobody."""

    assert refused(Narrow) == ["Narrow.of: too many positional arguments"]
