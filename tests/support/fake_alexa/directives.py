"""The directives of our answers as Alexa reads them: dialog, screens, permissions, and tasks that are handed to it."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from .model import Model
from .rules import AUTHENTICATE, Rules

DIALOG = ("Dialog.Delegate", "Dialog.ElicitSlot", "Dialog.ConfirmSlot", "Dialog.ConfirmIntent")
SLOT_FIELDS = {"Dialog.ElicitSlot": "slotToElicit", "Dialog.ConfirmSlot": "slotToConfirm"}
SCREEN = re.compile(r"Alexa\.Presentation\.(APL|APLA|APLT|HTML)\.\w+")
VERIFY = "connection://AMAZON.VerifyPerson/2"
LEVELS = (300, 400)
"""What an answer may want of the voice: recognised, or its PIN given."""


@dataclass(frozen=True)
class Asked:
    """The request that an answer belongs to, and what Alexa knows of the skill and the device.

    Attributes:
        kind: the request's type.
        may_speak: False for events, messages and the end of a session.
        permissions: names of the manifest; no other scope may be asked for.
        interfaces: what the device says that it can show.
        intent: the request's own intent, None where it has none.
    """

    kind: str
    model: Model
    permissions: Collection[str] = ()
    interfaces: Collection[str] = ()
    intent: str | None = None
    may_speak: bool = True
    rules: Rules = field(default_factory=Rules)


def directive_faults(response: dict[str, Any], asked: Asked) -> list[str]:
    """Return what Alexa would refuse of the directives of a response whose form is right (`model_shape`)."""
    directives = response.get("directives") or []
    dialogs = [one for one in directives if one["type"] in DIALOG]
    found = [f"{len(dialogs)} dialog directives in one answer"] if len(dialogs) > 1 else []
    for one in directives:
        kind = one["type"]
        screen = SCREEN.fullmatch(kind)
        if kind in DIALOG:
            found += _dialog(one, response, asked)
        elif screen is not None and f"Alexa.Presentation.{screen[1]}" not in asked.interfaces:
            found.append(f"{kind} to a device without Alexa.Presentation.{screen[1]}")
        elif kind == "Connections.SendRequest":
            found += _ask_for(one, asked.permissions)
        elif kind == "Connections.StartConnection":
            found += _task(one, response, asked)
    return found


def is_open(response: dict[str, Any]) -> bool:
    """Does the Echo listen after this response? Null is read as false; only what is left out closes it (recalled)."""
    return response.get("shouldEndSession", True) in (False, None)


def consent_asked(response: dict[str, Any]) -> dict[str, Any] | None:
    """Return the directive that asks for a permission by voice, or None."""
    return _first(response, "Connections.SendRequest")


def pin_asked(response: dict[str, Any]) -> dict[str, Any] | None:
    """Return the directive with which Alexa is to ask for the voice PIN, or None."""
    return _first(response, "Connections.StartConnection")


def _first(response: dict[str, Any], kind: str) -> dict[str, Any] | None:
    return next((dict(one) for one in response.get("directives") or [] if one["type"] == kind), None)


def asked_scopes(directive: dict[str, Any]) -> list[str]:
    """Return the scopes that an AskFor wants, in version 1 and 2."""
    payload = directive.get("payload") or {}
    if payload.get("@version") == "1":
        return [payload.get("permissionScope")]
    return [one.get("permissionScope") for one in payload.get("permissionScopes") or []]


def scope_faults(scopes: Any, permissions: Collection[str]) -> list[str]:
    """Return what is wrong with the scopes that a directive or a card asks for."""
    if not isinstance(scopes, list) or not scopes:
        return ["a permission is asked for without a scope"]
    return [f"{one} is not in the manifest" for one in scopes if one not in permissions]


def _dialog(one: dict[str, Any], response: dict[str, Any], asked: Asked) -> list[str]:
    kind, updated = one["type"], one.get("updatedIntent")
    found = [] if is_open(response) else [f"{kind} in a session that is closed"]
    if kind == "Dialog.Delegate" and response.get("outputSpeech"):
        found.append("Dialog.Delegate with words of our own")
    name = updated.get("name") if updated else asked.intent
    if name not in asked.model.slots:
        return [*found, f"{kind} for {name}, which is no intent of the model"]
    if name not in asked.model.dialogs:
        return [*found, f"{kind} for {name}, which has no dialog model"]
    return found + _slot_faults(one, str(name), updated or {}, asked.model)


def _slot_faults(one: dict[str, Any], name: str, updated: dict[str, Any], model: Model) -> list[str]:
    sent = updated.get("slots")
    found = [f"{name} has no slot {slot}" for slot in sorted((sent or {}).keys() - model.slots[name].keys())]
    found += [
        f"{slot} is sent as {said.get('name')}" for slot, said in (sent or {}).items() if said.get("name") != slot
    ]
    if one["type"] in SLOT_FIELDS:
        slot = one.get(SLOT_FIELDS[one["type"]])
        if slot not in model.dialogs[name]:
            found.append(f"{one['type']} for {name}.{slot}, which is no slot of its dialog model")
        elif sent is not None and slot not in sent:
            found.append(f"updatedIntent of {name} leaves out {slot}, which is asked for")
    return found


def _ask_for(one: dict[str, Any], permissions: Collection[str]) -> list[str]:
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
    return scope_faults(asked_scopes(one), permissions)


def _task(one: dict[str, Any], response: dict[str, Any], asked: Asked) -> list[str]:
    """Check a task for Alexa: it speaks next, in its own words, and brings the session back."""
    kind = "Connections.StartConnection"
    found = [f"{kind} beside {name}" for name in ("outputSpeech", "reprompt") if response.get(name)]
    if one.get("onCompletion") == "RESUME_SESSION" and "shouldEndSession" in response:
        found.append(f"{kind} beside shouldEndSession, where the session is to be resumed")
    if one.get("uri") != VERIFY:
        return [*found, f"{kind} to {one.get('uri')}, which is no task that is known here"]
    if not any(AUTHENTICATE.fullmatch(name) for name in asked.permissions):
        found.append("VerifyPerson without alexa::authenticate in the manifest")
    wanted = (one.get("input") or {}).get("requestedAuthenticationConfidenceLevel")
    if not isinstance(wanted, dict) or wanted.get("level") not in LEVELS:
        return [*found, "VerifyPerson without a level of confidence"]
    if wanted["level"] == LEVELS[1] and wanted.get("customPolicy") != {"policyName": "VOICE_PIN"}:
        found.append("VerifyPerson wants a level of 400 and no VOICE_PIN")
    return found
