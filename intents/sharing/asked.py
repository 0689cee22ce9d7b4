"""Answering what the other one asked for: a promise, another time, "not this week", or no word; nothing tells which."""

from uuid import UUID

from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.handover import MakeCommitment
from intents.dialog.questions import AskedAnswer
from intents.dialog.turn import ADDS, DECLINES, NO, READS, YES, Reply, Turn
from intents.sharing.questions import AskedHear
from skill.domain.confidence import WRITE_ONLY
from skill.domain.risk import Sureness
from skill.domain.share import Ask, ShareLevel
from skill.domain.share import HeardShare as SharedThing
from skill.speech.said import plain
from skill.storage.unit_of_work import UnitOfWork

PROMISED, NOT_THIS_WEEK = "AskedCommitmentIntent", "AskedNotThisWeekIntent"
PROMISE, TIME = "CommitmentIntent", "TimeIntent"
THE_SAME = frozenset({"", "do it", "do that", "do this", "it", "that", "this"})
"""Promised in answer to an ask, these mean what was asked for."""


def ask_for_answer(turn: Turn, ask: SharedThing, *said: str) -> Reply:
    """Tell what is asked for, and ask what the answer is."""
    return turn.ask(*said, turn.phrase("asked.answer"), awaiting=AskedAnswer(ask.share_id, Ask(ask.words)))


def _take(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """Promise what was asked for."""
    asked = turn.asked(AskedAnswer)
    return _promise(turn, asked.ask, asked.id) if asked is not None else None


def _take_in_words(turn: Turn, work: UnitOfWork) -> Reply | None:
    """ "I promise to do that" is a yes; any other promise is left to who makes promises."""
    return _take(turn, work) if plain(turn.slot("commitment") or "") in THE_SAME else None


def _take_at_time(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Promise what was asked for, or something else of the list, which then answers nothing."""
    asked, other = turn.asked(AskedAnswer), turn.slot_id("ask")
    return _take(turn, work) if asked is not None and other in (None, asked.ask) else _promise_named(turn, work)


def _not_this_week(turn: Turn, work: UnitOfWork) -> Reply | None:
    asked = turn.asked(AskedAnswer)
    if asked is None:
        return None
    work.shares.answer(turn.person, asked.id, turn.now, ShareLevel.NOTHING)
    return turn.ask(turn.phrase("asked.should_they_hear"), awaiting=AskedHear(asked.id))


def _no(turn: Turn, work: UnitOfWork) -> Reply | None:
    asked = turn.asked(AskedAnswer)
    if asked is None:
        return None
    work.shares.answer(turn.person, asked.id, turn.now, ShareLevel.NOTHING)
    return turn.tell(turn.phrase("asked.no_word"))


def _let_hear(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Let "not this week" be heard after a plain yes; with anything else nothing of it ever is."""
    asked = turn.asked(AskedHear)
    if asked is None or turn.sureness is Sureness.NEAR:
        return None
    work.shares.answer(turn.person, asked.id, turn.now, ShareLevel.WHOLE)
    return turn.tell(turn.phrase("asked.they_hear"))


def _promise_named(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """Promise what was named of the list; what is not of it is left to others."""
    said = turn.slot_id("ask")
    return _promise(turn, Ask(said), None) if said in set(Ask) else None


def _promise(turn: Turn, kind: Ask, row: UUID | None) -> Reply:
    """Make one of the list a promise of this person's own, which nobody hears until it is shared.

    Args:
        row: the ask that it answers, or None.
    """
    words = turn.slot("ask") or turn.phrase(f"asked.promise_{kind}")
    return turn.hand_over(MakeCommitment(words, row), turn.phrase("sharing.first_yours"))


ASKED = Conversation(
    "asked",
    intents={
        # It asks on its own before the other one hears anything.
        PROMISED: Heard(WRITE_ONLY, _promise_named, ADDS),
        NOT_THIS_WEEK: Heard(WRITE_ONLY, _not_this_week, READS),
    },
    questions={
        AskedAnswer: {
            **dict.fromkeys(DECLINES, tells("asked.another_time")),
            **dict.fromkeys((TIME, PROMISED), _take_at_time),
            YES: _take,
            PROMISE: _take_in_words,
            NO: _no,
        },
        AskedHear: {**dict.fromkeys(DECLINES, tells("asked.no_word")), YES: _let_hear},
    },
)
""" "I promise a walk tomorrow at six", and, once an ask was told, "yes", "another time", "not this week", "no"."""
