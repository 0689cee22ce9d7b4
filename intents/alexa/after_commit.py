"""Tasks: what a turn decided and Amazon must do, carried out after the commit; an answer waits only for its own.

Every step is a short transaction, a call, a short transaction; a process may die between any two of them, and what is
then left is found by the clock (scheduler/alexa_sync.py).
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime
from functools import partial

import structlog

from intents.alexa.pending_response import PendingResponse, RequestAccess, Response
from intents.alexa.reminder_sync import ReminderSync
from intents.dialog.alexa_tasks import TaskKind, TaskOutcome
from intents.dialog.turn import AmazonTask
from skill.alexa.api.client import CallFailed, Client
from skill.alexa.api.device_settings import time_zone
from skill.alexa.api.progressive import speak
from skill.clock import Clock
from skill.domain.errors import GroundError
from skill.log import described
from skill.storage.database import Database
from skill.storage.unit_of_work import UnitOfWork

AT_ONCE = 8
"""How many tasks are under way at the same time; each is a thread that mostly waits."""
UNDER_WAY_AT_MOST = 200
"""From so many on nothing is begun that nobody waits for."""
SPEAKS_AFTER = 1.0
"""Seconds after which whoever waits hears a word."""
WAITS = 6.5
"""Seconds that a turn waits at most: Alexa gives up after about eight (rules.md X5)."""

log = structlog.get_logger()


class NotKeptError(Exception):
    """An event could not be kept; it must not be acknowledged."""


class AfterCommit:
    """Carries tasks out.

    Args:
        say: says a key of the catalogue with a seed.
        count: told of each task: the act, and how it went.
        seconds: a clock that only runs forward, in seconds.
    """

    def __init__(
        self,
        database: Database,
        client: Client,
        reminder_sync: ReminderSync,
        clock: Clock,
        *,
        say: Callable[[str, str], str],
        count: Callable[[TaskKind, TaskOutcome], None] = lambda _act, _outcome: None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._client = client
        self._reminder_sync = reminder_sync
        self._clock = clock
        self._count = count
        self._words = say("reminders.one_moment", "")
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="amazon-task")
        self._under_way: set[Future[TaskOutcome]] = set()

    async def finish(self, answer: PendingResponse) -> Response:
        """Return the response that goes out; the event loop is never held up.

        Raises:
            NotKeptError: the event shall come again.
        """
        if answer.response is None:
            raise NotKeptError
        response = answer.response
        if answer.live is None:
            return response
        for amazon_task in answer.amazon_tasks:
            if amazon_task.act is not TaskKind.ZONE:
                doing = asyncio.wrap_future(self._begin(amazon_task, answer.live))
                outcome = await self._wait(doing, answer.live, is_heard=bool(amazon_task.endings))
                response = answer.endings.get(outcome, response)
            elif len(self._under_way) < UNDER_WAY_AT_MOST:
                self._begin(amazon_task, answer.live)  # nobody waits for it; the next visit asks again
        return response

    def _begin(self, amazon_task: AmazonTask, live: RequestAccess) -> Future[TaskOutcome]:
        doing = self._pool.submit(self._carry_out, amazon_task, live)
        self._under_way.add(doing)
        doing.add_done_callback(self._under_way.discard)
        return doing

    def finish_now(self, answer: PendingResponse) -> Response:
        """Do the same in this very thread, for an installation without an event loop.

        Raises:
            NotKeptError: the event shall come again.
        """
        if answer.response is None:
            raise NotKeptError
        response = answer.response
        for amazon_task in answer.amazon_tasks if answer.live is not None else ():
            assert answer.live is not None
            response = answer.endings.get(self._carry_out(amazon_task, answer.live), response)
        return response

    async def _wait(self, doing: "asyncio.Future[TaskOutcome]", live: RequestAccess, *, is_heard: bool) -> TaskOutcome:
        done, _ = await asyncio.wait([doing], timeout=SPEAKS_AFTER if is_heard else WAITS)
        if not done and is_heard:
            self._pool.submit(self._speak, live)
            done, _ = await asyncio.wait([doing], timeout=WAITS - SPEAKS_AFTER)
        return doing.result() if done else TaskOutcome.UNCERTAIN

    def _carry_out(self, amazon_task: AmazonTask, live: RequestAccess) -> TaskOutcome:
        outcome = self._try(amazon_task, live)
        self._count(amazon_task.act, outcome)
        return outcome

    def _try(self, amazon_task: AmazonTask, live: RequestAccess) -> TaskOutcome:
        """Carry one task out; whatever goes wrong is an outcome."""
        try:
            if amazon_task.act is TaskKind.ZONE:
                return self._zone(live)
            assert amazon_task.of is not None
            if amazon_task.act is TaskKind.MAKE:
                return self._reminder_sync.create(amazon_task.of, live, until=self._seconds() + WAITS - SPEAKS_AFTER)
            return self._reminder_sync.sync(amazon_task.of, live)
        except (CallFailed, GroundError) as fault:
            log.warning("a task is left for later", action="amazon_task_left", act=amazon_task.act, fault=_name(fault))
        except Exception as fault:
            log.error(
                "a task could not be carried out", action="amazon_task_lost", act=amazon_task.act, **described(fault)
            )
        return TaskOutcome.UNCERTAIN

    def _speak(self, live: RequestAccess) -> None:
        with suppress(CallFailed):
            speak(self._client, live.access, live.request_id, self._words)

    def _zone(self, live: RequestAccess) -> TaskOutcome:
        """Ask where the device stands; the rules of all who live by it follow it where it moved (rules.md X19)."""
        assert live.device_id is not None
        zone = time_zone(self._client, live.access, live.device_id)
        if zone is None:
            return TaskOutcome.NOT_HERE  # Alexa does not know; the person is asked for a city
        now = self._clock.now()
        [told] = self._database.run_batch([partial(_take_zone, live=live, zone=zone, now=now)])
        if isinstance(told, Exception):
            raise told
        return TaskOutcome.DONE

    def rest(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            wait(list(self._under_way))

    def close(self) -> None:
        """Finish what is under way."""
        self._pool.shutdown(wait=True)


def _take_zone(work: UnitOfWork, *, live: RequestAccess, zone: str, now: datetime) -> None:
    assert live.device_id is not None
    person = work.people.by_account(live.user_id)
    if person is not None:
        left = work.accounts.device_moved(person, live.device_id, zone, now)
        work.schedules.follow_device([one.person for one in work.people.at(live.user_id)], left, zone, now)


def _name(fault: Exception) -> str:
    return fault.fault.value if isinstance(fault, CallFailed) else type(fault).__name__
