"""The hard talk, one's own and a joint one: planned or proposed, breathed before, held, paused, asked about once."""

from collections.abc import Mapping

from intents.dialog.conversation import ANYTHING, Conversation, Handler, Heard, tells
from intents.dialog.handover import AskCityFirst
from intents.dialog.intent_names import ALONE, CANCEL, CHECK_IN, COMPANY
from intents.dialog.question import Question
from intents.dialog.turn import ADDS, DECLINES, DONE, NEXT, NO, READS, YES, Reply, Stake, Turn
from intents.hard_talk import afterwards, answering_proposal, changing, holding, planning, proposing, time_out
from intents.hard_talk.confirming import END, confirm_time_out, named
from intents.hard_talk.lookup import if_known, of_asked, of_meant
from intents.hard_talk.questions import (
    AskedAfterwards,
    AskedAfterwardsRoom,
    AskedBack,
    AskedBegin,
    AskedBreathFirst,
    AskedBreathOn,
    AskedHeavier,
    AskedJointLatest,
    AskedJointOtherTime,
    AskedJointWhen,
    AskedLatest,
    AskedLikeOne,
    AskedOneWordEach,
    AskedOtherTime,
    AskedPlanRight,
    AskedProposalRight,
    AskedProposalRoom,
    AskedShallItBe,
    AskedTalkNewTime,
    AskedTalkWhen,
    AskedTopic,
    AskedTurn,
    WantedTalk,
)
from intents.hard_talk.telling import ask_to_plan, tell_next
from intents.hard_talk.time_out import PAUSE
from skill.domain.confidence import OWN_LABELS, OWN_LIST, PARTNER_ITEMS, WRITE_ONLY
from skill.domain.risk import Risk
from skill.speech.said import plain
from skill.storage.unit_of_work import UnitOfWork

PLAN, TOPIC, MOVE, CANCELS, PUT_OFF = (
    "HardTalkPlanIntent",
    "HardTalkTopicIntent",
    "HardTalkMoveIntent",
    "HardTalkCancelIntent",
    "HardTalkPutOffIntent",
)
READY, CHANGE = "HardTalkReadyIntent", "HardTalkNextIntent"
AGAIN, BREATHE, NOT_TODAY = "AgainIntent", "BreathingIntent", "NotTodayIntent"
TIMES = ("TimeIntent", "CommitmentMoveIntent")
"""Different ways to say a time, besides the one that is always about a talk."""
READY_WORD = "ready"
"""A word for a mood as well; here it says that a talk may begin."""


def _ready_word(handler: Handler) -> Handler:
    """Take "ready", a mood as well, for what it says where a talk asks for it."""
    return lambda turn, work: handler(turn, work) if plain(turn.slot("mood") or "") == READY_WORD else None


def _ask_when(turn: Turn, _work: UnitOfWork) -> Reply:
    if turn.person.zone is None:
        return turn.hand_over(AskCityFirst(PLAN))
    return planning.ask_when(turn, planning.OWN_TARGET, WantedTalk())


def _asks(key: str) -> Stake:
    return Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase(key))


_INTENTS = {
    PLAN: Heard(WRITE_ONLY, planning.plan_talk, ADDS),
    TOPIC: Heard(WRITE_ONLY, of_meant(changing.heard_topic), ADDS),
    "HardTalkLengthIntent": Heard(
        WRITE_ONLY, of_meant(changing.heard_length), named(Risk.CHANGES, "meant.talk_length")
    ),
    PUT_OFF: Heard(WRITE_ONLY, of_meant(changing.put_off), READS),
    "HardTalkListIntent": Heard(OWN_LIST, if_known(tell_next), READS),
    MOVE: Heard(OWN_LABELS, of_meant(planning.move), named(Risk.CHANGES, "meant.talk_move")),
    CANCELS: Heard(
        OWN_LABELS, of_meant(changing.cancel, tells("hard_talk.none")), named(Risk.DESTROYS, "meant.talk_cancel")
    ),
    afterwards.AFTERWARDS: Heard(OWN_LABELS, if_known(afterwards.answer_afterwards), ADDS),
    READY: Heard(WRITE_ONLY, holding.ready, named(Risk.CHANGES, "meant.talk_begin")),
    CHANGE: Heard(WRITE_ONLY, of_meant(holding.change), named(Risk.CHANGES, "meant.talk_go_on")),
    END: Heard(WRITE_ONLY, of_meant(holding.end_begun), named(Risk.CHANGES, "meant.talk_end")),
    PAUSE: Heard(WRITE_ONLY, time_out.pause, Stake(Risk.SILENCES, confirm_time_out, frozenset())),
    "JointTalkProposeIntent": Heard(OWN_LABELS, proposing.propose, _asks("meant.propose")),
    "JointTalkProposedIntent": Heard(PARTNER_ITEMS, answering_proposal.tell_proposed, READS),
    "JointTalkWithdrawIntent": Heard(OWN_LABELS, proposing.withdraw, _asks("meant.withdraw")),
}
"""What is heard, whatever is asked."""

_NEXT: Mapping[str, Handler] = {NEXT: _INTENTS[CHANGE].handler}
"""Here "next" says what "change" says."""
_BEGIN = of_asked(holding.begin, holding.begin_unkept)
_END = of_asked(holding.end, tells("hard_talk.ended"))
_TOPIC = of_asked(changing.heard_topic, ask_to_plan)
_NEW_TIME, _PUT_OFF, _UNTIL_THEN = map(of_asked, (time_out.new_time, changing.put_off, changing.until_then))
_TIMES: Mapping[str, Handler] = {**_NEXT, **dict.fromkeys(TIMES, planning.heard_time), MOVE: of_asked(planning.move)}
"""The answers to whatever may be given another time."""
_PUTS_OFF: Mapping[str, Handler] = dict.fromkeys((PUT_OFF, NOT_TODAY), _PUT_OFF)
_PAUSES: Mapping[str, Handler] = {**dict.fromkeys((PAUSE, "SchedulePauseIntent"), time_out.pause_talk), END: _END}

_PLANNED: Mapping[type[Question], Mapping[str, Handler]] = {
    AskedLikeOne: {**_TIMES, **dict.fromkeys(DECLINES, tells("hard_talk.not_planned")), YES: _ask_when},
    AskedTalkWhen: {**_TIMES, **dict.fromkeys(DECLINES, changing.left)},
    AskedOtherTime: {**_TIMES, **dict.fromkeys(DECLINES, changing.left)},
    AskedLatest: {**_TIMES, **dict.fromkeys(DECLINES, changing.left), YES: planning.take_latest},
    AskedPlanRight: {
        **_TIMES,
        **dict.fromkeys(DECLINES, of_asked(changing.cancel, ask_to_plan)),
        YES: of_asked(changing.confirmed, ask_to_plan),
        NO: of_asked(changing.heard_wrong, ask_to_plan),
        TOPIC: _TOPIC,
        CANCEL: of_asked(changing.cancel),
    },
    AskedTopic: {
        **_TIMES,
        **dict.fromkeys(DECLINES, of_asked(changing.leave_topic, tells("hard_talk.planned_only"))),
        TOPIC: _TOPIC,
    },
}
_BEFORE: Mapping[type[Question], Mapping[str, Handler]] = {
    AskedBreathFirst: {
        **_TIMES,
        **_PUTS_OFF,
        **dict.fromkeys((NO, DONE), _UNTIL_THEN),
        **dict.fromkeys((YES, BREATHE), holding.breathe),
        READY: _BEGIN,
        CHECK_IN: _ready_word(_BEGIN),
    },
    AskedBreathOn: {
        **_TIMES,
        PUT_OFF: _PUT_OFF,
        NOT_TODAY: of_asked(changing.put_off, holding.breathed_enough),
        **dict.fromkeys((NO, DONE), holding.breathed_enough),
        **dict.fromkeys((YES, AGAIN, BREATHE), holding.breathe),
        READY: _BEGIN,
    },
    AskedBegin: {
        **_TIMES,
        **_PUTS_OFF,
        **dict.fromkeys((NO, DONE), _UNTIL_THEN),
        **dict.fromkeys((YES, NEXT, CHANGE, READY), _BEGIN),
        END: _END,
        CHECK_IN: _ready_word(_BEGIN),
    },
}
_DURING: Mapping[type[Question], Mapping[str, Handler]] = {
    AskedOneWordEach: {**_PAUSES, **_PUTS_OFF, ANYTHING: holding.heard_word},
    AskedTurn: {
        **_PAUSES,
        **_PUTS_OFF,
        # A "yes" or "that's all" in the room is said to somebody else.
        **dict.fromkeys((NEXT, CHANGE, READY, AGAIN), of_asked(holding.next_turn, holding.next_turn_unkept)),
        ANYTHING: holding.heard_turn,
    },
    AskedBack: {
        **_PAUSES,
        **dict.fromkeys((MOVE, *TIMES), _NEW_TIME),
        **dict.fromkeys((YES, AGAIN, CHANGE, READY, "ScheduleResumeIntent"), of_asked(holding.begin)),
        **dict.fromkeys((PUT_OFF, NOT_TODAY, NO), of_asked(time_out.ask_new_time)),
        NEXT: of_asked(holding.begin, _NEXT[NEXT]),
        CHECK_IN: _ready_word(of_asked(holding.begin, holding.ready)),
    },
    AskedTalkNewTime: {
        **_NEXT,
        **dict.fromkeys(TIMES, of_asked(time_out.new_time, planning.heard_time)),
        **dict.fromkeys(DECLINES, of_asked(time_out.rest, tells("courtesy.another_time"))),
        MOVE: _NEW_TIME,
        END: _END,
    },
}
_AFTER: Mapping[type[Question], Mapping[str, Handler]] = {
    AskedAfterwardsRoom: {
        **_NEXT,
        **dict.fromkeys(DECLINES, afterwards.decline),
        **dict.fromkeys((ALONE, COMPANY, YES, NO), afterwards.heard_room),
    },
    AskedAfterwards: {**_NEXT, **dict.fromkeys(DECLINES, afterwards.decline)},
    AskedHeavier: {**_NEXT, **dict.fromkeys(DECLINES, tells("breathing.enough")), YES: afterwards.breathe},
}
_JOINT_TIMES: Mapping[str, Handler] = dict.fromkeys((MOVE, *TIMES), planning.heard_time)
_LEFT = dict.fromkeys(DECLINES, proposing.left)
_PROPOSED: Mapping[str, Handler] = {
    **_JOINT_TIMES,
    # Nothing at all is kept of a no (rules.md R20).
    **dict.fromkeys((*DECLINES, PUT_OFF, CANCELS), tells("hard_talk.not_planned")),
    YES: answering_proposal.agree,
}
"""The answers to what the other one proposes."""
_JOINT: Mapping[type[Question], Mapping[str, Handler]] = {
    AskedJointWhen: {**_JOINT_TIMES, **_LEFT},
    AskedJointLatest: {**_JOINT_TIMES, **_LEFT, YES: planning.take_latest},
    AskedProposalRight: {
        **_JOINT_TIMES,
        **dict.fromkeys((YES, *DECLINES), tells("joint_talk.waits")),
        **dict.fromkeys((CANCELS, CANCEL), proposing.withdraw),
        NO: proposing.heard_wrong,
        TOPIC: proposing.heard_topic,
    },
    AskedProposalRoom: dict.fromkeys((ALONE, COMPANY, YES, *DECLINES), answering_proposal.heard_room),
    AskedShallItBe: {**_PROPOSED, **dict.fromkeys((PUT_OFF, NOT_TODAY), answering_proposal.ask_other_time)},
    AskedJointOtherTime: _PROPOSED,
}

HARD_TALK = Conversation("hard_talk", _INTENTS, {**_PLANNED, **_BEFORE, **_DURING, **_AFTER, **_JOINT})
""" "Plan a talk tomorrow at seven", "propose a talk", "not today", "we are ready", "pause", "we are back"."""
