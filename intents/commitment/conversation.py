"""The life of a commitment in one conversation: who answers what is heard, whatever question is open, and to each."""

from intents.commitment.claiming import claim
from intents.commitment.confirming import confirm_drop, confirm_end, confirm_move, confirm_outcome, confirm_skip
from intents.commitment.listing import list_open
from intents.commitment.making import (
    ask_for_commitment,
    confirm,
    made_with_time,
    make,
    make_of,
    make_towards,
    proposed,
    without_time,
)
from intents.commitment.moving import move
from intents.commitment.outcome import kept, missed, rests
from intents.commitment.questions import (
    AskedAgain,
    AskedDue,
    AskedLeaveOut,
    AskedMove,
    AskedOwn,
    AskedProposed,
    AskedRepair,
    AskedTimeRight,
    AskedWhat,
    AskedWhen,
    AskedWhich,
    AskedWhichSeries,
)
from intents.commitment.repair import ask_again, make_smaller, own, repair
from intents.commitment.withdrawing import drop, end, skip, today_answered
from intents.dialog.conversation import Conversation, Handler, Heard, tells
from intents.dialog.handover import AskForCommitment, MakeCommitment
from intents.dialog.intent_names import CANCEL
from intents.dialog.turn import ADDS, DECLINES, NO, READS, YES, Reply, Stake, Turn
from skill.domain.confidence import OWN_LABELS, OWN_LIST, WRITE_ONLY
from skill.domain.risk import Risk
from skill.storage.unit_of_work import UnitOfWork

KEPT, MISSED = "CommitmentKeptIntent", "CommitmentMissedIntent"
LEAVES = DECLINES | {CANCEL}
NOT_UNDERSTOOD = "AMAZON.FallbackIntent"
SOUNDS_LIKE_SOME_TIME = "HardTalkPauseIntent"
"""What "some time" is heard as: it is near "time out"."""
NAMES_IT = frozenset({"promise", "plan", "can't", "won't", "not", "leave", "skip"})
LEFT = dict.fromkeys(DECLINES, tells("commitment.left"))


def _waits(handler: Handler) -> Handler:
    """Return the handler of what changes a promise: said under a name alone, it waits for its person."""
    return lambda turn, work: claim(turn, work) or handler(turn, work)


def _time(turn: Turn, work: UnitOfWork) -> Reply:
    """A time is that of the promise that waits for one, else a new one for a promise that has one."""
    return made_with_time(turn, work) or move(turn, work)


def _without_time(turn: Turn, _work: UnitOfWork) -> Reply:
    return without_time(turn)


def _heard_wrong(turn: Turn, work: UnitOfWork) -> Reply:
    """Take a promise back whose time was heard wrong and that gets no other one."""
    return drop(turn, work, only_this=True)


def _keeps_time(turn: Turn, work: UnitOfWork) -> Reply | None:
    """No other time: one that was heard wrong must not ring, any other promise stays as it is."""
    asked = turn.asked(AskedMove)
    if asked is not None and asked.denied:
        return _heard_wrong(turn, work)
    return turn.tell(turn.phrase("commitment.left")) if turn.intent in DECLINES else None


COMMITMENT = Conversation(
    "commitment",
    intents={
        "CommitmentIntent": Heard(WRITE_ONLY, make, ADDS),
        "CommitmentTowardsIntent": Heard(WRITE_ONLY, make_towards, ADDS),
        "CommitmentListIntent": Heard(OWN_LIST, list_open, READS),
        "TimeIntent": Heard(WRITE_ONLY, _waits(_time), Stake(Risk.CHANGES, confirm_move)),
        "CommitmentMoveIntent": Heard(WRITE_ONLY, _waits(_time), Stake(Risk.CHANGES, confirm_move)),
        KEPT: Heard(WRITE_ONLY, _waits(kept), Stake(Risk.DESTROYS, confirm_outcome)),
        MISSED: Heard(WRITE_ONLY, _waits(missed), Stake(Risk.DESTROYS, confirm_outcome)),
        "CommitmentDropIntent": Heard(WRITE_ONLY, _waits(drop), Stake(Risk.DESTROYS, confirm_drop)),
        "CommitmentSkipIntent": Heard(WRITE_ONLY, _waits(skip), Stake(Risk.CHANGES, confirm_skip, NAMES_IT)),
        "CommitmentEndIntent": Heard(
            WRITE_ONLY, _waits(end), Stake(Risk.DESTROYS, confirm_end, frozenset({"promise", "plan"}))
        ),
        "CommitmentOwnIntent": Heard(OWN_LABELS, own, ADDS),
        "CommitmentRepairIntent": Heard(OWN_LABELS, repair, READS),
        "CommitmentSmallerIntent": Heard(OWN_LABELS, make_smaller, READS),
    },
    questions={
        AskedWhat: LEFT,
        AskedWhen: {**LEFT, **dict.fromkeys((YES, NOT_UNDERSTOOD, SOUNDS_LIKE_SOME_TIME), _without_time)},
        AskedTimeRight: {
            **dict.fromkeys(LEAVES, _waits(_heard_wrong)),
            **dict.fromkeys((YES, NO), _waits(confirm)),
        },
        AskedProposed: dict.fromkeys(LEAVES | {YES, NOT_UNDERSTOOD}, proposed),
        AskedMove: dict.fromkeys(LEAVES, _waits(_keeps_time)),
        AskedDue: {**LEFT, YES: _waits(kept), NO: _waits(missed)},
        AskedOwn: {
            **dict.fromkeys(LEAVES, rests),
            **dict.fromkeys((NO, MISSED), _waits(ask_again)),
            YES: own,
        },
        AskedAgain: {**dict.fromkeys(LEAVES, rests), YES: repair},
        AskedRepair: LEFT,
        AskedLeaveOut: {**LEFT, **dict.fromkeys((YES, NO), today_answered)},
        AskedWhich: dict.fromkeys(DECLINES | {YES}, tells("commitment.stays")),
        AskedWhichSeries: LEFT,
    },
    takes_over={AskForCommitment: lambda turn, _work, _handover: ask_for_commitment(turn), MakeCommitment: make_of},
)
""" "I promise to be home by six on weekdays", "what did I promise", "I kept it", "I'll be late, seven instead"."""
