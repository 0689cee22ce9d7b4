"""Answers of ours that Alexa takes, as a starting point for those that it does not take."""

from typing import Any

from support.fake_alexa import REMIND


def answering(**response: Any) -> dict[str, Any]:
    """Return an answer of ours that keeps the session open, unless it says otherwise."""
    speech = {"type": "SSML", "ssml": "<speak>How are you now?</speak>"}
    asked = {"outputSpeech": speech, "reprompt": {"outputSpeech": speech}, "shouldEndSession": False}
    return {"version": "1.0", "sessionAttributes": {"step": 1}, "response": {**asked, **response}}


def closing(**response: Any) -> dict[str, Any]:
    """Return an answer of ours that ends the session, unless it says otherwise."""
    speech = {"type": "SSML", "ssml": "<speak>Good night.</speak>"}
    return {"version": "1.0", "response": {"outputSpeech": speech, "shouldEndSession": True, **response}}


def handing(*directives: dict[str, Any], **response: Any) -> dict[str, Any]:
    """Return an answer of ours after which Alexa speaks in its own words."""
    return {
        "version": "1.0",
        "sessionAttributes": {"step": 1},
        "response": {"directives": list(directives), **response},
    }


def said(words: str) -> dict[str, Any]:
    """Return a speech of these words and tags."""
    return {"type": "SSML", "ssml": f"<speak>{words}</speak>"}


def elicit(intent: str, slot: str, *sent: str) -> dict[str, Any]:
    """Return the directive that asks for a slot, `sent` being the slots that come along."""
    updated: dict[str, Any] = {"name": intent, "confirmationStatus": "NONE"}
    if sent:
        updated["slots"] = {name: {"name": name, "confirmationStatus": "NONE"} for name in sent}
    return {"type": "Dialog.ElicitSlot", "slotToElicit": slot, "updatedIntent": updated}


def ask_for(version: str = "2", **changes: Any) -> dict[str, Any]:
    """Return the directive that asks for reminders by voice."""
    payload: dict[str, Any] = {"@type": "AskForPermissionsConsentRequest", "@version": version}
    if version == "2":
        payload["permissionScopes"] = [{"permissionScope": REMIND, "consentLevel": "ACCOUNT"}]
    else:
        payload["permissionScope"] = REMIND
    directive = {"type": "Connections.SendRequest", "name": "AskFor", "token": "evening", "payload": payload}
    return {**directive, **changes}


def verify(**changes: Any) -> dict[str, Any]:
    """Return the directive that lets Alexa ask for the voice PIN."""
    level = {"level": 400, "customPolicy": {"policyName": "VOICE_PIN"}}
    directive = {
        "type": "Connections.StartConnection",
        "uri": "connection://AMAZON.VerifyPerson/2",
        "onCompletion": "RESUME_SESSION",
        "token": "notes",
        "input": {"requestedAuthenticationConfidenceLevel": level},
    }
    return {**directive, **changes}


def mp3(seconds: float, *, kbps_index: int = 6, sampling: int = 1, version: int = 2) -> bytes:
    """Return the frames of an MP3 file that is silent; as it stands MPEG-2 with 48 kbps and 24 kHz.

    Args:
        kbps_index, sampling, version: the fields of a frame's header.
    """
    hertz = {2: (22050, 24000, 16000), 3: (44100, 48000, 32000)}[version][sampling]
    kbps = {2: (8, 16, 24, 32, 40, 48, 56, 64), 3: (32, 40, 48, 56, 64, 80, 96, 112)}[version][kbps_index - 1]
    header = 0x7FF << 21 | version << 19 | 1 << 17 | 1 << 16 | kbps_index << 12 | sampling << 10
    frame = header.to_bytes(4, "big").ljust((144 if version == 3 else 72) * kbps * 1000 // hertz, b"\0")
    return frame * round(seconds * hertz / (1152 if version == 3 else 576))
