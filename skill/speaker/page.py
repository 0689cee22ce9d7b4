"""The speaker's page: the local speaker in a browser on this very machine, and what keeps every other page away."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from importlib.resources import files
from typing import Any

import orjson
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from skill.domain.room import Room
from skill.speaker.bar import is_breathing
from skill.speaker.speaker import Speaker, Spoken
from skill.speech.catalog import Catalog
from skill.speech.ssml import plain, timeline

LOOK_EVERY = 0.5
"""How often the speaker looks for what is due while a tab is open, seconds; each look is a heartbeat as well."""
COME_BACK_AFTER = 2000
"""After how long a browser asks again for events that ended, milliseconds."""
BODY_AT_MOST = 8192
"""The longest body that is read, bytes."""
HERE = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?")
"""Names of this machine as they stand in a Host header; any other was looked up by a stranger (DNS rebinding)."""
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "cf-connecting-ip")
"""What a tunnel or proxy adds: somebody may be far away who seems to be here."""
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "microphone=(), camera=(), geolocation=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
ROOMS = {
    "alone": (Room.ALONE, "alone", "Noted for now: you are alone."),
    "company": (Room.COMPANY, "in company", "Noted for now: in company."),
}
"""For each room that may be tapped: what is noted, what is said where it is asked for, and what is shown."""

log = structlog.get_logger()
Handler = Callable[[Request], Awaitable[Response]]


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that must not reach the speaker; the status is all that the browser is told."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def page_routes(speaker: Speaker, *, look: Callable[[], None] | None) -> list[Route]:
    """Return the routes of the page; to be served on loopback only.

    `app.state.is_ending`, where it is set, is asked whether the server ends, so that open streams end with it.

    Args:
        speaker: shared by all tabs. It is called on the event loop from beginning to end, so that tabs take turns.
        look: lets the calendar hand over what is due, where no clock rings elsewhere.
    """
    page = Page(speaker, look)
    folder = files("skill.speaker") / "page"
    shown = [("/", "index.html", "html"), ("/page.css", "page.css", "css"), ("/page.js", "page.js", "javascript")]
    got = {at: _file((folder / name).read_bytes(), f"text/{kind}") for at, name, kind in shown}
    got["/events"] = page.events
    said = {"/say": page.say, "/room": page.room, "/leave": page.leave}
    routes = [Route(at, Door("GET", handler)) for at, handler in got.items()]
    return routes + [Route(at, Door("POST", handler)) for at, handler in said.items()]


class Door:
    """Lets one method of one address in, from this machine and this page alone; every answer wears the headers."""

    def __init__(self, method: str, handler: Handler) -> None:
        self._method = method
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it without a word."""
        request = Request(scope, receive)
        try:
            self._check(request)
            response = await self._handler(request)
        except Refused as refused:
            response = Response(status_code=refused.status)
        except ClientDisconnect:
            return
        except Exception as fault:
            # Only the kind of fault: its words may be the person's.
            log.error("a turn could not be answered", action="turn_lost", fault=type(fault).__name__)
            response = Response(status_code=500)
        response.headers.update(HEADERS)
        await response(scope, receive, send)

    def _check(self, request: Request) -> None:
        headers = request.headers
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not HERE.fullmatch(hosts[0].lower()) or any(name in headers for name in FORWARDED):
            raise Refused(403)
        if request.method != self._method:
            raise Refused(405)
        if (origins or self._method == "POST") and origins != [f"http://{hosts[0].lower()}"]:
            raise Refused(403)
        # A link may lead to the page from anywhere; nothing else of it is for other pages.
        if request.url.path != "/" and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refused(403)
        if self._method == "POST" and headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Refused(415)


class Page:
    """What the page's tabs ask of the speaker, and what it tells them unasked."""

    def __init__(self, speaker: Speaker, look: Callable[[], None] | None) -> None:
        self._speaker = speaker
        self._look_elsewhere = look
        self._tabs: set[asyncio.Queue[bytes]] = set()
        self._looked_at = float("-inf")
        self._busy_until = float("-inf")
        self._asks_who_hears = False
        questions = (one for one in Catalog.load() if one.key.partition(".")[2].startswith("alone_or_company"))
        self._who_hears = tuple(words for one in questions for words in one.variants)

    async def say(self, request: Request) -> Response:
        """Hear `{"words": ...}`; return what is said: `{"text", "open", "cues"}`."""
        words = await _read(request, "words")
        return _json(self._shown(self._speaker.hear(words)))

    async def room(self, request: Request) -> Response:
        """Take `{"room": "alone"}` or "company": an answer where it was asked for, else a note for what comes next."""
        wanted = await _read(request, "room")
        if wanted not in ROOMS:
            raise Refused(400)
        room, words, note = ROOMS[wanted]
        if self._asks_who_hears and self._speaker.is_open:
            return _json(self._shown(self._speaker.hear(words)))
        self._speaker.enter(room)
        return _json({"note": note})

    async def leave(self, request: Request) -> Response:
        """End what is open; the next word begins anew, with nobody known to be alone."""
        await _body(request)
        self._end()
        return Response(status_code=204)

    async def events(self, request: Request) -> Response:
        """Tell a tab what is due as it comes, until the tab is closed or the server ends."""
        is_ending: Callable[[], bool] = getattr(request.app.state, "is_ending", lambda: False)
        return StreamingResponse(self._stream(is_ending), media_type="text/event-stream")

    async def _stream(self, is_ending: Callable[[], bool]) -> AsyncIterator[bytes]:
        told: asyncio.Queue[bytes] = asyncio.Queue()
        self._tabs.add(told)
        try:
            yield b"retry: %d\n\n" % COME_BACK_AFTER
            while not is_ending():
                self._look()
                try:
                    async with asyncio.timeout(LOOK_EVERY):
                        event = await told.get()
                except TimeoutError:
                    event = b":\n\n"
                yield event
        finally:
            self._tabs.discard(told)
            if not self._tabs:
                # Nobody is there any more: whoever opens the page next may be somebody else.
                with suppress(Exception):  # a session that could not be ended now ends by itself later
                    self._end()

    def _look(self) -> None:
        """Tell every tab what is due; while somebody breathes it waits, and nothing is taken that nobody hears."""
        now = asyncio.get_running_loop().time()
        if now < max(self._looked_at + LOOK_EVERY, self._busy_until):
            return
        self._looked_at = now
        try:
            due = self._speaker.due()
            if self._look_elsewhere is not None:
                # Now that it is known that the speaker listens, the calendar may hand over.
                self._look_elsewhere()
                due += self._speaker.due()
            for spoken in due:
                self._tell("due", self._shown(spoken))
            if self._speaker.fall_silent():
                self._tell("rest", {})
        except Exception as fault:
            log.error("what is due could not be looked for", action="look_lost", fault=type(fault).__name__)

    def _tell(self, kind: str, what: dict[str, Any]) -> None:
        for tab in self._tabs:
            tab.put_nowait(b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(what)))

    def _end(self) -> None:
        self._busy_until = float("-inf")
        self._asks_who_hears = False
        self._speaker.enter(Room.UNKNOWN)
        self._tell("left", {})
        self._speaker.leave()

    def _shown(self, spoken: Spoken) -> dict[str, Any]:
        """Return what a tab is told; a breathing comes with every cue and its second, other words without."""
        text = plain(spoken.ssml) if spoken.ssml else ""
        cues = timeline(spoken.ssml) if spoken.ssml and is_breathing(spoken.ssml) else ()
        lasts = cues[-1].at + cues[-1].length if cues else 0.0
        self._busy_until = asyncio.get_running_loop().time() + lasts
        self._asks_who_hears = text.endswith(self._who_hears)
        return {"text": text, "open": spoken.open, "cues": cues}


def _file(content: bytes, kind: str) -> Handler:
    async def answer(_request: Request) -> Response:
        return Response(content, media_type=kind)

    return answer


def _json(what: dict[str, Any]) -> Response:
    return Response(orjson.dumps(what), media_type="application/json")


async def _read(request: Request, name: str) -> str:
    """Return one text of the body, trimmed."""
    try:
        text = orjson.loads(await _body(request))[name].strip()
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, IndexError) as fault:
        raise Refused(400) from fault
    if not isinstance(text, str) or not text:
        raise Refused(400)
    return text


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        if len(body := body + part) > BODY_AT_MOST:
            raise Refused(413)
    return body
