"""Having made what Alexa rings for, after a yes to its time and its recurrence."""

from dataclasses import replace

from intents.dialog.alexa_tasks import TaskKind, TaskOutcome
from intents.dialog.reminder_offer import ring_time
from intents.dialog.turn import AmazonTask, Reply, Turn
from skill.domain.reminder import Reminder
from skill.storage.queries.alexa_reminders import CERTAIN_AFTER
from skill.storage.unit_of_work import UnitOfWork


def make_reminder(turn: Turn, work: UnitOfWork, reminder: Reminder) -> Reply:
    """Let it be made after the commit, with this very request's access; what is said depends on how that goes."""
    work.reminders.make(reminder, turn.now, certain_by=turn.now + CERTAIN_AFTER)
    made = "reminders.made_daily" if reminder.is_daily else "reminders.made_once"
    later = turn.tell(turn.phrase("reminders.later"))
    endings = {
        TaskOutcome.DONE: turn.tell(turn.phrase(made, time=ring_time(turn, reminder.alert))),
        TaskOutcome.NOT_ALLOWED: replace(turn.tell(turn.phrase("reminders.not_allowed")), shows_consent=True),
        TaskOutcome.NOT_HERE: turn.tell(turn.phrase("reminders.not_here")),
        TaskOutcome.FULL: turn.tell(turn.phrase("reminders.full")),
        TaskOutcome.UNCERTAIN: turn.tell(turn.phrase("reminders.uncertain")),
        TaskOutcome.LATER: later,
    }
    return replace(later, amazon_task=AmazonTask(TaskKind.MAKE, reminder.id, endings))
