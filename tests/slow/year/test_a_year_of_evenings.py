"""A year of Mara's by the real doors keeps every rule about what is said and when; faults built in are caught."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slow.year.a_year import Mara
from slow.year.year_rules import NOT_ASKED_FOR, PAINFUL, PROMPTS, Asked, Life, Unasked, counts, faults
from support.local_speaker import LocalSpeakerApp

from intents.dialog.turn import Turn
from intents.router import answer
from skill.app.bootstrap import bootstrap
from skill.domain.delivery_policy import DeliveryDecision, Due, decide_deliveries
from skill.domain.person import SchedulePreferences
from skill.domain.reflection import Choose, EveningPrompt, choose
from skill.storage.unit_of_work import UnitOfWork

YEARS = int(os.environ.get("YEARS_OF_EVENINGS", "1"))
"""How many years are lived, each by dice of its own; more for a long run."""
NEW_YORK = ZoneInfo("America/New_York")
BEGINS = datetime(2026, 2, 1, 18, 0, tzinfo=NEW_YORK)
"""So that both changes of the clock lie in the year."""
BY_ID = {one.id: one for one in PROMPTS}
SOON = 25
"""Days."""
A_LOOK = 2
"""Days after which a life with a fault is looked at again ..."""
A_WHILE = 60
"""... and after which the fault should have shown."""


def home(folder: Path, **parts: Any) -> LocalSpeakerApp:
    """Return a new house, with faulty parts in it or none."""
    return LocalSpeakerApp(folder, BEGINS.astimezone(ZoneInfo("UTC")), build=partial(bootstrap, **parts))


@pytest.mark.quick
def test_two_weeks_of_the_year_keep_every_rule(tmp_path: Path) -> None:
    with home(tmp_path / "data") as app:
        life = Mara(app, "mara-0").live(14)
    assert faults(life) == []
    assert len(life.asked) > 6
    assert len(life.unasked) > 10


@pytest.mark.slow
def test_forty_days_of_the_year_with_a_change_of_the_clock_keep_every_rule(tmp_path: Path) -> None:
    with home(tmp_path / "data") as app:
        life = Mara(app, "mara-0").live(40)
    assert faults(life) == []
    assert len(life.asked) > 26
    assert len(life.unasked) > 40


@pytest.mark.parametrize("seed", [f"mara-{number}" for number in range(YEARS)])
def test_a_year_of_evenings_keeps_every_rule(
    seed: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with home(tmp_path / "data") as app:
        life = Mara(app, seed).live(365)
    record_property(seed, counts(life))
    assert faults(life) == []
    assert len(life.asked) > 300
    assert len(life.unasked) > 400
    assert {one.prompt.weight for one in life.asked} == {"light", "medium", "deep"}
    assert any({"rage", "fear"} & set(one.families) for one in life.asked)
    assert all(life.events[kind] for kind in ("outages", "pauses", "promises", "evenings skipped", "journeys"))


def choosing(faulty: Choose) -> dict[str, Any]:
    """Return the part of a house that chooses prompts like this."""

    def answers(turn: Turn, work: UnitOfWork) -> Any:
        return answer(replace(turn, choose=faulty), work)

    return {"answer": answers}


def first(
    wanted: Callable[[EveningPrompt], bool], changed: Callable[[EveningPrompt], EveningPrompt], **wrongly: Any
) -> Choose:
    """Return a choice that takes the wanted prompts first and takes them for something else."""

    def chosen(prompts: Sequence[EveningPrompt], **known: Any) -> EveningPrompt | None:
        found = choose([changed(one) for one in prompts if wanted(one)], **{**known, **wrongly})
        return BY_ID[found.id] if found is not None else choose(prompts, **known)

    return chosen


def losing(**lost: Any) -> dict[str, Any]:
    """Return the part of a house that loses what a person asked for, each time she speaks."""

    def answers(turn: Turn, work: UnitOfWork) -> Any:
        reply = answer(turn, work)
        for name, value in lost.items():
            setattr(turn.person, name, value)
        return reply

    return {"answer": answers}


def counts_no_label(due: Sequence[Due], person: SchedulePreferences, **known: Any) -> list[DeliveryDecision]:
    """Decide as if nothing had been said yet."""
    return decide_deliveries(due, person, **{**known, "heard": ()})


def is_deep(prompt: EveningPrompt) -> bool:
    return prompt.weight == "deep"


@dataclass(frozen=True)
class Fault:
    """A fault that is built into a house: faulty parts, the rule that it breaks, and the life that it shows in."""

    parts: Mapping[str, Any]
    breaks: str
    life: Mapping[str, Any] = field(default_factory=dict)


BUILT_IN = {
    "nothing is remembered": Fault(
        choosing(lambda prompts, **known: choose(prompts, **{**known, "heard": ()})), "distance"
    ),
    "themes are ignored": Fault(
        choosing(first(lambda one: one.theme in PAINFUL, lambda one: replace(one, theme=one.id))), "pain"
    ),
    "deep ones come after rage and panic": Fault(
        choosing(first(is_deep, lambda one: one, family=None, skipped_last=False)), "after", {"feels": ("fear", "rage")}
    ),
    "deep ones are not counted": Fault(choosing(first(is_deep, lambda one: replace(one, weight="medium"))), "week"),
    "labels are not counted": Fault({"decide": counts_no_label}, "unasked"),
    "quiet hours are lost": Fault(losing(quiet_from=0, quiet_until=0), "quiet"),
    "a pause is lost": Fault(losing(paused_until=None), "pause", {"pauses": 0.5}),
}
"""Quiet hours and pauses are minded by the dispatcher and again by the speaker's tray, so they are lost for both."""


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_fault_that_is_built_into_the_house_is_caught(name: str, tmp_path: Path) -> None:
    fault = BUILT_IN[name]
    with home(tmp_path / "data", **fault.parts) as app:
        mara = Mara(app, "mara-0", **fault.life)
        lives = (mara.live(A_LOOK) for _ in range(A_WHILE // A_LOOK))
        assert any(one.startswith(fault.breaks) for life in lives for one in faults(life))


def asked(day: int, prompt_id: str, *families: str) -> Asked:
    return Asked(BEGINS + timedelta(days=day, hours=2), BY_ID[prompt_id], families)


def unasked(day: int, hour: int, *, is_paused: bool = False) -> Unasked:
    return Unasked(BEGINS.replace(hour=hour) + timedelta(days=day), "Your evening minute.", is_paused)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("life", "fault"),
    [
        (Life(asked=[asked(0, "s3-08"), asked(1, "s3-02")]), "pain"),
        (Life(asked=[asked(0, "s3-08"), asked(0, "s3-02")]), "pain"),
        (Life(asked=[asked(0, "e3-01"), asked(9, "e3-01")]), "distance"),
        (Life(asked=[asked(0, "e3-01"), asked(44, "e3-01")]), "distance"),
        (Life(asked=[asked(0, "s3-11"), asked(3, "s4-14"), asked(6, "s5-09")]), "week"),
        (Life(asked=[asked(0, "s3-11", "fear")]), "after"),
        (Life(asked=[asked(0, "s3-11", "rage", "sorrow")]), "after"),
        (Life(unasked=[unasked(0, hour) for hour in (9, 12, 15, 18)]), "unasked"),
        (Life(unasked=[unasked(0, 22)]), "quiet"),
        (Life(unasked=[unasked(0, 6)]), "quiet"),
        (Life(unasked=[unasked(0, 12, is_paused=True)]), "pause"),
    ],
)
def test_every_single_fault_is_caught(life: Life, fault: str) -> None:
    assert {one.partition(":")[0] for one in faults(life)} == {fault}


@pytest.mark.quick
def test_what_is_well_is_no_fault() -> None:
    heard = [asked(0, "s3-08"), asked(1, "e3-01", "rage"), asked(2, "s3-02"), asked(46, "e3-01")]
    assert faults(Life(unasked=[unasked(0, hour) for hour in (7, 12, 21)], asked=heard)) == []


@pytest.mark.quick
def test_a_prompt_comes_back_sooner_only_when_all_others_were_nearer() -> None:
    light = [one.id for one in PROMPTS if one.role == "either" and one.weight == "light" and one.step != NOT_ASKED_FOR]
    assert len(light) > SOON
    all_of_them = [asked(day, prompt_id, "fear") for day, prompt_id in enumerate(light)]
    last = len(light)
    assert faults(Life(asked=[*all_of_them, asked(last, light[0], "fear")])) == []
    (fault,) = faults(Life(asked=[*all_of_them, asked(last, light[last - SOON], "fear")]))
    assert fault.startswith(f"distance: {light[last - SOON]} after 20 days though 30 could be kept")
