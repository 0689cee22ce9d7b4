"""Offering that Alexa rings: a yes to time and recurrence each time, Alexa's own permission, and a no that is heard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from intents.dialog.alexa_tasks import TaskKind, TaskOutcome
from intents.dialog.turn import CONNECTED, DECLINES, READS, YES, AmazonTask, Awaiting, Reply, Stake, Turn
from skill.domain.confidence import OWN_LABELS, Requirement
from skill.domain.reminder import Alert, EndReason, Reminder, ReminderState
from skill.domain.rule import PromptKind
from skill.speech.spoken import clock_and_part, moment
from skill.storage.queries.alexa_reminders import CERTAIN_AFTER
from skill.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RemindersConversation:
    """ "Yes" and "no" to what was offered, and what Alexa brings back from its own question.

    Attributes:
        begin_checkin: begins the check-in that the first start ends with.
    """

    begin_checkin: Callable[..., Reply]
    topic: str = "reminders"
    hears: frozenset[str] = frozenset({CONNECTED})
    needs: ClassVar[Mapping[str, Requirement]] = {CONNECTED: OWN_LABELS, "reminders.offer": OWN_LABELS}

    stakes: ClassVar[Mapping[str, Stake]] = {CONNECTED: READS}

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Make the reminder, ask Alexa's permission for it, or leave it."""
        if turn.intent == CONNECTED:
            return self._connected(turn, work)
        if turn.is_open("reminders.offer") and turn.intent == YES:
            return self._agreed(turn, work)
        if turn.is_open("reminders.offer") and turn.intent in DECLINES:
            return self._declined(turn, work)
        return None

    def _agreed(self, turn: Turn, work: UnitOfWork) -> Reply:
        said = turn.datum("kind")
        kind = PromptKind(said) if isinstance(said, str) and said in set(PromptKind) else PromptKind.REFLECTION
        echo = turn.alexa_device
        reminder = work.reminders.ask(turn.person, echo.user_id, kind, turn.row("subject"), turn.now) if echo else None
        if echo is None or reminder is None:
            return turn.tell(turn.phrase("courtesy.nothing_for_now"))
        if echo.may_remind:
            return _make(turn, work, reminder)
        # Alexa asks in words of its own and brings the id back: its answer carries no session (rules.md X13).
        return Reply(turn.phrase("reminders.permission_first"), consent=reminder.id)

    def _declined(self, turn: Turn, work: UnitOfWork) -> Reply:
        turn.person.declined_at = turn.now
        said = turn.phrase("reminders.declined")
        return self.begin_checkin(turn, said) if turn.datum("before_checkin") is True else turn.tell(said)

    def _connected(self, turn: Turn, work: UnitOfWork) -> Reply:
        permission, echo = turn.permission, turn.alexa_device
        reminder = work.reminders.get(permission.token) if permission is not None and permission.token else None
        is_theirs = reminder is not None and reminder.person_id == turn.person.id
        if permission is None or echo is None or reminder is None or not is_theirs:
            return turn.tell(turn.phrase("courtesy.nothing_for_now"))
        if reminder.standing is not ReminderState.ASKED:
            return turn.tell(turn.phrase("courtesy.noted"))  # Alexa brought the same answer once more
        if permission.is_granted:
            return _make(turn, work, reminder)
        reminder.end(EndReason.REFUSED, turn.now)
        if permission.is_granted is False:
            return self._declined(turn, work)
        return replace(turn.tell(turn.phrase("reminders.not_allowed")), shows_consent=True)


def offer_reminder(
    turn: Turn,
    work: UnitOfWork,
    *said: str,
    kind: PromptKind,
    subject_id: UUID | None = None,
    before_checkin: bool = False,
) -> Reply:
    """Tell what was said and, on an Echo, offer that Alexa rings for it: when, how often, and in which words.

    Args:
        before_checkin: at the first start a "no" goes on to the first check-in.

    Nothing is offered on a local speaker, in a pause, within seven days of a "no", or where Alexa rings for it
    already; what rings follows the calendar by itself.
    """
    echo, now = turn.alexa_device, turn.now
    if echo is None or not turn.may_hear_own or turn.person.zone is None or turn.person.is_paused(now):
        return turn.tell(*said)
    known = work.reminders.of(turn.person, kind, subject_id)
    if any(one.standing is ReminderState.RINGS and one.alert.next_ring(now) is not None for one in known):
        return turn.tell(*said, turn.phrase("reminders.follows"))
    alert = work.reminders.possible(turn.person, kind, subject_id, now)
    rings = alert.next_ring(now) if alert is not None else None
    if alert is None or rings is None or not turn.person.may_be_offered(now):
        return turn.tell(*said)
    subject = str(subject_id) if subject_id is not None else None
    asked = {"kind": kind.value, "subject": subject, "before_checkin": before_checkin}
    return turn.ask(
        *said,
        turn.phrase("reminders.says_aloud"),
        turn.phrase("reminders.shall_daily" if alert.is_daily else "reminders.shall_once", time=_time(turn, alert)),
        awaiting=Awaiting("reminders.offer", asked),
    )


def _make(turn: Turn, work: UnitOfWork, reminder: Reminder) -> Reply:
    """Let it be made after the commit, with this very request's access; what is said depends on how that goes."""
    work.reminders.make(reminder, turn.now, certain_by=turn.now + CERTAIN_AFTER)
    made = "reminders.made_daily" if reminder.is_daily else "reminders.made_once"
    later = turn.tell(turn.phrase("reminders.later"))
    endings = {
        TaskOutcome.DONE: turn.tell(turn.phrase(made, time=_time(turn, reminder.alert))),
        TaskOutcome.NOT_ALLOWED: replace(turn.tell(turn.phrase("reminders.not_allowed")), shows_consent=True),
        TaskOutcome.NOT_HERE: turn.tell(turn.phrase("reminders.not_here")),
        TaskOutcome.FULL: turn.tell(turn.phrase("reminders.full")),
        TaskOutcome.UNCERTAIN: turn.tell(turn.phrase("reminders.uncertain")),
        TaskOutcome.LATER: later,
    }
    return replace(later, amazon_task=AmazonTask(TaskKind.MAKE, reminder.id, endings))


def _time(turn: Turn, alert: Alert) -> str:
    """Return when it rings, as it is said: the time of every day, or the moment of once."""
    if alert.is_daily:
        return clock_and_part(alert.minute)
    rings: datetime | None = alert.next_ring(turn.now)
    return moment(turn.person.local(rings), turn.local.date()) if rings is not None else clock_and_part(alert.minute)
