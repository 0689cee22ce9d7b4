"""Requests in, responses out: read once, answered through Amazon's SDK, several in one transaction."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol, cast

import structlog
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import Application, Context, RequestEnvelope, Session
from ask_sdk_model.interfaces.system import SystemState

from intents.alexa.events import receive
from intents.alexa.pending_response import EMPTY, PendingResponse, RequestAccess
from intents.alexa.request import AlexaRequest, read_request
from intents.alexa.response import as_json, response_of
from intents.alexa.turn_handler import Router, TurnContext, TurnHandler
from intents.dialog.defaults import Defaults
from skill.clock import Clock
from skill.domain.errors import GroundError
from skill.domain.light_evenings import LightEvenings
from skill.log import described
from skill.speech.catalog import Catalog
from skill.storage.database import Database
from skill.storage.pin_windows import PinWindows
from skill.storage.unit_of_work import UnitOfWork

log = structlog.get_logger()


class RequestsToKeep(Protocol):
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
        seen: RequestsToKeep | None = None,
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
            TurnHandler(catalog, clock, answer, defaults, light_evenings=self.light_evenings, windows=self.windows)
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
        now = self._clock.now()
        several = [read_request(one, now) for one in requests]
        external_ids = [each for one in several if one.ids is not None for each in one.ids.external_ids]
        accounts = [one.ids.user_id if one.ids is not None else "" for one in several]
        acts = [partial(self._hear, request) for request in several]
        seen = self._seen

        def before(work: UnitOfWork) -> None:
            work.people.meet(external_ids)
            if seen is not None:
                seen.write(work)

        answers = self._database.run_batch(acts, before=before, whose=accounts)
        if seen is not None and not all(isinstance(answer, Exception) for answer in answers):
            seen.is_written()
        return [
            self._apologise(answer, request) if isinstance(answer, Exception) else answer
            for request, answer in zip(several, answers, strict=True)
        ]

    def _hear(self, request: AlexaRequest, work: UnitOfWork) -> PendingResponse:
        live = RequestAccess.of(request, self._defaults.amazon)
        if request.is_event:
            told = receive(request.event, work, self._clock.now()) if request.event is not None else None
            return PendingResponse(EMPTY, live, (told,) if told is not None else ())
        context = TurnContext(request, work, live)
        # The SDK is given what it reads itself, and the handler the request as it was read.
        system = SystemState(application=Application(request.skill_id))
        session = Session() if request.session is not None else None
        answered = self._skill.invoke(RequestEnvelope(context=Context(system=system), session=session), context)
        result = cast("dict[str, Any]", as_json(answered))
        result.setdefault("response", {})
        endings = {
            outcome: {**result, "response": as_json(response_of(reply))}
            for amazon_task in context.amazon_tasks
            for outcome, reply in amazon_task.endings.items()
        }
        return PendingResponse(result, live, tuple(context.amazon_tasks), endings)

    def _apologise(self, fault: Exception, request: AlexaRequest) -> PendingResponse:
        expected = isinstance(fault, GroundError)
        log.warning("a turn was undone", action="turn_undone", **described(fault), expected=expected)
        if request.is_event:
            return PendingResponse(None)  # not acknowledged, so that it comes again
        if request.intent is None:
            return PendingResponse(EMPTY)
        phrase = fault.phrase if isinstance(fault, GroundError) else "courtesy.trouble"
        speech = {"type": "SSML", "ssml": f"<speak>{self._catalog.say(phrase, '')}</speak>"}
        return PendingResponse({"version": "1.0", "response": {"outputSpeech": speech, "shouldEndSession": True}})
