"""What is answered to the offer that Alexa rings: Alexa's own permission after a yes, and a no that is heard."""

from dataclasses import replace

from intents.dialog.conversation import Conversation, Heard
from intents.dialog.handover import BeginCheckIn
from intents.dialog.questions import AskedReminder
from intents.dialog.turn import CONNECTED, DECLINES, READS, YES, Reply, Turn
from intents.schedule.alexa_reminders import make_reminder
from skill.domain.confidence import OWN_LABELS
from skill.domain.reminder import EndReason, ReminderState
from skill.storage.unit_of_work import UnitOfWork


def _agreed(turn: Turn, work: UnitOfWork) -> Reply:
    asked, echo = turn.asked(AskedReminder), turn.alexa_device
    if asked is None or echo is None:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    reminder = work.reminders.ask(turn.person, echo.user_id, asked.kind, asked.subject, turn.now)
    if reminder is None:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if echo.may_remind:
        return make_reminder(turn, work, reminder)
    # Alexa asks in words of its own and brings the id back: its answer carries no session (rules.md X13).
    return Reply(turn.phrase("reminders.permission_first"), consent=reminder.id)


def _declined(turn: Turn, _work: UnitOfWork) -> Reply:
    turn.person.declined_at = turn.now
    said, asked = turn.phrase("reminders.declined"), turn.asked(AskedReminder)
    goes_on = asked is not None and asked.before_checkin
    return turn.hand_over(BeginCheckIn(), said) if goes_on else turn.tell(said)


def _connected(turn: Turn, work: UnitOfWork) -> Reply:
    permission, echo = turn.permission, turn.alexa_device
    reminder = work.reminders.get(permission.token) if permission is not None and permission.token else None
    is_theirs = reminder is not None and reminder.person_id == turn.person.id
    if permission is None or echo is None or reminder is None or not is_theirs:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if reminder.standing is not ReminderState.ASKED:
        return turn.tell(turn.phrase("courtesy.noted"))  # Alexa brought the same answer once more
    if permission.is_granted:
        return make_reminder(turn, work, reminder)
    reminder.end(EndReason.REFUSED, turn.now)
    if permission.is_granted is False:
        return _declined(turn, work)
    return replace(turn.tell(turn.phrase("reminders.not_allowed")), shows_consent=True)


REMINDERS = Conversation(
    "reminders",
    intents={CONNECTED: Heard(OWN_LABELS, _connected, READS)},
    questions={AskedReminder: {**dict.fromkeys(DECLINES, _declined), YES: _agreed}},
)
""" "Yes" and "no" to what was offered, and what Alexa brings back from its own question."""
