"""The opening: at first who this is and what is kept where; later straight to what was last prompted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.checkin import begin_checkin
from intents.commitment_outcome import begin_commitment
from intents.hard_talk import come_to_talk
from intents.hard_talk_afterwards import ask_afterwards
from intents.reflection import begin_reflection
from intents.reminders import offer
from intents.rhythm import ELICIT_CITY, ask_outside_quiet, evening_minute
from intents.sharing_listed import begin_notice
from intents.together_offering import ask_proposed
from intents.turn import DECLINES, LAUNCH, READS, Awaiting, Reply, Stake, Turn
from skill.domain.certainty import WRITE, Need
from skill.domain.person import is_within
from skill.domain.risk import Risk
from skill.domain.rule import Kind
from skill.speech.spoken import clock_and_part
from skill.storage.work import Work

ELICIT_NAME = ("OpeningNameIntent", "name")
ELICIT_EVENING = ("RhythmEveningIntent", "time")
LONGEST_NAME = 40
"""Characters of a name that are kept."""
_BEGINNING = re.compile(r"(?<![^\s-])\w")


@dataclass(frozen=True)
class OpeningConversation:
    """ "Open Steady Ground", "call me Mara"."""

    topic: str = "opening"
    hears: frozenset[str] = frozenset({LAUNCH, "OpeningNameIntent"})
    needs: ClassVar[Mapping[str, Need]] = {
        LAUNCH: WRITE,
        "OpeningNameIntent": WRITE,
        "opening.name": WRITE,
        "opening.evening": WRITE,
        "opening.city": WRITE,
        "opening.renamed": WRITE,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        LAUNCH: READS,
        "OpeningNameIntent": Stake(Risk.CHANGES, lambda turn, _work: _confirm_name(turn)),
    }

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Walk through the first start, or come straight to what was last prompted."""
        if turn.is_open("opening.name"):
            return self._name(turn, work)
        if turn.is_open("opening.evening"):
            return self._evening(turn, work)
        if turn.is_open("opening.city"):
            return self._city(turn, work)
        if turn.heard == "OpeningNameIntent":
            return self._rename(turn, work)
        if turn.heard == LAUNCH:
            return self._return(turn, work)
        return None

    def _name(self, turn: Turn, work: Work) -> Reply | None:
        name = said_name(turn)
        if turn.heard == "OpeningNameIntent" and name:
            work.people.rename(turn.person, name)
            return _ask_evening(turn, turn.phrase("opening.thanks_name", name=name))
        if turn.heard in DECLINES:
            return _ask_evening(turn, turn.phrase("opening.no_name"))
        return None

    def _evening(self, turn: Turn, work: Work) -> Reply | None:
        if turn.heard in DECLINES:
            return _go_on(turn, turn.phrase("opening.no_evening"))
        minute = evening_minute(turn.slot("time"))
        if minute is None:
            return _ask_evening(turn) if turn.heard == "RhythmEveningIntent" else None
        if is_within(minute, turn.person.quiet_from, turn.person.quiet_until):
            return ask_outside_quiet(turn, "opening.evening")
        work.calendar.set_daily(turn.person, Kind.REFLECTION, minute, turn.now)
        said = turn.phrase("opening.evening_set", time=clock_and_part(minute))
        offered = offer(turn, work, said, kind=Kind.REFLECTION, before_checkin=True)
        if offered.awaiting is None:
            return _go_on(turn, said)
        turn.person.onboarded_at = turn.now
        return offered

    def _city(self, turn: Turn, work: Work) -> Reply | None:
        zone = turn.slot_id("city")
        if zone is not None:
            turn.person.zone = zone
            work.calendar.rezone(turn.person, turn.now)
            return _finish(turn)
        if turn.heard in DECLINES:
            turn.person.onboarded_at = turn.now
            return turn.tell(turn.phrase("opening.city_later"))
        if turn.heard == "RhythmZoneIntent":
            return _ask_city(turn, turn.phrase("rhythm.city_not_known"))
        return None

    def _rename(self, turn: Turn, work: Work) -> Reply:
        name = said_name(turn)
        if not name:
            return turn.ask(turn.phrase("opening.what_name"), awaiting=Awaiting("opening.renamed", elicit=ELICIT_NAME))
        work.people.rename(turn.person, name)
        return turn.tell(turn.phrase("opening.renamed", name=name))

    def _return(self, turn: Turn, work: Work) -> Reply:
        asked = ask_again(turn, work) or ask_proposed(turn, work) or ask_afterwards(turn, work)
        return asked or begin_notice(turn, work) or begin_checkin(turn)


def ask_again(turn: Turn, work: Work) -> Reply | None:
    """Go straight to what was last prompted, or to what is due and not answered; None when there is neither.

    Whoever only says a name hears nothing that depends on rows, unless the speaker has just said the label aloud.
    """
    if not turn.may_hear_own and not turn.announced:
        return None
    waiting = work.calendar.waiting(turn.person, turn.now)
    is_evening = waiting is not None and waiting.kind is Kind.REFLECTION
    if not (is_evening and turn.announced) and (talking := come_to_talk(turn, work)) is not None:
        return talking
    if is_evening:
        return begin_reflection(turn, work)
    return begin_commitment(turn, work)


def welcome(turn: Turn) -> Reply:
    """Say what this is and where words are kept, and ask for a name (product.md R17)."""
    return turn.ask(
        turn.phrase("opening.welcome"),
        turn.phrase("opening.voice_history"),
        turn.phrase("opening.what_name"),
        awaiting=Awaiting("opening.name", elicit=ELICIT_NAME),
    )


def begin_with_name(turn: Turn, name: str) -> Reply:
    """Say what this is and where words are kept to somebody who said a name already, and go on (product.md R17)."""
    said = (turn.phrase("opening.welcome"), turn.phrase("opening.voice_history"))
    return _ask_evening(turn, *said, turn.phrase("opening.thanks_name", name=name))


def _ask_evening(turn: Turn, *before: str) -> Reply:
    asked = Awaiting("opening.evening", elicit=ELICIT_EVENING)
    return turn.ask(*before, turn.phrase("opening.which_evening"), awaiting=asked)


def _ask_city(turn: Turn, *before: str) -> Reply:
    return turn.ask(*before, turn.phrase("rhythm.which_city"), awaiting=Awaiting("opening.city", elicit=ELICIT_CITY))


def _go_on(turn: Turn, *before: str) -> Reply:
    return _finish(turn, *before) if turn.person.zone is not None else _ask_city(turn, *before)


def _finish(turn: Turn, *before: str) -> Reply:
    turn.person.onboarded_at = turn.now
    return begin_checkin(turn, *before)


def _confirm_name(turn: Turn) -> str | None:
    name = said_name(turn)
    return turn.phrase("meant.name", name=name) if name else None


def said_name(turn: Turn) -> str | None:
    """Return the name as it was said; one without any capital, as an ear that hears none sends it, gets them."""
    said = turn.slot("name")
    if not said:
        return None
    name = said[:LONGEST_NAME].strip()
    has_capitals = name != name.lower() or name == name.upper()
    return name if has_capitals else _BEGINNING.sub(lambda first: first[0].title(), name)
