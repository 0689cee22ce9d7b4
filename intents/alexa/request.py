"""One request of Alexa, read once out of parsed JSON and never failing: what is not of a known form was not heard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from intents.alexa.events import Event, read_event
from intents.dialog.alexa_tasks import Permission, TaskResult
from intents.dialog.session import SessionState
from intents.dialog.speaker import Ids
from intents.dialog.turn import CONNECTED, LAUNCH, RESUMED, Slot
from intents.identity.voice_pin import VERIFY
from skill.alexa.api.reminders import SCOPE
from skill.alexa.verification.request_body import is_event, within
from skill.speech.said import whole_characters

ASKED_BY_US, RESUMES = "Connections.Response", "SessionResumedRequest"
ANSWERS = {"ACCEPTED": True, "DENIED": False}
"""What a person may say to Alexa's question for a permission; NOT_ANSWERED is neither."""


@dataclass(frozen=True, repr=False)
class AlexaRequest:
    """What was heard, where, and what the request lets us do; its ids and token are never shown (rules.md D5).

    Attributes:
        kind: Amazon's word for what it is.
        ids: where it comes from, or None where it names no account.
        intent: the intent's name or "Launch"; None for what may not be answered with speech.
        slots: what was heard for each slot.
        session: what its session remembers, or None where it has no session.
        is_new: does a session begin?
        permission: what Alexa came back with from its question for one, or None.
        result: what came back of a task that was handed to Alexa, or None.
        may_remind: does the account allow reminders?
        is_event: does it come without a session, so that nothing may be said to it?
        event: what it then tells of its account, or None.
        skill_id: which skill it is for.
        endpoint, token, request_id: where and with what Amazon may be asked while it lasts; "" where it names none.
    """

    kind: str
    ids: Ids | None
    intent: str | None
    slots: Mapping[str, Slot]
    session: SessionState | None
    is_new: bool
    permission: Permission | None
    result: TaskResult | None
    may_remind: bool
    is_event: bool
    event: Event | None
    skill_id: str
    endpoint: str
    token: str
    request_id: str


def read_request(parsed: Mapping[str, Any], now: datetime) -> AlexaRequest:
    """Return what a parsed request says.

    Args:
        now: UTC; when an event happened that does not say it.
    """
    said, session, system = parsed.get("request"), parsed.get("session"), within(parsed, "context", "System")
    kind, ids, is_told = _text(said, "type"), _ids(system), is_event(parsed)
    return AlexaRequest(
        kind=kind,
        ids=ids,
        intent=_intent(kind, said),
        slots=_slots(within(said, "intent", "slots")),
        session=SessionState.read(session.get("attributes")) if isinstance(session, Mapping) else None,
        is_new=within(session, "new") is True,
        permission=_permission(kind, said),
        result=_result(within(said, "cause")),
        may_remind=within(system, "user", "permissions", "scopes", SCOPE, "status") == "GRANTED",
        is_event=is_told,
        event=read_event(said, ids.user_id, now) if is_told and ids is not None else None,
        skill_id=_text(system, "application", "applicationId"),
        endpoint=_text(system, "apiEndpoint"),
        token=_text(system, "apiAccessToken"),
        request_id=_text(said, "requestId"),
    )


def _text(thing: Any, *names: str) -> str:
    found = within(thing, *names)
    return found if isinstance(found, str) else ""


def _ids(system: Any) -> Ids | None:
    user_id, level = _text(system, "user", "userId"), within(system, "person", "authenticationConfidenceLevel", "level")
    person_id, device_id = _text(system, "person", "personId"), _text(system, "device", "deviceId")
    return (
        Ids(user_id, person_id or None, device_id or None, level if isinstance(level, int) else 0) if user_id else None
    )


def _intent(kind: str, said: Any) -> str | None:
    if kind == "LaunchRequest":
        return LAUNCH
    if kind == RESUMES:
        return RESUMED if _text(said, "cause", "token").partition("|")[0] == VERIFY else CONNECTED
    if kind == ASKED_BY_US and _text(said, "name") == "AskFor":
        return CONNECTED
    return (_text(said, "intent", "name") or "AMAZON.FallbackIntent") if kind == "IntentRequest" else None


def _result(cause: Any) -> TaskResult | None:
    token = within(cause, "token")
    return TaskResult(token, _text(cause, "result", "status") or None) if isinstance(token, str) else None


def _permission(kind: str, said: Any) -> Permission | None:
    """Return what Alexa came back with, in either of its two forms (rules.md X13); None for other requests.

    The status of a permission stands in the payload, or one level deeper: Amazon's own sample is malformed.
    """
    if kind not in (ASKED_BY_US, RESUMES):
        return None
    asked, payload = (said, "payload") if kind == ASKED_BY_US else (within(said, "cause"), "result")
    try:
        row = UUID(_text(asked, "token"))
    except ValueError:
        row = None
    answers = (ANSWERS.get(one) for one in _statuses(within(asked, payload)))
    return Permission(row, next((one for one in answers if one is not None), None))


def _statuses(payload: Any) -> list[str]:
    layers = [payload]
    for inner in payload.values() if isinstance(payload, Mapping) else ():
        layers += inner if isinstance(inner, list) else [inner]
    return [_text(one, "status") for one in layers]


def _slots(slots: Any) -> dict[str, Slot]:
    found = slots if isinstance(slots, Mapping) else {}
    return {name: Slot(_words(_text(slot, "value")), _resolved(slot)) for name, slot in found.items()}


def _words(said: str) -> str | None:
    """Return what was heard, as it was sent; a lone surrogate can't be kept and is replaced.

    "?" is what Alexa sends where it heard nothing.
    """
    return whole_characters(said) if said not in ("", "?") else None


def _resolved(slot: Any) -> str | None:
    """Return the id of the first authority that matched (rules.md X20)."""
    authorities = within(slot, "resolutions", "resolutionsPerAuthority")
    for authority in authorities if isinstance(authorities, list) else ():
        values = within(authority, "values")
        if within(authority, "status", "code") == "ER_SUCCESS_MATCH" and isinstance(values, list) and values:
            found = within(values[0], "value", "id")
            return found if isinstance(found, str) else None
    return None
