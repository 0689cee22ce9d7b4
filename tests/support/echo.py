"""A kitchen with an Echo: an account, perhaps a recognised voice, perhaps a PIN that Alexa asked for."""

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from support.local_speaker import Heard, LocalSpeakerApp

from intents.alexa.handler import SkillHandler
from intents.alexa.turn_handler import Router
from intents.dialog.defaults import Defaults
from skill.speaker import alexa_request as envelope
from skill.speaker.alexa_request import Sender, SessionSent
from skill.speaker.understanding.intent_matcher import LAUNCH
from skill.speaker.understanding.slots import SlotHeard
from skill.speech.spoken import count
from skill.speech.ssml import plain

Hear = Callable[[bytes], Mapping[str, Any]]
YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
CONFIRMS_MEANT = frozenset({"meant.first", "deleting.confirm"})
"""Questions whether what was heard was meant."""
OUTCOMES = {"CommitmentKeptIntent": YES, "CommitmentMissedIntent": NO}
SLOTS_WITH_IDS = ("city", "mood", "after", "ask", "country", "shared")

_numbers = itertools.count(1)


@dataclass
class Echo:
    """One Echo of one account.

    Attributes:
        hear: takes a request's bytes and gives the answer: the signed webhook's door, or the one behind it.
        voice: the personId that Alexa recognised, or None.
        level: Alexa's confidence, 400 once it asked for the PIN.
        window: the mark of a PIN that was given at a local speaker, "" where none was.
        means_it: says yes by itself where it is asked whether the intent was meant.
        answer: the whole last answer.
    """

    hear: Hear
    now: Callable[[], datetime]
    account: str = "amzn1.ask.account.KITCHEN"
    voice: str | None = None
    level: int = 300
    skill: str = "amzn1.ask.skill.local"
    device: str = "amzn1.ask.device.KITCHEN"
    means_it: bool = True
    window: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)

    def open(self) -> Heard:
        """Say "open steady ground"."""
        return self.say(LAUNCH)

    def say(self, intent: str, **slots: str) -> Heard:
        """Say what Alexa hears as this intent, in the session that is open or in a new one, and that it was meant."""
        heard = self._say(intent, **slots)
        asked = (self.attributes.get("awaiting") or {}).get("question")
        if self.means_it and asked in CONFIRMS_MEANT and intent not in (YES, NO):
            return self._say(YES)
        if self.means_it and asked == "commitment.due" and intent in OUTCOMES:
            return self._say(OUTCOMES[intent])
        return heard

    def _say(self, intent: str, **slots: str) -> Heard:
        kept = {**self.attributes, **({"window": self.window} if self.window else {})}
        sent = SessionSent("session", is_new=not self.attributes, attributes=kept)
        sender, number = Sender(self.skill, self.account, self.device), f"request-{next(_numbers)}"
        if intent == LAUNCH:
            body = envelope.launch(sender, sent, request_id=number, now=self.now())
        else:
            heard = {name: self._slot(name, value) for name, value in slots.items()}
            body = envelope.intent(sender, sent, intent, slots=heard, request_id=number, now=self.now())
        return self.send(json.loads(body))

    def send(self, request: dict[str, Any]) -> Heard:
        """Send a request as whoever speaks now."""
        if self.voice is not None:
            level = {"authenticationConfidenceLevel": {"level": self.level}}
            request["context"]["System"]["person"] = {"personId": self.voice, **level}
        self.answer = self.hear(json.dumps(request).encode())
        response = self.answer.get("response") or {}
        ssml = (response.get("outputSpeech") or {}).get("ssml", "")
        return Heard(plain(ssml) if ssml else "", response.get("shouldEndSession") is False)

    def resume(self, cause: Mapping[str, Any], *, level: int) -> Heard:
        """Let Alexa come back from a task that was handed to it, as sure of the voice as `level` says."""
        sender, sent = Sender(self.skill, self.account, self.device), SessionSent("s", is_new=False, attributes={})
        number = f"request-{next(_numbers)}"
        request = json.loads(envelope.launch(sender, sent, request_id=number, now=self.now()))
        request["request"] |= {"type": "SessionResumedRequest", "cause": {**cause, "status": {"code": "200"}}}
        was, self.level = self.level, level
        heard = self.send(request)
        self.level = was
        return heard

    @property
    def attributes(self) -> Mapping[str, Any]:
        """What the session remembers."""
        is_open = (self.answer.get("response") or {}).get("shouldEndSession") is False
        return (self.answer.get("sessionAttributes") or {}) if is_open else {}

    def hang_up(self) -> None:
        """Let the session end."""
        self.answer = {}

    def as_voice(self, voice: str | None) -> "Echo":
        """Let somebody else speak from now on."""
        self.voice = voice
        return self

    def move_in(self, name: str, *, city: str = "America/New_York") -> None:
        """Walk through the first start."""
        self.open()
        self.say("OnboardingNameIntent", name=name)
        self.settle(city)

    def move_in_beside(self, name: str, *, city: str = "America/New_York") -> None:
        """Walk through the first start as one more person at this account."""
        self.hang_up()
        self.say("WhoNewIntent")
        self.say("OnboardingNameIntent", name=name)
        self.settle(city)

    def settle(self, city: str = "America/New_York") -> None:
        """Go on from the evening time to the end of the first start."""
        self.say(NO)
        self.say("ScheduleZoneIntent", city=city)
        self.say("AMAZON.StopIntent")

    def invite(self) -> list[str]:
        """Invite the other one, alone; return the code as two slots of four digits."""
        self.say("LinkingInviteIntent")
        for heard in ("RoomAloneIntent", NO):
            told = self.say(heard)
        return digits_in(told.words)

    def say_code(self, first: str, second: str, *, fear: str = NO) -> Heard:
        """Say a code, alone, and answer the question about fear."""
        self.say("LinkingCodeIntent", first=first, second=second)
        for heard in ("RoomAloneIntent", fear):
            told = self.say(heard)
        return told

    @staticmethod
    def key_in(words: str) -> list[str]:
        """Return a key that was said, as two slots of four digits."""
        return digits_in(words)

    @staticmethod
    def _slot(name: str, value: str) -> SlotHeard:
        return SlotHeard(value, value) if name in SLOTS_WITH_IDS else SlotHeard(value)


def door(app: LocalSpeakerApp, answer: Router, *, zone: str | None = None) -> Hear:
    """Return a door into a house, behind which a router of its own answers."""
    home = Defaults(zone, None, 7500)
    voice = SkillHandler(
        app.application.database, app.application.catalog, app.clock, answer=answer, defaults=home, skill_id=None
    )
    return lambda body: voice.hear_batch([json.loads(body)])[0]


def link(inviter: Echo, invitee: Echo) -> None:
    """Let one invite, the other say the code, and the first confirm; both have hung up afterwards."""
    inviter.hang_up()
    invitee.hang_up()
    invitee.say_code(*inviter.invite())
    inviter.hang_up()
    inviter.say("LinkingConfirmIntent")
    assert inviter.say(YES).words.startswith("You two are linked.")
    inviter.hang_up()
    invitee.hang_up()


def digits_in(words: str) -> list[str]:
    """Return a code that was said in pairs, as two slots of four digits."""
    from_words = {spoken: str(number) for number in range(10, 100) for spoken in [_spoken(number)]}
    said = words.partition(": ")[2].partition(". Again")[0].rstrip(".").split(", ")
    pairs = [from_words[one.replace("-", " ")] for one in said]
    return ["".join(pairs[:2]), "".join(pairs[2:])]


def _spoken(number: int) -> str:
    return count(number).replace("-", " ")
