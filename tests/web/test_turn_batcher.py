"""Turns of one moment share one commit, each gets its own answer, and nobody waits in vain."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest
import uvicorn
from prometheus_client import CollectorRegistry
from sqlalchemy import event
from support.local_speaker import LocalSpeakerApp

from skill.speaker.alexa_request import Sender, SessionSent, intent, launch
from skill.speaker.understanding.slots import SlotHeard
from skill.web.turn_batcher import TOGETHER_AT_MOST, Request, Response, TurnBatcher
from skill.web.webhook import build_app, build_security


class Ears:
    """Answers every request with its own name, and remembers who was heard together; `then` may fail first."""

    def __init__(self, then: Callable[[list[str]], None] = lambda _names: None) -> None:
        self.groups: list[list[str]] = []
        self._then = then

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        names = [str(one["name"]) for one in requests]
        self.groups.append(names)
        self._then(names)
        return [{"for": name} for name in names]


def ask(desk: TurnBatcher, *names: str) -> list[Any]:
    """Let all of them ask in the same moment; return answers and exceptions in their order."""

    async def together() -> list[Any]:
        return await asyncio.gather(*(desk.answer({"name": one}) for one in names), return_exceptions=True)

    return asyncio.run(together())


def test_turns_of_one_moment_share_one_group_and_each_gets_its_own_answer() -> None:
    ears = Ears()
    assert ask(TurnBatcher(ears), "Mara", "Jonas", "Nora") == [{"for": "Mara"}, {"for": "Jonas"}, {"for": "Nora"}]
    assert ears.groups == [["Mara", "Jonas", "Nora"]]


def test_turns_of_two_moments_share_nothing() -> None:
    ears = Ears()

    async def apart(desk: TurnBatcher) -> list[Response]:
        return [await desk.answer({"name": "Mara"}), await desk.answer({"name": "Jonas"})]

    assert asyncio.run(apart(TurnBatcher(ears))) == [{"for": "Mara"}, {"for": "Jonas"}]
    assert ears.groups == [["Mara"], ["Jonas"]]


@pytest.mark.parametrize("number", [1, TOGETHER_AT_MOST, TOGETHER_AT_MOST + 1, 3 * TOGETHER_AT_MOST + 5])
def test_however_many_come_all_are_answered_in_groups_that_are_not_too_large(number: int) -> None:
    ears, names = Ears(), [f"guest {one}" for one in range(number)]
    assert ask(TurnBatcher(ears), *names) == [{"for": one} for one in names]
    assert [name for group in ears.groups for name in group] == names, "not in the order in which they came"
    assert max(map(len, ears.groups)) == min(number, TOGETHER_AT_MOST)
    assert len(ears.groups) == -(-number // TOGETHER_AT_MOST)


def test_who_comes_while_others_wait_is_answered_after_them() -> None:
    ears = Ears()

    async def later(desk: TurnBatcher) -> list[Response]:
        many = [asyncio.ensure_future(desk.answer({"name": f"guest {one}"})) for one in range(TOGETHER_AT_MOST + 1)]
        await many[0]
        last = await desk.answer({"name": "Mara"})
        return [*await asyncio.gather(*many), last]

    assert asyncio.run(later(TurnBatcher(ears)))[-1] == {"for": "Mara"}
    assert sum(map(len, ears.groups)) == TOGETHER_AT_MOST + 2
    assert ears.groups[-1][-1] == "Mara"


def test_a_group_that_fails_fails_for_its_own_people_and_for_nobody_else() -> None:
    def fails_for_mara(names: list[str]) -> None:
        if "Mara" in names:
            raise OSError("the disk is gone")

    names = ["Mara", *(f"guest {one}" for one in range(TOGETHER_AT_MOST))]
    desk = TurnBatcher(Ears(fails_for_mara))
    *failed, last = ask(desk, *names)
    assert [type(one) for one in failed] == [OSError] * TOGETHER_AT_MOST
    assert last == {"for": names[-1]}
    assert ask(desk, "Jonas") == [{"for": "Jonas"}], "the desk did not recover"


def test_who_has_gone_away_keeps_nobody_else_from_an_answer() -> None:
    ears = Ears()

    async def gone(desk: TurnBatcher) -> list[Any]:
        both = [asyncio.ensure_future(desk.answer({"name": one})) for one in ("Nora", "Mara")]
        await asyncio.sleep(0)
        both[0].cancel()
        return await asyncio.gather(*both, return_exceptions=True)

    nora, mara = asyncio.run(gone(TurnBatcher(ears)))
    assert isinstance(nora, asyncio.CancelledError)
    assert mara == {"for": "Mara"}


def test_one_desk_serves_one_evening_after_the_other() -> None:
    desk = TurnBatcher(Ears())
    assert [ask(desk, "Mara"), ask(desk, "Jonas")] == [[{"for": "Mara"}], [{"for": "Jonas"}]]


def test_a_voice_with_an_answer_too_few_leaves_nobody_waiting() -> None:
    async def short(desk: TurnBatcher) -> tuple[set[asyncio.Task[Any]], set[asyncio.Task[Any]]]:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        both = [asyncio.ensure_future(desk.answer({"name": one})) for one in ("Mara", "Jonas")]
        for _ in range(9):
            await asyncio.sleep(0)  # gives way, and waits for no time
        done, waiting = {one for one in both if one.done()}, {one for one in both if not one.done()}
        for one in both:
            one.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        return done, waiting

    _, waiting = asyncio.run(short(TurnBatcher(lambda requests: [{"for": "Mara"}])))
    assert not waiting


def test_a_couple_and_the_neighbour_share_one_commit_and_hear_nothing_of_each_other(app: LocalSpeakerApp) -> None:
    senders = {name: Sender("amzn1.ask.skill.local", f"account.{name}", None) for name in ("Mara", "Jonas", "Nora")}
    new, now = SessionSent("s", is_new=True, attributes={}), app.clock.now()
    commits: list[str] = []
    event.listen(app.application.database.engine, "commit", lambda _connection: commits.append("commit"))

    def said(name: str) -> bytes:
        if name == "Nora":
            return launch(senders[name], new, request_id=name, now=now)
        slots = {"name": SlotHeard(name)}
        asked = {"version": 1, "awaiting": {"question": "onboarding.name", "data": {}, "elicit": None, "misses": 0}}
        session = SessionSent("s", is_new=False, attributes=asked)
        return intent(senders[name], session, "OnboardingNameIntent", slots=slots, request_id=name, now=now)

    answers = ask_house(app, [said(name) for name in senders])
    assert len(commits) == 1
    for name, answer in zip(senders, answers, strict=True):
        others = senders.keys() - {name}
        assert not [one for one in others if one in str(answer)], "somebody hears of somebody else"
        assert (name in str(answer)) is (name != "Nora")
    with app.application.database.work() as work:
        kept = [work.people.by_account(f"account.{name}") for name in senders]
        assert [work.people.name(one) if one else "nobody" for one in kept] == ["Mara", "Jonas", None]


def ask_house(app: LocalSpeakerApp, bodies: Sequence[bytes]) -> list[Response]:
    """Let the whole house's voice hear these in the same moment."""

    async def together() -> list[Response]:
        desk = TurnBatcher(app.application.handler.hear_batch)
        return await asyncio.gather(*(desk.answer(json.loads(one)) for one in bodies))

    return asyncio.run(together())


def test_closing_the_service_finishes_the_turn_that_is_under_way(app: LocalSpeakerApp) -> None:
    def close(_names: list[str]) -> None:
        server.should_exit = True

    web = build_app(
        TurnBatcher(Ears(close)),
        app.clock,
        trust=build_security(app.settings, app.clock, is_signed=False),
        registry=CollectorRegistry(),
        is_healthy=app.application.database.is_readable,
    )
    server = uvicorn.Server(uvicorn.Config(web, log_level="critical", access_log=False))
    with socket.create_server(("127.0.0.1", 0)) as ears:
        running = threading.Thread(target=server.run, args=([ears],))
        address = f"http://127.0.0.1:{ears.getsockname()[1]}"
        running.start()
        try:
            with httpx.Client(base_url=address, trust_env=False, verify=False) as client:
                answer = client.post("/alexa", json={"name": "Mara", "request": {"type": "LaunchRequest"}})
        finally:
            server.should_exit = True
        running.join()
        assert (answer.status_code, answer.json()) == (200, {"for": "Mara"})
        with pytest.raises(httpx.ConnectError):
            httpx.post(
                f"{address}/alexa",
                json={"name": "Nora", "request": {"type": "LaunchRequest"}},
                trust_env=False,
                verify=False,
            )
