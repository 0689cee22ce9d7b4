"""What was silenced under a name alone, told to its person alone at the next visit; nothing comes back by itself."""

from intents.dialog.conversation import Conversation
from intents.dialog.intent_names import ALONE
from intents.dialog.turn import DECLINES, YES, Reply, Turn
from intents.identity.questions import AskedBringBack, AskedRoomForStopped
from intents.identity.room import SAID_OR_DECLINED, another_time
from skill.domain.claim import ClaimKind
from skill.domain.confidence import GIVE_SHARE
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork


def begin_stopped(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Tell what was silenced under this person's name, or ask first who is there; None where there is nothing."""
    if not turn.may_hear_own or turn.announced or turn.room is Room.COMPANY or not work.claims.stopped(turn.person):
        return None
    if turn.room is Room.ALONE:
        return _tell(turn, work)
    return turn.ask(turn.phrase("sharing.notice_first"), awaiting=AskedRoomForStopped())


def _tell(turn: Turn, work: UnitOfWork) -> Reply:
    stopped = work.claims.stopped(turn.person)
    key = "both" if len(stopped) > 1 else "sharing" if ClaimKind.SHARING_STOPPED in stopped else "reminders"
    return turn.ask(turn.phrase(f"by_name.told_{key}"), awaiting=AskedBringBack(), room=Room.ALONE)


def _back(turn: Turn, work: UnitOfWork) -> Reply:
    """Bring back what was silenced; sharing only for who proved to be its person, as for all that is shared."""
    stopped = work.claims.stopped(turn.person)
    said: list[str] = []
    if ClaimKind.REMINDERS_STOPPED in stopped:
        turn.person.muted, turn.person.paused_until = False, None
        said.append(turn.phrase("by_name.reminders_back"))
    if ClaimKind.SHARING_STOPPED in stopped and turn.meets(GIVE_SHARE):
        work.shares.release(turn.person)
        said.append(turn.phrase("by_name.sharing_back"))
    elif ClaimKind.SHARING_STOPPED in stopped:
        work.shares.end_held(turn.person)
        said.append(turn.phrase("by_name.sharing_needs_pin"))
    work.claims.forget_stopped(turn.person)
    return turn.tell(*said or (turn.phrase("courtesy.nothing_for_now"),))


def _stays(turn: Turn, work: UnitOfWork) -> Reply:
    work.shares.end_held(turn.person)
    work.claims.forget_stopped(turn.person)
    return turn.tell(turn.phrase("by_name.stays_off"))


BY_NAME = Conversation(
    "by_name",
    intents={},
    questions={
        AskedRoomForStopped: {**dict.fromkeys(SAID_OR_DECLINED, another_time), ALONE: _tell},
        AskedBringBack: {**dict.fromkeys(DECLINES, _stays), YES: _back},
    },
)
"""(asked at a visit) "yes", "no"."""
