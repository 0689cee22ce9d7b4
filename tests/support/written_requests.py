"""Requests written by hand as one account, in whatever session it is told; and what is wrong with an answer."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from support.fake_alexa.answers import complaints
from support.fake_alexa.directives import Asked
from support.fake_alexa.model import load_model, manifest_permissions

from intents.dialog.speaker import LOCAL_SPEAKER
from intents.dialog.turn import LAUNCH
from skill.app.bootstrap import LOCAL_SKILL, Application
from skill.speech.catalog import Catalog
from skill.storage.local_pin import Pins
from skill.storage.pin_proof import DatabasePinProof

ROOT = Path(__file__).parents[2]
LANGUAGE = json.loads((ROOT / "interaction_models" / "en-US.json").read_text())["interactionModel"]["languageModel"]
SLOTS = {one["name"]: [slot["name"] for slot in one.get("slots", ())] for one in LANGUAGE["intents"]}
HEARD = [*SLOTS, LAUNCH]
APOLOGIES = tuple(Catalog.load().say(f"courtesy.{key}", "") for key in ("trouble", "not_saved", "not_readable"))
CHARACTERS_AT_MOST = 8000
"""Longest speech that Alexa takes (rules.md X6)."""


class Caller:
    """Sends envelopes written by hand as one account, in whatever session it is told."""

    def __init__(
        self,
        application: Application,
        user_id: str,
        *,
        is_local: bool = True,
        is_echo: bool = False,
        means_it: bool = True,
    ) -> None:
        self.application = application
        self.means_it = means_it
        self.user_id = user_id
        # What lets us ask Amazon for something; the house of these tests has a line to it that leads nowhere.
        self.more = {"apiEndpoint": "https://api.amazonalexa.com", "apiAccessToken": "token"} if is_echo else {}
        # A speaker of one's own: where a second name is known, a name is only claimed and hears less.
        self.device = {"deviceId": f"{LOCAL_SPEAKER if is_local else 'amzn1.ask.device.'}{user_id}"}
        self.window: str | None = None

    def hear(self, heard: str, slots: Any = None, attributes: Any = None) -> dict[str, Any]:
        """Send one intent, and that it was meant where that is asked; return the answer."""
        request = {"type": "IntentRequest", "intent": {"name": heard, "slots": slots}}
        answered = self.send({"type": "LaunchRequest"} if heard == LAUNCH else request, attributes)
        if self.means_it and asked_by(answered) == "meant.first":
            return self.hear("AMAZON.YesIntent", None, answered["sessionAttributes"])
        return answered

    def send(self, request: Any, attributes: Any = None) -> dict[str, Any]:
        """Send a request block and return the answer."""
        if self.window is not None and (attributes is None or isinstance(attributes, dict)):
            attributes = {**(attributes or {}), "window": self.window}
        application = {"applicationId": LOCAL_SKILL}
        user = {"userId": self.user_id}
        envelope = {
            "version": "1.0",
            "session": {"new": False, "sessionId": "s", "application": application, "attributes": attributes},
            "context": {"System": {"application": application, "user": user, "device": self.device, **self.more}},
            "request": request,
        }
        return json.loads(self.application.hear(json.dumps(envelope).encode()))  # type: ignore[no-any-return]

    def prove(self) -> "Caller":
        """Set a PIN and give it, for the next conversation."""
        database, device = self.application.database, self.device["deviceId"]
        Pins(database).set(self.user_id, "4711", given="4711")
        proving = DatabasePinProof(database, self.application.handler.windows, self.application.clock, device_id=device)
        self.window = proving.prove(self.user_id, "4711", None)
        assert self.window is not None
        return self

    def move_in(self) -> "Caller":
        """Walk through the first start without a name."""
        answered = self.hear(LAUNCH)
        for heard, slots in (("AMAZON.NoIntent", None), ("AMAZON.NoIntent", None), ("ScheduleZoneIntent", city())):
            answered = self.hear(heard, slots, answered["sessionAttributes"])
        return self


def city() -> dict[str, Any]:
    authority = {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"id": "Europe/Paris"}}]}
    return {"city": {"value": "paris", "resolutions": {"resolutionsPerAuthority": [authority]}}}


def asked_by(answered: dict[str, Any]) -> str | None:
    """Return the question that an answer leaves open."""
    awaiting = (answered.get("sessionAttributes") or {}).get("awaiting")
    return awaiting["question"] if awaiting else None


def faults(answered: dict[str, Any]) -> list[str]:
    """Return what is wrong with an answer to somebody who spoke, and what Alexa would refuse of it."""
    whole = json.dumps(answered).encode()
    return complaints(whole, Asked("LaunchRequest", load_model(), manifest_permissions())) + own_faults(answered)


def own_faults(answered: dict[str, Any]) -> list[str]:
    """Return what is wrong with an answer by our own rules, which are stricter than Alexa's."""
    response = answered.get("response") or {}
    if [one["type"] for one in response.get("directives", ())] == ["Connections.StartConnection"]:
        # Alexa speaks now: no word of ours, and nothing said of the session (rules.md X13).
        return sorted({"outputSpeech", "reprompt", "shouldEndSession"} & set(response))
    ssml = (response.get("outputSpeech") or {}).get("ssml", "")
    found = [f"apologises: {one}" for one in APOLOGIES if one in ssml]
    for said in (ssml, (response.get("reprompt") or {}).get("outputSpeech", {}).get("ssml")):
        try:
            words = "x" if said is None else "".join(ElementTree.fromstring(said).itertext()).strip()
        except ElementTree.ParseError:
            words = ""
        if not words or (said and len(said) > CHARACTERS_AT_MOST):
            found.append("says nothing, no SSML, or too much")
    if any(one["type"] == "Connections.SendRequest" for one in response.get("directives", ())):
        # Alexa herself speaks next; whether the session is open is hers to say.
        return found + [one for one in ("reprompt", "shouldEndSession") if one in response]
    is_open = (response.get("shouldEndSession") is False, "reprompt" in response, asked_by(answered) is not None)
    if len(set(is_open)) > 1 or response.get("shouldEndSession") is None:
        found.append(f"open, with a reprompt, awaiting: {is_open}")
    return found
