"""What was silenced under a name alone, told to its person alone at the next visit; nothing comes back by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from intents.dialog.turn import DECLINES, NO, YES, Awaiting, Reply, Stake, Turn
from intents.identity.room import room_said
from skill.domain.claim import ClaimKind
from skill.domain.confidence import GIVE_SHARE, OWN_FACTS, OWN_LABELS, Requirement
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ByNameToldConversation:
    """(asked at a visit) "yes", "no"."""

    topic: str = "by_name"
    hears: frozenset[str] = frozenset()
    needs: ClassVar[Mapping[str, Requirement]] = {"by_name.room": OWN_LABELS, "by_name.back": OWN_FACTS}
    stakes: ClassVar[Mapping[str, Stake]] = {}

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Tell it to who is alone, let it wait in company; then bring back what is wanted back."""
        if turn.is_open("by_name.room"):
            room = room_said(turn)
            if room is Room.ALONE:
                return _tell(turn, work)
            if room is Room.COMPANY or turn.intent in DECLINES:
                return replace(turn.tell(turn.phrase("courtesy.another_time")), room=room or turn.room)
            return None
        if turn.is_open("by_name.back") and turn.intent in DECLINES | {YES, NO}:
            return _back(turn, work) if turn.intent == YES else _stays(turn, work)
        return None


def begin_stopped(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Tell what was silenced under this person's name, or ask first who is there; None where there is nothing."""
    if not turn.may_hear_own or turn.announced or turn.room is Room.COMPANY or not work.claims.stopped(turn.person):
        return None
    if turn.room is Room.ALONE:
        return _tell(turn, work)
    return turn.ask(turn.phrase("sharing.notice_first"), awaiting=Awaiting("by_name.room"))


def _tell(turn: Turn, work: UnitOfWork) -> Reply:
    stopped = work.claims.stopped(turn.person)
    key = "both" if len(stopped) > 1 else "sharing" if ClaimKind.SHARING_STOPPED in stopped else "reminders"
    return turn.ask(turn.phrase(f"by_name.told_{key}"), awaiting=Awaiting("by_name.back"), room=Room.ALONE)


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
