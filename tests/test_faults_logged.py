"""An unexpected fault is logged with the lines of our code that it came through, and without a word of its message."""

import asyncio
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest
import structlog
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs
from support.local_speaker import LocalSpeakerApp

from skill.app.bootstrap import LOCAL_SKILL, bootstrap
from skill.app.cli import main
from skill.log import HOME, described
from skill.speaker.alexa_request import Sender, SessionSent, launch
from skill.web.turn_batcher import TurnBatcher
from skill.web.webhook import build_app, build_security

ROOT = Path(__file__).parents[1]
EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
WORDS = "Quillonia keeps a heron in the attic"
LINE = re.compile(r"(skill|intents|scheduler)/[\w/]+\.py:\d+")


def planted(*_given: Any, **_named: Any) -> NoReturn:
    """Fail with private words in the message, and in what it was raised from."""
    try:
        raise KeyError(WORDS)
    except KeyError as cause:
        raise ValueError(f"{WORDS} was said") from cause


def check(entry: Any) -> None:
    """A log entry names kind and lines, and no word."""
    assert entry["fault"] == "ValueError"
    assert entry["at"] and all(LINE.fullmatch(line) for line in entry["at"])
    assert all((ROOT / line.partition(":")[0]).is_file() for line in entry["at"])
    assert [cause.split()[0] for cause in entry["causes"]] == ["KeyError"]
    assert "heron" not in repr(entry)


def entries(logged: Sequence[Any], action: str) -> list[Any]:
    """Return the log entries of one action."""
    return [one for one in logged if one["action"] == action]


def test_a_turn_that_fails_says_where_and_not_with_which_words(tmp_path: Path) -> None:
    with (
        LocalSpeakerApp(tmp_path / "data", EVENING, build=partial(bootstrap, answer=planted)) as app,
        capture_logs() as logged,
    ):
        assert "heron" not in app.say(WORDS).words
    (entry,) = entries(logged, "turn_undone")
    check(entry)
    assert any(line.startswith("intents/alexa/") for line in entry["at"])


def test_a_prompt_that_fails_says_where_and_not_with_which_words(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING, build=partial(bootstrap, decide=planted)) as app:
        app.move_in("Mara")
        with capture_logs() as logged:
            app.wait(timedelta(hours=3))
    found = entries(logged, "not_handed_over")
    assert found and all(one["fault"] == "ValueError" and "heron" not in repr(one) for one in found)
    assert all(one["at"] and all(LINE.fullmatch(line) for line in one["at"]) for one in found)


def test_a_tick_that_fails_says_where_and_not_with_which_words(app: LocalSpeakerApp) -> None:
    app.application.database.engine.dispose()
    engine = app.application.engine
    engine._dispatcher = type("Broken", (), {"tick": planted, "next_due": planted})()
    with capture_logs() as logged:
        engine.tick()
    (entry,) = entries(logged, "tick_failed")
    check(entry)


def test_a_batch_that_fails_says_where_and_not_with_which_words(app: LocalSpeakerApp) -> None:
    web = build_app(
        TurnBatcher(planted),
        app.clock,
        trust=build_security(app.settings, app.clock, is_signed=False),
        registry=CollectorRegistry(),
        is_healthy=lambda: True,
    )

    sender, sent = Sender(LOCAL_SKILL, "account", "device"), SessionSent("session", is_new=True, attributes={})
    body = launch(sender, sent, request_id="request", now=app.clock.now())

    async def send() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://127.0.0.1") as client:
            return (await client.post("/alexa", content=body)).status_code

    with capture_logs() as logged:
        assert asyncio.run(send()) == 500
    (entry,) = entries(logged, "turn_lost")
    check(entry)


def test_a_command_that_fails_says_where_and_not_with_which_words(capfd: pytest.CaptureFixture[str]) -> None:
    def command() -> None:
        TurnBatcher(planted)._hear_together([])
        raise AssertionError

    with pytest.raises(SystemExit) as end:
        main(command)
    structlog.reset_defaults()
    assert end.value.code == 1
    out, err = capfd.readouterr()
    entry = json.loads(err)
    assert (out, entry["action"], entry["fault"]) == ("", "command_lost", "ValueError")
    assert any(line.startswith("skill/app/cli.py:") for line in entry["at"])
    assert "heron" not in err


def test_a_chain_of_faults_that_never_ends_is_cut() -> None:
    first, second = ValueError(WORDS), KeyError(WORDS)
    first.__cause__, second.__cause__ = second, first
    assert len(described(first)["causes"]) == 5


def test_every_log_line_of_a_fault_tells_where_it_came_from() -> None:
    sources = [file for name in ("skill", "intents", "scheduler") for file in (HOME / name).rglob("*.py")]
    texts = {str(file.relative_to(HOME)): file.read_text(encoding="utf-8") for file in sources}
    kinds = {name for name, text in texts.items() if re.search(r"fault=type\(", text)}
    assert kinds == {"skill/log.py"}
    assert [name for name, text in texts.items() if re.search(r"exc_info|log\.exception|format_exc", text)] == []
