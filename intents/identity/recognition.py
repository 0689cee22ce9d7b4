"""Which speakers know a person, told to that person alone; and ending the others, after a question."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from intents.dialog.turn import DECLINES, NO, READS, YES, Awaiting, Reply, Stake, Turn
from intents.identity.room import room_said
from skill.domain.confidence import OWN_LABELS, PARTNER_ITEMS, Requirement
from skill.domain.room import Room
from skill.speech.spoken import count, listed, since
from skill.storage.queries.recognition import Recognition, RecognitionPlace
from skill.storage.unit_of_work import UnitOfWork

LIST, FORGET = "RecognitionListIntent", "RecognitionForgetIntent"
LISTED_AT_MOST = 5
KNOWN_AND_ALONE = PARTNER_ITEMS
"""A way in tells where somebody else may be: only its person, recognised and alone, hears of one."""


@dataclass(frozen=True)
class RecognitionConversation:
    """ "Which speakers know me", "forget the other speakers"."""

    topic: str = "recognition"
    hears: frozenset[str] = frozenset({LIST, FORGET})
    needs: ClassVar[Mapping[str, Requirement]] = {
        LIST: KNOWN_AND_ALONE,
        FORGET: KNOWN_AND_ALONE,
        "recognition.room": OWN_LABELS,
        "recognition.told": KNOWN_AND_ALONE,
        "recognition.forget": KNOWN_AND_ALONE,
    }

    # It asks on its own before anything ends.
    stakes: ClassVar[Mapping[str, Stake]] = {LIST: READS, FORGET: READS}

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """List the ways in, or end all but this one once that was asked; tell of a new one to who is alone."""
        if turn.is_open("recognition.room"):
            return _room_answered(turn, work)
        if turn.is_open("recognition.forget") and turn.intent in DECLINES | {YES, NO}:
            return _forget(turn, work) if turn.intent == YES else turn.tell(turn.phrase("recognition.stay"))
        if turn.intent not in self.hears:
            return None
        if work.recognitions.is_too_new(turn.person, turn.ids.external_ids):
            return turn.tell(turn.phrase("recognition.too_new"))
        return _list(turn, work) if turn.intent == LIST else _ask(turn, work)


def begin_new_door(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Tell of a way in that is new, or ask first who is there; None where there is none, or nobody sure speaks."""
    if not turn.confidence.reaches(KNOWN_AND_ALONE.least) or turn.announced or turn.room is Room.COMPANY:
        return None
    if turn.light_evenings.is_light(turn.person, turn.now) or not work.recognitions.untold(
        turn.person, turn.ids.external_ids
    ):
        return None
    if turn.room is Room.ALONE:
        return _tell(turn, work)
    return turn.ask(turn.phrase("sharing.notice_first"), awaiting=Awaiting("recognition.room"))


def _room_answered(turn: Turn, work: UnitOfWork) -> Reply | None:
    room = room_said(turn)
    if room is Room.ALONE and turn.confidence.reaches(KNOWN_AND_ALONE.least):
        return _tell(turn, work)
    if room is not None or turn.intent in DECLINES:
        return replace(turn.tell(turn.phrase("courtesy.another_time")), room=room or turn.room)
    return None


def _tell(turn: Turn, work: UnitOfWork) -> Reply:
    """Say it once, and in the same breath how to end it."""
    new = work.recognitions.untold(turn.person, turn.ids.external_ids)
    if not new:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if len(new) > 1:
        said = turn.phrase("recognition.new_several", number=count(len(new)).capitalize(), since=_since(turn, new[-1]))
    else:
        key = "voice" if new[0].place is RecognitionPlace.VOICE else "speaker"
        said = turn.phrase(f"recognition.new_{key}", since=_since(turn, new[0]))
    work.recognitions.told(turn.person)
    how = turn.phrase("recognition.how_to_end_new")
    return turn.ask(said, how, turn.phrase("courtesy.what_now"), awaiting=Awaiting("recognition.told"), room=Room.ALONE)


def _list(turn: Turn, work: UnitOfWork) -> Reply:
    ways = work.recognitions.ways(turn.person, turn.ids.external_ids)
    work.recognitions.told(turn.person)
    if len(ways) <= 1:
        return turn.tell(turn.phrase("recognition.only_here", since=_since(turn, ways[0])))
    named = [turn.phrase(f"doors.{one.place}", since=_since(turn, one)) for one in ways[:LISTED_AT_MOST]]
    if len(ways) > LISTED_AT_MOST:
        named.append(turn.phrase("recognition.more", number=count(len(ways) - LISTED_AT_MOST)))
    told = turn.phrase("recognition.list", number=count(len(ways)), these=listed(named))
    return turn.tell(told, turn.phrase("recognition.how_to_end"))


def _ask(turn: Turn, work: UnitOfWork) -> Reply:
    others = _others(turn, work)
    if not others:
        return turn.tell(turn.phrase("recognition.none"))
    key = "one" if len(others) == 1 else "several"
    asked = turn.phrase(f"recognition.ask_{key}", number=count(len(others)))
    return turn.ask(asked, awaiting=Awaiting("recognition.forget"))


def _forget(turn: Turn, work: UnitOfWork) -> Reply:
    if not _others(turn, work):
        return turn.tell(turn.phrase("recognition.none"))
    work.recognitions.end_others(turn.person, turn.ids.external_ids, turn.now)
    return turn.tell(turn.phrase("recognition.ended"))


def _others(turn: Turn, work: UnitOfWork) -> list[Recognition]:
    return [
        one
        for one in work.recognitions.ways(turn.person, turn.ids.external_ids)
        if one.place is not RecognitionPlace.HERE
    ]


def _since(turn: Turn, way: Recognition) -> str:
    if way.since is None:
        return turn.phrase("recognition.since_unknown")
    return since(way.since, turn.local.date())
