"""A reply as Amazon's SDK writes it: response models, and plain JSON out of them."""

from collections.abc import Hashable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from ask_sdk_model import Intent, Response, Slot
from ask_sdk_model.dialog import ElicitSlotDirective
from ask_sdk_model.intent_confirmation_status import IntentConfirmationStatus
from ask_sdk_model.interfaces.connections import OnCompletion, SendRequestDirective
from ask_sdk_model.interfaces.connections.v1 import StartConnectionDirective
from ask_sdk_model.slot_confirmation_status import SlotConfirmationStatus
from ask_sdk_model.ui import AskForPermissionsConsentCard, Reprompt, SsmlOutputSpeech

from intents.alexa.model_slots import slots_of
from intents.dialog.alexa_tasks import ASKED, Connection
from intents.dialog.turn import Reply
from skill.alexa.api.reminders import SCOPE


def response_of(reply: Reply) -> Response:
    """Return the response that a reply is."""
    asked = reply.awaiting
    if reply.connection is not None:
        # No word of ours, and nothing said of whether the session ends (rules.md X13).
        return Response(directives=[_start(reply.connection)])
    response = Response(
        output_speech=SsmlOutputSpeech(ssml=f"<speak>{reply.speech}</speak>") if reply.speech else None,
        should_end_session=asked is None,
    )
    if reply.consent is not None:
        # Alexa speaks next, and comes back with a request of its own; the session is hers until then.
        response.directives = [SendRequestDirective(name="AskFor", payload=ASKED, token=str(reply.consent))]
        response.should_end_session = None
    if reply.shows_consent:
        response.card = AskForPermissionsConsentCard(permissions=[SCOPE])
    if asked is not None:
        response.reprompt = Reprompt(output_speech=SsmlOutputSpeech(ssml=f"<speak>{reply.reprompt}</speak>"))
        if asked.elicit is not None:
            intent, slot = asked.elicit
            # All of the intent's slots, as in Amazon's samples: what was heard so far travels with the session.
            slots = {one: Slot(name=one, confirmation_status=SlotConfirmationStatus.NONE) for one in slots_of(intent)}
            updated = Intent(name=intent, slots=slots, confirmation_status=IntentConfirmationStatus.NONE)
            response.directives = [ElicitSlotDirective(slot_to_elicit=slot, updated_intent=updated)]
    return response


def _start(connection: Connection) -> StartConnectionDirective:
    return StartConnectionDirective(
        uri=connection.uri,
        on_completion=OnCompletion.RESUME_SESSION,
        input=dict(connection.input),
        token=connection.token,
    )


def as_json(thing: Any) -> Any:
    """Return an SDK object as plain JSON data, by plans made once per class; what is None is left out.

    The same as the SDK's own serialiser gives, in less time.
    """
    if thing is None or isinstance(thing, str | bool | int | float):
        return thing
    if isinstance(thing, dict):
        return {key: as_json(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [as_json(one) for one in thing]
    if isinstance(thing, Enum):
        return thing.value
    if isinstance(thing, datetime | date):
        return thing.isoformat()
    found: Any = type(thing)
    named = ((key, getattr(thing, attribute)) for attribute, key in _names(found))
    return {key: as_json(value) for key, value in named if value is not None}


@cache
def _names(of: Hashable) -> tuple[tuple[str, str], ...]:
    names: dict[str, str] = getattr(of, "attribute_map")  # noqa: B009 - every model class of the SDK has one
    return tuple(names.items())
