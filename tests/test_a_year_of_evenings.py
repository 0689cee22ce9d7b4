"""A year of Mara's by the real doors keeps every rule about what is said and when; planted faults are caught."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from a_year import BY_TEXT, Asked, Life, Mara, Unasked, counts, faults
from house import House

from intents import reflection as told
from skill.domain import occurrence, reflection

YEARS = int(os.environ.get("YEARS_OF_EVENINGS", "1"))
"""How many years are lived, each by dice of its own; more for a long run."""
NEW_YORK = ZoneInfo("America/New_York")
BEGINS = datetime(2026, 2, 1, 18, 0, tzinfo=NEW_YORK)
"""So that both changes of the clock lie in the year."""
BY_ID = {one.id: one for one in BY_TEXT.values()}
A_WHILE = 40
"""Days in which a planted fault must show."""


def lived(folder: Path, seed: str, days: int) -> Life:
    """Live some days in a new house."""
    with House(folder, BEGINS.astimezone(ZoneInfo("UTC"))) as house:
        return Mara(house, seed).live(days)


@pytest.mark.parametrize("seed", [f"mara-{number}" for number in range(YEARS)])
def test_a_year_of_evenings_keeps_every_rule(seed: str, tmp_path: Path) -> None:
    life = lived(tmp_path / "data", seed, 365)
    print(f"{seed}: {counts(life)}")
    assert faults(life) == []
    assert len(life.asked) > 150
    assert len(life.unasked) > 250
    weights = {one.prompt.weight for one in life.asked}
    assert weights == {"light", "medium", "deep"}
    assert any(one.families & {"rage", "fear"} for one in life.asked)
    assert all(life.events[kind] for kind in ("outages", "pauses", "promises", "evenings skipped", "journeys"))


def _forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "choose", lambda prompts, **known: reflection.choose(prompts, **{**known, "heard": ()}))


def _sets(where: Any, name: str, value: object) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(where, name, value)


PLANTED = {
    "nothing is remembered": (_forgets, "distance"),
    "four and more unasked": (_sets(occurrence, "UNASKED_A_DAY", 9), "unasked"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_fault_that_is_planted_in_the_house_is_caught(
    planted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, kind = PLANTED[planted]
    plant(monkeypatch)
    found = faults(lived(tmp_path / "data", "mara-0", A_WHILE))
    assert [one for one in found if one.startswith(kind)]


def asked(day: int, prompt_id: str, *families: str) -> Asked:
    return Asked(BEGINS + timedelta(days=day, hours=2), BY_ID[prompt_id], frozenset(families))


def unasked(day: int, hour: int, *, is_paused: bool = False) -> Unasked:
    return Unasked(BEGINS.replace(hour=hour) + timedelta(days=day), "Your evening minute.", is_paused)


@pytest.mark.parametrize(
    ("life", "fault"),
    [
        (Life(asked=[asked(0, "s3-08"), asked(1, "s3-02")]), "pain"),
        (Life(asked=[asked(0, "s3-08"), asked(0, "s3-02")]), "pain"),
        (Life(asked=[asked(0, "e3-01"), asked(9, "e3-01")]), "distance"),
        (Life(asked=[asked(0, "s3-11"), asked(3, "s4-14"), asked(6, "s5-09")]), "deep"),
        (Life(asked=[asked(0, "s3-11", "fear")]), "deep"),
        (Life(asked=[asked(0, "s3-11", "sorrow", "rage")]), "deep"),
        (Life(unasked=[unasked(0, hour) for hour in (9, 12, 15, 18)]), "unasked"),
        (Life(unasked=[unasked(0, 22)]), "quiet"),
        (Life(unasked=[unasked(0, 6)]), "quiet"),
        (Life(unasked=[unasked(0, 12, is_paused=True)]), "pause"),
    ],
)
def test_every_single_fault_is_caught(life: Life, fault: str) -> None:
    assert [one.partition(":")[0] for one in faults(life)] == [fault]


def test_what_is_well_is_no_fault() -> None:
    heard = [asked(0, "s3-08"), asked(1, "e3-01", "rage"), asked(2, "s3-02"), asked(12, "e3-01")]
    assert faults(Life(unasked=[unasked(0, hour) for hour in (7, 12, 21)], asked=heard)) == []
