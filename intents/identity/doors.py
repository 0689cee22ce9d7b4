"""Which speakers know a person, told to that person alone; and ending the others, after a question."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from intents.dialog.turn import DECLINES, NO, READS, YES, Awaiting, Reply, Stake, Turn
from intents.identity.room import room_said
from skill.domain.certainty import OWN, SHARED, Need
from skill.domain.room import Room
from skill.speech.spoken import count, listed, since
from skill.storage.queries.doors import Place, Way
from skill.storage.unit_of_work import Work

LIST, FORGET = "DoorsListIntent", "DoorsForgetIntent"
LISTED_AT_MOST = 5
KNOWN_AND_ALONE = SHARED
"""A way in tells where somebody else may be: only its person, recognised and alone, hears of one."""


@dataclass(frozen=True)
class DoorsConversation:
    """ "Which speakers know me", "forget the other speakers"."""

    topic: str = "doors"
    hears: frozenset[str] = frozenset({LIST, FORGET})
    needs: ClassVar[Mapping[str, Need]] = {
        LIST: KNOWN_AND_ALONE,
        FORGET: KNOWN_AND_ALONE,
        "doors.room": OWN,
        "doors.told": KNOWN_AND_ALONE,
        "doors.forget": KNOWN_AND_ALONE,
    }

    # It asks on its own before anything ends.
    stakes: ClassVar[Mapping[str, Stake]] = {LIST: READS, FORGET: READS}

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """List the ways in, or end all but this one once that was asked; tell of a new one to who is alone."""
        if turn.is_open("doors.room"):
            return _room_answered(turn, work)
        if turn.is_open("doors.forget") and turn.heard in DECLINES | {YES, NO}:
            return _forget(turn, work) if turn.heard == YES else turn.tell(turn.phrase("doors.stay"))
        if turn.heard not in self.hears:
            return None
        if work.doors.is_too_new(turn.person, turn.ids.outside):
            return turn.tell(turn.phrase("doors.too_new"))
        return _list(turn, work) if turn.heard == LIST else _ask(turn, work)


def begin_new_door(turn: Turn, work: Work) -> Reply | None:
    """Tell of a way in that is new, or ask first who is there; None where there is none, or nobody sure speaks."""
    if not turn.certainty.reaches(KNOWN_AND_ALONE.least) or turn.announced or turn.room is Room.COMPANY:
        return None
    if turn.gentle.holds(turn.person, turn.now) or not work.doors.untold(turn.person, turn.ids.outside):
        return None
    if turn.room is Room.ALONE:
        return _tell(turn, work)
    return turn.ask(turn.phrase("sharing.notice_first"), awaiting=Awaiting("doors.room"))


def _room_answered(turn: Turn, work: Work) -> Reply | None:
    room = room_said(turn)
    if room is Room.ALONE and turn.certainty.reaches(KNOWN_AND_ALONE.least):
        return _tell(turn, work)
    if room is not None or turn.heard in DECLINES:
        return replace(turn.tell(turn.phrase("courtesy.another_time")), room=room or turn.room)
    return None


def _tell(turn: Turn, work: Work) -> Reply:
    """Say it once, and in the same breath how to end it."""
    new = work.doors.untold(turn.person, turn.ids.outside)
    if not new:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if len(new) > 1:
        said = turn.phrase("doors.new_several", number=count(len(new)).capitalize(), since=_since(turn, new[-1]))
    else:
        key = "voice" if new[0].place is Place.VOICE else "speaker"
        said = turn.phrase(f"doors.new_{key}", since=_since(turn, new[0]))
    work.doors.told(turn.person)
    how = turn.phrase("doors.how_to_end_new")
    return turn.ask(said, how, turn.phrase("courtesy.what_now"), awaiting=Awaiting("doors.told"), room=Room.ALONE)


def _list(turn: Turn, work: Work) -> Reply:
    ways = work.doors.ways(turn.person, turn.ids.outside)
    work.doors.told(turn.person)
    if len(ways) <= 1:
        return turn.tell(turn.phrase("doors.only_here", since=_since(turn, ways[0])))
    named = [turn.phrase(f"doors.{one.place}", since=_since(turn, one)) for one in ways[:LISTED_AT_MOST]]
    if len(ways) > LISTED_AT_MOST:
        named.append(turn.phrase("doors.more", number=count(len(ways) - LISTED_AT_MOST)))
    told = turn.phrase("doors.list", number=count(len(ways)), these=listed(named))
    return turn.tell(told, turn.phrase("doors.how_to_end"))


def _ask(turn: Turn, work: Work) -> Reply:
    others = _others(turn, work)
    if not others:
        return turn.tell(turn.phrase("doors.none"))
    key = "one" if len(others) == 1 else "several"
    asked = turn.phrase(f"doors.ask_{key}", number=count(len(others)))
    return turn.ask(asked, awaiting=Awaiting("doors.forget"))


def _forget(turn: Turn, work: Work) -> Reply:
    if not _others(turn, work):
        return turn.tell(turn.phrase("doors.none"))
    work.doors.end_others(turn.person, turn.ids.outside, turn.now)
    return turn.tell(turn.phrase("doors.ended"))


def _others(turn: Turn, work: Work) -> list[Way]:
    return [one for one in work.doors.ways(turn.person, turn.ids.outside) if one.place is not Place.HERE]


def _since(turn: Turn, way: Way) -> str:
    if way.since is None:
        return turn.phrase("doors.since_unknown")
    return since(way.since, turn.local.date())
