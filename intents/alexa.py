"""The only file that knows Alexa's SDK: a request becomes a turn inside one transaction, a reply becomes a response."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import structlog
from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import Intent, Response
from ask_sdk_model.dialog import ElicitSlotDirective
from ask_sdk_model.intent_confirmation_status import IntentConfirmationStatus
from ask_sdk_model.interfaces.connections import OnCompletion
from ask_sdk_model.interfaces.connections.v1 import StartConnectionDirective
from ask_sdk_model.ui import Reprompt, SsmlOutputSpeech

from intents.envelope import as_json, build
from intents.heard import ids_in, intent_in, kind_of, result_in, slots_in
from intents.session import SessionState
from intents.speaking import Ids, who_speaks
from intents.turn import Connection, Reply, Turn
from skill.clock import Clock
from skill.content import country_of
from skill.domain.errors import GroundError
from skill.domain.gentle import Gentle
from skill.speech.catalog import Catalog
from skill.storage.store import Store, Work

ENVELOPE = "ask_sdk_model.request_envelope.RequestEnvelope"
HEARD_BLOCKS = ("version", "session", "context", "request")

Answer = Callable[[Turn, Work], Reply]
log = structlog.get_logger()


@dataclass(frozen=True)
class Hearing:
    """What the handler is given beside the request: the open transaction, and where the request comes from."""

    work: Work
    ids: Ids | None


@dataclass(frozen=True)
class Home:
    """What the voice assumes about a person it does not know yet.

    Attributes:
        zone: time zone of new persons on a local speaker, or None where it has to be asked.
        country: country of the help lines, or None to go by the person's time zone.
        response_limit: how many characters one answer to Alexa may have.
    """

    zone: str | None
    country: str | None
    response_limit: int


class Voice:
    """Hears requests and answers them.

    Args:
        answer: the conversations' router.
        skill_id: checked by the SDK as well, where it is set.
    """

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        clock: Clock,
        *,
        answer: Answer,
        home: Home,
        skill_id: str | None,
    ) -> None:
        self._store = store
        self._catalog = catalog
        self.gentle = Gentle()
        builder = SkillBuilder()
        builder.skill_id = skill_id  # type: ignore[assignment]
        builder.add_request_handler(_EveryTurn(catalog, clock, answer, home, self.gentle))
        self._skill = builder.create()

    def hear_together(self, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Answer several requests after one commit.

        Args:
            requests: parsed envelopes that were found trustworthy.

        Returns:
            the response envelopes, ready for JSON, in the same order. A turn that failed is undone and answered with a
            sentence; nothing is said before it is kept.
        """
        doors = [one for request in requests if (ids := ids_in(request)) is not None for one in ids.outside]
        acts = [partial(self._hear, request) for request in requests]
        answers = self._store.together(acts, before=lambda work: work.people.meet(doors))
        return [
            self._apologise(answer, request) if isinstance(answer, Exception) else answer
            for request, answer in zip(requests, answers, strict=True)
        ]

    def _hear(self, request: Mapping[str, Any], work: Work) -> dict[str, Any]:
        envelope = build(ENVELOPE, _prune(request))
        answered = self._skill.invoke(envelope, Hearing(work, ids_in(request)))
        result = cast("dict[str, Any]", as_json(answered))
        result.setdefault("response", {})
        return result

    def _apologise(self, fault: Exception, request: Mapping[str, Any]) -> dict[str, Any]:
        expected = isinstance(fault, GroundError)
        log.warning("a turn was undone", action="turn_undone", fault=type(fault).__name__, expected=expected)
        kind = kind_of(request.get("request"))
        if kind not in ("LaunchRequest", "IntentRequest", "SessionResumedRequest"):
            return {"version": "1.0", "response": {}}
        phrase = fault.phrase if isinstance(fault, GroundError) else "courtesy.trouble"
        speech = {"type": "SSML", "ssml": f"<speak>{self._catalog.say(phrase, '')}</speak>"}
        return {"version": "1.0", "response": {"outputSpeech": speech, "shouldEndSession": True}}


class _EveryTurn(AbstractRequestHandler):
    """The one handler: which conversation answers is decided by our own router, in an order that can be read."""

    def __init__(self, catalog: Catalog, clock: Clock, answer: Answer, home: Home, gentle: Gentle) -> None:
        self._catalog = catalog
        self._clock = clock
        self._answer = answer
        self._home = home
        self._gentle = gentle

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        envelope = handler_input.request_envelope
        heard = intent_in(envelope.request)
        work, ids = handler_input.context.work, handler_input.context.ids
        if heard is None or ids is None:
            return Response()
        session = getattr(envelope, "session", None)
        found = SessionState.read(getattr(session, "attributes", None))
        now = self._clock.now()
        zone = self._home.zone if ids.local else None
        speaking = who_speaks(work, ids, found.speaker, zone=zone, now=now)
        state = found.heard_by(speaking)
        turn = Turn(
            heard=heard,
            slots=slots_in(envelope.request),
            person=speaking.person,
            now=now,
            catalog=self._catalog,
            awaiting=state.awaiting,
            room=state.room,
            certainty=speaking.certainty,
            last=state.last,
            announced=state.announced,
            country=self._home.country or country_of(speaking.person.zone or speaking.place.zone),
            response_limit=self._home.response_limit,
            gentle=self._gentle,
            ids=ids,
            result=result_in(envelope.request),
        )
        reply = self._answer(turn, work)
        if session is not None:
            handler_input.attributes_manager.session_attributes = state.after(reply, speaking).write()
        return _response(reply)


def _prune(request: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the blocks that are not read; of the context only `System` is."""
    kept = {name: request[name] for name in HEARD_BLOCKS if name in request}
    context = kept.get("context")
    if isinstance(context, Mapping):
        kept["context"] = {"System": context.get("System")}
    return kept


def _start(connection: Connection) -> StartConnectionDirective:
    return StartConnectionDirective(
        uri=connection.uri,
        on_completion=OnCompletion.RESUME_SESSION,
        input=dict(connection.input),
        token=connection.token,
    )


def _response(reply: Reply) -> Response:
    asked = reply.awaiting
    if reply.connection is not None:
        # No word of ours, and nothing said of whether the session ends (alexa-platform.md 2.4).
        return Response(directives=[_start(reply.connection)])
    response = Response(
        output_speech=SsmlOutputSpeech(ssml=f"<speak>{reply.speech}</speak>") if reply.speech else None,
        should_end_session=asked is None,
    )
    if asked is not None:
        response.reprompt = Reprompt(output_speech=SsmlOutputSpeech(ssml=f"<speak>{reply.reprompt}</speak>"))
        if asked.elicit is not None:
            intent, slot = asked.elicit
            updated = Intent(name=intent, confirmation_status=IntentConfirmationStatus.NONE)
            response.directives = [ElicitSlotDirective(slot_to_elicit=slot, updated_intent=updated)]
    return response
