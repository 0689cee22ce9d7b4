"""The speaker's page: the local speaker in a browser on this machine; loopback_guard.py lets requests in."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from importlib.resources import files
from typing import Any

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from skill.domain.room import Room
from skill.log import described
from skill.speaker.browser.loopback_guard import (
    Admission,
    LoopbackGuard,
    Refused,
    file_answer,
    json_answer,
    read_body,
    read_text,
)
from skill.speaker.browser.pictures import Draw, PictureGate
from skill.speaker.playback import is_breathing
from skill.speaker.speaker import REPROMPT_AFTER, Speaker, Spoken
from skill.speech.catalog import Catalog
from skill.speech.ssml import SpeechCue, plain, timeline

LOOK_EVERY = 0.5
"""How often the speaker looks for what is due while a tab is open, seconds; each look is a heartbeat as well."""
COME_BACK_AFTER = 2000
"""After how long a browser asks again for events that ended, milliseconds."""
ROOMS = {
    "alone": (Room.ALONE, "alone", "Okay, just you."),
    "company": (Room.COMPANY, "in company", "Okay, someone's there."),
}
"""For each room that may be tapped: what is noted, what is said where it is asked for, and what is shown."""
PIN_RIGHT = "That's right. It counts for this conversation, five minutes at most."
PIN_WRONG = "That didn't fit. After wrong ones you wait before the next one counts; your recovery code counts at once."
PIN_OF_WHOM = "I don't know who this is yet. Say: this is, and your name. Then give the PIN again."

log = structlog.get_logger()


def page_routes(
    speaker: Speaker,
    *,
    admission: Admission,
    look: Callable[[], None] | None,
    draw: Draw = lambda _room: (),
    reprompt_after: timedelta = REPROMPT_AFTER,
) -> list[Route]:
    """Return the routes of the page; to be served on loopback only.

    `app.state.is_ending`, where it is set, is asked whether the server ends, so that open streams end with it.

    Args:
        speaker: shared by all tabs. It is called on the event loop from beginning to end, so that tabs take turns.
        admission: who is let in.
        look: lets the calendar hand over what is due, where no clock rings elsewhere.
        draw: draws the quiet picture beside a look back.
        reprompt_after: after how much silence the speaker goes on by itself where it is to.
    """
    page = Page(speaker, look, PictureGate(draw), reprompt_after)
    folder = files("skill.speaker.browser") / "static"
    shown = [("/", "index.html", "html"), ("/page.css", "page.css", "css"), ("/page.js", "page.js", "javascript")]
    got = {at: file_answer((folder / name).read_bytes(), f"text/{kind}") for at, name, kind in shown}
    got["/events"] = page.events
    said = {"/say": page.say, "/room": page.room, "/leave": page.leave, "/pin": page.pin}
    routes = [Route(at, LoopbackGuard("GET", handler, admission)) for at, handler in got.items()]
    return routes + [Route(at, LoopbackGuard("POST", handler, admission)) for at, handler in said.items()]


class Page:
    """What the page's tabs ask of the speaker, and what it tells them unasked."""

    def __init__(
        self, speaker: Speaker, look: Callable[[], None] | None, beside: PictureGate, reprompt_after: timedelta
    ) -> None:
        self._speaker = speaker
        self._beside = beside
        self._look_elsewhere = look
        self._tabs: set[asyncio.Queue[bytes]] = set()
        self._looked_at = float("-inf")
        self._busy_until = float("-inf")
        self._reprompt_after = reprompt_after.total_seconds()
        self._goes_on: str | None = None
        self._quiet_since = float("-inf")
        self._asks_who_hears = False
        questions = (one for one in Catalog.load() if one.key.partition(".")[2].startswith("alone_or_company"))
        self._who_hears = tuple(words for one in questions for words in one.variants)

    async def say(self, request: Request) -> Response:
        """Hear `{"words": ...}`; return what is said: `{"text", "open", "cues", "pictures"}`."""
        words = await read_text(request, "words")
        return json_answer(self._shown(self._speaker.hear(words)))

    async def room(self, request: Request) -> Response:
        """Take `{"room": "alone"}` or "company": an answer where it was asked for, else a note for what comes next."""
        wanted = await read_text(request, "room")
        if wanted not in ROOMS:
            raise Refused(400)
        room, words, note = ROOMS[wanted]
        if self._asks_who_hears and self._speaker.is_open:
            return json_answer(self._shown(self._speaker.hear(words)))
        self._speaker.enter(room)
        return json_answer({"note": note})

    async def pin(self, request: Request) -> Response:
        """Take `{"pin": ...}`, a PIN or its recovery code; the answer is the same where none is set.

        A right one is followed by what it was wanted for, if it was wanted for something.
        """
        given = await read_text(request, "pin")
        if not self._speaker.is_one_claimed:
            return json_answer({"note": PIN_OF_WHOM})
        note = {"note": PIN_RIGHT if self._speaker.confirm(given) else PIN_WRONG}
        spoken = self._speaker.go_on()
        return json_answer(note | self._shown(spoken) if spoken is not None else note)

    async def leave(self, request: Request) -> Response:
        """End what is open; the next word begins anew, with nobody known to be alone."""
        await read_body(request)
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
            if self._speaker.end_idle_session():
                self._goes_on = None
                self._tell("rest", {})
            if self._goes_on is not None and now - self._quiet_since >= self._reprompt_after:
                ssml, self._goes_on = self._goes_on, None
                self._tell("again", self._again(ssml))
        except Exception as fault:
            log.error("what is due could not be looked for", action="look_lost", **described(fault))

    def _tell(self, kind: str, what: dict[str, Any]) -> None:
        for tab in self._tabs:
            tab.put_nowait(b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(what)))

    def _end(self) -> None:
        self._busy_until = float("-inf")
        self._goes_on = None
        self._asks_who_hears = False
        self._beside.forget()
        self._speaker.enter(Room.UNKNOWN)
        self._tell("left", {})
        self._speaker.leave()

    def _shown(self, spoken: Spoken) -> dict[str, Any]:
        """Return what a tab is told; a breathing comes with every cue and its second, other words without."""
        text = plain(spoken.ssml) if spoken.ssml else ""
        cues = timeline(spoken.ssml) if spoken.ssml and is_breathing(spoken.ssml) else ()
        self._quiet_since = self._busy_until = asyncio.get_running_loop().time() + _length(cues)
        self._goes_on = spoken.goes_on
        self._asks_who_hears = text.endswith(self._who_hears)
        return {"text": text, "open": spoken.open, "cues": cues, "pictures": self._beside.after(spoken)}

    def _again(self, ssml: str) -> dict[str, Any]:
        """Return what is said by itself after a while without a word; its silences are kept, and nothing cuts in."""
        cues = timeline(ssml)
        self._busy_until = asyncio.get_running_loop().time() + _length(cues)
        return {"text": plain(ssml), "open": True, "cues": cues, "pictures": ()}


def _length(cues: Sequence[SpeechCue]) -> float:
    return cues[-1].at + cues[-1].length if cues else 0.0
