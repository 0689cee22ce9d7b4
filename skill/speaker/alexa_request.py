"""True Alexa requests as bytes: what the local speaker sends and what tests send (rules.md X20)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from skill.speaker.understanding.slots import SlotHeard

AUTHORITY = "amzn1.er-authority.echo-sdk"


@dataclass(frozen=True)
class Sender:
    """Who sends.

    Attributes:
        application_id: the skill's id.
        user_id: the account.
        device_id: the device, or None for requests without one.
        locale: as in "en-US".
    """

    application_id: str
    user_id: str
    device_id: str | None
    locale: str = "en-US"


@dataclass(frozen=True)
class SessionSent:
    """The session a request belongs to."""

    id: str
    is_new: bool
    attributes: Mapping[str, Any]


def launch(sender: Sender, session: SessionSent, *, request_id: str, now: datetime) -> bytes:
    """Return a LaunchRequest: "open steady ground"."""
    return _bytes(sender, session, {"type": "LaunchRequest"}, request_id=request_id, now=now)


def intent(
    sender: Sender,
    session: SessionSent,
    name: str,
    *,
    slots: Mapping[str, SlotHeard],
    request_id: str,
    now: datetime,
) -> bytes:
    """Return an IntentRequest with its slots; a slot with an id is sent as resolved to it."""
    heard = {
        "name": name,
        "confirmationStatus": "NONE",
        "slots": {slot: _slot(slot, heard, sender.application_id) for slot, heard in slots.items()},
    }
    request = {"type": "IntentRequest", "intent": heard, "dialogState": "STARTED"}
    return _bytes(sender, session, request, request_id=request_id, now=now)


def session_ended(sender: Sender, session: SessionSent, reason: str, *, request_id: str, now: datetime) -> bytes:
    """Return a SessionEndedRequest, for example with reason EXCEEDED_MAX_REPROMPTS."""
    return _bytes(sender, session, {"type": "SessionEndedRequest", "reason": reason}, request_id=request_id, now=now)


def _bytes(
    sender: Sender, session: SessionSent, request: Mapping[str, Any], *, request_id: str, now: datetime
) -> bytes:
    application = {"applicationId": sender.application_id}
    user = {"userId": sender.user_id}
    system: dict[str, Any] = {
        "application": application,
        "user": user,
        "apiEndpoint": "https://api.amazonalexa.com",
        "apiAccessToken": "",
    }
    if sender.device_id is not None:
        system["device"] = {"deviceId": sender.device_id, "supportedInterfaces": {}}
    stamp = now.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    envelope = {
        "version": "1.0",
        "session": {
            "new": session.is_new,
            "sessionId": session.id,
            "application": application,
            "attributes": dict(session.attributes),
            "user": user,
        },
        "context": {"System": system},
        "request": {**request, "requestId": request_id, "timestamp": stamp, "locale": sender.locale},
    }
    return json.dumps(envelope, ensure_ascii=False).encode()


def _slot(name: str, heard: SlotHeard, application_id: str) -> dict[str, Any]:
    slot: dict[str, Any] = {
        "name": name,
        "value": heard.value,
        "confirmationStatus": "NONE",
        "source": "USER",
        "slotValue": {"type": "Simple", "value": heard.value},
    }
    if heard.id is not None:
        authority = {
            "authority": f"{AUTHORITY}.{application_id}.{name}",
            "status": {"code": "ER_SUCCESS_MATCH"},
            "values": [{"value": {"name": heard.value, "id": heard.id}}],
        }
        slot["resolutions"] = {"resolutionsPerAuthority": [authority]}
    return slot
