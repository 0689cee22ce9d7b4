"""An answer on its way out: the response, what its request lets us ask of Amazon, and what is still to be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
    def read(cls, request: Mapping[str, Any], addresses: ApiEndpoints) -> "RequestAccess | None":
        """Read it out of a request; None where it names no token, no account, or an address that is not Amazon's."""
        system = _within(request, "context", "System")
        endpoint, token = _within(system, "apiEndpoint"), _within(system, "apiAccessToken")
        user_id, device_id = _within(system, "user", "userId"), _within(system, "device", "deviceId")
        request_id = _within(request, "request", "requestId")
        if not (isinstance(endpoint, str) and isinstance(token, str) and token and isinstance(user_id, str)):
            return None
        try:
            access, region = ApiAccess(addresses.of_endpoint(endpoint), token), addresses.region(endpoint)
        except UnknownEndpoint:
            return None
        device = device_id if isinstance(device_id, str) and device_id else None
        return cls(access, region, user_id, device, request_id if isinstance(request_id, str) else "")


@dataclass(frozen=True)
class PendingResponse:
    """What a request is answered with.

    Attributes:
        response: the response envelope; None for an event that could not be kept and shall come again.
        live: what the request lets us ask of Amazon, or None.
        amazon_tasks: what Amazon is asked to do, now that the commit is there.
        endings: the response in place of `response`, by how an errand went that somebody waits for.
    """

    response: Response | None
    live: RequestAccess | None = None
    amazon_tasks: tuple[AmazonTask, ...] = ()
    endings: Mapping[TaskOutcome, Response] = field(default_factory=dict)


def _within(data: Any, *names: str) -> Any:
    for name in names:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data
