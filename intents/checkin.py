"""Mood check-in: one word is enough; the answer names the kind of day and offers what fits it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from intents.offer import OFFERS, offer, take_up
from intents.turn import ADDS, DECLINES, NO, YES, Awaiting, Datum, Reply, Stake, Turn
from skill.content import families, moods
from skill.domain.certainty import WRITE, Need
from skill.domain.checkin import BROAD, CheckIn, Mood, Word, confirmable, find_mood
from skill.domain.feeling import Feeling, read_feeling, read_set_off
from skill.storage.work import Work

ELICIT_MOOD = ("CheckInIntent", "mood")
SET_OFF = "CheckInSetOffIntent"
BELONGS = timedelta(minutes=15)
"""How long after a check-in a strength, or what set it off, said alone still belongs to it."""


@dataclass(frozen=True)
class CheckInConversation:
    """ "I feel hurt", "sad and relieved", "check in", "strength four", "a song set it off"."""

    topic: str = "checkin"
    hears: frozenset[str] = frozenset({"CheckInIntent", SET_OFF})
    needs: ClassVar[Mapping[str, Need]] = {
        "CheckInIntent": WRITE,
        SET_OFF: WRITE,
        "checkin.mood": WRITE,
        "checkin.confirm": WRITE,
        "checkin.offer": WRITE,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {"CheckInIntent": ADDS, SET_OFF: ADDS}

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Keep what was said and answer it, or go on with the question that is open."""
        if turn.heard == "CheckInIntent":
            return self._check_in(turn, work)
        if turn.heard == SET_OFF:
            return self._set_off(turn, work)
        if turn.is_open("checkin.confirm") and turn.heard in (YES, NO):
            return self._confirmed(turn, work)
        if turn.is_open("checkin.offer") and turn.heard in DECLINES | {YES}:
            return take_up(turn, work)
        if turn.is_open("checkin.mood") and turn.heard in DECLINES:
            return turn.tell(turn.phrase("checkin.thanks" if turn.datum("id") else "checkin.not_now"))
        if turn.is_open("checkin.mood") and turn.heard == "RoomAloneIntent":
            # "Alone" is a mood as well as a room: the open question decides (product.md section 6).
            return self._take(turn, work, read_feeling(moods(), ["lonely"]), None)
        return None

    def _check_in(self, turn: Turn, work: Work) -> Reply:
        strength = strength_of(turn.slot("strength"))
        said = [turn.slot_id(name) or turn.slot(name) for name in ("mood", "second")]
        feeling = read_feeling(moods(), said)
        if not feeling.is_silent:
            return self._take(turn, work, feeling, strength)
        since = turn.now - BELONGS
        if (
            strength is not None
            and turn.may_hear_own
            and work.checkins.add_strength(turn.person, strength, since=since)
        ):
            return turn.tell(turn.phrase("checkin.strength_kept"))
        return begin_checkin(turn)

    def _take(self, turn: Turn, work: Work, feeling: Feeling, strength: int | None) -> Reply:
        """Keep what was said, in the row of the open question where there is one, and answer it."""
        word = feeling.word(strength)
        row = work.checkins.get(turn.person, turn.row("id")) if turn.is_open("checkin.mood") else None
        if row is None:
            row = work.checkins.keep(turn.person, word, turn.now, by_name=turn.is_by_name)
        else:
            word = work.checkins.word(turn.person, row).completed_by(word)
            work.checkins.reword(turn.person, row, word)
        is_followed_up = turn.is_open("checkin.mood") and bool(turn.datum("followed_up"))
        if word.family in (None, BROAD) and not is_followed_up:
            return _follow_up(turn, row, _heard(turn, word))
        if (misheard := _maybe_misheard(word)) is not None:
            data: dict[str, Datum] = {"mood": misheard[0].id, "other": misheard[1].id, "id": str(row.id)}
            asked = Awaiting("checkin.confirm", data)
            return turn.ask(_heard(turn, word), turn.phrase("checkin.is_that_right"), awaiting=asked)
        if word.family is None:
            return turn.tell(turn.phrase("checkin.thanks"))
        return offer(turn, word.family, _heard(turn, word), row=str(row.id))

    def _confirmed(self, turn: Turn, work: Work) -> Reply:
        row = work.checkins.get(turn.person, turn.row("id"))
        if row is None:
            return begin_checkin(turn)
        word = work.checkins.word(turn.person, row)
        if turn.heard == YES:
            return offer(turn, word.family or BROAD, row=str(row.id))
        other = _mood(str(turn.datum("other")))
        word = word.corrected(str(turn.datum("mood")), (other.id, other.family))
        work.checkins.reword(turn.person, row, word)
        return offer(turn, word.family or BROAD, _heard(turn, word), row=str(row.id))

    def _set_off(self, turn: Turn, work: Work) -> Reply:
        """Keep what brought it up with its check-in; nobody is asked for it, and nothing is said about it."""
        feeling = read_set_off(moods(), turn.slot("set_off") or "")
        if feeling.moods or feeling.set_off is None:
            return begin_checkin(turn) if feeling.is_silent else self._take(turn, work, feeling, None)
        row = work.checkins.get(turn.person, turn.row("id"))
        if row is None and turn.may_hear_own:
            # What a name alone is answered must not tell whether something was kept under it (DESIGN.md section 4).
            row = work.checkins.newest(turn.person, turn.now - BELONGS)
        if row is None:
            row = work.checkins.keep(turn.person, feeling.word(None), turn.now, by_name=turn.is_by_name)
            return begin_checkin(turn, turn.phrase("checkin.set_off_kept"), row=row)
        word = work.checkins.word(turn.person, row).completed_by(feeling.word(None))
        work.checkins.reword(turn.person, row, word)
        return _ask_on(turn, turn.phrase("checkin.set_off_kept"))


def begin_checkin(turn: Turn, *before: str, row: CheckIn | None = None) -> Reply:
    """Ask how it is with the person, after whatever was said before.

    Args:
        row: a check-in that what is said next belongs to, where something of it is kept already.
    """
    asked = Awaiting("checkin.mood", {"id": str(row.id)} if row is not None else {}, ELICIT_MOOD)
    return turn.ask(
        *before, turn.phrase("checkin.how_is_it"), awaiting=asked, reprompt=turn.phrase("checkin.take_time")
    )


def strength_of(heard: str | None) -> int | None:
    """Return a strength from one to five, or None for anything else."""
    return int(heard) if heard is not None and heard in ("1", "2", "3", "4", "5") else None


def _follow_up(turn: Turn, row: CheckIn, *before: str) -> Reply:
    """Ask the one closed question that a broad word, or one that is not ours, may get."""
    asked = Awaiting("checkin.mood", {"followed_up": True, "id": str(row.id)}, ELICIT_MOOD)
    return turn.ask(*before, turn.phrase("checkin.more_like"), awaiting=asked)


def _heard(turn: Turn, word: Word) -> str:
    """Name the kind of day, never the word; several kinds at once are let stand beside each other."""
    if word.family is None:
        return turn.phrase("checkin.kept_as_said")
    days = {families()[family].aloud for family in word.families}
    key = "checkin.kind_of_day" if len(days) == 1 else "checkin.kind_of_day_mixed"
    return turn.phrase(key, day=families()[word.family].aloud)


def _ask_on(turn: Turn, *before: str) -> Reply:
    """Go on with the question of ours that is open, or end where there is none."""
    asked = turn.awaiting
    if asked is None or asked.topic != "checkin":
        return turn.tell(*before)
    family = str(turn.datum("family"))
    if asked.question == "checkin.offer" and family in OFFERS:
        return turn.ask(*before, turn.phrase(f"checkin.offer_{family}"), awaiting=asked)
    if asked.question == "checkin.confirm":
        return turn.ask(*before, turn.phrase("checkin.is_that_right"), awaiting=asked)
    again = turn.phrase("checkin.more_like" if turn.datum("followed_up") else "checkin.how_is_it")
    return turn.ask(*before, again, awaiting=asked)


def _maybe_misheard(word: Word) -> tuple[Mood, Mood] | None:
    """Return the feeling that sounds like one pointing the opposite way, and that one; None where there is none."""
    for mood_id, _ in word.feelings:
        mood = _mood(mood_id)
        if (other := confirmable(mood, moods())) is not None:
            return mood, other
    return None


def _mood(mood_id: str) -> Mood:
    return find_mood(moods(), mood_id) or moods()[0]
