"""Who answers a turn: stop and help lines first, then whoever asked, then whoever hears it, in an order to be read."""

from dataclasses import replace

from intents.asked import AskedConversation
from intents.assent import as_answer
from intents.breathing import BreathingConversation
from intents.by_name import as_named
from intents.by_name_told import ByNameToldConversation
from intents.caution import Caution
from intents.checkin import CheckInConversation, begin_checkin
from intents.city_first import ask_city_first, take_up
from intents.commitment import CommitmentConversation
from intents.courtesy import CANCEL, ENDS, MISHEARD, NOT_MEANT, CourtesyConversation, not_understood, support
from intents.danger import DangerConversation, leave_the_script
from intents.deleting import DeletingConversation
from intents.doors import DoorsConversation
from intents.evidence import EvidenceConversation
from intents.first_start import SAYS_NOTHING, begin, go_on_asking
from intents.gate import Gate
from intents.grounding import GroundingConversation
from intents.hard_talk import HardTalkConversation, put_off_today
from intents.key import KeyConversation
from intents.linking import LinkingConversation
from intents.opening import OpeningConversation, as_meant, ask_again, welcome
from intents.reflection import ReflectionConversation
from intents.reminders import RemindersConversation
from intents.rhythm import RhythmConversation
from intents.room import RoomConversation
from intents.sharing import SharingConversation
from intents.together import TogetherConversation
from intents.turn import DECLINES, NO, RESUMED, YES, Conversation, Reply, Turn
from intents.verify import after_pin
from intents.who import WhoConversation
from intents.words import WordsConversation, decides_draft
from skill.domain.risk import Sureness
from skill.storage.work import Work

CONVERSATIONS: tuple[Conversation, ...] = (
    DangerConversation(),
    OpeningConversation(),
    WhoConversation(),
    CheckInConversation(),
    CommitmentConversation(),
    HardTalkConversation(),
    TogetherConversation(),
    BreathingConversation(),
    GroundingConversation(),
    ReflectionConversation(),
    WordsConversation(),
    EvidenceConversation(),
    DeletingConversation(),
    LinkingConversation(),
    SharingConversation(),
    AskedConversation(),
    ByNameToldConversation(),
    KeyConversation(),
    DoorsConversation(),
    RhythmConversation(),
    RemindersConversation(begin_checkin),
    RoomConversation(),
    CourtesyConversation(),
)
"""Every conversation, in the order in which they are asked."""

GATE = Gate(CONVERSATIONS)
"""Who may hear what, as the conversations declare it."""
CAUTION = Caution(CONVERSATIONS)
"""What is asked about before it is done, as the conversations declare it."""


def answer(turn: Turn, work: Work) -> Reply:
    """Return the reply to a turn.

    Order: plain "I need help" and words of danger leave the script; whoever is new and wishes for nothing is welcomed;
    what this voice or this room may not hear is held back; a wish that needs the person's clock waits for the city; an
    end ends at once; whoever asked is asked first, an "okay" or a "thank you" told as what it means there
    (intents/assent.py); a yes or no to a question that fell silent brings the question back; "not today" belongs to the
    talk that is planned for today; then the conversation that hears the intent; else "I did not understand". What the
    first start still misses is asked for where this ends quietly.
    """
    turn = as_named(turn)
    if turn.heard == "SupportIntent":
        return support(turn, work)
    if (leaving := leave_the_script(turn, work)) is not None:
        return leaving
    if turn.heard == RESUMED:
        came_back = after_pin(turn)
        if not isinstance(came_back, Turn):
            return came_back or not_understood(turn)
        turn = replace(came_back, sureness=Sureness.ASKED)
    turn = as_answer(turn)
    is_sure = turn.sureness is not Sureness.NEAR
    if is_sure and turn.heard in (NOT_MEANT, MISHEARD) and turn.awaiting is not None and turn.awaiting.is_confirmation:
        turn = replace(turn, heard=NO)
    gone_on = CAUTION.enter(turn)
    if not isinstance(gone_on, Turn):
        return gone_on
    turn = gone_on
    entered = GATE.enter(turn)
    if turn.awaiting is not None and entered.awaiting is None and entered.heard in (YES, NO):
        return GATE.refuse(turn)
    turn = as_meant(entered)
    if turn.awaiting is None and turn.person.welcomed_at is None and turn.heard in SAYS_NOTHING:
        return welcome(turn, work)
    # Whoever is in the middle of words decides what becomes of these, under whatever name they are said.
    if not decides_draft(turn) and (held := GATE.hold(turn)) is not None:
        return held
    turn = take_up(turn, work)
    reply = CAUTION.ask_first(turn, work) or begin(turn, ask_city_first(turn, work) or _answered(turn, work))
    reply = go_on_asking(turn, reply, work, CONVERSATIONS)
    return reply if reply.room is not None else replace(reply, room=turn.room)


def _answered(turn: Turn, work: Work) -> Reply:
    owner = next((one for one in CONVERSATIONS if turn.awaiting and one.topic == turn.awaiting.topic), None)
    if owner is not None and (turn.heard not in ENDS or turn.heard == CANCEL):
        reply = owner.answer(turn, work)
        if reply is not None:
            return reply
        if turn.heard in DECLINES and owner.topic not in ("courtesy", "room"):
            # "Not now" belongs to whatever was asked, and to nothing else that it could mean.
            return turn.tell(turn.phrase("courtesy.another_time"))
    if turn.heard in (YES, NO) and turn.awaiting is None and (asked := ask_again(turn, work)) is not None:
        return asked
    is_not_today = turn.heard == "ReflectionSkipIntent" and turn.awaiting is None
    if is_not_today and (other_time := put_off_today(turn, work)) is not None:
        return other_time
    for one in CONVERSATIONS:
        if turn.heard in one.hears:
            reply = one.answer(turn, work)
            if reply is not None:
                return reply
    return not_understood(turn)
