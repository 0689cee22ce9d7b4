"""Proactive Events: a chime and a light, "a message is waiting", from Amazon's own template and in neutral words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from skill.alexa.api.client import Api, CallFailed, CallFault, Client
from skill.alexa.api.endpoints import ApiEndpoints
from skill.alexa.api.tokens import Scope, Tokens
from skill.domain.account import Region

EVENT = "AMAZON.MessageAlert.Activated"
PATHS = {"development": "/v1/proactiveEvents/stages/development", "live": "/v1/proactiveEvents/"}


@dataclass(frozen=True)
class Expiry:
    """How long a notice may live; what Amazon takes is recalled only, so that both ends are settings."""

    shortest: timedelta = timedelta(minutes=5)
    longest: timedelta = timedelta(hours=24)

    def of(self, until: datetime, now: datetime) -> datetime:
        """Return when a notice that is of use until `until` ends."""
        return min(max(until, now + self.shortest), now + self.longest)


class Proactive:
    """Sends notices.

    Args:
        stage: "development" or "live".
        who: the neutral words in the place of a sender's name.
    """

    def __init__(
        self, client: Client, addresses: ApiEndpoints, tokens: Tokens, *, stage: str, who: str, expiry: Expiry
    ) -> None:
        self._client = client
        self._addresses = addresses
        self._tokens = tokens
        self._path = PATHS[stage]
        self._who = who
        self._expiry = expiry

    def send(self, user_id: str, region: Region, of: UUID, *, until: datetime, now: datetime) -> None:
        """Let one account's devices chime; the same occurrence twice is one notice.

        Args:
            of: the occurrence; its id is Amazon's `referenceId`.
            until: the instant after which it is of no use.

        Raises:
            CallFailed: LIMIT where this account had too many, FORBIDDEN where it does not want any.
        """
        body = {
            "timestamp": _stamp(now),
            "referenceId": of.hex,
            "expiryTime": _stamp(self._expiry.of(until, now)),
            "event": {
                "name": EVENT,
                "payload": {
                    "state": {"status": "UNREAD", "freshness": "NEW"},
                    "messageGroup": {"creator": {"name": "localizedattribute:who"}, "count": 1},
                },
            },
            "localizedAttributes": [{"locale": "en-US", "who": self._who}],
            "relevantAudience": {"type": "Unicast", "payload": {"user": user_id}},
        }
        url = self._addresses.of_region(region) + self._path
        try:
            self._tokens.used(
                Scope.PROACTIVE, lambda token: self._client.call(Api.PROACTIVE, "POST", url, token=token, json=body)
            )
        except CallFailed as failed:
            if failed.fault is not CallFault.CONFLICT:
                raise
            # 409: Amazon has this occurrence already; an answer of an earlier try was lost.


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
