"""What was heard, read out of a request without ever failing: whatever is not of the known form was not heard."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from intents.dialog.alexa_tasks import Permission, TaskResult
from intents.dialog.speaker import Ids
from intents.dialog.turn import CONNECTED, LAUNCH, RESUMED, Awaiting, Slot
from intents.identity.voice_pin import VERIFY
from skill.domain.risk import Sureness
from skill.speech.said import whole_characters

CONNECTIONS = ("Connections.Response", "SessionResumedRequest")
EVENTS = ("AlexaSkillEvent.", "Reminders.", "Messaging.")
"""Requests without a session (rules.md X15, X16)."""
HEARD_BLOCKS = ("version", "session", "context", "request")
FREE_SLOTS = frozenset({"commitment", "name", "set_off", "topic", "words"})
"""Slots that take whatever was said (a promise test holds them against the interaction model)."""
ANSWERS = {"ACCEPTED": True, "DENIED": False}
"""What a person may say to Alexa's question for a permission; NOT_ANSWERED is neither."""


def ids_in(request: Any) -> Ids | None:
    """Return where a parsed request comes from, or None where it names no account."""
    system = _inside(request, "context", "System")
    user_id = _inside(system, "user", "userId")
    if not isinstance(user_id, str):
        return None
    person_id, device_id = _inside(system, "person", "personId"), _inside(system, "device", "deviceId")
    level = _inside(system, "person", "authenticationConfidenceLevel", "level")
    return Ids(
        user_id,
        person_id if isinstance(person_id, str) and person_id else None,
        device_id if isinstance(device_id, str) else None,
        level if isinstance(level, int) else 0,
    )


def _inside(thing: Any, *names: str) -> Any:
    for name in names:
        thing = thing.get(name) if isinstance(thing, Mapping) else None
    return thing


def kind_of(request: Any) -> str | None:
    kind = request.get("type") if isinstance(request, Mapping) else getattr(request, "object_type", None)
    return kind if isinstance(kind, str) else None


def intent_in(request: Any) -> str | None:
    """Return the intent's name or "Launch"; None for what may not be answered with speech."""
    kind = kind_of(request)
    if kind == "LaunchRequest":
        return LAUNCH
    if kind == "SessionResumedRequest" and (_token(request) or "").partition("|")[0] == VERIFY:
        return RESUMED
    if kind == "SessionResumedRequest" or (kind == "Connections.Response" and _name(request) == "AskFor"):
        return CONNECTED
    if kind != "IntentRequest":
        return None
    name = getattr(getattr(request, "intent", None), "name", None)
    return name if isinstance(name, str) else "AMAZON.FallbackIntent"


def result_in(request: Any) -> TaskResult | None:
    """Return what came back of a task that was handed to Alexa, or None where nothing did."""
    token, result = _token(request), getattr(getattr(request, "cause", None), "result", None)
    status = result.get("status") if isinstance(result, Mapping) else None
    return TaskResult(token, status if isinstance(status, str) else None) if token is not None else None


def _token(request: Any) -> str | None:
    token = getattr(getattr(request, "cause", None), "token", None)
    return token if isinstance(token, str) else None


def prune(request: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the blocks that are not read; of the context only `System` is."""
    kept = {name: request[name] for name in HEARD_BLOCKS if name in request}
    context = kept.get("context")
    if isinstance(context, Mapping):
        kept["context"] = {"System": context.get("System")}
    return kept


def _name(request: Any) -> Any:
    return request.get("name") if isinstance(request, Mapping) else getattr(request, "name", None)


def permission_in(request: Any) -> Permission | None:
    """Return what Alexa came back with, in either of its two forms (rules.md X13); None for other requests.

    The status of a permission stands in the payload, or one level deeper: Amazon's own sample is malformed.
    """
    kind = kind_of(request)
    if kind not in CONNECTIONS:
        return None
    asked = request if kind == CONNECTIONS[0] else getattr(request, "cause", None)
    said = getattr(asked, "payload", None) if kind == CONNECTIONS[0] else getattr(asked, "result", None)
    token = getattr(asked, "token", None)
    try:
        row = UUID(token) if isinstance(token, str) else None
    except ValueError:
        row = None
    return Permission(row, next((ANSWERS[one] for one in _statuses(said) if one in ANSWERS), None))


def _statuses(payload: Any) -> list[str]:
    layers = [payload]
    if isinstance(payload, Mapping):
        for inner in payload.values():
            layers += inner if isinstance(inner, list) else [inner]
    found = [one.get("status") for one in layers if isinstance(one, Mapping)]
    return [one for one in found if isinstance(one, str)]


def is_event(request: Any) -> bool:
    """Is it a request without a session, to which nothing may be said?"""
    kind = kind_of(request)
    return kind is not None and kind.startswith(EVENTS)


def sureness_in(slots: Mapping[str, Slot], asked: Awaiting | None, heard: str) -> Sureness:
    """Return how an Echo understood a sentence, as far as its request shows it: the words themselves it does not."""
    if asked is not None and asked.elicit is not None and asked.elicit[0] == heard and slots.get(asked.elicit[1]):
        return Sureness.ASKED
    if any(name in FREE_SLOTS and slot.value is not None for name, slot in slots.items()):
        return Sureness.FREE
    return Sureness.PLATFORM


def within(thing: Any, *names: str) -> Any:
    for name in names:
        thing = getattr(thing, name, None)
    return thing


def slots_in(request: Any) -> dict[str, Slot]:
    slots = getattr(getattr(request, "intent", None), "slots", None)
    if not isinstance(slots, dict):
        return {}
    return {name: Slot(_text(getattr(slot, "value", None)), _resolved(slot)) for name, slot in slots.items()}


def _text(value: Any) -> str | None:
    """Return what was heard, as it was sent; a lone surrogate can't be kept and is replaced.

    "?" is what Alexa sends where it heard nothing.
    """
    if not isinstance(value, str) or value in ("", "?"):
        return None
    return whole_characters(value)


def _resolved(slot: Any) -> str | None:
    """Return the id of the first authority that matched (rules.md X20)."""
    authorities = within(slot, "resolutions", "resolutions_per_authority")
    for authority in authorities if isinstance(authorities, list) else ():
        code = within(authority, "status", "code")
        values = getattr(authority, "values", None)
        if getattr(code, "value", code) == "ER_SUCCESS_MATCH" and isinstance(values, list) and values:
            found = within(values[0], "value", "id")
            return found if isinstance(found, str) else None
    return None
