"""What conversations start from: Mara has moved in, or two are linked; and a door for values that no ear lets in."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from support.echo import CONFIRMS_MEANT, YES
from support.local_speaker import LocalSpeakerApp
from support.two_people import Two, two_in

from intents.dialog.speaker import LOCAL_SPEAKER
from skill.app.bootstrap import LOCAL_SKILL
from skill.speaker.alexa_request import Sender, SessionSent, intent
from skill.speaker.understanding.slots import SlotHeard
from skill.storage.open_database import speaker_id

Send = Callable[..., dict[str, Any]]


@pytest.fixture
def mara(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """The house after Mara's first start: her evening minute is at half past eight."""
    app.move_in()
    return app


@pytest.fixture
def two(app: LocalSpeakerApp) -> Two:
    """Mara and Jonas, linked, each on an Echo of their own; Nora next door."""
    return two_in(app)


@pytest.fixture
def send(app: LocalSpeakerApp) -> Send:
    """Send an intent with raw slot values, past the ear, as Mara; return the whole answer."""
    numbers = itertools.count(1)

    def sent(name: str, attributes: dict[str, Any] | None = None, /, **slots: str) -> dict[str, Any]:
        device = LOCAL_SPEAKER + speaker_id(app.folder)
        body = intent(
            Sender(LOCAL_SKILL, f"{device}.", device),
            SessionSent("session", is_new=not attributes, attributes=attributes or {}),
            name,
            slots={slot: SlotHeard(value) for slot, value in slots.items()},
            request_id=f"raw-{next(numbers)}",
            now=app.clock.now(),
        )
        answered: dict[str, Any] = json.loads(app.application.hear(body))
        asked = answered.get("sessionAttributes", {}).get("awaiting", {}).get("question")
        # Past the ear nobody knows how it was understood, so that it may be asked whether it was meant: it was.
        return sent(YES, answered["sessionAttributes"]) if asked in CONFIRMS_MEANT and name != YES else answered

    return sent
