"""Mara's kitchen with an Echo: our whole service over real HTTP, and Amazon's stand-in that speaks to it, signed."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from sqlalchemy import select
from support.fake_alexa import ACCEPTED, MARA, SKILL, Amazon, Said
from support.prepared_folders import open_prepared
from support.sql import sql
from support.wordings import first_wordings

from skill.app.bootstrap import Application, bootstrap
from skill.clock import StandingClock
from skill.domain.occurrence import Occurrence
from skill.domain.person import Person
from skill.domain.reminder import Reminder
from skill.settings import Settings
from skill.speech.ssml import plain
from skill.web.turn_batcher import TurnBatcher
from skill.web.webhook import build_app, build_security

NEW_YORK = ZoneInfo("America/New_York")


MEANT = re.compile(
    r"(?:Stop all reminders|Pause everything .*|Take back your .* plan|Cancel .*|Skip tonight's question)\?"
)
"""Questions by which an Echo, which shows no words, is asked whether something was meant."""


@dataclass(frozen=True)
class Kitchen:
    """Everything of one evening.

    Attributes:
        clock: moves our house and Amazon's alike.
    """

    clock: StandingClock
    amazon: Amazon
    application: Application

    def words(self, said: Said) -> str:
        """Return what Alexa says, as readable text."""
        return plain(said.ssml) if said.ssml else ""

    def open(self, user: str = MARA) -> str:
        """Say "Alexa, open steady ground"."""
        return self.words(self.amazon.open(user))

    def say(self, name: str, user: str = MARA, /, **slots: str) -> str:
        """Speak an intent, and that it was meant where that is asked; return what Alexa says."""
        said = self.words(self.amazon.say(user, name, **slots))
        return self.words(self.amazon.say(user, "AMAZON.YesIntent")) if MEANT.fullmatch(said) else said

    def approve(self, status: str = ACCEPTED, user: str = MARA, *, depth: int = 1) -> str:
        """Answer Alexa's own question for the permission."""
        return self.words(self.amazon.answer_consent(user, status, depth=depth))

    def move_in(self, user: str = MARA, *, stage: str = "development", voice: str | None = None) -> None:
        """Enable the skill and walk through the first start, without a name and an evening time.

        Args:
            voice: the id of whoever speaks, where Alexa recognises the voice.
        """
        self.amazon.enable(user, "America/New_York", stage=stage).person = voice
        self.open(user)
        self.settle()
        self.say("AMAZON.NoIntent", user)
        self.say("AMAZON.NoIntent", user)
        self.say("AMAZON.StopIntent", user)

    def settle(self) -> None:
        """Let everything that is under way end: tasks that nobody waits for, events, messages."""
        self.application.after_commit.rest()
        self.amazon.settle()

    def wait(self, **span: float) -> list[str]:
        """Let time pass; return what Alexa rang, as "2026-11-24 20:30 words"."""
        rang = self.amazon.advance(timedelta(**span), self.application.tick)
        self.settle()
        return [f"{one.at.astimezone(NEW_YORK):%Y-%m-%d %H:%M} {one.text}" for one in rang]

    def person(self, user: str = MARA) -> Person:
        """Return whose account this is."""
        with self.application.database.work() as work:
            found = work.people.by_account(user)
        assert found is not None
        return found

    def reminders(self) -> list[Reminder]:
        """Return every reminder that is kept, the oldest first."""
        with self.application.database.work() as work:
            return list(sql(work).scalars(select(Reminder).order_by(Reminder.asked_at)))  # type: ignore[arg-type]

    def occurrences(self) -> list[Occurrence]:
        """Return every occurrence, in the order in which they are due."""
        with self.application.database.work() as work:
            return list(sql(work).scalars(select(Occurrence).order_by(Occurrence.due_at)))  # type: ignore[arg-type]

    def rings(self, user: str = MARA) -> list[dict[str, Any]]:
        """Return the triggers of what Alexa keeps for an account and would still ring."""
        return [one.said["trigger"] for one in self.amazon.alerts(user) if one.status == "ON"]


@contextmanager
def echo(
    folder: Path, clock: StandingClock, amazon: Amazon, *, longest_call: float = 5.0, **more: Any
) -> Iterator[Kitchen]:
    """Open the house on a data folder, wired as `serve` wires it; again on the same folder is a restart."""
    settings: dict[str, Any] = {
        "data": folder,
        "skill_id": SKILL,
        "amazon_url": amazon.url,
        "trust_roots": amazon.roots_file,
        "client_id": amazon.client_id,
        "client_secret": amazon.client_secret,
    }
    application = bootstrap(
        Settings(**(settings | more)), clock, longest_call=longest_call, opens=open_prepared, catalog=first_wordings()
    )
    web = build_app(
        TurnBatcher(application.handler.answer_batch),
        clock,
        trust=build_security(application.settings, clock, is_signed=True),
        registry=application.registry,
        is_healthy=application.database.is_readable,
        finish=application.after_commit.finish,
        memory=application.seen,
    )
    ears = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(web, log_level="critical", access_log=False))
    running = threading.Thread(target=server.run, args=([ears],))
    running.start()
    amazon.endpoint = f"http://127.0.0.1:{ears.getsockname()[1]}/alexa"
    try:
        yield Kitchen(clock, amazon, application)
    finally:
        server.should_exit = True
        running.join()
        application.close()
        ears.close()
