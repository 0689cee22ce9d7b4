"""Our own answers, read as Alexa reads them: what it would not say, show or take is named."""

import json
import re
from collections.abc import Callable
from typing import Any

from .directives import Asked, directive_faults, is_open, scope_faults
from .model_shape import misfits
from .spoken import SpeechCheck, is_silent

ANSWER_BYTES = 120 * 1024
"""The whole response (documented)."""
SAID = ("outputSpeech", "reprompt", "card", "directives")
SPEAKING = ("Connections.SendRequest", "Connections.StartConnection", "Dialog.Delegate")
"""Directives after which Alexa speaks in its own words."""
_TAG = re.compile(r"</?[a-z][\w:-]*[^<>]*>")


def complaints(
    content: bytes, asked: Asked, recordings: Callable[[str], bytes | None] = lambda address: None
) -> list[str]:
    """Return what Alexa would not accept in an answer with status 200.

    Args:
        asked: the request that is answered.
        recordings: what is found at the address of a recording.
    """
    if len(content) > ANSWER_BYTES:
        return [f"the answer has {len(content)} bytes"]
    try:
        said = json.loads(content)
    except ValueError:
        return ["the answer is not JSON"]
    response = said.get("response") if isinstance(said, dict) else None
    if not isinstance(response, dict) or said.get("version") != "1.0":
        return ["the answer has no version 1.0 and response"]
    if not asked.may_speak:
        return [f"{name} is not allowed here" for name in SAID if response.get(name)]
    if found := misfits(said):
        return found
    reprompt = (response.get("reprompt") or {}).get("outputSpeech")
    speeches = {"outputSpeech": response.get("outputSpeech"), "reprompt": reprompt}
    found = SpeechCheck(asked.rules, recordings).faults(speeches)
    found += _session(response, asked)
    found += _card(response.get("card"), asked)
    return found + directive_faults(response, asked)


def _session(response: dict[str, Any], asked: Asked) -> list[str]:
    """Check what is open and what is silent: certification looks for both, and nobody knows what a mute box wants."""
    kinds = {one["type"] for one in response.get("directives") or []}
    alexa_speaks = not kinds.isdisjoint(SPEAKING)
    found = []
    if response.get("reprompt") and not is_open(response):
        found.append("a reprompt without an open session")
    if is_open(response) and not (response.get("reprompt") or {}).get("outputSpeech") and not alexa_speaks:
        found.append("an open session without a reprompt")
    if asked.kind == "LaunchRequest" and is_silent(response.get("outputSpeech")) and not alexa_speaks:
        found.append("silence to a launch")
    return found


def _card(card: Any, asked: Asked) -> list[str]:
    if card is None:
        return []
    found = [
        f"the card's {name} holds SSML" for name in ("title", "content", "text") if _TAG.search(card.get(name) or "")
    ]
    if card["type"] == "AskForPermissionsConsent":
        found += scope_faults(card.get("permissions"), asked.permissions)
    return found
