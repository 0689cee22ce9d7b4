"""Our own answers, read as Alexa reads them: what it would not say, show or take is named."""

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Collection
from typing import Any

ANSWER_BYTES = 120 * 1024
"""Whole response (rules.md X6)."""
SPEECH_CHARACTERS = 8000
"""outputSpeech (rules.md X6)."""
CARDS = ("Simple", "Standard", "LinkAccount", "AskForPermissionsConsent")
SAID = ("outputSpeech", "reprompt", "card", "directives", "shouldEndSession")


def complaints(content: bytes, *, may_speak: bool, permissions: Collection[str]) -> list[str]:
    """Return what Alexa would not accept in an answer with status 200.

    Args:
        may_speak: False for events, messages and the end of a session (rules.md X8).
        permissions: scopes of the manifest; no other may be asked for.
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
    if not may_speak:
        return [f"{name} is not allowed here" for name in SAID[:4] if response.get(name)]
    reprompt = response.get("reprompt") or {}
    found = [*_speech("outputSpeech", response.get("outputSpeech"))]
    found += _speech("reprompt", reprompt.get("outputSpeech"))
    if reprompt and response.get("shouldEndSession") is not False:
        found.append("a reprompt without an open session")
    card = response.get("card")
    if card is not None and card.get("type") not in CARDS:
        found.append(f"{card.get('type')} is no card")
    if card is not None and card.get("type") == "AskForPermissionsConsent":
        found += _scopes(card.get("permissions"), permissions)
    for directive in response.get("directives") or []:
        found += _directive(directive, permissions)
    return found


def consent_asked(response: dict[str, Any]) -> dict[str, Any] | None:
    """Return the directive that asks for a permission by voice, or None."""
    for one in response.get("directives") or []:
        if one.get("type") == "Connections.SendRequest" and one.get("name") == "AskFor":
            return dict(one)
    return None


def asked_scopes(directive: dict[str, Any]) -> list[str]:
    """Return the scopes that an AskFor wants, in version 1 and 2."""
    payload = directive.get("payload") or {}
    if payload.get("@version") == "1":
        return [payload.get("permissionScope")]
    return [one.get("permissionScope") for one in payload.get("permissionScopes") or []]


def _speech(name: str, speech: Any) -> list[str]:
    if speech is None:
        return []
    kind = speech.get("type")
    words = speech.get({"SSML": "ssml", "PlainText": "text"}.get(kind, ""))
    if not isinstance(words, str) or not words:
        return [f"{name} has no words of its type"]
    if len(words) > SPEECH_CHARACTERS:
        return [f"{name} has {len(words)} characters"]
    if kind == "SSML":
        try:
            return [] if ElementTree.fromstring(words).tag == "speak" else [f"{name} is not one <speak> element"]
        except ElementTree.ParseError:
            return [f"{name} is not well-formed"]
    return []


def _directive(one: Any, permissions: Collection[str]) -> list[str]:
    if not isinstance(one, dict) or not isinstance(one.get("type"), str):
        return ["a directive without a type"]
    if one["type"] != "Connections.SendRequest":
        return []
    payload = one.get("payload")
    if one.get("name") != "AskFor" or not isinstance(payload, dict):
        return ["Connections.SendRequest is no AskFor with a payload"]
    if payload.get("@type") != "AskForPermissionsConsentRequest" or payload.get("@version") not in ("1", "2"):
        return ["AskFor has no AskForPermissionsConsentRequest of version 1 or 2"]
    if not isinstance(one.get("token"), str):
        return ["AskFor has no token"]
    levels = [scope.get("consentLevel") for scope in payload.get("permissionScopes") or []]
    if payload["@version"] == "2" and not all(level in ("ACCOUNT", "PERSON") for level in levels):
        return ["consentLevel is neither ACCOUNT nor PERSON"]
    return _scopes(asked_scopes(one), permissions)


def _scopes(scopes: Any, permissions: Collection[str]) -> list[str]:
    if not isinstance(scopes, list) or not scopes:
        return ["a permission is asked for without a scope"]
    return [f"{one} is not in the manifest" for one in scopes if one not in permissions]
