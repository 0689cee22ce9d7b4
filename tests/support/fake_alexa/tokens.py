"""Tokens: those of Login with Amazon for our server, and the one that each signed request carries."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from .accounts import Account
from .calls import Answer, Call
from .rules import API_TOKEN_LIFE, Rules

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class ServerToken:
    """What a token of Login with Amazon allows."""

    scopes: frozenset[str]
    ends: datetime


@dataclass(frozen=True)
class RequestToken:
    """What the token of one signed request allows.

    Attributes:
        account: who spoke, and at which Echo.
        consents: what was granted when the request was made; a later consent needs a later request.
        request_id: of the request that carries it.
        is_in_session: does it belong to a request of a session, and not to a message?
    """

    account: Account
    consents: frozenset[str]
    request_id: str
    is_in_session: bool
    ends: datetime


class Tokens:
    """Mints tokens and knows those it minted.

    Args:
        client_id, client_secret: the skill's credentials.
        scopes: what the skill may ask for.
    """

    def __init__(self, client_id: str, client_secret: str, scopes: Collection[str], rules: Rules) -> None:
        self._client = (client_id, client_secret)
        self._scopes = frozenset(scopes)
        self._rules = rules
        self._server: dict[str, ServerToken] = {}
        self._request: dict[str, RequestToken] = {}

    def grant(self, call: Call, now: datetime) -> Answer:
        """Answer `POST /auth/o2/token` (rules.md X16: client credentials, form encoded).

        The words of an error are OAuth's (RFC 6749, 5.2); 401 for a wrong client is theirs too.
        """
        if call.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
            return _error(400, "invalid_request", f"The content type is not {FORM}")
        try:
            form = parse_qs(call.body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        except ValueError:
            return _error(400, "invalid_request", "The body is not form encoded")
        said = {name: values[0] for name, values in form.items() if len(values) == 1}
        if "grant_type" not in said:
            return _error(400, "invalid_request", "The request is missing a required parameter : grant_type")
        if said["grant_type"] != "client_credentials":
            return _error(400, "unsupported_grant_type", "The authorization grant type is not supported")
        for name in ("client_id", "client_secret", "scope"):
            if not said.get(name):
                return _error(400, "invalid_request", f"The request is missing a required parameter : {name}")
        if (said["client_id"], said["client_secret"]) != self._client:
            return _error(401, "invalid_client", "Client authentication failed")
        scopes = frozenset(said["scope"].split())
        if not scopes <= self._scopes:
            return _error(400, "invalid_scope", "The request has an invalid parameter : scope")
        token = "Atc|" + secrets.token_urlsafe(48)
        self._server[token] = ServerToken(scopes, now + self._rules.token_life)
        seconds = int(self._rules.token_life.total_seconds())
        body = {"access_token": token, "scope": " ".join(sorted(scopes)), "token_type": "bearer", "expires_in": seconds}
        return Answer(200, body, {"Cache-Control": "no-store", "Pragma": "no-cache"})

    def may(self, call: Call, scope: str, now: datetime) -> bool:
        """Does the call carry a token of Login with Amazon that lives and has this scope?"""
        found = self._server.get(call.bearer())
        return found is not None and now < found.ends and scope in found.scopes

    def mint(self, account: Account, request_id: str, now: datetime, *, is_in_session: bool) -> str:
        """Return a token for `context.System.apiAccessToken`."""
        token = "eyJ" + secrets.token_urlsafe(48)
        consents = frozenset(account.consents)
        self._request[token] = RequestToken(account, consents, request_id, is_in_session, now + API_TOKEN_LIFE)
        return token

    def of_request(self, call: Call, now: datetime) -> RequestToken | None:
        """Return what the call's token allows, or None where it is no request's token or no longer one."""
        found = self._request.get(call.bearer())
        return found if found is not None and now < found.ends and found.account.is_enabled else None

    def expire(self, now: datetime) -> None:
        """End every token at once, as Amazon may."""
        self._server.clear()
        self._request.clear()


def _error(status: int, error: str, description: str) -> Answer:
    return Answer(status, {"error": error, "error_description": description, "request_id": secrets.token_hex(8)})
