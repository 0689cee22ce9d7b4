"""A porch for speaker tests: a door with a list of answers, an ear that hears by heart, a tray, ids that count."""

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_DNS, uuid5
from zoneinfo import ZoneInfo

from skill.clock import Clock
from skill.domain.occurrence import Announcement
from skill.speaker.speaker import Speaker
from skill.speaker.understanding.intent_matcher import LAUNCH, Understood

HOME = ZoneInfo("America/New_York")


def answering(
    words: str,
    *,
    reprompt: str | None = None,
    attributes: Mapping[str, Any] | None = None,
    elicit: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """A response as the skill gives it: with a reprompt the session stays open."""
    speech = {"type": "SSML", "ssml": f"<speak>{words}</speak>"}
    response: dict[str, Any] = {"outputSpeech": speech, "shouldEndSession": reprompt is None}
    if reprompt is not None:
        response["reprompt"] = {"outputSpeech": {"type": "SSML", "ssml": f"<speak>{reprompt}</speak>"}}
    if elicit is not None:
        updated = {"name": elicit[0], "confirmationStatus": "NONE"}
        directive = {"type": "Dialog.ElicitSlot", "slotToElicit": elicit[1], "updatedIntent": updated}
        response["directives"] = [directive]
    return {"version": "1.0", "sessionAttributes": dict(attributes or {}), "response": response}


class Door:
    """Takes requests, remembers them, and answers each intent with what the test says."""

    def __init__(self, answers: Mapping[str, dict[str, Any]]) -> None:
        self.answers = answers
        self.requests: list[dict[str, Any]] = []

    def __call__(self, body: bytes) -> bytes:
        request = json.loads(body)
        self.requests.append(request)
        heard = request["request"]
        name = heard["intent"]["name"] if heard["type"] == "IntentRequest" else heard["type"]
        return json.dumps(self.answers.get(name, {"version": "1.0", "response": {}})).encode()

    @property
    def kinds(self) -> list[str]:
        """What came in, in order: request types, and names where it was an intent."""
        return [
            one["request"]["intent"]["name"] if "intent" in one["request"] else one["request"]["type"]
            for one in self.requests
        ]


class ByHeart:
    """An ear that takes the words themselves for the intent, and remembers what it was asked to listen for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, str] | None, date]] = []

    def hear(self, text: str, *, elicit: tuple[str, str] | None, today: date) -> Understood:
        self.asked.append((text, elicit, today))
        return Understood(LAUNCH if text == "open steady ground" else text)


class Tray:
    """Labels with the instant from which they are due; each is given out once, to its account."""

    def __init__(self) -> None:
        self._laid: list[tuple[datetime, str, str]] = []

    def lay(self, due: datetime, words: str, *, account: str = "home.mara") -> None:
        self._laid.append((due, account, words))

    def next_due(self) -> datetime | None:
        return min((due for due, _, _ in self._laid), default=None)

    def heartbeat(self, user_id: str, now: datetime) -> None:
        self.held = user_id

    def stop_listening(self, user_id: str) -> None:
        self.left = user_id

    def take(self, user_id: str, now: datetime) -> Sequence[Announcement]:
        taken = [one for one in self._laid if one[0] <= now and one[1] == user_id]
        self._laid = [one for one in self._laid if one not in taken]
        return [Announcement(uuid5(NAMESPACE_DNS, words), words) for _, _, words in taken]


def counting(prefix: str = "id") -> Callable[[], str]:
    """Ids that count, so that runs agree."""
    numbers = itertools.count(1)
    return lambda: f"{prefix}-{next(numbers)}"


def a_speaker(door: Door, clock: Clock, *, tray: Tray | None = None, ear: ByHeart | None = None) -> Speaker:
    """Mara's speaker in New York."""
    return Speaker(
        door,
        ear or ByHeart(),
        clock,
        announcements=tray or Tray(),
        application_id="amzn1.ask.skill.test",
        device_id="local-speaker.home",
        account=lambda name: f"home.{name.lower()}",
        name="Mara",
        ids=counting(),
        zone=HOME,
    )
