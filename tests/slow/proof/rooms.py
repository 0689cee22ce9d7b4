"""One house in which Mara and Jonas live, on a folder that can be copied: the same clock, keys and ids in each copy."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from prometheus_client import CollectorRegistry
from slow.proof.faults import SOUND, Fault, furnish
from slow.proof.homes import HOMES, LOCAL, NEXT_DOOR, PIN, Home, Way
from support.echo import YES, Echo, Hear

from skill.clock import StandingClock
from skill.storage.announcements import AnnouncementInbox
from skill.storage.local_pin import Pins
from skill.storage.open_database import SPEAKER_FILE
from skill.storage.pin_proof import DatabasePinProof
from skill.web.turn_batcher import TurnBatcher
from skill.web.webhook import build_app, build_security

BEGINS = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Six in the evening in New York, a Monday."""
AT_LEAST, AT_MOST = timedelta(minutes=5), timedelta(hours=3)
"""How long the clock goes on between two looks at what is due."""
NORA = Way(NEXT_DOOR)
HERS_AT_FIRST, HIS_AT_FIRST = "Quillonia", "Drumblefoot"
"""What she promised before the worlds part, and what he promised."""


class Mouth(Echo):
    """Somebody who speaks in one way."""

    way: Way
    app: "House"

    def begin(self, *, room: str = "") -> None:
        """Begin a new session: say the name, give the PIN, say who is there."""
        self.hang_up()
        self.window = ""
        if self.way.says:
            self.say("WhoNameIntent", name=self.way.says)
        if self.way.pin and self.way.account.startswith(LOCAL):
            self.window = self.app.prove(self.way, self.attributes.get("speaker"))
        if room:
            self.say(room)

    def letter(self, intent: str, **slots: str) -> bytes:
        """Return what is sent where this is said now, and send nothing."""
        sent: list[bytes] = []
        replace(self, hear=lambda body: sent.append(body) or {}).say(intent, **slots)
        return sent[0]


class House:
    """One copy of a house, answered through the web service on its raw bytes.

    Args:
        folder: the data folder.
        fault: what is built in faulty.

    Attributes:
        sent: the last answer: status, headers and body.
        unasked: every label that any speaker said.
    """

    def __init__(self, folder: Path, fault: Fault = SOUND, *, now: datetime = BEGINS) -> None:
        self.folder, self.fault = folder, fault
        self.clock = StandingClock(now)
        self.sent, self.unasked = "", list[str]()
        self.turns = 0
        self._loop = asyncio.new_event_loop()
        self.open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def open(self) -> None:
        """Start the service."""
        self.application, self.glance = furnish(self.folder, self.clock, self.fault)
        self.registry = CollectorRegistry()
        app = build_app(
            TurnBatcher(self.fault.hear(self.application.handler.hear_batch)),
            self.clock,
            trust=build_security(self.application.settings, self.clock, is_signed=False),
            registry=self.registry,
            is_healthy=self.application.database.is_readable,
        )
        way = httpx.ASGITransport(self.fault.app(app))
        self._client = httpx.AsyncClient(transport=way, base_url="http://127.0.0.1")
        self.pins = Pins(self.application.database)

    def close(self) -> None:
        """Stop it."""
        self._loop.run_until_complete(self._client.aclose())
        self.application.close()

    def end(self) -> None:
        """Stop it for good."""
        self.close()
        self._loop.close()

    def restart(self) -> None:
        """Stop it and start it again on the same folder."""
        self.close()
        self.open()

    def hear(self, body: bytes) -> Mapping[str, Any]:
        """Send a request's bytes; keep the answer as it was sent."""
        answered = self._loop.run_until_complete(self._client.post("/alexa", content=body))
        # A code is said in other words in each world, so the length itself differs; that it is right does not.
        fits = answered.headers.get("content-length") == str(len(answered.content))
        headers = [one for one in answered.headers.raw if one[0] != b"content-length"]
        self.sent = f"{answered.status_code} {headers} {fits} {answered.text}"
        self.turns += 1
        return json.loads(answered.content)  # type: ignore[no-any-return]

    def look(self, bodies: Sequence[bytes]) -> list[dict[str, Any]]:
        """Ask one thing after the other and change nothing: what the answers keep is undone."""
        self.turns += len(bodies)
        return self.fault.hear(self.glance.hear_batch)([json.loads(one) for one in bodies])

    def mouth(self, way: Way, *, hear: Hear | None = None) -> Mouth:
        """Return somebody who speaks in that way."""
        mouth = Mouth(hear or self.hear, self.clock.now, way.account, way.voice, way.level, device=way.device)
        mouth.way, mouth.app = way, self
        return mouth

    def give_pin(self, way: Way, pin: str, named: str | None = None) -> str:
        """Give a PIN at a local speaker; return the mark of the window that it opens, "" for none.

        Args:
            named: the id of whoever was named in the conversation that is open, or None.
        """
        proving = DatabasePinProof(
            self.application.database,
            self.application.handler.windows,
            self.clock,
            device_id=way.device,
        )
        return proving.prove(way.account, pin, named) or ""

    def prove(self, way: Way, named: str | None = None) -> str:
        """Give the right PIN; return the mark of the window that it opens."""
        return self.give_pin(way, PIN[way.pin], named)

    def wait(self, span: timedelta, *, listening: Sequence[Way] = ()) -> list[tuple[Way, str]]:
        """Let time pass and the clock ring whenever something is due, at least every three hours.

        Args:
            listening: local speakers that listen meanwhile.

        Returns:
            what they said unasked.
        """
        until, tray, said = self.clock.now() + span, AnnouncementInbox(self.application.database), []
        due: datetime | None = None
        while (now := self.clock.now()) < until:
            rings = max(due, now + AT_LEAST) if due is not None else until
            self.clock.set(min(until, rings, now + AT_MOST))
            for way in listening:
                tray.heartbeat(way.account, self.clock.now())
            due = self.application.tick(self.clock.now())
            said += [(way, one.words) for way in listening for one in tray.take(way.account, self.clock.now())]
        self.unasked += [words for _, words in said]
        return said


def move_in(app: House, home: Home) -> None:
    """Let the two move in as this home has it, and Nora next door; each promises something."""
    hers, his = app.mouth(home.hers), app.mouth(home.his[0])
    hers.move_in("Mara")
    hers.hang_up()
    if home.his[0].account == home.hers.account:
        his.move_in_beside("Jonas")
    else:
        his.move_in("Jonas")
    app.mouth(NORA).move_in("Nora")
    for way in (home.hers, home.his[0]):
        if way.pin:
            app.pins.set(way.account if not way.says else "", PIN[way.pin], shared_account=way.account, name=way.says)
    for mouth, word in ((hers, HERS_AT_FIRST), (his, HIS_AT_FIRST)):
        mouth.begin()
        mouth.say("CommitmentIntent", commitment=f"bring the {word} by nine in the evening")
        mouth.say(YES)
        mouth.hang_up()


def link(app: House, home: Home, *, is_half: bool = False) -> None:
    """Let him invite, her say his code, and him confirm; half: all but the last."""
    hers, his = app.mouth(home.hers), app.mouth(home.his[0])
    his.begin()
    code = his.invite()
    hers.begin()
    assert hers.say_code(*code).words.startswith("Thanks. Now"), "they could not link"
    if not is_half:
        his.begin()
        his.say("LinkingConfirmIntent")
        assert his.say(YES).words.startswith("You two are linked.")


class Shelf:
    """Houses that were lived in once and are copied for each run.

    Args:
        folder: where they stand.

    Attributes:
        turns: how many were spoken in the copies that were opened.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.turns = folder, 0

    def copy(self, home: Home, stage: str) -> Path:
        """Return a fresh copy of a home at a stage: "strangers", "half", "linked"."""
        kept = self.kept(home, stage)
        fresh = tempfile.mkdtemp(prefix=f"{kept.name}-", dir=self.folder)  # several processes copy at once
        return Path(shutil.copytree(kept, fresh, dirs_exist_ok=True))

    @contextmanager
    def open(self, home: Home, stage: str, fault: Fault = SOUND) -> Iterator[House]:
        """Open a fresh copy of a home at a stage, and remove it afterwards."""
        app = House(self.copy(home, stage), fault)
        try:
            yield app
        finally:
            self.turns += app.turns
            app.end()
            shutil.rmtree(app.folder)

    def kept(self, home: Home, stage: str) -> Path:
        """Return the home itself at a stage, built where it is not yet; what comes later goes on from strangers."""
        kept = self.folder / f"{home.name}-{stage}".replace(" ", "-").replace(",", "")
        if kept.exists():
            return kept
        if stage != "strangers":
            shutil.copytree(self.kept(home, "strangers"), kept)
            with House(kept) as app:
                link(app, home, is_half=stage == "half")
            return kept
        kept.mkdir()
        if home.hers.account.startswith(LOCAL):
            # The speaker of the folder itself is hers, so that commands and the page reach the same accounts.
            (kept / SPEAKER_FILE).write_text(home.hers.device.removeprefix(LOCAL))
        with House(kept) as app:
            move_in(app, home)
        return kept

    def fill(self) -> None:
        """Build every home at every stage, before several processes copy them."""
        for home in HOMES:
            for stage in home.stages:
                self.kept(home, stage)
