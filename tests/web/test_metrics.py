"""What /metrics tells, and whom: no moment at which somebody spoke, and nothing to anybody far away."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from prometheus_client import generate_latest
from support.echo import Echo
from support.local_speaker import LocalSpeakerApp

from skill.web.metrics import HELD_FOR
from skill.web.turn_batcher import TurnBatcher
from skill.web.webhook import build_app, build_security

Door = httpx.AsyncClient


def at_the_door(app: LocalSpeakerApp, visit: Callable[[Door], Awaitable[Any]], *, client: str = "127.0.0.1") -> Any:
    """Serve a house to one client while it visits; return what the visit returns."""
    web = build_app(
        TurnBatcher(app.application.handler.hear_batch),
        app.clock,
        trust=build_security(app.settings, app.clock, is_signed=False),
        registry=app.application.registry,
        is_healthy=app.application.database.is_readable,
    )

    async def visited() -> Any:
        way = httpx.ASGITransport(web, client=(client, 50_000))
        async with web.router.lifespan_context(web), Door(transport=way, base_url="http://127.0.0.1") as door:
            return await visit(door)

    return asyncio.run(visited())


def a_turn(app: LocalSpeakerApp) -> bytes:
    """Return a request of somebody who speaks."""
    sent: list[bytes] = []

    def hear(body: bytes) -> dict[str, Any]:
        sent.append(body)
        return {"version": "1.0", "response": {}}

    Echo(hear, app.clock.now).say("BreathingIntent")
    return sent[-1]


async def shown(door: Door) -> str:
    """Return what /metrics shows."""
    return (await door.get("/metrics")).text


def shown_after_turns(app: LocalSpeakerApp, look: Callable[[Door], Awaitable[str]]) -> list[bool]:
    """Somebody speaks twice, an hour apart; return after which looks, minutes later, the numbers had changed."""

    async def visit(door: Door) -> list[bool]:
        seen = [await look(door)]
        changed = []
        for minutes in (0, 1, 58, 1, 0, 59, 1):
            if minutes in (0, 58):
                assert (await door.post("/alexa", content=a_turn(app))).status_code == 200
            app.clock.set(app.clock.now() + timedelta(minutes=minutes))
            seen.append(await look(door))
            changed.append(seen[-1] != seen[-2])
        return changed

    return list(at_the_door(app, visit))


def test_the_numbers_of_turns_change_at_most_once_an_hour_whoever_looks_how_often(app: LocalSpeakerApp) -> None:
    assert timedelta(hours=1) == HELD_FOR
    assert shown_after_turns(app, shown) == [False, False, False, True, False, False, True]


def test_numbers_that_show_a_turn_at_once_are_caught(app: LocalSpeakerApp) -> None:
    async def leaky(_door: Door) -> str:
        return generate_latest(app.application.registry).decode()

    assert shown_after_turns(app, leaky)[0]


def test_no_instant_is_shown_at_all_and_a_refusal_shows_at_once(app: LocalSpeakerApp) -> None:
    async def visit(door: Door) -> str:
        assert (await door.post("/alexa", content=b"{")).status_code == 400
        return await shown(door)

    told = at_the_door(app, visit)
    assert 'steady_ground_rejected_total{reason="' in told
    assert "_created" not in told
    assert "_created" in generate_latest(app.application.registry).decode(), "or else this promises nothing"


FAR: list[tuple[str, dict[str, str]]] = [
    ("192.168.1.20", {}),
    ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
    ("127.0.0.1", {"host": "steady.example"}),
    ("::ffff:10.0.0.7", {"host": "localhost"}),
]


@pytest.mark.parametrize(("client", "headers"), FAR)
def test_whoever_is_not_on_this_machine_is_shown_nothing(
    app: LocalSpeakerApp, client: str, headers: dict[str, str]
) -> None:
    async def visit(door: Door) -> tuple[int, bytes]:
        answer = await door.get("/metrics", headers=headers)
        return answer.status_code, answer.content

    assert at_the_door(app, visit, client=client) == (404, b"")


@pytest.mark.parametrize("client", ["127.0.0.1", "::1"])
def test_on_this_machine_the_numbers_are_shown(app: LocalSpeakerApp, client: str) -> None:
    assert "steady_ground_turn_seconds_count" in at_the_door(app, shown, client=client)
