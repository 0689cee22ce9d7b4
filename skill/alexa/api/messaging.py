"""Skill Messaging: wakes our own endpoint for one account; it carries ids and nothing else."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from skill.alexa.api.client import Api, Client
from skill.alexa.api.endpoints import ApiEndpoints
from skill.alexa.api.tokens import Scope, Tokens
from skill.domain.account import Region

SHORTEST, LONGEST = timedelta(seconds=60), timedelta(days=1)
"""Bounds of `expiresAfterSeconds` (rules.md X16)."""


class Messaging:
    """Sends skill messages."""

    def __init__(self, client: Client, addresses: ApiEndpoints, tokens: Tokens) -> None:
        self._client = client
        self._addresses = addresses
        self._tokens = tokens

    def send(self, user_id: str, region: Region, data: Mapping[str, str], *, lasts: timedelta) -> None:
        """Queue a message; that it was queued does not say that it will arrive.

        Args:
            user_id: whose account.
            data: ids only; string keys and values.
            lasts: how long Amazon tries, brought within its bounds.

        Raises:
            CallFailed: UNKNOWN where the account has no such skill (it was disabled, for example).
        """
        url = f"{self._addresses.of_region(region)}/v1/skillmessages/users/{quote(user_id, safe='')}"
        seconds = int(min(max(lasts, SHORTEST), LONGEST).total_seconds())
        body = {"data": dict(data), "expiresAfterSeconds": seconds}
        self._tokens.used(
            Scope.MESSAGING, lambda token: self._client.call(Api.MESSAGING, "POST", url, token=token, json=body)
        )
