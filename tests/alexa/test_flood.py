"""Floods: what they cost is bounded, whoever is honest beside them is heard, and what failed may come again."""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.fake_alexa import GOOD, HOST, Authority, Door, Letter, Shelf, honest, letter, lost, sign

from intents.alexa.handler import SkillHandler
from intents.alexa.pending_response import EMPTY, PendingResponse
from skill.alexa.verification import signing_keys as keys
from skill.alexa.verification.certificates import certificate_path, load_roots
from skill.alexa.verification.rejection import Rejected, RejectReason
from skill.alexa.verification.signature import SignatureCheck, read_claim
from skill.alexa.verification.signing_keys import FETCHES_A_MINUTE, KEYS_KEPT, SigningKeyCache
from skill.clock import StandingClock
from skill.web import webhook as web

pytestmark = pytest.mark.slow  # a flood costs ten seconds of computing; test_hostile refuses one of each kind

Open = Callable[..., AbstractContextManager[Door]]
ADDRESSES = 50_000
FORGERIES = 960
EVENT = "AlexaSkillEvent.SkillDisabled"


def forged(now: datetime, number: int) -> Letter:
    """Return one of three kinds of forgery: another key, a made-up address, a changed body."""
    one = letter(honest("LaunchRequest", now), GOOD if number % 3 else f"/echo.api/made-up-{number}.pem")
    if number % 3 == 1:
        return Letter(one.body, (one.headers[0], ("Signature-256", sign(one.body, "nora"))))
    return Letter(one.body + b" ", one.headers)


def test_in_a_flood_from_32_hands_every_forgery_is_refused_and_every_honest_word_is_heard(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path
) -> None:
    shelf.files[GOOD] = authority.chain()
    with open_door(tmp_path / "data") as door, ExitStack() as lines, ThreadPoolExecutor(33) as hands:
        now = door.application.clock.now()
        assert door.send(letter(honest("LaunchRequest", now), GOOD)).status_code == 200
        fetched = shelf.fetches.total()
        is_over = threading.Event()
        own = threading.local()

        def hand() -> Door:
            # A client for each hand: one that many share may close a connection under another one's letter.
            if not hasattr(own, "door"):
                slow = httpx.Client(base_url=door.client.base_url, trust_env=False, verify=False, timeout=60)
                own.client = lines.enter_context(slow)  # time for a busy machine
                own.door = replace(door, client=own.client)
            return own.door  # type: ignore[no-any-return]

        def press(number: int) -> int:
            return hand().send(forged(now, number)).status_code

        def speak() -> list[int]:
            heard = []
            while not is_over.is_set():
                heard.append(hand().send(letter(honest("LaunchRequest", now), GOOD)).status_code)
            return heard

        honest_ones = hands.submit(speak)
        try:
            refused = Counter(hands.map(press, range(FORGERIES)))
        finally:
            is_over.set()  # whatever went wrong, or the one who speaks would never end
        assert refused == Counter({400: FORGERIES})
        assert set(honest_ones.result()) == {200}
        assert shelf.fetches.total() - fetched < FETCHES_A_MINUTE
        assert set(door.refused()) == {"signature", "budget", "download"}


@contextmanager
def check(
    authority: Authority, folder: Path, url: str
) -> Iterator[tuple[SignatureCheck, SigningKeyCache, StandingClock]]:
    """Build the check alone, so that tens of thousands of addresses cost no sockets."""
    clock = StandingClock(authority.now)
    known = SigningKeyCache(load_roots(authority.roots), amazon_url=url, folder=folder)
    yield SignatureCheck(known, clock), known, clock


def claimed(one: Letter) -> Any:
    """Read a letter's headers as the service does."""
    return read_claim([(name.lower().encode(), str(value).encode()) for name, value in one.headers])


def test_50000_addresses_leave_a_small_cache_and_few_fetches_and_no_address_behind(
    authority: Authority, tmp_path: Path
) -> None:
    """Ten minutes long, so that the budget is there again and again, and every second file is a good one."""

    async def storm(by: SignatureCheck, clock: StandingClock) -> Counter[str]:
        verdicts: Counter[str] = Counter()
        body = letter(honest("LaunchRequest", authority.now), GOOD)
        for number in range(ADDRESSES):
            if number % 5000 == 0:
                clock.set(clock.now() + timedelta(minutes=1))
            one = Letter(body.body, (("SignatureCertChainUrl", f"{HOST}/echo.api/a{number}.pem"), body.headers[1]))
            try:
                await by.check(claimed(one), one.body)
                verdicts["heard"] += 1
            except Rejected as refused:
                verdicts[refused.reason] += 1
        return verdicts

    with closing(Shelf()) as shelf, check(authority, tmp_path / "signers", shelf.url) as (by, known, clock):
        good = authority.chain()
        shelf.files = {f"/echo.api/a{number}.pem": good for number in range(1, ADDRESSES, 2)}
        verdicts = asyncio.run(storm(by, clock))
        minutes = ADDRESSES // 5000
        assert shelf.fetches.total() == FETCHES_A_MINUTE * minutes
        assert verdicts["heard"] + verdicts[RejectReason.DOWNLOAD] == FETCHES_A_MINUTE * minutes
        assert verdicts[RejectReason.BUDGET] == ADDRESSES - FETCHES_A_MINUTE * minutes
        assert known.sizes() == {"keys": KEYS_KEPT, "under way": 0}
        assert len(list((tmp_path / "signers").iterdir())) == KEYS_KEPT


@pytest.mark.parametrize("is_weak", [False, True])
def test_a_key_whose_time_is_over_is_asked_for_within_a_budget_too(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_weak: bool
) -> None:
    if is_weak:
        monkeypatch.setattr(keys.SlidingWindow, "spend", lambda *_: True)
    shelf.files[GOOD] = authority.chain()
    with open_door(tmp_path / "data") as door:
        assert door.send(letter(honest("LaunchRequest", door.application.clock.now()), GOOD)).status_code == 200
        assert isinstance(door.application.clock, StandingClock)
        door.application.clock.set(later := door.application.clock.now() + timedelta(hours=6))
        shelf.files[GOOD], fetched = lost, shelf.fetches[GOOD]
        for _ in range(20):
            assert door.send(letter(honest("LaunchRequest", later), GOOD)).status_code == 400
        assert (shelf.fetches[GOOD] - fetched == FETCHES_A_MINUTE) is not is_weak


def test_made_up_addresses_do_not_use_up_what_a_proven_one_needs_after_a_restart(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path
) -> None:
    shelf.files[GOOD] = authority.chain()
    with open_door(tmp_path / "data") as door:
        assert door.send(letter(honest("LaunchRequest", door.application.clock.now()), GOOD)).status_code == 200
    with open_door(tmp_path / "data") as door:
        assert isinstance(door.application.clock, StandingClock)
        door.application.clock.set(later := door.application.clock.now() + timedelta(hours=7))
        for number in range(20):
            door.send(letter(honest("LaunchRequest", later), f"/echo.api/flood-{number}.pem"))
        assert door.send(letter(honest("LaunchRequest", later), GOOD)).status_code == 200


def test_an_event_that_could_not_be_answered_is_heard_when_amazon_brings_it_again(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def fail_once(_self: SkillHandler, requests: Any) -> Any:
        heard.extend(request["request"]["type"] for request in requests)
        if len(heard) == 1:
            raise OSError("the disk is full")
        return [PendingResponse(EMPTY) for _ in requests]

    monkeypatch.setattr(SkillHandler, "answer_batch", fail_once)
    shelf.files[GOOD] = authority.chain()
    with open_door(tmp_path / "data") as door:
        one = letter(honest(EVENT, door.application.clock.now()), GOOD)
        assert [door.send(one).status_code for _ in range(3)] == [500, 200, 200]
        assert heard == [EVENT, EVENT]  # the third is a repeat


def test_what_surprises_a_check_is_refused_like_everything_else(
    open_door: Open,
    shelf: Shelf,
    authority: Authority,
    told: Callable[[httpx.Response], list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def surprise(*_: object) -> None:
        raise KeyError("mara")

    shelf.files[GOOD] = authority.chain()
    with open_door(tmp_path / "data") as door:
        monkeypatch.setattr(SignatureCheck, "check", surprise)
        assert told(door.send(letter(honest("LaunchRequest", door.application.clock.now()), GOOD))) == []
        assert door.refused() == Counter({"fault": 1})


def test_the_address_that_stands_for_a_key_is_the_one_without_dots() -> None:
    assert certificate_path(f"{HOST}/../echo.api/steady.pem") == certificate_path(f"https://S3.amazonaws.COM:443{GOOD}")


@pytest.mark.parametrize(("seconds", "heard"), [(0.1, b"HTTP/1.1 400 Bad Request"), (60.0, b"")])
def test_a_body_that_does_not_come_holds_no_line_for_long(
    open_door: Open,
    shelf: Shelf,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    heard: bytes,
) -> None:
    monkeypatch.setattr(web, "BODY_SECONDS", seconds)
    shelf.files[GOOD] = authority.chain()
    with open_door(tmp_path / "data") as door:
        one = letter(honest("LaunchRequest", door.application.clock.now()), GOOD)
        lines = [f"{name}: {value!s}" for name, value in (*one.headers, ("Content-Length", len(one.body)))]
        url = door.client.base_url
        with socket.create_connection((url.host, url.port or 80), timeout=2) as line:
            line.sendall("\r\n".join(["POST /alexa HTTP/1.1", "Host: x", *lines, "", '{"half']).encode())
            try:
                first = line.recv(24)
            except TimeoutError:
                first = b""
        assert first == heard
        assert door.send(one).status_code == 200  # whoever comes whole is heard meanwhile
