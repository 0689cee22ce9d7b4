"""What was heard, read out of a request without ever failing: whatever is not of the known form was not heard."""

from collections.abc import Mapping
from typing import Any

from intents.speaking import Ids
from intents.turn import LAUNCH, RESUMED, Result, Slot


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
    if kind == "SessionResumedRequest":
        return RESUMED
    if kind != "IntentRequest":
        return None
    name = getattr(getattr(request, "intent", None), "name", None)
    return name if isinstance(name, str) else "AMAZON.FallbackIntent"


def result_in(request: Any) -> Result | None:
    """Return what came back of a task that was handed to Alexa, or None where nothing did."""
    cause = getattr(request, "cause", None)
    token, result = getattr(cause, "token", None), getattr(cause, "result", None)
    status = result.get("status") if isinstance(result, Mapping) else None
    return Result(token, status if isinstance(status, str) else None) if isinstance(token, str) else None


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
    """Return what was heard as text that can be kept and said; "?" stands for nothing heard."""
    text = value.encode(errors="replace").decode() if isinstance(value, str) else "?"
    return text if text not in ("", "?") else None


def _resolved(slot: Any) -> str | None:
    """Return the id of the first authority that matched (alexa-platform.md 8.3)."""
    authorities = within(slot, "resolutions", "resolutions_per_authority")
    for authority in authorities if isinstance(authorities, list) else ():
        code = within(authority, "status", "code")
        values = getattr(authority, "values", None)
        if getattr(code, "value", code) == "ER_SUCCESS_MATCH" and isinstance(values, list) and values:
            found = within(values[0], "value", "id")
            return found if isinstance(found, str) else None
    return None
