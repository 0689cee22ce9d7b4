"""Answering what the other one asked for: a promise, another time, "not this week", or no word; nothing tells which."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from intents.commitment.making import Unfinished, ask_by_when, made_with_time
from intents.dialog.turn import ADDS, DECLINES, NO, READS, YES, Awaiting, Datum, Reply, Stake, Turn
from skill.domain.confidence import PARTNER_ITEMS, WRITE_ONLY, Requirement
from skill.domain.risk import Sureness
from skill.domain.share import Ask, ShareLevel
from skill.domain.share import HeardShare as SharedThing
from skill.speech.said import plain
from skill.storage.unit_of_work import UnitOfWork

PROMISED, NOT_THIS_WEEK = "AskedCommitmentIntent", "AskedNotThisWeekIntent"
PROMISE, TIME = "CommitmentIntent", "TimeIntent"
THE_SAME = frozenset({"", "do it", "do that", "do this", "it", "that", "this"})
"""Promised in answer to an ask, these mean what was asked for."""


@dataclass(frozen=True)
class AskedConversation:
    """ "I promise a walk tomorrow at six", and, once an ask was told, "yes", "another time", "not this week", "no"."""

    topic: str = "asked"
    hears: frozenset[str] = frozenset({PROMISED, NOT_THIS_WEEK})
    needs: ClassVar[Mapping[str, Requirement]] = {
        **dict.fromkeys((PROMISED, NOT_THIS_WEEK), WRITE_ONLY),
        **dict.fromkeys(("asked.answer", "asked.hear"), PARTNER_ITEMS),
    }

    # It asks on its own before the other one hears anything.
    stakes: ClassVar[Mapping[str, Stake]] = {PROMISED: ADDS, NOT_THIS_WEEK: READS}

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Take the answer to what was asked; said to nothing, "not this week" is left to others."""
        if turn.is_open("asked.answer"):
            return _answered(turn, work)
        if turn.is_open("asked.hear") and (told := _heard_whether_told(turn, work)) is not None:
            return told
        kind = turn.slot_id("ask") if turn.intent == PROMISED else None
        return _promise(turn, work, kind, None) if kind is not None else None


def ask_for_answer(turn: Turn, ask: SharedThing, *said: str) -> Reply:
    """Tell what is asked for, and ask what the answer is."""
    asked = Awaiting("asked.answer", {"id": str(ask.share_id), "ask": ask.words})
    return turn.ask(*said, turn.phrase("asked.answer"), awaiting=asked)


def _answered(turn: Turn, work: UnitOfWork) -> Reply | None:
    row = turn.row("id")
    is_promised = turn.intent == PROMISE and plain(turn.slot("commitment") or "") in THE_SAME
    if turn.intent == YES or is_promised:
        return _promise(turn, work, turn.datum("ask"), row)
    if turn.intent in (TIME, PROMISED):
        other = turn.slot_id("ask")
        is_asked_for = other in (None, turn.datum("ask"))
        return _promise(turn, work, turn.datum("ask") if is_asked_for else other, row if is_asked_for else None)
    if turn.intent == NOT_THIS_WEEK and row is not None:
        work.shares.answer(turn.person, row, turn.now, ShareLevel.NOTHING)
        return turn.ask(turn.phrase("asked.should_they_hear"), awaiting=Awaiting("asked.hear", {"id": str(row)}))
    if turn.intent == NO and row is not None:
        work.shares.answer(turn.person, row, turn.now, ShareLevel.NOTHING)
        return turn.tell(turn.phrase("asked.no_word"))
    return turn.tell(turn.phrase("asked.another_time")) if turn.intent in DECLINES else None


def _heard_whether_told(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Let "not this week" be heard after a plain yes; with anything else nothing of it ever is."""
    row = turn.row("id")
    if turn.intent == YES and turn.sureness is not Sureness.NEAR and row is not None:
        work.shares.answer(turn.person, row, turn.now, ShareLevel.WHOLE)
        return turn.tell(turn.phrase("asked.they_hear"))
    return turn.tell(turn.phrase("asked.no_word")) if turn.intent in DECLINES | {NO} else None


def _promise(turn: Turn, work: UnitOfWork, kind: Datum, row: UUID | None) -> Reply | None:
    """Make one of the list a promise of this person's own, which nobody hears until it is shared.

    Args:
        row: the ask that it answers, or None.
    """
    if kind not in set(Ask):
        return None
    words = turn.slot("ask") or turn.phrase(f"asked.promise_{kind}")
    wanted = Unfinished(words, turn.slot("day"), answers=str(row) if row else None)
    first = turn.phrase("sharing.first_yours")
    if turn.slot("time") is None and turn.slot("span") is None:
        return ask_by_when(turn, wanted, first)
    made = made_with_time(replace(turn, awaiting=Awaiting("commitment.when", wanted.data)), work)
    return replace(made, speech=f"{first} {made.speech}") if made is not None else ask_by_when(turn, wanted, first)
