"""Events and messages on their way to our endpoint: sent again until they are acknowledged or have expired."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .accounts import Account
from .events import MESSAGE
from .rules import EVENT_LIFE, MESSAGE_FIRST_RETRY, Rules


@dataclass
class Sending:
    """One event or message.

    Attributes:
        fields: what it adds to the request.
        stamp: when it happened, as its timestamp says; a message is stamped anew at each attempt, since its token is
            minted anew too (our reading: Amazon's own verifier gives the extra hour to skill events only).
        due: when it is sent next.
        ends: when it is given up.
    """

    account: Account
    kind: str
    fields: dict[str, Any]
    request_id: str
    stamp: datetime
    due: datetime
    ends: datetime
    wait: timedelta
    tries: int = 0


@dataclass(frozen=True)
class Sent:
    """One attempt: status is our endpoint's, or None where no answer came."""

    kind: str
    user: str
    request_id: str
    status: int | None


class Post:
    """What waits to be sent, in the order in which it happened; order is not promised by Amazon.

    Args:
        send: sends one attempt and returns the endpoint's status, None where none came.
    """

    def __init__(self, send: Callable[[Sending], int | None], rules: Rules) -> None:
        self._send = send
        self._rules = rules
        self._lost: Counter[str] = Counter()
        self.waiting: list[Sending] = []
        self.sent: list[Sent] = []
        self.expired: list[Sending] = []
        self.is_held = False

    def add_event(
        self, account: Account, kind: str, fields: dict[str, Any], request_id: str, stamp: datetime, now: datetime
    ) -> None:
        """Put an event on its way."""
        wait = self._rules.event_retry
        self.waiting.append(Sending(account, kind, fields, request_id, stamp, now, now + EVENT_LIFE, wait))

    def add_message(
        self, account: Account, data: dict[str, str], request_id: str, life: timedelta, now: datetime
    ) -> None:
        """Put a message on its way."""
        fields = {"message": data}
        self.waiting.append(Sending(account, MESSAGE, fields, request_id, now, now, now + life, MESSAGE_FIRST_RETRY))

    def lose_answers(self, kind: str, times: int = 1) -> None:
        """Let the next answers to a kind of request get lost on their way back: we did the work, Amazon asks again."""
        self._lost[kind] += times

    def next_due(self) -> datetime | None:
        """Return when the next attempt is due; None while the post is held."""
        return None if self.is_held else min((one.due for one in self.waiting), default=None)

    def deliver(self, now: datetime) -> int:
        """Send whatever is due; return how many attempts were made."""
        if self.is_held:
            return 0
        attempts = 0
        for one in [one for one in self.waiting if one.due <= now]:
            if one.ends < now:
                self.waiting.remove(one)
                self.expired.append(one)
                continue
            if one not in self.waiting:
                continue
            attempts += 1
            one.tries += 1
            one.due = now + one.wait
            one.wait *= 2
            status = self._send(one)
            if self._lost[one.kind] > 0:
                self._lost[one.kind] -= 1
                status = None
            self.sent.append(Sent(one.kind, one.account.user, one.request_id, status))
            if status == 200:
                self.waiting.remove(one)
        return attempts
