"""Deleting one thing by voice, and what was said under one's name: at one's own certainty, said alike in any case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from intents.turn import DECLINES, NO, READS, YES, Awaiting, Reply, Stake, Turn
from skill.domain.certainty import OWN, OWN_TOLD, Need
from skill.domain.checkin import CheckIn
from skill.domain.commitment import Commitment
from skill.domain.hard_talk import HardTalk
from skill.domain.reflection import Reflection
from skill.domain.risk import Risk
from skill.domain.series import CommitmentSeries
from skill.domain.words import PrivateWords
from skill.speech.recurring import repeated
from skill.speech.spoken import count, moment
from skill.storage.deleting import ByName, Thing, when_said
from skill.storage.work import Work

JUST_NOW = timedelta(minutes=15)
"""How long "delete that" still means what was kept last."""
KEEPS = frozenset({YES, "ReflectionKeepIntent"})
KINDS: Mapping[type[Thing], str] = {
    CheckIn: "checkin",
    PrivateWords: "words",
    Commitment: "commitment",
    CommitmentSeries: "commitment",
    HardTalk: "talk",
    Reflection: "reflection",
}
LETS_GO = frozenset({"WordsDiscardIntent", "DeleteThatIntent"})


@dataclass(frozen=True)
class DeletingConversation:
    """ "Delete my last check-in", "delete that", "forget what I said today", "what was said under my name"."""

    topic: str = "deleting"
    hears: frozenset[str] = frozenset(
        {
            "DeleteThatIntent",
            "DeleteCheckInIntent",
            "DeletePromiseIntent",
            "DeleteTalkIntent",
            "DeleteTodayIntent",
            "DeleteByNameIntent",
        }
    )
    needs: ClassVar[Mapping[str, Need]] = {
        "DeleteThatIntent": OWN,
        "DeleteCheckInIntent": OWN,
        "DeletePromiseIntent": OWN,
        "DeleteTalkIntent": OWN,
        "DeleteTodayIntent": OWN,
        "DeleteByNameIntent": OWN_TOLD,
        "deleting.today": OWN,
        "deleting.by_name": OWN,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        "DeleteThatIntent": Stake(Risk.DESTROYS, lambda turn, work: _confirm(turn, work), frozenset()),
        "DeleteCheckInIntent": Stake(
            Risk.DESTROYS, lambda turn, work: _confirm(turn, work), frozenset({"check in", "how i said i was"})
        ),
        "DeletePromiseIntent": Stake(Risk.DESTROYS, lambda turn, work: _confirm(turn, work), frozenset({"promise"})),
        "DeleteTalkIntent": Stake(Risk.DESTROYS, lambda turn, work: _confirm(turn, work), frozenset({"talk"})),
        # These ask on their own before anything goes.
        **dict.fromkeys(("DeleteTodayIntent", "DeleteByNameIntent"), READS),
    }

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Delete what is meant at once; only a whole day is asked about first."""
        if turn.is_open("deleting.by_name") and turn.heard in KEEPS | LETS_GO | DECLINES:
            return _decide(turn, work)
        if turn.is_open("deleting.today") and turn.heard in DECLINES | {YES}:
            return _forget_today(turn, work)
        if turn.heard == "DeleteTodayIntent":
            return turn.ask(turn.phrase("deleting.today"), awaiting=Awaiting("deleting.today"))
        if turn.heard == "DeleteByNameIntent":
            return _tell_by_name(turn, work)
        if turn.heard not in self.hears:
            return None
        meant = _meant(turn, work)
        if meant is not None:
            work.deleting.delete(meant, turn.now)
        return turn.tell(turn.phrase("deleting.gone"))


def _meant(turn: Turn, work: Work) -> Thing | None:
    """Return the one thing that is meant, or None."""
    if turn.heard == "DeleteCheckInIntent":
        return work.deleting.checkin(turn.person)
    if turn.heard == "DeletePromiseIntent":
        return work.deleting.promise(turn.person)
    if turn.heard == "DeleteTalkIntent":
        return work.deleting.talk(turn.person)
    return work.deleting.just_now(turn.person, turn.now - JUST_NOW)


def _confirm(turn: Turn, work: Work) -> str | None:
    """Ask whether the one thing that is meant is to go, named by its kind and time; None where there is none."""
    meant = _meant(turn, work)
    if meant is None:
        return None
    time = moment(turn.person.local(when_said(meant)), turn.local.date())
    return turn.phrase(f"meant.delete_{KINDS[type(meant)]}", time=time)


def _forget_today(turn: Turn, work: Work) -> Reply:
    if turn.heard != YES:
        return turn.tell(turn.phrase("deleting.stays"))
    for one in work.deleting.said_on(turn.person, turn.local.date()):
        work.deleting.delete(one, turn.now)
    return turn.tell(turn.phrase("deleting.gone"))


def _tell_by_name(turn: Turn, work: Work) -> Reply:
    """Tell what a name alone left, as numbers and clock times: no word of it is said."""
    found = work.deleting.by_name(turn.person, turn.now)
    if not found:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    told = turn.phrase("deleting.by_name", things=_listed(turn, _things(turn, found)))
    return turn.ask(told, turn.phrase("deleting.keep_or_discard"), awaiting=Awaiting("deleting.by_name"))


def _decide(turn: Turn, work: Work) -> Reply:
    found = work.deleting.by_name(turn.person, turn.now)
    if turn.heard in KEEPS:
        work.deleting.take_up(turn.person, found, turn.now)
        return turn.tell(turn.phrase("deleting.taken_up"))
    if turn.heard in LETS_GO:
        work.deleting.discard(found, turn.now)
        return turn.tell(turn.phrase("deleting.gone"))
    return turn.tell(turn.phrase("deleting.waits" if turn.heard == NO else "courtesy.another_time"))


def _things(turn: Turn, found: ByName) -> list[str]:
    told = []
    for key, number in (("checkin", len(found.checkins)), ("words", len(found.words))):
        if number:
            told.append(turn.phrase(f"deleting.{key}_{'one' if number == 1 else 'several'}", number=count(number)))
    today = turn.local.date()
    told += [turn.phrase("deleting.promise", time=moment(one.local_due(), today)) for one in found.promises]
    told += [turn.phrase("deleting.promise", time=repeated(one.days, one.minute)) for one in found.series]
    return told


def _listed(turn: Turn, things: list[str]) -> str:
    if len(things) == 1:
        return things[0]
    return turn.phrase("deleting.and", these=", ".join(things[:-1]), last=things[-1])
