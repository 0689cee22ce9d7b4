"""The control door: what a hand can do with curl, and a plain line for what it cannot."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.fake_alexa import MARA, Amazon
from support.fake_alexa.__main__ import options
from support.fake_alexa.control import Control
from support.fake_alexa.hands import actions, looks

ROOT = Path(__file__).parents[3]


@pytest.fixture
def hand(amazon: Amazon, client: httpx.Client) -> Any:
    """Does something by the control door, and returns what it says."""
    amazon.control = Control(actions(amazon), looks(amazon))

    def done(name: str, **said: Any) -> Any:
        answer = client.post(f"/control/{name}", content=json.dumps(said))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return done


def test_an_evening_by_hand(hand: Any, amazon: Amazon, listener: Any, client: httpx.Client) -> None:
    jonas = "amzn1.ask.account.JONAS"
    assert hand("enable", user=jonas, zone="Europe/Berlin")["zone"] == "Europe/Berlin"
    hand("consent", user=jonas)
    hand("subscribe", user=jonas)
    assert hand("open", user=jonas)["status"] == 200
    assert hand("say", user=jonas, intent="CheckInIntent", slots={"mood": "hurt"})["is_open"] is False
    hand("end", user=jonas)
    assert hand("account", user=jonas)["consents"] == ["alexa::alerts:reminders:skill:readwrite"]
    assert hand("advance", hours=2) == []
    assert client.get("/control/clock").json()["now"] == "2026-11-24T01:00:00+00:00"
    assert [one["status"] for one in hand("post")["sent"]] == [200] * len(amazon.post.sent)
    hand("fault", call="GET /echo.api/*", status=503, times=2)
    assert [client.get("/echo.api/steady.pem").status_code for _ in range(3)] == [503, 503, 200]
    hand("fault", call="GET /echo.api/*", how="reset")
    hand("heal")
    assert client.get("/echo.api/steady.pem").status_code == 200
    for name in ("revoke", "unsubscribe", "disable"):
        hand(name, user=jonas)
    assert listener.kinds()[-1] == "AlexaSkillEvent.SkillDisabled"
    for name in ("alerts", "rang", "notifications", "complaints"):
        assert client.get(f"/control/{name}").json() == []


@pytest.mark.parametrize(
    ("name", "body", "fault"),
    [
        ("open", {"user": "nobody"}, "nobody has the id nobody; enable the skill first"),
        ("say", {}, "say intent"),
        ("enable", {"user": MARA}, f"{MARA} had the skill before; enabling again makes a new id"),
        ("approve", {}, "Alexa has asked for no permission"),
        ("advance", {}, "say days, hours, minutes or seconds"),
        ("advance", {"hours": -1}, "say days, hours, minutes or seconds"),
        ("fault", {"call": "GET *", "how": "gently"}, "say a status, or how: slow, reset, lost or truncated"),
        ("fault", {}, "say call"),
        ("remove", {"alert": "none"}, "none"),
    ],
)
def test_what_cannot_be_done_is_said(hand: Any, client: httpx.Client, name: str, body: Any, fault: str) -> None:
    answer = client.post(f"/control/{name}", content=json.dumps(body))
    assert (answer.status_code, answer.json()) == (400, {"fault": fault})


def test_the_door_names_its_ways_and_looking_changes_nothing(hand: Any, client: httpx.Client) -> None:
    ways = client.get("/control").json()["ways"]
    assert "GET /control/rang" in ways
    assert "POST /control/enable" in ways
    assert client.get("/control/disable").status_code == 404
    assert client.post("/control/enable", content="[]").status_code == 400


def test_it_starts_by_hand_says_the_settings_and_keeps_its_keys(tmp_path: Path) -> None:
    def started() -> tuple[dict[str, str], int]:
        command = [sys.executable, "-m", "support.fake_alexa", "--port", "0", "--folder", str(tmp_path)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as running:
            assert running.stdout is not None
            lines = [running.stdout.readline().strip() for _ in range(5)]
            exports = dict(one.removeprefix("export ").split("=", 1) for one in lines[:3])
            there = httpx.get(exports["STEADY_GROUND_AMAZON_URL"] + "/control/clock", trust_env=False, verify=False)
            running.send_signal(signal.SIGINT)
            assert running.wait(20) == 0
        return exports, there.status_code

    exports, status = started()
    assert status == 200
    assert exports["STEADY_GROUND_TRUST_ROOTS"] == str(tmp_path / "roots.pem")
    kept = {one.name: one.read_bytes() for one in tmp_path.glob("*.key")}
    assert kept.keys() == {"root.key", "middle.key", "leaf.key"}
    started()
    assert {one.name: one.read_bytes() for one in tmp_path.glob("*.key")} == kept


def test_the_how_to_names_only_ways_that_there_are(hand: Any, client: httpx.Client) -> None:
    page = (ROOT / "docs" / "howto" / "develop-without-amazon.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\$door/(\w+)", page))
    ways = {one.rsplit("/", 1)[1] for one in client.get("/control").json()["ways"]}
    assert {"enable", "consent", "hear", "advance"} <= named <= ways
    assert set(re.findall(r"`(--[\w-]+)`", page)) <= set(re.findall(r"--[\w-]+", options().format_help()))
