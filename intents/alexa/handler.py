"""The only file that knows Alexa's SDK: a request becomes a turn inside one transaction, a reply becomes a response."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, cast
from uuid import UUID

import structlog
from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import Intent, Response
from ask_sdk_model import Slot as SdkSlot
from ask_sdk_model.dialog import ElicitSlotDirective
from ask_sdk_model.intent_confirmation_status import IntentConfirmationStatus
from ask_sdk_model.interfaces.connections import OnCompletion, SendRequestDirective
from ask_sdk_model.interfaces.connections.v1 import StartConnectionDirective
from ask_sdk_model.slot_confirmation_status import SlotConfirmationStatus
from ask_sdk_model.ui import AskForPermissionsConsentCard, Reprompt, SsmlOutputSpeech

from intents.alexa.events import read_event, receive
from intents.alexa.model_slots import slots_of
from intents.alexa.pending_response import EMPTY, PendingResponse, RequestAccess
from intents.alexa.request import (
    ids_in,
    intent_in,
    is_event,
    kind_of,
    permission_in,
    prune,
    result_in,
    slots_in,
    sureness_in,
    within,
)
from intents.alexa.sdk_models import as_json, build
from intents.dialog.alexa_tasks import ASKED, AlexaDevice, Connection, TaskKind
from intents.dialog.defaults import Defaults
from intents.dialog.session import SessionState
from intents.dialog.speaker import IdentifiedSpeaker, Ids, identify_speaker
from intents.dialog.turn import LAUNCH, AmazonTask, Reply, Turn
from intents.identity.pin_given import Sent, end_after, proved_in
from intents.safety.country import country_here
from skill.alexa.api.reminders import SCOPE
from skill.clock import Clock
from skill.domain.confidence import Confidence
from skill.domain.errors import GroundError
from skill.domain.light_evenings import LightEvenings
from skill.log import described
from skill.speech.catalog import Catalog
from skill.storage.database import Database
from skill.storage.pin_windows import PinWindows
from skill.storage.unit_of_work import UnitOfWork

ENVELOPE = "ask_sdk_model.request_envelope.RequestEnvelope"

Router = Callable[[Turn, UnitOfWork], Reply]
log = structlog.get_logger()


@dataclass(frozen=True)
class TurnContext:
    """What the handler is given beside the request: the open transaction; what it leaves to be done after the commit.

    Attributes:
        ids: where the request comes from.
        live: what the request lets us ask of Amazon, or None where that is nothing.
        amazon_tasks: what Amazon is asked to do.
    """

    work: UnitOfWork
    ids: Ids | None
    live: RequestAccess | None
    amazon_tasks: list[AmazonTask] = field(default_factory=list)


class SeenRequests(Protocol):
    """Which requests were heard."""

    def write(self, work: UnitOfWork) -> None:
        """Keep them with the turns of this transaction."""
        ...

    def is_written(self) -> None:
        """The transaction was kept."""
        ...


class SkillHandler:
    """Hears requests and answers them.

    Args:
        answer: the conversations' router.
        skill_id: checked by the SDK as well, where it is set.
        windows: whose PIN counts at which local speaker; of its own where none is handed in.
        seen: which requests were heard, kept with the turns that answer them; or None.
    """

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        clock: Clock,
        *,
        answer: Router,
        defaults: Defaults,
        skill_id: str | None,
        windows: PinWindows | None = None,
        seen: SeenRequests | None = None,
    ) -> None:
        self._database = database
        self._seen = seen
        self._catalog = catalog
        self._clock = clock
        self._defaults = defaults
        self.light_evenings = LightEvenings()
        self.windows = windows if windows is not None else PinWindows()
        builder = SkillBuilder()
        builder.skill_id = skill_id  # type: ignore[assignment]
        builder.add_request_handler(
            _EveryTurn(catalog, clock, answer, defaults, light_evenings=self.light_evenings, windows=self.windows)
        )
        self._skill = builder.create()

    def hear_batch(self, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Answer several requests after one commit, where nothing is asked of Amazon.

        Returns:
            the response envelopes, ready for JSON, in the same order.
        """
        return [answer.response or EMPTY for answer in self.answer_batch(requests)]

    def answer_batch(self, requests: Sequence[Mapping[str, Any]]) -> list[PendingResponse]:
        """Answer several requests after one commit.

        Args:
            requests: parsed envelopes that were found trustworthy.

        Returns:
            the answers in the same order, with what Amazon is to do now that the commit is there. A turn that failed
            is undone and answered with a sentence; nothing is said before it is kept.
        """
        doors = [one for request in requests if (ids := ids_in(request)) is not None for one in ids.external_ids]
        acts = [partial(self._hear, request) for request in requests]
        seen = self._seen

        def before(work: UnitOfWork) -> None:
            work.people.meet(doors)
            if seen is not None:
                seen.write(work)

        answers = self._database.run_batch(acts, before=before)
        if seen is not None and not all(isinstance(answer, Exception) for answer in answers):
            seen.is_written()
        return [
            self._apologise(answer, request) if isinstance(answer, Exception) else answer
            for request, answer in zip(requests, answers, strict=True)
        ]

    def _hear(self, request: Mapping[str, Any], work: UnitOfWork) -> PendingResponse:
        live = RequestAccess.read(request, self._defaults.amazon) if self._defaults.amazon is not None else None
        ids = ids_in(request)
        if is_event(said := request.get("request")):
            now = self._clock.now()
            event = read_event(said, ids.user_id, now) if ids is not None and isinstance(said, Mapping) else None
            amazon_task = receive(event, work, now) if event is not None else None
            return PendingResponse(EMPTY, live, (amazon_task,) if amazon_task is not None else ())
        context = TurnContext(work, ids, live)
        answered = self._skill.invoke(build(ENVELOPE, prune(request)), context)
        result = cast("dict[str, Any]", as_json(answered))
        result.setdefault("response", {})
        endings = {
            outcome: {**result, "response": as_json(_response(reply))}
            for amazon_task in context.amazon_tasks
            for outcome, reply in amazon_task.endings.items()
        }
        return PendingResponse(result, live, tuple(context.amazon_tasks), endings)

    def _apologise(self, fault: Exception, request: Mapping[str, Any]) -> PendingResponse:
        expected = isinstance(fault, GroundError)
        log.warning("a turn was undone", action="turn_undone", **described(fault), expected=expected)
        said = request.get("request")
        if is_event(said):
            return PendingResponse(None)  # not acknowledged, so that it comes again
        if intent_in(said) is None and kind_of(said) != "IntentRequest":
            return PendingResponse(EMPTY)
        phrase = fault.phrase if isinstance(fault, GroundError) else "courtesy.trouble"
        speech = {"type": "SSML", "ssml": f"<speak>{self._catalog.say(phrase, '')}</speak>"}
        return PendingResponse({"version": "1.0", "response": {"outputSpeech": speech, "shouldEndSession": True}})


class _EveryTurn(AbstractRequestHandler):
    """The one handler: which conversation answers is decided by our own router, in an order that can be read."""

    def __init__(
        self,
        catalog: Catalog,
        clock: Clock,
        answer: Router,
        defaults: Defaults,
        *,
        light_evenings: LightEvenings,
        windows: PinWindows,
    ) -> None:
        self._catalog = catalog
        self._clock = clock
        self._answer = answer
        self._defaults = defaults
        self._light_evenings = light_evenings
        self._windows = windows

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        envelope = handler_input.request_envelope
        heard = intent_in(envelope.request)
        work, ids = handler_input.context.work, handler_input.context.ids
        if heard is None or ids is None:
            if ids is not None and ids.local is not None and kind_of(envelope.request) == "SessionEndedRequest":
                self._windows.end(ids.local)
            return Response()
        context: TurnContext = handler_input.context
        session = getattr(envelope, "session", None)
        found = SessionState.read(getattr(session, "attributes", None))
        now = self._clock.now()
        zone = self._defaults.zone if ids.local else None
        slots = slots_in(envelope.request)
        proved = proved_in(self._windows, Sent(ids, found.window, heard, slots), work, now)
        speaking = identify_speaker(
            work, ids, found.speaker, zone=zone, now=now, began=found.began, proved=proved, sure=found.sure
        )
        state = found.heard_by(speaking)
        if context.live is not None and getattr(session, "new", None) is True:
            self._begin(context, speaking, ids, is_launch=heard == LAUNCH)
        said_here = found.sureness if ids.local else None
        turn = Turn(
            intent=heard,
            slots=slots,
            person=speaking.person,
            now=now,
            catalog=self._catalog,
            awaiting=state.awaiting,
            room=state.room,
            confidence=speaking.confidence,
            last=state.last,
            announced=state.announced,
            find_country=partial(country_here, work, ids, speaking, self._defaults),
            response_limit=self._defaults.response_limit,
            light_evenings=self._light_evenings,
            ids=ids,
            result=result_in(envelope.request),
            alexa_device=self._echo(envelope, ids.user_id, context.live),
            permission=permission_in(envelope.request),
            sureness=said_here or sureness_in(slots, state.awaiting, heard),
            sample=found.sample if said_here is not None else "",
            zone_here=self._zone_here(work, ids) if not speaking.confidence.reaches(Confidence.ACCOUNT) else None,
            words_key=self._words_key(ids, proved, speaking),
        )
        reply = self._answer(turn, work)
        end_after(self._windows, ids, proved, speaking, reply)
        if reply.amazon_task is not None:
            context.amazon_tasks.append(reply.amazon_task)
        if session is not None:
            handler_input.attributes_manager.session_attributes = state.after(reply, speaking).write()
        return _response(reply)

    def _words_key(self, ids: Ids, proved: UUID | None, speaking: IdentifiedSpeaker) -> bytes | None:
        """Return what opens the words of whoever speaks, where the PIN was given in this conversation."""
        if ids.local is None or proved is None or speaking.person.id != proved:
            return None
        return self._windows.key(ids.local, proved)

    def _zone_here(self, work: UnitOfWork, ids: Ids) -> str | None:
        """Return where the speaker's own clock stands, whoever lives here: as Alexa or the installation says."""
        told = None if ids.local else work.countries.zone(ids.place)
        return told or self._defaults.zone

    def _begin(self, context: TurnContext, speaking: IdentifiedSpeaker, ids: Ids, *, is_launch: bool) -> None:
        """A session begins: note where its account is served, and let its device say where it stands.

        An account of several persons is noted as that of whoever came first: ids of Amazon's are doors, not persons.
        """
        assert context.live is not None
        place = speaking.place
        context.work.accounts.speaks(ids.user_id, place, context.live.region, self._clock.now())
        if context.live.device_id is not None and (is_launch or place.zone is None):
            context.amazon_tasks.append(AmazonTask(TaskKind.ZONE))

    def _echo(self, envelope: Any, user_id: str, live: RequestAccess | None) -> AlexaDevice | None:
        """Return the Echo that may be asked to ring, as far as the request shows one."""
        if live is None or live.device_id is None:
            return None
        scopes = within(envelope, "context", "system", "user", "permissions", "scopes")
        status = within(scopes.get(SCOPE), "status") if isinstance(scopes, dict) else None
        return AlexaDevice(user_id, getattr(status, "value", status) == "GRANTED")


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
            slots = {
                one: SdkSlot(name=one, confirmation_status=SlotConfirmationStatus.NONE) for one in slots_of(intent)
            }
            updated = Intent(name=intent, slots=slots, confirmation_status=IntentConfirmationStatus.NONE)
            response.directives = [ElicitSlotDirective(slot_to_elicit=slot, updated_intent=updated)]
    return response
