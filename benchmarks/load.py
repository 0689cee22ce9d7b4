"""A load generator: raw sockets, prepared bytes, HTTP/1.1 with keep-alive where the server keeps it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

TURN_SECONDS = 20.0
"""After this long without an answer a turn counts as wrong."""


@dataclass
class Outcome:
    """What a timed part brought.

    Attributes:
        seconds: from the first byte sent to the last answer.
        latencies: seconds per answered turn, connecting included where the server hung up before.
        wrong: per kind of wrong answer how many: a status other than 200, no speech, no answer.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)

    @property
    def turns_per_second(self) -> float:
        """Answered turns a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency in seconds that `share` (0 to 1) of the turns did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")

    def refuse(self, kind: str) -> None:
        """Count one wrong answer."""
        self.wrong[kind] = self.wrong.get(kind, 0) + 1


class Answer(asyncio.Protocol):
    """One connection: collects the bytes of one answer at a time."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._done: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self.is_open = transport, True

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        """Send one request; the future holds status and body."""
        assert self._transport is not None
        self._bytes.clear()
        self._done = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._done

    def close(self) -> None:
        """Hang up."""
        self.is_open = False
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Collect; finish when the length that the header names is there."""
        self._bytes += data
        end = self._bytes.find(b"\r\n\r\n")
        if end < 0 or self._done is None or self._done.done():
            return
        head = bytes(self._bytes[:end]).lower()
        length = _header(head, b"content-length:")
        if length is None or len(self._bytes) < end + 4 + int(length):
            return
        if _header(head, b"connection:") == b"close":
            self.close()
        self._done.set_result((int(head.split(b" ", 2)[1]), bytes(self._bytes[end + 4 :])))

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer that was awaited will not come."""
        self.is_open = False
        if self._done is not None and not self._done.done():
            self._done.set_exception(exc or ConnectionResetError("the server hung up"))


def _header(head: bytes, name: bytes) -> bytes | None:
    start = head.find(b"\r\n" + name)
    if start < 0:
        return None
    start += 2 + len(name)
    end = head.find(b"\r\n", start)
    return head[start : end if end >= 0 else len(head)].strip()


async def _client(port: int, requests: Iterator[bytes], outcome: Outcome, *, until: float) -> None:
    loop = asyncio.get_running_loop()
    line = Answer()
    for request in requests:
        started = time.perf_counter()
        if started >= until:
            break
        try:
            async with asyncio.timeout(TURN_SECONDS):
                if not line.is_open:
                    _, line = await loop.create_connection(Answer, "127.0.0.1", port)
                status, body = await line.ask(request)
        except (OSError, TimeoutError) as fault:
            line.close()
            outcome.refuse(type(fault).__name__)
            continue
        if status != 200:
            outcome.refuse(f"status {status}")
        elif b"outputSpeech" not in body:
            outcome.refuse("no speech")
        else:
            outcome.latencies.append(time.perf_counter() - started)
    line.close()


async def press(port: int, requests: list[bytes], *, clients: int, seconds: float) -> Outcome:
    """Send `requests` from `clients` at once until they, or the `seconds`, are used up; each client waits."""
    outcome = Outcome()
    waiting = iter(requests)
    started = time.perf_counter()
    until = started + seconds
    await asyncio.gather(*(_client(port, waiting, outcome, until=until) for _ in range(clients)))
    outcome.seconds = time.perf_counter() - started
    return outcome


async def talk(port: int, request: bytes) -> tuple[int, bytes]:
    """Send one request over a connection of its own and return status and body."""
    _, line = await asyncio.get_running_loop().create_connection(Answer, "127.0.0.1", port)
    try:
        async with asyncio.timeout(TURN_SECONDS):
            return await line.ask(request)
    finally:
        line.close()
