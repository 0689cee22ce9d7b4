"""Our own client's tokens at Login with Amazon: kept until shortly before they end, fetched once for all who wait."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import SecretStr

from skill.alexa.api.client import UNCERTAIN, Api, CallFailed, CallFault, Client
from skill.alexa.api.endpoints import ApiEndpoints
from skill.clock import Clock

SPARE = timedelta(minutes=2)
"""How long before its end a token is given up."""
FALLBACK = timedelta(minutes=5)
"""How long a token is used whose end was not said."""
PATIENCE = timedelta(seconds=30)
"""How long no token is asked for after one was refused."""
REFUSED = frozenset({CallFault.UNAUTHORISED, CallFault.FORBIDDEN})
"""Skill Messaging and Proactive Events call a bad token 403 (rules.md X16, X17), others 401."""


class Scope(StrEnum):
    """What a token is for (rules.md X16, X17)."""

    MESSAGING = "alexa:skill_messaging"
    PROACTIVE = "alexa::proactive_events"


@dataclass(frozen=True, repr=False)
class Credentials:
    """The skill's "Alexa Client Id" and "Secret" of the developer console's Permissions page."""

    id: str
    secret: SecretStr


@dataclass(frozen=True, repr=False)
class _Kept:
    token: str
    until: datetime


class Tokens:
    """Hands out tokens."""

    def __init__(self, client: Client, addresses: ApiEndpoints, credentials: Credentials, clock: Clock) -> None:
        self._client = client
        self._addresses = addresses
        self._credentials = credentials
        self._clock = clock
        self._kept: dict[Scope, _Kept] = {}
        self._refused_until: dict[Scope, datetime] = {}
        self._flights = {scope: threading.Lock() for scope in Scope}

    def get(self, scope: Scope, *, other_than: str | None = None) -> str:
        """Return a token; whoever asks while it is being fetched waits for that one.

        Args:
            other_than: a token that was refused, and is not given out again.

        Raises:
            CallFailed: none could be had.
        """
        with self._flights[scope]:
            kept = self._kept.get(scope)
            if kept is None or kept.until <= self._clock.now() or kept.token == other_than:
                kept = self._kept[scope] = self._asked(scope)
            return kept.token

    def used(self, scope: Scope, call: Callable[[str], object]) -> None:
        """Make a call with a token; one that is refused is fetched anew, once (rules.md T4).

        Raises:
            CallFailed: the token could not be had, or the call failed.
        """
        token = self.get(scope)
        try:
            call(token)
        except CallFailed as failed:
            if failed.fault not in REFUSED:
                raise
            call(self.get(scope, other_than=token))

    def _asked(self, scope: Scope) -> _Kept:
        """Ask for a token; one that was refused says nothing about what it was for, and is not asked for at once."""
        now = self._clock.now()
        if now < self._refused_until.get(scope, now):
            raise CallFailed(CallFault.NOT_LOGGED_IN)
        try:
            return self._fetch(scope)
        except CallFailed as failed:
            if failed.fault in UNCERTAIN or failed.fault is CallFault.BREAKER:
                raise
            self._refused_until[scope] = now + PATIENCE
            raise CallFailed(CallFault.NOT_LOGGED_IN, retry_after=failed.retry_after) from failed

    def _fetch(self, scope: Scope) -> _Kept:
        asked = self._clock.now()
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.id,
            "client_secret": self._credentials.secret.get_secret_value(),
            "scope": scope.value,
        }
        answer = self._client.call(Api.LOGIN, "POST", self._addresses.of_login() + "/auth/o2/token", form=form)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        lasts = answer.get("expires_in") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token:
            raise CallFailed(CallFault.UNREADABLE)
        life = timedelta(seconds=min(lasts, 86_400)) - SPARE if isinstance(lasts, int) else FALLBACK
        return _Kept(token, asked + max(life, timedelta(0)))
