"""Offering that Alexa rings for something: when, how often and in which words; nothing is made without a yes."""

from datetime import datetime
from uuid import UUID

from intents.dialog.questions import AskedReminder
from intents.dialog.turn import Reply, Turn
from skill.domain.reminder import Alert, ReminderState
from skill.domain.rule import PromptKind
from skill.speech.spoken import clock_and_part, moment
from skill.storage.unit_of_work import UnitOfWork


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
    return turn.ask(
        *said,
        turn.phrase("reminders.says_aloud"),
        turn.phrase("reminders.shall_daily" if alert.is_daily else "reminders.shall_once", time=ring_time(turn, alert)),
        awaiting=AskedReminder(kind, subject_id, before_checkin),
    )


def ring_time(turn: Turn, alert: Alert) -> str:
    """Return when it rings, as it is said: the time of every day, or the moment of once."""
    if alert.is_daily:
        return clock_and_part(alert.minute)
    rings: datetime | None = alert.next_ring(turn.now)
    return moment(turn.person.local(rings), turn.local.date()) if rings is not None else clock_and_part(alert.minute)
