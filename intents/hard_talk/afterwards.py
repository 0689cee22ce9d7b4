"""After a hard talk: one private question, asked once, only alone, and kept sealed."""

from dataclasses import replace

from intents.calming.breathing import begin_breathing
from intents.dialog.turn import DECLINES, YES, Awaiting, Reply, Turn
from intents.identity.room import room_said
from skill.domain.hard_talk import Afterwards, HardTalk
from skill.domain.room import Room
from skill.storage.unit_of_work import UnitOfWork

AFTERWARDS = "HardTalkAfterwardsIntent"
ELICIT_AFTERWARDS = (AFTERWARDS, "after")
ANSWERS = {"better": Afterwards.BETTER, "same": Afterwards.SAME, "heavier": Afterwards.HEAVIER}


def ask_afterwards(turn: Turn, work: UnitOfWork, *before: str) -> Reply | None:
    """Ask how it is after the last talk, or first who is in the room; None where nothing is to be asked.

    It is asked of nobody whose name is only claimed, and not in company (rules.md R16).
    """
    talk = work.hard_talks.to_ask_about(turn.person, turn.now) if turn.may_hear_own else None
    if talk is None or turn.room is Room.COMPANY:
        return None
    data = {"id": str(talk.id)}
    if turn.room is Room.UNKNOWN:
        asked = Awaiting("hard_talk.afterwards_room", data)
        return turn.ask(*before, turn.phrase("hard_talk.alone_or_company"), awaiting=asked)
    asked = Awaiting("hard_talk.afterwards", data, ELICIT_AFTERWARDS)
    return turn.ask(*before, turn.phrase("hard_talk.afterwards"), awaiting=asked, room=Room.ALONE)


def heard_room(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go on with the question once the room is known; in company it waits for another time."""
    room = room_said(turn)
    if room is Room.ALONE:
        return ask_afterwards(replace(turn, room=room), work)
    if room is Room.COMPANY:
        return turn.tell(turn.phrase("courtesy.another_time"))
    return _declined(turn, work) if turn.intent in DECLINES else None


def heard_afterwards(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Keep the answer to the question that is open; "no" is an answer too, and nothing is kept of it."""
    if turn.intent == AFTERWARDS:
        return answer_afterwards(turn, work)
    return _declined(turn, work) if turn.intent in DECLINES else None


def heard_offer(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Breathe a minute after a heavy talk, or rest."""
    if turn.intent == YES:
        return begin_breathing(turn, work, minutes=1)
    return turn.tell(turn.phrase("breathing.enough")) if turn.intent in DECLINES else None


def answer_afterwards(turn: Turn, work: UnitOfWork) -> Reply:
    """Keep how it is after the last talk; whoever only says a name hears the same whether there was one."""
    talk = _talk(turn, work)
    found = ANSWERS.get(turn.slot_id("after") or "")
    if talk is None and turn.may_hear_own:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if found is None:
        asked = Awaiting("hard_talk.afterwards", dict(turn.awaiting.data) if turn.awaiting else {}, ELICIT_AFTERWARDS)
        return turn.ask(turn.phrase("hard_talk.afterwards"), awaiting=asked)
    if talk is not None:
        work.hard_talks.answer(turn.person, talk, found)
    if not turn.may_hear_own:
        return turn.tell(turn.phrase("courtesy.noted"))
    if found is not Afterwards.HEAVIER:
        return turn.tell(turn.phrase("hard_talk.kept"))
    # Nothing deep on top of a heavy talk; remembered without a row, like after words of danger.
    turn.light_evenings.mark(turn.person, turn.now)
    return turn.ask(turn.phrase("hard_talk.heavier"), awaiting=Awaiting("hard_talk.heavier"))


def _talk(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    asked = work.hard_talks.get(turn.person, turn.row("id")) if turn.is_open("hard_talk.afterwards") else None
    return asked or work.hard_talks.to_ask_about(turn.person, turn.now)


def _declined(turn: Turn, work: UnitOfWork) -> Reply:
    talk = work.hard_talks.get(turn.person, turn.row("id"))
    if talk is not None:
        talk.asks_until = None
    return turn.tell(turn.phrase("hard_talk.not_asked_again"))
