"""After a hard talk: one private question, asked once, only alone, and kept sealed."""

from dataclasses import replace

from intents.dialog.handover import BeginBreathing
from intents.dialog.room_answer import room_said
from intents.dialog.turn import Reply, Turn
from intents.hard_talk.questions import AskedAfterwards, AskedAfterwardsRoom, AskedHeavier
from skill.domain.hard_talk import Afterwards, HardTalk
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork

AFTERWARDS = "HardTalkAfterwardsIntent"
ANSWERS = {"better": Afterwards.BETTER, "same": Afterwards.SAME, "heavier": Afterwards.HEAVIER}


def ask_afterwards(turn: Turn, work: UnitOfWork, *before: str) -> Reply | None:
    """Ask how it is after the last talk, or first who is in the room; None where nothing is to be asked.

    It is asked of nobody whose name is only claimed, and not in company (rules.md R16).
    """
    talk = work.hard_talks.to_ask_about(turn.person, turn.now) if turn.may_hear_own else None
    if talk is None or turn.room is Room.COMPANY:
        return None
    if turn.room is Room.UNKNOWN:
        asked = AskedAfterwardsRoom(talk.id)
        return turn.ask(*before, turn.phrase("hard_talk.alone_or_company"), awaiting=asked)
    asked_now = AskedAfterwards(talk.id)
    return turn.ask(*before, turn.phrase("hard_talk.afterwards"), awaiting=asked_now, room=Room.ALONE)


def heard_room(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go on with the question once the room is known; in company it waits for another time."""
    if room_said(turn) is Room.ALONE:
        return ask_afterwards(replace(turn, room=Room.ALONE), work)
    return turn.tell(turn.phrase("courtesy.another_time"))


def breathe(turn: Turn, _work: UnitOfWork) -> Reply:
    """Breathe a minute after a heavy talk."""
    return turn.hand_over(BeginBreathing(minutes=1))


def answer_afterwards(turn: Turn, work: UnitOfWork) -> Reply:
    """Keep how it is after the last talk, or ask for it."""
    talk = _talk(turn, work)
    found = ANSWERS.get(turn.slot_id("after") or "")
    if talk is None:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if found is None:
        asked = turn.asked(AskedAfterwards) or AskedAfterwards()
        return turn.ask(turn.phrase("hard_talk.afterwards"), awaiting=asked)
    work.hard_talks.answer(turn.person, talk, found)
    if found is not Afterwards.HEAVIER:
        return turn.tell(turn.phrase("hard_talk.kept"))
    # Nothing deep on top of a heavy talk; remembered without a row, like after words of danger.
    turn.light_evenings.mark(turn.person, turn.now)
    return turn.ask(turn.phrase("hard_talk.heavier"), awaiting=AskedHeavier())


def decline(turn: Turn, work: UnitOfWork) -> Reply:
    """Keep nothing, and ask no more; "no" is an answer too."""
    asked = turn.asked(AskedAfterwardsRoom) or turn.asked(AskedAfterwards)
    talk = work.hard_talks.get(turn.person, asked.id) if asked is not None else None
    if talk is not None:
        talk.asks_until = None
    return turn.tell(turn.phrase("hard_talk.not_asked_again"))


def _talk(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    asked = turn.asked(AskedAfterwards)
    found = work.hard_talks.get(turn.person, asked.id) if asked is not None else None
    return found or work.hard_talks.to_ask_about(turn.person, turn.now)
