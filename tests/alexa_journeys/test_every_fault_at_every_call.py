"""Whatever goes wrong once, at whichever call to Amazon: the evening ends as it ends when nothing goes wrong."""

import json
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from support.alexa_app import Kitchen, echo
from support.fake_alexa import LOST, MARA, RESET, TRUNCATED, Amazon, Fault, slow, status
from support.sampling import slow_but

from skill.clock import StandingClock
from skill.domain.reminder import ReminderState
from skill.domain.rule import PromptKind

from .conftest import BEFORE_THE_CHANGE

LONGEST_CALL = 2.0
"""Seconds; shorter than in life, so that a slow Amazon is tried in seconds."""
TRIES = 4
CALLS = (
    "zone",
    "create",
    "token",
    "message of the new hour",
    "update",
    "create once",
    "token of another day",
    "message of the withdrawal",
    "delete",
    "token for notices",
    "notice",
)
"""Every call to Amazon of this journey, in order."""
FAULTS: dict[str, Fault] = {
    "400": status(400),
    "401": status(401),
    "403": status(403),
    "404": status(404),
    "429": status(429, retry_after=1),
    "500": status(500),
    "503": status(503),
    "slow": slow(LONGEST_CALL * 2),
    "reset": RESET,
    "lost": LOST,
    "truncated": TRUNCATED,
}
UNTIMELY = {("notice", "400")}
"""A notice that Amazon calls malformed is not sent again and again; it waits for the next visit."""


SOME = (("create", "lost"), ("notice", "400"))
"""A call that changes something, and what comes unasked; each with a fault of another kind."""


class AtCall:
    """Faults of Amazon's: one, at the call of that number."""

    def __init__(self, number: int | None, fault: Fault) -> None:
        self.left = number
        self.fault = fault

    def take(self, method: str, path: str) -> Fault | None:
        if self.left is None or path.startswith("/echo.api/"):
            return None  # certificates are the edge's business (tests/web/alexa)
        self.left -= 1
        return self.fault if self.left == -1 else None


def move_in(mara: Kitchen) -> None:
    """Walk through the first start; where the zone is not known yet, come again."""
    mara.amazon.enable(MARA, "America/New_York")
    for _ in range(TRIES):
        mara.open()
        mara.settle()
        if mara.person().onboarded_at is None:
            mara.say("AMAZON.NoIntent")
            mara.say("AMAZON.NoIntent")
        mara.say("AMAZON.StopIntent")
        if mara.person().onboarded_at is not None and mara.person().zone is not None:
            return
    raise AssertionError("she never got in")


def rings_for(mara: Kitchen, kind: PromptKind) -> bool:
    return any(one.kind is kind and one.standing is ReminderState.RINGS for one in mara.reminders())


def until_it_rings(mara: Kitchen, kind: PromptKind, intent: str, /, **slots: str) -> None:
    """Say it, say yes to what is offered, and say it again if Alexa did not take it."""
    for _ in range(TRIES):
        said = mara.say(intent, **slots)
        if kind is PromptKind.COMMITMENT:
            intent, slots = "CommitmentMoveIntent", {"time": "21:00"}  # the promise is there; its time is said again
        if "Is that right?" in said:
            said = mara.say("AMAZON.YesIntent")
        assert "Should it do that" in said, said
        if mara.amazon.say(MARA, "AMAZON.YesIntent").asks_for:
            mara.approve()
        mara.wait(minutes=5)
        if rings_for(mara, kind):
            return
    raise AssertionError(f"it never rang: {[(one.standing, one.ending) for one in mara.reminders()]}")


def live(mara: Kitchen) -> dict[str, Any]:
    """Three evenings; return what is left of them on both sides."""
    move_in(mara)
    until_it_rings(mara, PromptKind.REFLECTION, "ScheduleEveningIntent", time="20:30")
    mara.say("ScheduleEveningIntent", time="21:00")
    heard = mara.wait(hours=20)
    if not rings_for(mara, PromptKind.COMMITMENT):
        until_it_rings(
            mara, PromptKind.COMMITMENT, "CommitmentIntent", commitment="fetch the parcel by nine in the evening"
        )
    mara.say("CommitmentDropIntent")
    mara.wait(minutes=30)
    mara.amazon.subscribe()
    mara.settle()
    mara.say("CommitmentIntent", commitment="call by seven in the evening")
    mara.say("AMAZON.YesIntent")
    mara.say("AMAZON.NoIntent")
    heard += mara.wait(hours=18)
    rules = [json.dumps(one.get("recurrence", {}).get("recurrenceRules")) for one in mara.rings()]
    return {
        "heard": heard,
        "rings": rules,
        "kept": sorted(
            f"{one.kind} {one.standing}" for one in mara.reminders() if one.standing is not ReminderState.ENDED
        ),
        "zone": mara.person().zone,
        "notices": [one.words for one in mara.amazon.cloud.proactive.notifications],
        "complaints": mara.amazon.complaints,
    }


def evening(folder: Path, number: int | None, fault: Fault) -> tuple[dict[str, Any], list[str]]:
    clock = StandingClock(BEFORE_THE_CHANGE + timedelta(days=-1))
    with Amazon(clock) as amazon, echo(folder, clock, amazon, longest_call=LONGEST_CALL) as mara:
        amazon.cloud.faults = AtCall(number, fault)  # type: ignore[assignment]
        left = live(mara)
        return left, [f"{one.method} {one.path}" for one in amazon.calls if "echo.api" not in one.path]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """How the evenings end when nothing goes wrong."""
    left, calls = evening(tmp_path_factory.mktemp("undisturbed") / "data", None, RESET)
    assert len(calls) == len(CALLS), "\n".join(calls)
    return left


def test_undisturbed_everything_is_there(undisturbed: dict[str, Any]) -> None:
    assert undisturbed == {
        "heard": ["2026-10-28 21:00 Your evening minute.", "2026-10-29 21:00 Your evening minute."],
        "rings": ['["FREQ=DAILY;BYHOUR=21;BYMINUTE=0;BYSECOND=0;INTERVAL=1;"]'],
        "kept": ["reflection rings"],
        "zone": "America/New_York",
        "notices": ["1 new messages from your quiet minute"],
        "complaints": [],
    }


@pytest.mark.parametrize(("call", "fault"), slow_but(product(CALLS, FAULTS), SOME, is_rows=True))
def test_one_fault_at_one_call_changes_nothing(
    call: str, fault: str, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    left, calls = evening(tmp_path / "data", CALLS.index(call), FAULTS[fault])
    assert len(calls) >= len(CALLS), "the fault was met"
    wanted = undisturbed | ({"notices": []} if (call, fault) in UNTIMELY else {})
    assert left == wanted
