"""The hard talk: planned ahead, breathed before, held in turns, paused with a return, asked about once afterwards."""

from collections.abc import Callable, Mapping

from intents.dialog.assent import CHECK_IN
from intents.dialog.conversation import ANYTHING, Conversation, Handler, Heard, tells
from intents.dialog.question import Question
from intents.dialog.turn import ADDS, DECLINES, DONE, NEXT, NO, YES, Reply, Stake, Turn
from intents.hard_talk import afterwards, holding, planned, planning
from intents.hard_talk import time_out as pausing
from intents.hard_talk.questions import (
    IN_PROGRESS,
    OWN,
    AskedAfterwards,
    AskedAfterwardsRoom,
    AskedBack,
    AskedBegin,
    AskedBreath,
    AskedBreathOn,
    AskedHeavier,
    AskedLatest,
    AskedLikeOne,
    AskedNewTime,
    AskedOtherTime,
    AskedPlanRight,
    AskedTopic,
    AskedTurn,
    AskedWhen,
    AskedWord,
    OfTalk,
    Wanted,
    carried,
)
from intents.identity.room import ALONE, COMPANY
from intents.safety.courtesy import CANCEL
from intents.schedule.settings import confirm_pause, pause_everything
from skill.domain.confidence import OWN_LABELS, OWN_LIST, WRITE_ONLY
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
AGAIN, BREATHE, NOT_TODAY = "AgainIntent", "BreathingIntent", "NotTodayIntent"
TIMES = ("TimeIntent", "CommitmentMoveIntent")
"""Different ways to say a time, besides the one that is always about a talk."""
READY_WORD = "ready"
"""A word for a mood as well; here it says that a talk may begin."""
OfTalkHandler = Callable[[Turn, UnitOfWork, HardTalk], Reply]
"""Answers a turn that is about a talk."""


def come_to_talk(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go straight to a talk whose time it is; None when there is none."""
    talk = work.hard_talks.calling(turn.person, turn.now)
    if talk is None:
        return None
    if talk.state is TalkState.OPEN:
        return turn.ask(turn.phrase("hard_talk.still_open"), awaiting=AskedTurn(talk.id))
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
    return planned.ask_other_time(turn, talk) if talk is not None else None


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


def _standing(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    """Return the talk that the open question of ours is about, while it stands."""
    asked = planning.open_question(turn, OWN)
    found = work.hard_talks.get(turn.person, asked.id) if isinstance(asked, OfTalk) else None
    if turn.is_by_name and not isinstance(asked, IN_PROGRESS):
        # Only what was planned under the name in this very conversation is still being said.
        return found if found is not None and found.state is TalkState.CLAIMED else None
    return found if found is not None and found.stands(turn.now) else None


def _begun(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    """Return the talk that was begun and not ended: in a time-out it may be ended before anybody is called back."""
    standing = work.hard_talks.standing(turn.person, turn.now)
    return next((one for one in standing if one.state is not TalkState.PLANNED), None)


def _next(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    return next(iter(work.hard_talks.standing(turn.person, turn.now)), None)


def _held(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    """Return the talk that is held now or was stopped, or None."""
    calling = work.hard_talks.calling(turn.person, turn.now)
    return calling if calling is not None and calling.state is not TalkState.PLANNED else None


def _known(handler: Handler) -> Handler:
    """Answer who only says a name alike whatever is kept under it (rules.md W3)."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply | None:
        return handler(turn, work) if turn.may_hear_own else turn.tell(turn.phrase("courtesy.nothing_for_now"))

    return answer


def _of_any(handler: OfTalkHandler) -> Handler:
    """Answer for the talk that is asked about, else the one whose time it is, else the next one."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply | None:
        talk = _any(turn, work)
        return handler(turn, work, talk) if talk is not None else planned.ask_to_plan(turn)

    return _known(answer)


def _of_asked(handler: OfTalkHandler) -> Handler:
    """Answer for the talk that the open question is about; where it stands no longer, others answer."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply | None:
        talk = _standing(turn, work)
        return handler(turn, work, talk) if talk is not None else None

    return answer


def _of_plan(handler: OfTalkHandler) -> Handler:
    """Answer for the plan that the open question is about; where it stands no longer, offer to plan."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply:
        talk = _standing(turn, work)
        return handler(turn, work, talk) if talk is not None else planned.ask_to_plan(turn)

    return answer


def _first(*handlers: Handler) -> Handler:
    """Answer by the first of these that has a reply."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply | None:
        replies = (one(turn, work) for one in handlers)
        return next((reply for reply in replies if reply is not None), None)

    return answer


def _of_asked_or_none(handler: Callable[[Turn, UnitOfWork, HardTalk | None], Reply]) -> Handler:
    """Answer for the talk that the open question is about, or for none where it stands no longer."""
    return lambda turn, work: handler(turn, work, _standing(turn, work))


def _any(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    return _standing(turn, work) or work.hard_talks.calling(turn.person, turn.now) or _next(turn, work)


def _length(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    return planned.heard_length(turn, work, talk if talk.state is TalkState.PLANNED else None)


def _cancel(turn: Turn, work: UnitOfWork) -> Reply:
    return planned.cancel(turn, work, _any(turn, work))


def _put_off(turn: Turn, _work: UnitOfWork, talk: HardTalk) -> Reply:
    return planned.ask_other_time(turn, talk)


def _ready(turn: Turn, work: UnitOfWork) -> Reply:
    """Begin now what is near or was stopped; what lies further ahead is told instead."""
    if not turn.may_hear_own:
        return holding.begin(turn, work, None)
    talk = work.hard_talks.calling(turn.person, turn.now) or _any(turn, work)
    if talk is None:
        return planned.ask_to_plan(turn)
    if talk.calls(turn.now) or talk.state is TalkState.TIMED_OUT:
        return holding.begin(turn, work, talk)
    return planned.tell_next(turn, work, turn.room)


def _change(turn: Turn, work: UnitOfWork, talk: HardTalk) -> Reply:
    is_held = _held(turn, work) is not None
    return holding.begin(turn, work, talk) if is_held else planned.tell_next(turn, work, turn.room)


def _end(turn: Turn, work: UnitOfWork, _talk: HardTalk) -> Reply:
    stopped = _begun(turn, work)
    return holding.end(turn, work, stopped) if stopped is not None else planned.tell_next(turn, work, turn.room)


def _list(turn: Turn, work: UnitOfWork) -> Reply:
    return planned.tell_next(turn, work, turn.room)


def _pause(turn: Turn, work: UnitOfWork) -> Reply:
    """Pause the talk that is held; outside one the same words pause everything."""
    held = _held(turn, work) if turn.may_hear_own else None
    return pausing.time_out(turn, work, held) if held else pause_everything(turn, work, turn.slot("length"))


def _afterwards(turn: Turn, work: UnitOfWork) -> Reply:
    return afterwards.answer_afterwards(turn, work)


def _time_out(turn: Turn, work: UnitOfWork) -> Reply | None:
    """ "Pause for an hour" said in a talk is a time-out; longer ones, and "pause everything", are not."""
    length = read_duration(turn.slot("duration") or "")
    is_time_out = turn.intent == PAUSE or (length is not None and length <= LONGEST_TIME_OUT)
    return pausing.time_out(turn, work, _standing(turn, work)) if is_time_out else None


def _ready_word(handler: Handler) -> Handler:
    """Take "ready", a mood as well, for what it says where a talk asks for it."""
    return lambda turn, work: handler(turn, work) if plain(turn.slot("mood") or "") == READY_WORD else None


def _until_then(turn: Turn, _work: UnitOfWork, talk: HardTalk) -> Reply:
    if turn.now >= talk.starts_at and turn.intent == NO:
        return planned.ask_other_time(turn, talk)
    return turn.tell(turn.phrase("hard_talk.until_then", time=holding.start_clock(talk)))


def _take_latest(turn: Turn, work: UnitOfWork) -> Reply | None:
    return planning.take_latest(turn, work, planning.OWN_TARGET)


def _left(turn: Turn, work: UnitOfWork) -> Reply:
    """No time is said: a talk stays as it is, but one that was heard wrong must not ring."""
    talk, wanted = _standing(turn, work), carried(planning.open_question(turn, OWN))
    if wanted.denied:
        return planned.cancel(turn, work, talk)
    return turn.tell(turn.phrase("hard_talk.stays" if talk is not None else "hard_talk.not_planned"))


def _latest_left(turn: Turn, _work: UnitOfWork) -> Reply:
    asked = turn.asked(AskedLatest)
    is_moved = asked is not None and asked.id is not None
    return turn.tell(turn.phrase("hard_talk.stays" if is_moved else "hard_talk.not_planned"))


def _ask_when(turn: Turn, _work: UnitOfWork) -> Reply:
    return planning.ask_when(turn, planning.OWN_TARGET, Wanted())


def _risks(risk: Risk, key: str) -> Stake:
    return Stake(risk, lambda turn, work: _confirm(turn, work, key))


_INTENTS = {
    PLAN: Heard(WRITE_ONLY, planning.plan_talk, ADDS),
    TOPIC: Heard(WRITE_ONLY, _of_any(planned.heard_topic), ADDS),
    LENGTH: Heard(WRITE_ONLY, _of_any(_length), _risks(Risk.CHANGES, "meant.talk_length")),
    PUT_OFF: Heard(WRITE_ONLY, _of_any(_put_off)),
    LIST: Heard(OWN_LIST, _known(_list)),
    MOVE: Heard(OWN_LABELS, _of_any(planning.heard_time), _risks(Risk.CHANGES, "meant.talk_move")),
    CANCELS: Heard(OWN_LABELS, _known(_cancel), _risks(Risk.DESTROYS, "meant.talk_cancel")),
    afterwards.AFTERWARDS: Heard(OWN_LABELS, _known(_afterwards), ADDS),
    holding.READY: Heard(WRITE_ONLY, _ready, _risks(Risk.CHANGES, "meant.talk_begin")),
    holding.CHANGE: Heard(WRITE_ONLY, _of_any(_change), _risks(Risk.CHANGES, "meant.talk_go_on")),
    holding.END: Heard(WRITE_ONLY, _of_any(_end), _risks(Risk.CHANGES, "meant.talk_end")),
    PAUSE: Heard(WRITE_ONLY, _pause, Stake(Risk.SILENCES, lambda turn, work: _confirm_pause(turn, work), frozenset())),
}
"""What is heard, whatever is asked."""

_BEGIN, _HOLD_END = _of_asked_or_none(holding.begin), _of_asked_or_none(holding.end)
_OTHER_TIME, _UNTIL_THEN, _REST = _of_asked(_put_off), _of_asked(_until_then), _of_asked_or_none(pausing.rest)
_NEW_TIME, _ASK_NEW_TIME = _of_asked(pausing.new_time), _of_asked(pausing.ask_new_time)
_BACK, _HEARD_TIME = _of_asked(holding.begin), _of_asked_or_none(planning.heard_time)
_NOT_PLANNED = tells("hard_talk.not_planned")
_NEXT: Mapping[str, Handler] = {NEXT: _INTENTS[holding.CHANGE].handler}
"""Here "next" says what "change" says."""
_PLANS: Mapping[str, Handler] = {**_NEXT, **dict.fromkeys(TIMES, _HEARD_TIME), MOVE: _of_asked(planning.heard_time)}
"""The answers to whatever may be given another time."""
_PUTS_OFF: Mapping[str, Handler] = dict.fromkeys((PUT_OFF, NOT_TODAY), _OTHER_TIME)
_PAUSES: Mapping[str, Handler] = {**dict.fromkeys((PAUSE, PAUSE_FOR), _time_out), holding.END: _HOLD_END}

_PLANNED: Mapping[type[Question], Mapping[str, Handler]] = {
    AskedLikeOne: {**_PLANS, **dict.fromkeys(DECLINES, _NOT_PLANNED), YES: _ask_when},
    AskedWhen: {**_PLANS, **dict.fromkeys(DECLINES, _left)},
    AskedOtherTime: {**_PLANS, **dict.fromkeys(DECLINES, _left)},
    AskedLatest: {**_PLANS, **dict.fromkeys(DECLINES, _latest_left), YES: _take_latest},
    AskedPlanRight: {
        **_PLANS,
        **dict.fromkeys(DECLINES, _of_plan(planned.cancel)),
        YES: _of_plan(planned.confirmed),
        NO: _of_plan(planned.heard_wrong),
        TOPIC: _of_asked_or_none(planned.heard_topic),
        CANCEL: _of_asked(planned.cancel),
    },
    AskedTopic: {
        **_PLANS,
        **dict.fromkeys(DECLINES, _of_asked_or_none(planned.leave_topic)),
        TOPIC: _of_asked_or_none(planned.heard_topic),
    },
}
_BEFORE: Mapping[type[Question], Mapping[str, Handler]] = {
    AskedBreath: {
        **_PLANS,
        **_PUTS_OFF,
        **dict.fromkeys((NO, DONE), _UNTIL_THEN),
        **dict.fromkeys((YES, BREATHE), holding.breathe),
        holding.READY: _BEGIN,
        CHECK_IN: _ready_word(_BEGIN),
    },
    AskedBreathOn: {
        **_PLANS,
        **_PUTS_OFF,
        **dict.fromkeys((NO, DONE), holding.breathed_enough),
        **dict.fromkeys((YES, AGAIN, BREATHE), holding.breathe),
        NOT_TODAY: _first(_OTHER_TIME, holding.breathed_enough),
        holding.READY: _BEGIN,
    },
    AskedBegin: {
        **_PLANS,
        **_PUTS_OFF,
        **dict.fromkeys((NO, DONE), _UNTIL_THEN),
        **dict.fromkeys((YES, NEXT, holding.CHANGE, holding.READY), _BEGIN),
        holding.END: _HOLD_END,
        CHECK_IN: _ready_word(_BEGIN),
    },
}
_DURING: Mapping[type[Question], Mapping[str, Handler]] = {
    AskedWord: {**_PAUSES, **_PUTS_OFF, ANYTHING: holding.heard_word},
    AskedTurn: {
        **_PAUSES,
        **_PUTS_OFF,
        **dict.fromkeys((NEXT, *holding.GOES_ON), _of_asked_or_none(holding.next_turn)),
        ANYTHING: holding.heard_turn,
    },
    AskedBack: {
        **_PAUSES,
        **dict.fromkeys((MOVE, *TIMES), _NEW_TIME),
        **dict.fromkeys((YES, AGAIN, holding.CHANGE, holding.READY, "ScheduleResumeIntent"), _BACK),
        **dict.fromkeys((PUT_OFF, NOT_TODAY, NO), _ASK_NEW_TIME),
        NEXT: _first(_BACK, _NEXT[NEXT]),
        CHECK_IN: _ready_word(_first(_BACK, _ready)),
    },
    AskedNewTime: {
        **_NEXT,
        **dict.fromkeys(TIMES, _first(_NEW_TIME, _HEARD_TIME)),
        **dict.fromkeys(DECLINES, _REST),
        MOVE: _NEW_TIME,
        holding.END: _HOLD_END,
    },
}
_AFTER: Mapping[type[Question], Mapping[str, Handler]] = {
    AskedAfterwardsRoom: {
        **_NEXT,
        **dict.fromkeys(DECLINES, afterwards.decline),
        **dict.fromkeys((ALONE, COMPANY, YES, NO), afterwards.heard_room),
    },
    AskedAfterwards: {
        **_NEXT,
        **dict.fromkeys(DECLINES, afterwards.decline),
        afterwards.AFTERWARDS: _afterwards,
    },
    AskedHeavier: {**_NEXT, **dict.fromkeys(DECLINES, tells("breathing.enough")), YES: afterwards.breathe},
}

HARD_TALK = Conversation("hard_talk", _INTENTS, {**_PLANNED, **_BEFORE, **_DURING, **_AFTER})
""" "Plan a talk tomorrow at seven", "not today", "we are ready", "pause", "we are back"."""
