"""What may go wrong at any call, as a test or a hand plants it: statuses, waiting, broken connections, lost answers."""

import fnmatch
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .calls import Answer, Refused


class How(StrEnum):
    """How a call goes wrong.

    ANSWER and PAGE answer instead of doing the work; SLOW waits and then does it; RESET breaks the connection before
    it; LOST and TRUNCATED do it, and then the answer is gone, or stops half way.
    """

    ANSWER = "answer"
    PAGE = "page"
    SLOW = "slow"
    RESET = "reset"
    LOST = "lost"
    TRUNCATED = "truncated"


@dataclass(frozen=True)
class Fault:
    """One planted fault.

    Attributes:
        answer: what is answered, for ANSWER and PAGE.
        seconds: how long SLOW waits at most; the stand-in's end lets go.
    """

    how: How
    answer: Answer = field(default_factory=Answer)
    seconds: float = 0.0

    @property
    def comes_first(self) -> bool:
        """Does it keep the work from being done?"""
        return self.how in (How.ANSWER, How.PAGE, How.RESET)


RESET = Fault(How.RESET)
LOST = Fault(How.LOST)
TRUNCATED = Fault(How.TRUNCATED)
CODES = {401: "INVALID_BEARER_TOKEN", 403: "UNAUTHORIZED", 404: "ALERT_NOT_FOUND", 429: "MAX_RATE_EXCEEDED"}


def status(number: int, *, retry_after: int | None = None, code: str | int | None = None) -> Fault:
    """Return a fault that answers with a status; a 5xx comes as a web page, as from a gateway.

    Args:
        retry_after: seconds, as the header says it.
        code: Amazon's word for it, else a usual one.
    """
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if number >= 500 and code is None:
        return Fault(How.PAGE, Answer(number, f"<html>{number}</html>", headers))
    refusal = Refused(number, CODES.get(number, "INVALID_REQUEST") if code is None else code, "planted").answer
    return Fault(How.ANSWER, Answer(number, refusal.body, headers))


def slow(seconds: float) -> Fault:
    """Return a fault that keeps the caller waiting, and then does the work."""
    return Fault(How.SLOW, seconds=seconds)


class Faults:
    """Faults that are planted, by call; each pattern's are used up in order."""

    def __init__(self) -> None:
        self._planted: list[tuple[str, Fault]] = []

    def plant(self, call: str, fault: Fault, times: int = 1) -> None:
        """Plant a fault.

        Args:
            call: method and path as sent, such as `POST /v1/alerts/reminders`; `*` stands for anything.
        """
        self._planted += [(call, fault)] * times

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault that waits for a call, which is then used up."""
        for number, (call, fault) in enumerate(self._planted):
            if fnmatch.fnmatchcase(f"{method} {path}", call):
                del self._planted[number]
                return fault
        return None

    def clear(self) -> None:
        """Let everything go well again."""
        self._planted.clear()

    @property
    def waiting(self) -> list[str]:
        """The calls for which a fault still waits; empty once all of them were met."""
        return [call for call, _ in self._planted]


def describe(said: dict[str, Any]) -> Fault:
    """Read a fault as the control door names it: `{"status": 429, "retry_after": 7}` or `{"how": "reset"}`.

    Raises:
        ValueError: it is none.
    """
    if "status" in said:
        return status(int(said["status"]), retry_after=said.get("retry_after"), code=said.get("code"))
    how = said.get("how")
    if how == "slow":
        return slow(float(said.get("seconds", 10)))
    if how in ("reset", "lost", "truncated"):
        return Fault(How(how))
    raise ValueError("say a status, or how: slow, reset, lost or truncated")
