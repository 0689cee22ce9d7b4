"""The line to Amazon: one pool of connections on a thread of its own, deadlines, breakers, and what went wrong."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx
import orjson

from skill.alexa.api.circuit_breaker import Breaker

CONNECT_SECONDS = 2.0
ALL_SECONDS = 5.0
"""Two seconds to connect, five in all (rules.md T4)."""
ANSWER_AT_MOST = 256 * 1024
CONNECTIONS_AT_MOST = 20


class Api(StrEnum):
    """One of Amazon's APIs; each has a breaker of its own."""

    LOGIN = "login"
    REMINDERS = "reminders"
    MESSAGING = "messaging"
    PROACTIVE = "proactive"
    SETTINGS = "settings"
    DIRECTIVES = "directives"


class CallFault(StrEnum):
    """Why a call failed; counted."""

    TIMEOUT = "timeout"
    UNREACHED = "unreached"
    SERVER = "server"
    UNREADABLE = "unreadable"
    BREAKER = "breaker"
    NOT_LOGGED_IN = "not_logged_in"
    THROTTLED = "throttled"
    UNAUTHORISED = "unauthorised"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    LIMIT = "limit"
    REFUSED = "refused"


_BY_STATUS = {
    401: CallFault.UNAUTHORISED,
    403: CallFault.FORBIDDEN,
    404: CallFault.UNKNOWN,
    409: CallFault.CONFLICT,
    429: CallFault.THROTTLED,
    432: CallFault.LIMIT,
}
UNCERTAIN = frozenset({CallFault.TIMEOUT, CallFault.UNREACHED, CallFault.SERVER, CallFault.UNREADABLE})
"""Nobody knows whether Amazon did it."""


class CallFailed(Exception):  # noqa: N818 - named like DeliveryFailed
    """A call to Amazon that did not do what it should; it holds no token, id or text.

    Attributes:
        fault: what went wrong.
        code: Amazon's own word for it ("MAX_REMINDERS_EXCEEDED"), or None.
        retry_after: seconds after which Amazon wants to be asked again, or None.
    """

    def __init__(self, fault: CallFault, *, code: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.code = code
        self.retry_after = retry_after


@dataclass(frozen=True, repr=False)
class ApiAccess:
    """What one request let us do: where, and with whose token. It is never stored and never shown.

    Attributes:
        base: an address from `skill.alexa.api.endpoints`.
        token: the bearer, of that very request or of our own client.
    """

    base: str
    token: str


Counts = Callable[[Api, str], None]


class Client:
    """Makes the calls. Any thread may call; each waits for its own answer, five seconds at most.

    Args:
        count: told of each call: the API, and "ok" or the fault.
        longest: how long a call may take in all, seconds.
        seconds: a clock that only runs forward, in seconds.
    """

    def __init__(
        self,
        *,
        count: Counts = lambda _api, _outcome: None,
        longest: float = ALL_SECONDS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._count = count
        self._longest = longest
        self._breakers = {api: Breaker(seconds) for api in Api}
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._http: httpx.AsyncClient | None = None

    def call(
        self,
        api: Api,
        method: str,
        url: str,
        *,
        token: str | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        seconds: float = ALL_SECONDS,
    ) -> Any:
        """Return the parsed body of a success, or None where it has none.

        Args:
            url: base and path; the base comes from `skill.alexa.api.endpoints`.
            token: the bearer, where one is needed.
            json, form: the body, in the one form or the other.
            seconds: how long it may take in all, never more than five.

        Raises:
            CallFailed: anything else.
        """
        breaker = self._breakers[api]
        try:
            if not breaker.lets_through():
                raise CallFailed(CallFault.BREAKER)
            loop, http = self._started()
            headers = {"authorization": f"Bearer {token}"} if token is not None else {}
            if json is not None:
                headers["content-type"] = "application/json"
            request = http.build_request(
                method, url, headers=headers, data=form, content=orjson.dumps(json) if json is not None else None
            )
            sending = _send(http, request, min(seconds, self._longest))
            found = asyncio.run_coroutine_threadsafe(sending, loop).result()
        except CallFailed as failed:
            if failed.fault in UNCERTAIN:
                breaker.was_missed()
            elif failed.fault is not CallFault.BREAKER:
                breaker.was_reached()
            self._count(api, failed.fault.value)
            raise
        breaker.was_reached()
        self._count(api, "ok")
        return found

    def _started(self) -> tuple[asyncio.AbstractEventLoop, httpx.AsyncClient]:
        """Start the thread at the first call, so that an installation without Alexa has none."""
        with self._starting:
            if self._loop is None or self._http is None:
                self._loop = asyncio.new_event_loop()
                self._http = httpx.AsyncClient(
                    follow_redirects=False,
                    trust_env=False,
                    timeout=httpx.Timeout(self._longest, connect=CONNECT_SECONDS),
                    limits=httpx.Limits(max_connections=CONNECTIONS_AT_MOST),
                )
                self._thread = threading.Thread(target=self._loop.run_forever, name="amazon", daemon=True)
                self._thread.start()
            return self._loop, self._http

    def close(self) -> None:
        """Hang up; what is under way is finished first by its own deadline."""
        with self._starting:
            loop, thread, http = self._loop, self._thread, self._http
            self._loop = self._thread = self._http = None
        if loop is None or thread is None or http is None:
            return
        asyncio.run_coroutine_threadsafe(http.aclose(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _send(http: httpx.AsyncClient, request: httpx.Request, seconds: float) -> Any:
    try:
        async with asyncio.timeout(seconds):
            response = await http.send(request, stream=True)
            try:
                raw = await _read(response)
            finally:
                await response.aclose()
    except (TimeoutError, httpx.TimeoutException) as fault:
        raise CallFailed(CallFault.TIMEOUT) from fault
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
        raise CallFailed(CallFault.UNREACHED) from fault
    return _result(response, raw)


async def _read(response: httpx.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size > ANSWER_AT_MOST:
            raise CallFailed(CallFault.UNREADABLE)
        parts.append(part)
    return b"".join(parts)


def _result(response: httpx.Response, raw: bytes) -> Any:
    try:
        body = orjson.loads(raw) if raw else None
    except orjson.JSONDecodeError:
        # A gateway's page: the status still says what happened (rules.md X4).
        if response.is_success:
            raise CallFailed(CallFault.UNREADABLE) from None
        body = None
    if response.is_success:
        return body
    fault = _BY_STATUS.get(response.status_code, CallFault.SERVER if response.is_server_error else CallFault.REFUSED)
    code = body.get("code") if isinstance(body, dict) else None
    raise CallFailed(
        fault, code=code if isinstance(code, str) else None, retry_after=_seconds(response.headers.get("retry-after"))
    )


def _seconds(said: str | None) -> float | None:
    return float(said) if said is not None and said.isdigit() else None
