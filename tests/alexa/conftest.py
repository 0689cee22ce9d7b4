"""The real service behind the real door: wired as `serve` wires it, with a clock that stands still, on loopback."""

import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from alexa.hostile import TABLE, Class, Row
from prometheus_client import CollectorRegistry
from support.fake_alexa import GOOD, SKILL, Authority, Door, Letter, Shelf, honest, letter
from support.prepared_folders import open_prepared
from support.wordings import first_wordings

from skill.app.bootstrap import bootstrap
from skill.clock import StandingClock
from skill.settings import Settings
from skill.web.turn_batcher import TurnBatcher
from skill.web.webhook import build_app, build_security

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Six in the evening in New York, a Monday."""
Open = Callable[..., AbstractContextManager[Door]]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whose certificates are trusted."""
    return Authority(tmp_path_factory.mktemp("roots"), NOW)


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    """Where certificates are fetched."""
    with closing(Shelf()) as opened:
        yield opened


@pytest.fixture(scope="module")
def open_door(authority: Authority, shelf: Shelf) -> Open:
    """Opens the service on a data folder; again on the same folder is a restart."""

    @contextmanager
    def opened(folder: Path, **settings: Any) -> Iterator[Door]:
        stand_ins = {"skill_id": SKILL, "amazon_url": shelf.url, "trust_roots": authority.roots}
        clock = StandingClock(NOW)
        application = bootstrap(
            Settings(data=folder, **{**stand_ins, **settings}), clock, opens=open_prepared, catalog=first_wordings()
        )
        web = build_app(
            TurnBatcher(application.handler.hear_batch),
            clock,
            trust=build_security(application.settings, clock, is_signed=True),
            registry=CollectorRegistry(),
            is_healthy=application.database.is_readable,
            memory=application.seen,
        )
        ears = socket.create_server(("127.0.0.1", 0))  # it listens already, so nobody has to wait for the start
        server = uvicorn.Server(uvicorn.Config(web, log_level="critical", access_log=False))
        running = threading.Thread(target=server.run, args=([ears],))
        running.start()
        try:
            address = f"http://127.0.0.1:{ears.getsockname()[1]}"
            with httpx.Client(base_url=address, trust_env=False, verify=False) as client:
                yield Door(client, application)
        finally:
            server.should_exit = True
            running.join()
            application.close()
            ears.close()

    return opened


@pytest.fixture(scope="module")
def door(open_door: Open, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One service for a whole file of tests."""
    with open_door(tmp_path_factory.mktemp("house") / "data") as opened:
        yield opened


@pytest.fixture
def now(door: Door, shelf: Shelf, authority: Authority) -> datetime:
    """An instant over a minute after the test before, so that none eats up another's budget of fetches."""
    shelf.files[GOOD] = authority.chain()
    assert isinstance(door.application.clock, StandingClock)
    door.application.clock.set(door.application.clock.now() + timedelta(seconds=70))
    return door.application.clock.now()


@pytest.fixture(scope="session")
def told() -> Callable[[httpx.Response], list[str]]:
    """Says by what a refusal betrays which rule refused it, or that anybody is at home."""
    plain = {"server": "uvicorn", "cache-control": "no-store", "content-length": "0"}

    def of(answer: httpx.Response) -> list[str]:
        headers = {name: value for name, value in answer.headers.items() if name != "date"}
        found = [f"status {answer.status_code}"] if answer.status_code != 400 else []
        found += ["words"] if answer.content else []
        return found + sorted(f"header {one}" for one in {*headers, *plain} if headers.get(one) != plain.get(one))

    # Planted: a checker that does not object to these would prove nothing.
    still = {"server": "uvicorn", "cache-control": "no-store"}
    assert of(httpx.Response(400, headers=still, content=b"")) == ["header content-length"]
    assert of(httpx.Response(401, headers={**still, "content-length": "0"})) == ["status 401"]
    assert of(httpx.Response(400, headers=still, content=b"skill")) == ["words", "header content-length"]
    assert of(httpx.Response(400, headers={**plain, "x-reason": "skill"})) == ["header x-reason"]
    assert of(httpx.Response(400, headers={**plain, "cache-control": "public"})) == ["header cache-control"]
    assert of(httpx.Response(400, headers=plain)) == []
    return of


@pytest.fixture
def refuse(door: Door, told: Callable[[httpx.Response], list[str]]) -> Callable[[Letter, str], None]:
    """Sends a request and sees it refused: for this reason, in silence, and without a trace."""

    def sent(one: Letter, reason: str) -> None:
        counted, kept = door.refused(), door.kept()
        assert told(door.send(one)) == []
        assert door.refused() - counted == Counter({reason: 1})
        assert door.kept() == kept
        assert kept["persons"] == 0

    return sent


@pytest.fixture
def restart(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path
) -> Callable[..., AbstractContextManager[Door]]:
    """Starts a service that knows the key since some hours ago, while the shelf is switched off; `spoil` the file."""
    shelf.files[GOOD] = authority.chain()
    with closing(Shelf()) as off:
        pass

    def again(*, hours: float = 0, spoil: bytes | None = None, **settings: str) -> AbstractContextManager[Door]:
        with open_door(tmp_path / "data") as door:
            assert door.send(letter(honest("LaunchRequest", door.application.clock.now()), GOOD)).status_code == 200
            then = door.application.clock.now().timestamp() - hours * 3600
        [kept] = (tmp_path / "data" / "signers").iterdir()
        if spoil is not None:
            kept.write_bytes(spoil)
        # The file's own time is the machine's; here it is the standing clock's.
        os.utime(kept, (then, then))
        return open_door(tmp_path / "data", **{"amazon_url": off.url, **settings})

    return again


REFUSED = pytest.StashKey[Counter[str]]()


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Callable[[Row], None]:
    """Notes that a row of the hostile table was refused as it must be."""
    counted = request.config.stash.setdefault(REFUSED, Counter())
    return lambda row: counted.update([row.kind])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the hostile table by class: how many rows there are, were sent in this run, and were wrong."""
    refused = config.stash.get(REFUSED, Counter())
    if not refused:
        return
    wrong = len([one for one in terminalreporter.stats.get("failed", []) if "test_a_hostile_request" in one.nodeid])
    terminalreporter.write_sep("-", "hostile requests over real HTTP")
    for kind in Class:
        rows = sum(row.kind is kind for row in TABLE)
        terminalreporter.write_line(f"{kind:<20} {rows:>4} rows {refused[kind]:>4} refused as they must be")
    terminalreporter.write_line(f"{'all':<20} {len(TABLE):>4} rows {refused.total():>4} refused, {wrong} wrong")
