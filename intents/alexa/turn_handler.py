"""The SDK's request handler: what was read of a request becomes a turn, and the reply to it a response."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Response

from intents.alexa.pending_response import RequestAccess
from intents.alexa.request import AlexaRequest
from intents.alexa.response import response_of
from intents.dialog.alexa_tasks import AlexaDevice, TaskKind
from intents.dialog.defaults import Defaults
from intents.dialog.session import SessionState
from intents.dialog.speaker import IdentifiedSpeaker, Ids, identify_speaker
from intents.dialog.turn import LAUNCH, AmazonTask, Awaiting, Reply, Slot, Turn
from intents.identity.pin_given import Sent, end_after, proved_in
from intents.safety.country import country_here
from skill.clock import Clock
from skill.domain.confidence import Confidence
from skill.domain.light_evenings import LightEvenings
from skill.domain.risk import Sureness
from skill.speech.catalog import Catalog
from skill.storage.pin_windows import PinWindows
from skill.storage.unit_of_work import UnitOfWork

Router = Callable[[Turn, UnitOfWork], Reply]
AFTER_PIN = "after_pin"
"""The attribute by which a local speaker learns what a PIN is wanted for; it comes back with no request."""
FREE_SLOTS = frozenset({"commitment", "name", "set_off", "topic", "words"})
"""Slots that take whatever was said (a promise test holds them against the interaction model)."""


@dataclass(frozen=True)
class TurnContext:
    """What the handler is given: the request, the open transaction; what it leaves to be done after the commit.

    Attributes:
        live: what the request lets us ask of Amazon, or None where that is nothing.
        amazon_tasks: what Amazon is asked to do.
    """

    request: AlexaRequest
    work: UnitOfWork
    live: RequestAccess | None
    amazon_tasks: list[AmazonTask] = field(default_factory=list)


class TurnHandler(AbstractRequestHandler):
    """The one handler: which conversation answers is decided by our own router, in an order that can be read.

    Args:
        answer: the conversations' router.
        light_evenings: whose evening is to stay light.
        windows: whose PIN counts at which local speaker.
    """

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
        """Take every request."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer a request by the conversation that it is for; with silence where nothing may be said to it."""
        context: TurnContext = handler_input.context
        request, work, ids = context.request, context.work, context.request.ids
        if request.intent is None or ids is None:
            if ids is not None and ids.local is not None and request.kind == "SessionEndedRequest":
                self._windows.end(ids.local)
            return Response()
        now, found = self._clock.now(), request.session or SessionState()
        zone = self._defaults.zone if ids.local else None
        proved = proved_in(self._windows, Sent(ids, found.window, request.intent, request.slots), work, now)
        speaking = identify_speaker(
            work, ids, found.speaker, zone=zone, now=now, began=found.began, proved=proved, sure=found.sure
        )
        state = found.heard_by(speaking)
        if context.live is not None and request.is_new:
            self._begin(context, speaking, ids)
        is_known = speaking.confidence.reaches(Confidence.ACCOUNT)
        said_here = found.sureness if ids.local else None
        turn = Turn(
            intent=request.intent,
            slots=request.slots,
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
            result=request.result,
            alexa_device=_device(request, context.live),
            permission=request.permission,
            sureness=said_here or _sureness(request.slots, state.awaiting, request.intent),
            sample=found.sample if said_here is not None else "",
            zone_here=None if is_known else self._zone_here(work, ids) or state.zone_here,
            words_key=self._words_key(ids, proved, speaking),
        )
        reply = self._answer(turn, work)
        end_after(self._windows, ids, proved, speaking, reply)
        if reply.amazon_task is not None:
            context.amazon_tasks.append(reply.amazon_task)
        if request.session is not None:
            remembered = state.after(reply, speaking).write()
            wanted = {AFTER_PIN: reply.after_pin} if reply.after_pin is not None else {}
            handler_input.attributes_manager.session_attributes = remembered | wanted
        return response_of(reply)

    def _words_key(self, ids: Ids, proved: UUID | None, speaking: IdentifiedSpeaker) -> bytes | None:
        """Return what opens the words of whoever speaks, where the PIN was given in this conversation."""
        if ids.local is None or proved is None or speaking.person.id != proved:
            return None
        return self._windows.key(ids.local, proved)

    def _zone_here(self, work: UnitOfWork, ids: Ids) -> str | None:
        """Return where the speaker's own clock stands, whoever lives here: as Alexa or the installation says."""
        told = None if ids.local else work.countries.zone(ids.place)
        return told or self._defaults.zone

    def _begin(self, context: TurnContext, speaking: IdentifiedSpeaker, ids: Ids) -> None:
        """A session begins: note where its account is served, and let its device say where it stands.

        An account of several persons is noted as that of whoever came first: Amazon's ids lead to persons and are none.
        """
        assert context.live is not None
        place = speaking.place
        context.work.accounts.speaks(ids.user_id, place, context.live.region, self._clock.now())
        if ids.device_id is not None and (context.request.intent == LAUNCH or place.zone is None):
            context.amazon_tasks.append(AmazonTask(TaskKind.ZONE))


def _device(request: AlexaRequest, live: RequestAccess | None) -> AlexaDevice | None:
    """Return the Echo that may be asked to ring, as far as the request shows one."""
    if live is None or live.device_id is None:
        return None
    return AlexaDevice(live.user_id, request.may_remind)


def _sureness(slots: Mapping[str, Slot], asked: Awaiting | None, heard: str) -> Sureness:
    """Return how an Echo understood a sentence, as far as its request shows it: the words themselves it does not."""
    if asked is not None and asked.elicit is not None and asked.elicit[0] == heard and slots.get(asked.elicit[1]):
        return Sureness.ASKED
    if any(name in FREE_SLOTS and slot.value is not None for name, slot in slots.items()):
        return Sureness.FREE
    return Sureness.PLATFORM
