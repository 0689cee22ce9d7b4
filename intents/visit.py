"""What somebody is led to who comes without a wish, says yes to nothing that is open, or "not today"."""

from intents.checkin.conversation import begin_checkin
from intents.commitment.outcome import begin_commitment
from intents.commitment.withdrawing import ask_whether_today
from intents.dialog.conversation import Handler
from intents.dialog.turn import Reply, Turn
from intents.hard_talk.afterwards import ask_afterwards
from intents.hard_talk.answering_proposal import ask_proposed
from intents.hard_talk.changing import put_off_today
from intents.hard_talk.holding import come_to_talk
from intents.identity.by_name_told import begin_stopped
from intents.identity.recognition import begin_new_recognition
from intents.onboarding.conversation import ask_missing
from intents.reflection.conversation import begin_reflection
from intents.sharing.listing import begin_notice
from skill.domain.rule import PromptKind
from skill.storage.unit_of_work import UnitOfWork


def ask_again(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go straight to what was last prompted, or to what is due and not answered; None when there is neither.

    Whoever only says a name hears nothing that depends on rows, unless the speaker has just said the label aloud.
    """
    if not turn.may_hear_own and not turn.announced:
        return None
    is_evening = _is_evening(turn, work)
    if not (is_evening and turn.announced) and (talking := come_to_talk(turn, work)) is not None:
        return talking
    return begin_reflection(turn, work) if is_evening else begin_commitment(turn, work)


AT_VISIT: tuple[Handler, ...] = (
    begin_new_recognition,
    begin_stopped,
    ask_again,
    ask_missing,
    ask_proposed,
    ask_afterwards,
    begin_notice,
)
"""What may wait for somebody who comes; the first that has something to say is heard, and one of them alone.

First what somebody else may have done under the name, then what was prompted, then what the first start still
misses, then what the other one proposes, then what is asked after a talk, then what is shared.
"""


def come_back(turn: Turn, work: UnitOfWork) -> Reply:
    """Go to the first thing that waits, else ask how it is."""
    asked = (one(turn, work) for one in AT_VISIT)
    return next((reply for reply in asked if reply is not None), None) or begin_checkin(turn)


def not_today(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Take "not today" for the talk or the recurring promise of today; None where an evening prompt waits for it."""
    if not turn.may_hear_own or _is_evening(turn, work):
        return None
    return put_off_today(turn, work) or ask_whether_today(turn, work)


def _is_evening(turn: Turn, work: UnitOfWork) -> bool:
    waiting = work.calendar.current_prompt(turn.person, turn.now)
    return waiting is not None and waiting.kind is PromptKind.REFLECTION
