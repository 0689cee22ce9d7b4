"""The desk: turns that arrive while one group is being answered wait together and share the next commit."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Request = Mapping[str, Any]
Response = dict[str, Any]
HearTogether = Callable[[Sequence[Request]], list[Response]]

TOGETHER_AT_MOST = 64
"""How many turns share one commit."""


class Desk:
    """Hands waiting turns to the voice, in one thread, one group after the other.

    A thread of its own, so that a locked database freezes no health check; one, since SQLite has one writer and
    threads that fight for it make the slowest turn slow (docs/why/one-writer.md).
    """

    def __init__(self, hear_together: HearTogether) -> None:
        self._hear_together = hear_together
        self._waiting: list[tuple[Request, asyncio.Future[Response]]] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._is_working = False

    async def answer(self, request: Request) -> Response:
        """Return the answer to a request that was found trustworthy, once its rows are kept.

        Raises:
            Exception: whatever the voice could not turn into a sentence.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Response] = loop.create_future()
        self._waiting.append((request, future))
        if not self._is_working:
            self._work(loop)
        return await future

    def close(self) -> None:
        """Finish what is under way and take nothing more."""
        self._thread.shutdown(wait=True)

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        group, self._waiting = self._waiting[:TOGETHER_AT_MOST], self._waiting[TOGETHER_AT_MOST:]
        self._is_working = True
        done = loop.run_in_executor(self._thread, self._hear_together, [request for request, _ in group])
        done.add_done_callback(lambda finished: self._hand_out(loop, group, finished))

    def _hand_out(
        self,
        loop: asyncio.AbstractEventLoop,
        group: Sequence[tuple[Request, asyncio.Future[Response]]],
        finished: asyncio.Future[list[Response]],
    ) -> None:
        self._is_working = False
        fault = finished.exception() if not finished.cancelled() else asyncio.CancelledError()
        for index, (_, future) in enumerate(group):
            if future.done():
                continue
            if fault is not None:
                future.set_exception(fault)
            else:
                future.set_result(finished.result()[index])
        if self._waiting:
            self._work(loop)
