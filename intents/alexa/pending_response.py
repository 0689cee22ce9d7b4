"""An answer on its way out: the response, what its request lets us ask of Amazon, and what is still to be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from intents.alexa.request import AlexaRequest
from intents.dialog.alexa_tasks import TaskOutcome
from intents.dialog.turn import AmazonTask
from skill.alexa.api.client import ApiAccess
from skill.alexa.api.endpoints import ApiEndpoints, UnknownEndpoint
from skill.domain.account import Region

Response = dict[str, Any]
EMPTY: Response = {"version": "1.0", "response": {}}
"""The answer to whatever may not be answered with words."""


@dataclass(frozen=True, repr=False)
class RequestAccess:
    """What one request lets us ask of Amazon while it lasts. It is never stored and never shown.

    Attributes:
        user_id, device_id: whose, and which device's, or None where the request names none.
        request_id: for words on the way.
    """

    access: ApiAccess
    region: Region
    user_id: str
    device_id: str | None
    request_id: str

    @classmethod
    def of(cls, request: AlexaRequest, addresses: ApiEndpoints | None) -> "RequestAccess | None":
        """Return it; None where a request names no token, no account, or an address that is not Amazon's.

        Args:
            addresses: where Amazon's APIs are, or None where this installation may not ask Amazon for anything.
        """
        ids = request.ids
        if addresses is None or ids is None or not (request.endpoint and request.token):
            return None
        try:
            access = ApiAccess(addresses.of_endpoint(request.endpoint), request.token)
            return cls(access, addresses.region(request.endpoint), ids.user_id, ids.device_id, request.request_id)
        except UnknownEndpoint:
            return None


@dataclass(frozen=True)
class PendingResponse:
    """What a request is answered with.

    Attributes:
        response: the response envelope; None for an event that could not be kept and shall come again.
        live: what the request lets us ask of Amazon, or None.
        amazon_tasks: what Amazon is asked to do, now that the commit is there.
        endings: the response in place of `response`, by how a task went that somebody waits for.
    """

    response: Response | None
    live: RequestAccess | None = None
    amazon_tasks: tuple[AmazonTask, ...] = ()
    endings: Mapping[TaskOutcome, Response] = field(default_factory=dict)
