"""Mood check-in: one word is enough; the answer names the kind of day and offers what fits it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from intents.breathing import begin_breathing
from intents.commitment import ask_for_commitment
from intents.reflection import begin_reflection
from intents.turn import DECLINES, NO, YES, Awaiting, Reply, Turn
from skill.content import families, moods
from skill.domain.certainty import WRITE, Need
from skill.domain.checkin import Mood, Word, confirmable, find_mood, needs_follow_up
from skill.storage.store import Work

ELICIT_MOOD = ("CheckInIntent", "mood")
STRENGTH_FITS = timedelta(minutes=15)
"""How long after a check-in a strength said alone still belongs to it."""


class Offer(StrEnum):
    """What a kind of day may lead to, if the person likes."""

    BREATH = "breath"
    NOTICE = "notice"
    REFLECTION = "reflection"
    COMMITMENT = "commitment"
    NOTHING = "nothing"


OFFERS = {
    "rage": Offer.BREATH,
    "sorrow": Offer.REFLECTION,
    "numbness": Offer.NOTICE,
    "doubt": Offer.REFLECTION,
    "fear": Offer.NOTICE,
    "shame": Offer.NOTHING,
    "guilt": Offer.COMMITMENT,
    "remorse": Offer.COMMITMENT,
    "hope": Offer.NOTHING,
    "calm": Offer.NOTHING,
    "connected": Offer.NOTHING,
    "unspecified": Offer.NOTHING,
}
"""What is offered after which family (product.md section 6)."""


@dataclass(frozen=True)
class CheckInConversation:
    """ "I feel hurt", "check in", "strength four"."""

    topic: str = "checkin"
    hears: frozenset[str] = frozenset({"CheckInIntent"})
    needs: ClassVar[Mapping[str, Need]] = {
        "CheckInIntent": WRITE,
        "checkin.mood": WRITE,
        "checkin.confirm": WRITE,
        "checkin.offer": WRITE,
    }

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Keep the word that was said and answer it, or go on with the question that is open."""
        if turn.heard == "CheckInIntent":
            return self._check_in(turn, work)
        if turn.is_open("checkin.confirm") and turn.heard in (YES, NO):
            return self._confirmed(turn, work)
        if turn.is_open("checkin.offer") and turn.heard in DECLINES | {YES}:
            return self._offered(turn, work)
        if turn.is_open("checkin.mood") and turn.heard in DECLINES:
            return turn.tell(turn.phrase("checkin.not_now"))
        if turn.is_open("checkin.mood") and turn.heard == "RoomAloneIntent":
            # "Alone" is a mood as well as a room: the open question decides (product.md section 6).
            return self._take(turn, work, self._mood("lonely"), None)
        return None

    def _check_in(self, turn: Turn, work: Work) -> Reply:
        strength = strength_of(turn.slot("strength"))
        mood = find_mood(moods(), turn.slot_id("mood") or turn.slot("mood") or "")
        if mood is not None:
            return self._take(turn, work, mood, strength)
        if turn.slot("mood") is not None:
            return self._not_known(turn)
        if strength is not None and work.checkins.add_strength(turn.person, strength, since=turn.now - STRENGTH_FITS):
            return turn.tell(turn.phrase("checkin.strength_kept"))
        return begin_checkin(turn)

    def _not_known(self, turn: Turn) -> Reply:
        """A word that is not ours gets the one closed follow-up, and never a second one."""
        if turn.is_open("checkin.mood") and turn.datum("followed_up"):
            return turn.tell(turn.phrase("checkin.thanks"))
        return self._follow_up(turn, turn.phrase("checkin.not_known"))

    def _follow_up(self, turn: Turn, *before: str) -> Reply:
        asked = Awaiting("checkin.mood", {"followed_up": True}, ELICIT_MOOD)
        return turn.ask(*before, turn.phrase("checkin.more_like"), awaiting=asked)

    def _take(self, turn: Turn, work: Work, mood: Mood, strength: int | None) -> Reply:
        work.checkins.keep(turn.person, Word(mood.id, strength, mood.family), turn.now)
        aloud = turn.phrase("checkin.kind_of_day", day=families()[mood.family].aloud)
        if needs_follow_up(mood) and not (turn.is_open("checkin.mood") and turn.datum("followed_up")):
            return self._follow_up(turn, aloud)
        other = confirmable(mood, moods())
        if other is not None:
            return turn.ask(
                aloud,
                turn.phrase("checkin.is_that_right"),
                awaiting=Awaiting("checkin.confirm", {"mood": mood.id, "other": other.id, "strength": strength}),
            )
        return self._offer(turn, mood.family, aloud)

    def _confirmed(self, turn: Turn, work: Work) -> Reply:
        mood = self._mood(str(turn.datum("mood")))
        if turn.heard == YES:
            return self._offer(turn, mood.family)
        other = self._mood(str(turn.datum("other")))
        strength = turn.datum("strength")
        work.checkins.correct(
            turn.person, Word(other.id, strength if isinstance(strength, int) else None, other.family)
        )
        return self._offer(turn, other.family, turn.phrase("checkin.kind_of_day", day=families()[other.family].aloud))

    def _offer(self, turn: Turn, family: str, *before: str) -> Reply:
        said = turn.phrase(f"checkin.offer_{family}")
        if OFFERS[family] is Offer.NOTHING:
            return turn.tell(*before, said)
        return turn.ask(*before, said, awaiting=Awaiting("checkin.offer", {"family": family}))

    def _offered(self, turn: Turn, work: Work) -> Reply | None:
        if turn.heard in DECLINES:
            return turn.tell(turn.phrase("checkin.thanks"))
        offer = OFFERS.get(str(turn.datum("family")))
        if offer is Offer.BREATH:
            return begin_breathing(turn, work, minutes=1)
        if offer is Offer.NOTICE:
            return begin_breathing(turn, work, pattern="natural", minutes=1)
        if offer is Offer.REFLECTION:
            return begin_reflection(turn, work)
        if offer is Offer.COMMITMENT:
            return ask_for_commitment(turn)
        return None

    def _mood(self, mood_id: str) -> Mood:
        return find_mood(moods(), mood_id) or moods()[0]


def begin_checkin(turn: Turn, *before: str) -> Reply:
    """Ask how it is with the person, after whatever was said before."""
    asked = Awaiting("checkin.mood", {}, ELICIT_MOOD)
    return turn.ask(
        *before, turn.phrase("checkin.how_is_it"), awaiting=asked, reprompt=turn.phrase("checkin.take_time")
    )


def strength_of(heard: str | None) -> int | None:
    """Return a strength from one to five, or None for anything else."""
    return int(heard) if heard is not None and heard in ("1", "2", "3", "4", "5") else None
