"""Batches turns: those that arrive in the same moment wait together and share one commit."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

Request = Mapping[str, Any]
Response = dict[str, Any]
T = TypeVar("T")
"""What the voice answers: a response, or one that is finished after the commit."""
HearTogether = Callable[[Sequence[Request]], list[T]]

TOGETHER_AT_MOST = 64
"""How many turns share one commit."""


class TurnBatcher(Generic[T]):
    """Hands waiting turns to the voice, one group after the other, on the event loop itself.

    Everything that a turn needs is in this process, so that a thread would only take turns with the loop at computing
    and lengthen both (docs/why/one-writer.md). What arrives while a group is answered waits in the socket and makes the
    next group.

    Args:
        hear_together: answers several requests after one commit, in their order.
    """

    def __init__(self, hear_together: HearTogether[T]) -> None:
        self._hear_together = hear_together
        self._waiting: list[tuple[Request, asyncio.Future[T]]] = []

    async def answer(self, request: Request) -> T:
        """Return the answer to a request that was found trustworthy, once its rows are kept.

        Raises:
            Exception: whatever the voice could not turn into a sentence.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.append((request, future))
        if len(self._waiting) == 1:
            loop.call_soon(self._work, loop)
        return await future

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        group, self._waiting = self._waiting[:TOGETHER_AT_MOST], self._waiting[TOGETHER_AT_MOST:]
        if self._waiting:
            loop.call_soon(self._work, loop)
        try:
            answers = self._hear_together([request for request, _ in group])
            answered = list(zip(group, answers, strict=True))
        except Exception as fault:
            for _, future in group:
                if not future.done():
                    future.set_exception(fault)
            return
        for (_, future), answer in answered:
            if not future.done():
                future.set_result(answer)
