"""The hard talk: planned ahead, breathed before, held in turns, paused with a return, asked about once afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from intents.dialog.turn import ADDS, DECLINES, LAUNCH, NEXT, NO, READS, YES, Awaiting, Reply, Stake, Turn
from intents.hard_talk import afterwards, holding, planning
from intents.hard_talk import time_out as pausing
from intents.safety.courtesy import CANCEL
from intents.schedule.settings import confirm_pause, pause_everything
from skill.domain.confidence import OWN_LABELS, OWN_LIST, WRITE_ONLY, Requirement
from skill.domain.hard_talk import LONGEST_TIME_OUT, HardTalk, TalkState
from skill.domain.risk import Risk, Sureness
from skill.domain.room import Room
from skill.domain.rule import PromptKind
from skill.speech.said import plain
from skill.speech.times import read_duration
from skill.storage.unit_of_work import UnitOfWork

PLAN, TOPIC, LENGTH = "HardTalkPlanIntent", "HardTalkTopicIntent", "HardTalkLengthIntent"
MOVE, CANCELS, PUT_OFF, LIST = (
    "HardTalkMoveIntent",
    "HardTalkCancelIntent",
    "HardTalkPutOffIntent",
    "HardTalkListIntent",
)
PAUSE, PAUSE_FOR = "HardTalkPauseIntent", "SchedulePauseIntent"
TIMES = frozenset({MOVE, "TimeIntent", "CommitmentMoveIntent"})
"""Different ways to say a time; outside a question of ours only the first is about a talk."""
NOT_TODAY = frozenset({PUT_OFF, "NotTodayIntent"})
SAID: Mapping[str, Requirement] = {
    **dict.fromkeys((PLAN, TOPIC, LENGTH, PUT_OFF, PAUSE), WRITE_ONLY),
    **dict.fromkeys((holding.READY, holding.CHANGE, holding.END), WRITE_ONLY),
    **dict.fromkeys((MOVE, CANCELS, afterwards.AFTERWARDS), OWN_LABELS),
    LIST: OWN_LIST,
}
"""What is heard; a name alone is answered alike whatever is kept under it."""
ASKED = tuple(
    f"hard_talk.{name}"
    for name in (
        *("when", "latest", "like_one", "confirm", "topic", "other_time"),
        *("breath", "breathing", "begin", "word", "turn", "back", "new_time"),
        *("afterwards_room", "afterwards", "heavier"),
    )
)
OWN_ASKED = tuple(one for one in ASKED if "afterwards" in one)
"""How it was is the person's own: a name alone adds nothing to it."""
IN_PROGRESS = tuple(f"hard_talk.{one}" for one in ("breath", "breathing", "begin", "word", "turn", "back", "new_time"))
"""Asked after a label that was said aloud, or of somebody surer: a talk that is held outlasts the minutes of a PIN."""
IN_A_TALK = ("hard_talk.word", "hard_talk.turn")
"""The questions that are open while a talk is held."""
READY_WORD = "ready"
"""A word for a mood as well; here it says that a talk may begin."""


@dataclass(frozen=True)
class HardTalkConversation:
    """ "Plan a talk tomorrow at seven", "not today", "we are ready", "pause", "we are back"."""

    topic: str = "hard_talk"
    hears: frozenset[str] = frozenset(SAID)
    needs: ClassVar[Mapping[str, Requirement]] = {
        **SAID,
        **dict.fromkeys(ASKED, WRITE_ONLY),
        **dict.fromkeys(OWN_ASKED, OWN_LABELS),
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        **dict.fromkeys((PLAN, TOPIC, afterwards.AFTERWARDS), ADDS),
        **dict.fromkeys((LIST, PUT_OFF), READS),
        LENGTH: Stake(Risk.CHANGES, lambda turn, work: _confirm(turn, work, "meant.talk_length")),
        MOVE: Stake(Risk.CHANGES, lambda turn, work: _confirm(turn, work, "meant.talk_move")),
        CANCELS: Stake(Risk.DESTROYS, lambda turn, work: _confirm(turn, work, "meant.talk_cancel")),
        holding.READY: Stake(Risk.CHANGES, lambda turn, work: _confirm(turn, work, "meant.talk_begin")),
        holding.CHANGE: Stake(Risk.CHANGES, lambda turn, work: _confirm(turn, work, "meant.talk_go_on")),
        holding.END: Stake(Risk.CHANGES, lambda turn, work: _confirm(turn, work, "meant.talk_end")),
        PAUSE: Stake(Risk.SILENCES, lambda turn, work: _confirm_pause(turn, work), frozenset()),
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Go on with the question that is open, or answer what was said about a talk."""
        turn = _as_meant(turn)
        if turn.intent == LAUNCH:
            return None
        is_ours = turn.awaiting is not None and turn.awaiting.topic == self.topic
        if is_ours and (reply := self._asked(turn, work)) is not None:
            return reply
        if turn.intent not in self.hears:
            return None
        if not turn.may_hear_own:
            return self._by_name(turn, work)
        return self._unasked(turn, work)

    def _asked(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Answer what was said to a question of ours."""
        talk = _standing(turn, work)
        question = turn.awaiting.question if turn.awaiting else ""
        if question in (*IN_A_TALK, "hard_talk.begin", "hard_talk.back", "hard_talk.new_time"):
            if _is_time_out(turn) and question in (*IN_A_TALK, "hard_talk.back"):
                return pausing.time_out(turn, work, talk)
            if turn.intent == holding.END:
                return holding.end(turn, work, talk)
        if question == "hard_talk.afterwards":
            return afterwards.heard_afterwards(turn, work)
        if question == "hard_talk.afterwards_room":
            return afterwards.heard_room(turn, work)
        if question == "hard_talk.heavier":
            return afterwards.heard_offer(turn, work)
        if question in ("hard_talk.back", "hard_talk.new_time") and talk is not None and turn.intent in TIMES:
            return pausing.new_time(turn, work, talk)
        if question == "hard_talk.back":
            return pausing.heard_back(turn, work, talk)
        if question == "hard_talk.new_time" and turn.intent in DECLINES:
            return pausing.rest(turn, work, talk)
        return self._held(turn, work, talk, question) or self._planned(turn, work, talk, question)

    def _held(self, turn: Turn, work: UnitOfWork, talk: HardTalk | None, question: str) -> Reply | None:
        """Answer what was said before and in a talk."""
        is_near = question in ("hard_talk.breath", "hard_talk.breathing", "hard_talk.begin")
        if is_near and turn.intent == holding.READY:
            return holding.begin(turn, work, talk)
        if talk is not None and turn.intent in NOT_TODAY and (is_near or question in IN_A_TALK):
            return planning.ask_other_time(turn, talk)
        if question == "hard_talk.breath" and turn.intent in (YES, "BreathingIntent"):
            return holding.breathe(turn)
        if question == "hard_talk.breathing":
            return holding.heard_breathing(turn)
        if question == "hard_talk.begin" and turn.intent in (YES, holding.CHANGE):
            return holding.begin(turn, work, talk)
        if is_near and turn.intent in DECLINES and talk is not None:
            if turn.now >= talk.starts_at and turn.intent == NO:
                return planning.ask_other_time(turn, talk)
            return turn.tell(turn.phrase("hard_talk.until_then", time=holding.start_clock(talk)))
        if question == "hard_talk.word":
            return holding.heard_word(turn)
        return holding.heard_turn(turn, work, talk) if question == "hard_talk.turn" else None

    def _planned(self, turn: Turn, work: UnitOfWork, talk: HardTalk | None, question: str) -> Reply | None:
        """Answer what was said about the time, the length or the topic of a plan."""
        if question in IN_A_TALK:
            return None
        if turn.intent in TIMES and (turn.intent != MOVE or talk is not None):
            return planning.heard_time(turn, work, talk)
        if question == "hard_talk.latest":
            return planning.heard_latest(turn, work)
        if question == "hard_talk.like_one" and turn.intent in (YES, *DECLINES):
            if turn.intent == YES:
                return planning.ask_when(turn, {})
            return turn.tell(turn.phrase("hard_talk.not_planned"))
        if question == "hard_talk.confirm":
            if turn.intent == TOPIC:
                return planning.heard_topic(turn, work, talk)
            is_cancelled = turn.intent == CANCEL and talk is not None
            return planning.cancel(turn, work, talk) if is_cancelled else planning.heard_confirmation(turn, work, talk)
        if question == "hard_talk.topic":
            return planning.heard_topic(turn, work, talk)
        if question in ("hard_talk.when", "hard_talk.other_time") and turn.intent in DECLINES:
            if turn.datum("denied") is True:
                return planning.cancel(turn, work, talk)
            return turn.tell(turn.phrase("hard_talk.stays" if talk is not None else "hard_talk.not_planned"))
        return None

    def _unasked(self, turn: Turn, work: UnitOfWork) -> Reply:
        """Answer what was said about a talk without being asked."""
        calling = work.hard_talks.calling(turn.person, turn.now)
        talk = _standing(turn, work) or calling or _next(turn, work)
        is_held = calling is not None and calling.state is not TalkState.PLANNED
        if turn.intent == PLAN:
            return planning.plan_talk(turn, work)
        if turn.intent == PAUSE:
            return (
                pausing.time_out(turn, work, calling) if is_held else pause_everything(turn, work, turn.slot("length"))
            )
        if turn.intent == LIST:
            return planning.tell_next(turn, work, turn.room)
        if turn.intent == afterwards.AFTERWARDS:
            return afterwards.answer_afterwards(turn, work)
        if turn.intent == CANCELS:
            return planning.cancel(turn, work, talk)
        if talk is None:
            return planning.ask_to_plan(turn)
        if turn.intent == MOVE:
            return planning.heard_time(turn, work, talk)
        if turn.intent == LENGTH:
            return planning.heard_length(turn, work, talk if talk.state is TalkState.PLANNED else None)
        if turn.intent == TOPIC:
            return planning.heard_topic(turn, work, talk) or planning.ask_to_plan(turn)
        if turn.intent == PUT_OFF:
            return planning.ask_other_time(turn, talk)
        if turn.intent == holding.END and (stopped := _begun(turn, work)) is not None:
            return holding.end(turn, work, stopped)
        if turn.intent == holding.CHANGE and is_held:
            return holding.begin(turn, work, talk)
        return self._ready(turn, work, calling or talk)

    def _ready(self, turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
        """Begin now what is near or was stopped; what lies further ahead is told instead."""
        if turn.intent == holding.READY and (talk.calls(turn.now) or talk.state is TalkState.TIMED_OUT):
            return holding.begin(turn, work, talk)
        return planning.tell_next(turn, work, turn.room)

    def _by_name(self, turn: Turn, work: UnitOfWork) -> Reply:
        """Answer who only says a name: alike whatever is kept under it (rules.md W3)."""
        if turn.intent == PLAN:
            return planning.plan_talk(turn, work)
        if turn.intent == holding.READY:
            return holding.begin(turn, work, None)
        if turn.intent == PAUSE:
            return pause_everything(turn, work, turn.slot("length"))
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))


def come_to_talk(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go straight to a talk whose time it is; None when there is none."""
    talk = work.hard_talks.calling(turn.person, turn.now)
    if talk is None:
        return None
    if talk.state is TalkState.OPEN:
        asked = Awaiting("hard_talk.turn", {"id": str(talk.id)})
        return turn.ask(turn.phrase("hard_talk.still_open"), awaiting=asked)
    if talk.state is TalkState.TIMED_OUT:
        return pausing.ask_back(turn, talk)
    return holding.offer_breath(turn, talk) if turn.now < talk.starts_at else holding.ask_ready(turn, talk)


def put_off_today(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Take "not today" for the talk that is planned today; None where none is, or where an evening prompt waits."""
    waiting = work.calendar.current_prompt(turn.person, turn.now)
    if not turn.may_hear_own or (waiting is not None and waiting.kind is PromptKind.REFLECTION):
        return None
    today = turn.local.date()
    standing = work.hard_talks.standing(turn.person, turn.now)
    talk = next((one for one in standing if one.local_start().date() == today), None)
    return planning.ask_other_time(turn, talk) if talk is not None else None


def _confirm(turn: Turn, work: UnitOfWork, key: str) -> str | None:
    """Name the talk that is meant: as one to who is alone, else by its clock time; None where there is none."""
    if not turn.may_hear_own:
        return None
    begun = _begun(turn, work) if turn.intent == holding.END else None
    talk = _standing(turn, work) or begun or work.hard_talks.calling(turn.person, turn.now) or _next(turn, work)
    if talk is None:
        return None
    known = "talk" if turn.room is Room.ALONE else "label"
    return turn.phrase(key, talk=turn.phrase(f"meant.{known}", time=holding.start_clock(talk)))


def _confirm_pause(turn: Turn, work: UnitOfWork) -> str | None:
    """A talk that is held is paused at once; outside one the same words would pause everything."""
    calling = work.hard_talks.calling(turn.person, turn.now) if turn.may_hear_own else None
    is_held = calling is not None and calling.state is not TalkState.PLANNED
    if is_held and turn.sureness is not Sureness.NEAR:
        return None
    return turn.phrase("meant.time_out") if is_held else confirm_pause(turn, turn.slot("length"))


def _as_meant(turn: Turn) -> Turn:
    """Take "next" for "change", and "ready", a mood as well, for what it says where a talk asks for it."""
    if turn.intent == NEXT:
        return replace(turn, intent=holding.CHANGE)
    is_asked = turn.is_open("hard_talk.begin") or turn.is_open("hard_talk.back") or turn.is_open("hard_talk.breath")
    is_ready = turn.intent == "CheckInIntent" and plain(turn.slot("mood") or "") == READY_WORD
    return replace(turn, intent=holding.READY) if is_asked and is_ready else turn


def _is_time_out(turn: Turn) -> bool:
    """Is this a time-out? "Pause for an hour" said in a talk is one; longer ones, and "pause everything", are not."""
    length = read_duration(turn.slot("duration") or "")
    return turn.intent == PAUSE or (turn.intent == PAUSE_FOR and length is not None and length <= LONGEST_TIME_OUT)


def _standing(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    """Return the talk that the open question of ours is about, while it stands."""
    if turn.awaiting is None or turn.awaiting.topic != "hard_talk":
        return None
    found = work.hard_talks.get(turn.person, turn.row("id"))
    if turn.is_by_name and turn.awaiting.question not in IN_PROGRESS:
        # Only what was planned under the name in this very conversation is still being said.
        return found if found is not None and found.state is TalkState.CLAIMED else None
    return found if found is not None and found.stands(turn.now) else None


def _begun(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    """Return the talk that was begun and not ended: in a time-out it may be ended before anybody is called back."""
    standing = work.hard_talks.standing(turn.person, turn.now)
    return next((one for one in standing if one.state is not TalkState.PLANNED), None)


def _next(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    return next(iter(work.hard_talks.standing(turn.person, turn.now)), None)
