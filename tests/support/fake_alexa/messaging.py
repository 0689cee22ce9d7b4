"""The Skill Messaging API: it takes a message for a user and promises nothing but to try."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote
from uuid import uuid4

from .accounts import Account, Accounts
from .calls import Answer, Call, Refused
from .rules import MESSAGE_BYTES, MESSAGE_SECONDS, MESSAGE_SECONDS_DEFAULT, MESSAGING
from .tokens import Tokens

Put = Callable[[Account, dict[str, str], str, timedelta, datetime], None]


class Messaging:
    """Takes messages.

    Args:
        put: puts a message on its way: account, data, request id, life, now.
    """

    def __init__(self, tokens: Tokens, accounts: Accounts, put: Put) -> None:
        self._tokens = tokens
        self._accounts = accounts
        self._put = put

    def send(self, call: Call, now: datetime, user: str) -> Answer:
        """Answer `POST /v1/skillmessages/users/{userId}` (rules.md X16; statuses are the SDK's).

        Raises:
            Refused: 403 token, 404 user, 400 data.
        """
        if not self._tokens.may(call, MESSAGING, now):
            raise Refused(403, 403, "the skill messaging authentication token is expired or not valid")
        account = self._accounts.enabled(unquote(user))
        if account is None:
            raise Refused(404, 404, "the passed userId does not exist")
        body = call.object(400)
        data = body.get("data")
        if not isinstance(data, dict) or not all(isinstance(one, str) for one in data.values()):
            raise Refused(400, 400, "data is missing, or not an object of strings")
        if len(json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()) > MESSAGE_BYTES:
            raise Refused(400, 400, f"data is larger than {MESSAGE_BYTES} bytes")
        seconds = body.get("expiresAfterSeconds", MESSAGE_SECONDS_DEFAULT)
        if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds not in MESSAGE_SECONDS:
            raise Refused(400, 400, "expiresAfterSeconds is not between 60 and 86400")
        request_id = f"amzn1.echo-api.request.{uuid4()}"
        self._put(account, data, request_id, timedelta(seconds=seconds), now)
        return Answer(202, None, {"X-Amzn-RequestId": request_id})
