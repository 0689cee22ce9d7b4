"""Limits of one HTTP connection: how long a request may take to arrive, how long its head may be, how many may wait.

uvicorn bounds none of them: a head that never ends holds its connection for as long as the other side likes.
"""

import asyncio
import time
from asyncio.events import TimerHandle
from dataclasses import dataclass

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


@dataclass(frozen=True)
class Limits:
    """What one connection may take.

    Attributes:
        request_seconds: how long a whole request may take to arrive, from the connection or the last answer on.
        head_bytes: the request line with all headers, at most; Alexa's are about 2 KiB.
        connections: how many may be open; the one that has waited longest without a request makes room for a new one.
    """

    request_seconds: float = 10.0
    head_bytes: int = 16_384
    connections: int = 500


class LimitedProtocol(HttpToolsProtocol):
    """uvicorn's connection with limits; a subclass may set others."""

    limits = Limits()
    _cut: TimerHandle | None = None
    _waits_since: float | None = None
    _head_size = 0
    _is_in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, and make room for it first."""
        if len(self.connections) >= self.limits.connections:
            waiting = [one for one in self.connections if isinstance(one, LimitedProtocol) and one._waits_since]
            oldest = min(waiting, key=lambda one: one._waits_since or 0.0, default=None)
            if oldest is not None:
                oldest._abort()
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of a connection."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrived; a head that is too long before it ends is refused."""
        was_in_head = self._is_in_head
        super().data_received(data)
        if was_in_head and self._is_in_head:
            self._head_size += len(data)
            if self._head_size > self.limits.head_bytes and not self.transport.is_closing():
                self.send_400_response("Too long.")

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_in_head, self._head_size = True, 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one header, or a trailer after a body in parts."""
        self._count(len(name) + len(value) + 4)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer: the head is there."""
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Stop the time: the whole request is there. What came after its answer starts the wait for the next one."""
        if self.cycle is not None and self.cycle.response_complete:
            self._wait()
        else:
            self._wait_no_more()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, unless it is there already."""
        if not self.pipeline:
            self._wait()
        super().on_response_complete()

    def _count(self, size: int) -> None:
        self._head_size += size
        if self._head_size > self.limits.head_bytes:
            raise ValueError("a head that is too long")  # the parser makes a refusal of it

    def _wait(self) -> None:
        self._wait_no_more()
        self._is_in_head, self._head_size = True, 0
        self._waits_since = time.monotonic()
        self._cut = self.loop.call_later(self.limits.request_seconds, self._abort)

    def _wait_no_more(self) -> None:
        self._waits_since = None
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None

    def _abort(self) -> None:
        self._wait_no_more()
        if not self.transport.is_closing():
            self.transport.abort()
