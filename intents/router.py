"""Who answers a turn: stop and help lines first, then whoever asked, then whoever hears it, in an order to be read."""

from intents.breathing import BreathingConversation
from intents.checkin import CheckInConversation, begin_checkin
from intents.commitment import CommitmentConversation
from intents.courtesy import CANCEL, ENDS, CourtesyConversation, not_understood, support
from intents.danger import DangerConversation, leave_the_script
from intents.evidence import EvidenceConversation
from intents.opening import OpeningConversation, ask_again, welcome
from intents.reflection import ReflectionConversation
from intents.reminders import RemindersConversation
from intents.rhythm import RhythmConversation
from intents.room import RoomConversation
from intents.turn import CONNECTED, DECLINES, NO, YES, Conversation, Reply, Turn
from intents.words import WordsConversation
from skill.domain.person import Certainty
from skill.storage.store import Work

CONVERSATIONS: tuple[Conversation, ...] = (
    DangerConversation(),
    OpeningConversation(),
    CheckInConversation(),
    CommitmentConversation(),
    BreathingConversation(),
    ReflectionConversation(),
    WordsConversation(),
    EvidenceConversation(),
    RhythmConversation(),
    RemindersConversation(begin_checkin),
    RoomConversation(),
    CourtesyConversation(),
)
"""Every conversation, in the order in which they are asked."""

NOT_FOR_A_NAME = RhythmConversation().hears | {
    "CommitmentMoveIntent",
    "CommitmentDropIntent",
    "CommitmentListIntent",
    "WordsReadIntent",
    "WordsDiscardIntent",
}
"""What changes or tells rows is not for somebody who only says a name; a check-in, a promise, a word is (DESIGN 4)."""
FOR_STRANGERS = frozenset({CONNECTED, "BreathingIntent", "AMAZON.HelpIntent", "AMAZON.RepeatIntent"})
"""What works before the first start was walked through."""


def answer(turn: Turn, work: Work) -> Reply:
    """Return the reply to a turn.

    Order: plain "I need help" and words of danger leave the script; an end ends at once; whoever asked is asked first;
    a person who is new is welcomed; a yes or no to a question that fell silent brings the question back; then the
    conversation that hears the intent; else "I did not understand".
    """
    if turn.heard == "SupportIntent":
        return support(turn)
    if (leaving := leave_the_script(turn)) is not None:
        return leaving
    if turn.certainty is Certainty.NAMED and turn.heard in NOT_FOR_A_NAME:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    owner = next((one for one in CONVERSATIONS if turn.awaiting and one.topic == turn.awaiting.topic), None)
    if owner is not None and (turn.heard not in ENDS or turn.heard == CANCEL):
        reply = owner.answer(turn, work)
        if reply is not None:
            return reply
        if turn.heard in DECLINES and owner.topic not in ("courtesy", "room"):
            # "Not now" belongs to whatever was asked, and to nothing else that it could mean.
            return turn.tell(turn.phrase("courtesy.another_time"))
    is_new = turn.person.onboarded_at is None
    if is_new and turn.awaiting is None and turn.heard not in FOR_STRANGERS | ENDS:
        return welcome(turn)
    if turn.heard in (YES, NO) and turn.awaiting is None and (asked := ask_again(turn, work)) is not None:
        return asked
    for one in CONVERSATIONS:
        if turn.heard in one.hears:
            reply = one.answer(turn, work)
            if reply is not None:
                return reply
    return not_understood(turn)
