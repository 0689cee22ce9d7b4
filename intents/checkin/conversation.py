"""Mood check-in: one word is enough; the answer names the kind of day and offers what fits it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from intents.checkin.answering import ELICIT_MOOD, answered, ask_instead, ask_on, unsay
from intents.checkin.suggestions import suggest, take_up
from intents.dialog.assent import ASKS_HOW
from intents.dialog.turn import ADDS, DECLINES, NO, YES, Awaiting, Reply, Stake, Turn
from skill.content import moods
from skill.domain.checkin import BROAD, CheckIn, find_mood
from skill.domain.confidence import WRITE_ONLY, Requirement
from skill.domain.feeling import Feeling, read_feeling, read_set_off, said_in_slots
from skill.domain.polarity import Unsaid
from skill.domain.risk import Risk
from skill.storage.unit_of_work import UnitOfWork

SET_OFF = "CheckInSetOffIntent"
NOT, OTHERS, CORRECT = "CheckInNotIntent", "CheckInOtherIntent", "CheckInCorrectIntent"
BELONGS = timedelta(minutes=15)
"""How long after a check-in a strength, or what set it off, said alone still belongs to it."""


@dataclass(frozen=True)
class CheckInConversation:
    """ "I feel hurt", "sad and relieved", "check in", "strength four", "not angry any more", "no, I said mad"."""

    topic: str = "checkin"
    hears: frozenset[str] = frozenset({"CheckInIntent", SET_OFF, NOT, OTHERS, CORRECT})
    needs: ClassVar[Mapping[str, Requirement]] = {
        "CheckInIntent": WRITE_ONLY,
        SET_OFF: WRITE_ONLY,
        NOT: WRITE_ONLY,
        OTHERS: WRITE_ONLY,
        CORRECT: WRITE_ONLY,
        "checkin.mood": WRITE_ONLY,
        "checkin.confirm": WRITE_ONLY,
        "checkin.offer": WRITE_ONLY,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        **dict.fromkeys(("CheckInIntent", SET_OFF, NOT, OTHERS), ADDS),
        CORRECT: Stake(Risk.CHANGES, lambda turn, _work: begin_checkin(turn)),
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Keep what was said and answer it, or go on with the question that is open."""
        if turn.intent == "CheckInIntent":
            return self._check_in(turn, work)
        if turn.intent == CORRECT:
            is_elsewhere = turn.awaiting is not None and turn.awaiting.topic not in ASKS_HOW
            # "No, I'm fine" to a question about something else corrects no feeling.
            return None if is_elsewhere else self._correct(turn, work)
        if turn.intent in (NOT, OTHERS):
            return self._not_mine(turn, work)
        if turn.intent == SET_OFF:
            return self._set_off(turn, work)
        if turn.is_open("checkin.confirm") and turn.intent in (YES, NO):
            return self._confirmed(turn, work)
        if turn.is_open("checkin.offer") and turn.intent in DECLINES | {YES}:
            return take_up(turn, work)
        if turn.is_open("checkin.mood") and turn.intent in DECLINES:
            return turn.tell(turn.phrase("checkin.thanks" if turn.datum("id") else "checkin.not_now"))
        if turn.is_open("checkin.mood") and turn.intent == "RoomAloneIntent":
            # "Alone" is a mood as well as a room: the open question decides (rules.md M3).
            return self._take(turn, work, read_feeling(moods(), ["lonely"]), None)
        return None

    def _check_in(self, turn: Turn, work: UnitOfWork) -> Reply:
        strength = strength_of(turn.slot("strength"))
        feeling = _feeling(turn, "mood", "second")
        if not feeling.is_silent and turn.is_open("checkin.confirm"):
            return self._correct(turn, work)
        if not feeling.is_silent:
            return self._take(turn, work, feeling, strength)
        if feeling.unsaid is not None:
            return self._unsaid(turn, work, feeling)
        since = turn.now - BELONGS
        if (
            strength is not None
            and turn.may_hear_own
            and work.checkins.add_strength(turn.person, strength, since=since)
        ):
            return turn.tell(turn.phrase("checkin.strength_kept"))
        reply = begin_checkin(turn)
        return replace(reply, awaiting=turn.awaiting) if turn.is_open("checkin.mood") else reply

    def _not_mine(self, turn: Turn, work: UnitOfWork) -> Reply:
        """ "I'm not angry", "he is angry": that word is not kept, only what is said beside it ("not angry but sad")."""
        if turn.intent == OTHERS:
            return ask_instead(turn, Unsaid.OTHERS)
        said = turn.slot("mood")
        mood = find_mood(moods(), said or "")
        if mood is not None or said is None:
            return self._unsaid(turn, work, Feeling(denied=frozenset({mood.id} if mood is not None else ())))
        feeling = read_feeling(moods(), [f"not {said}"])
        return self._take(turn, work, feeling, None) if feeling.moods else self._unsaid(turn, work, feeling)

    def _take(self, turn: Turn, work: UnitOfWork, feeling: Feeling, strength: int | None) -> Reply:
        """Keep what was said, in the row of the open question where there is one, and answer it."""
        is_asked = turn.is_open("checkin.mood")
        if is_asked and strength is None:
            strength = strength_of(str(turn.datum("strength")))
        word = feeling.word(strength)
        row = work.checkins.get(turn.person, turn.row("id")) if is_asked else None
        if row is None:
            row = work.checkins.keep(turn.person, word, turn.now, by_name=turn.is_by_name)
        else:
            word = work.checkins.word(turn.person, row).completed_by(word)
            work.checkins.reword(turn.person, row, word)
        return answered(turn, row, word, is_sure=is_asked and turn.datum("corrected") is True)

    def _confirmed(self, turn: Turn, work: UnitOfWork) -> Reply:
        row = work.checkins.get(turn.person, turn.row("id"))
        if row is None:
            return begin_checkin(turn)
        if turn.intent == NO:
            return unsay(turn, work, row, [str(turn.datum("mood"))])
        return suggest(turn, work.checkins.word(turn.person, row).family or BROAD, row=str(row.id))

    def _unsaid(self, turn: Turn, work: UnitOfWork, feeling: Feeling) -> Reply:
        """Answer a feeling that is not meant; denied of what was just heard, it is a no to that."""
        row = _row_of(turn, work) if not turn.is_open("checkin.mood") else None
        known = {mood for mood, _ in work.checkins.word(turn.person, row).feelings} if row is not None else set()
        if row is not None and (wrong := known & feeling.denied):
            return unsay(turn, work, row, wrong)
        return ask_instead(turn, feeling.unsaid or Unsaid.OWN)

    def _correct(self, turn: Turn, work: UnitOfWork) -> Reply:
        """ "No, I said mad", "not hurt, heard": what is right takes the place of what is wrong, in the same row."""
        feeling = _feeling(turn, "mood", "second")
        wrong = _feeling(turn, "wrong").moods
        if feeling.is_silent:
            return self._unsaid(turn, work, feeling)
        row = _row_of(turn, work)
        if row is None and turn.awaiting is None and turn.may_hear_own:
            row = work.checkins.newest(turn.person, turn.now - BELONGS)
            known = {mood for mood, _ in work.checkins.word(turn.person, row).feelings} if row is not None else set()
            row = row if not wrong or known & {mood.id for mood in wrong} else None
        if row is None:
            word = feeling.word(None)
            row = work.checkins.keep(turn.person, word, turn.now, by_name=turn.is_by_name)
            return answered(turn, row, word, is_sure=True)
        word = work.checkins.word(turn.person, row)
        known = {mood for mood, _ in word.feelings}
        doubted = known & ({mood.id for mood in wrong} or {str(turn.datum("mood"))})
        # Where it was not said which of several is wrong, what was said last is all that is meant.
        word = word.without(*(doubted or known)).completed_by(feeling.word(strength_of(turn.slot("strength"))))
        work.checkins.reword(turn.person, row, word)
        return answered(turn, row, word, is_sure=True)

    def _set_off(self, turn: Turn, work: UnitOfWork) -> Reply:
        """Keep what brought it up with its check-in; nobody is asked for it, and nothing is said about it."""
        feeling = read_set_off(moods(), turn.slot("set_off") or "")
        if feeling.moods or feeling.set_off is None:
            return begin_checkin(turn) if feeling.is_silent else self._take(turn, work, feeling, None)
        row = work.checkins.get(turn.person, turn.row("id"))
        if row is None and turn.may_hear_own:
            # What a name alone is answered must not tell whether something was kept under it (rules.md W3).
            row = work.checkins.newest(turn.person, turn.now - BELONGS)
        if row is None:
            row = work.checkins.keep(turn.person, feeling.word(None), turn.now, by_name=turn.is_by_name)
            return begin_checkin(turn, turn.phrase("checkin.set_off_kept"), row=row)
        word = work.checkins.word(turn.person, row).completed_by(feeling.word(None))
        work.checkins.reword(turn.person, row, word)
        return ask_on(turn, turn.phrase("checkin.set_off_kept"))


def begin_checkin(turn: Turn, *before: str, row: CheckIn | None = None) -> Reply:
    """Ask how it is with the person, after whatever was said before.

    Args:
        row: a check-in that what is said next belongs to, where something of it is kept already.
    """
    asked = Awaiting("checkin.mood", {"id": str(row.id)} if row is not None else {}, ELICIT_MOOD)
    return turn.ask(
        *before, turn.phrase("checkin.how_is_it"), awaiting=asked, reprompt=turn.phrase("checkin.take_time")
    )


def _row_of(turn: Turn, work: UnitOfWork) -> CheckIn | None:
    """Return the check-in that the open question of ours is about, or None."""
    is_ours = turn.awaiting is not None and turn.awaiting.topic == "checkin"
    return work.checkins.get(turn.person, turn.row("id")) if is_ours else None


def _feeling(turn: Turn, *names: str) -> Feeling:
    """Read the feelings of some slots."""
    slots = [(turn.slot(name), turn.slot_id(name)) for name in names]
    return read_feeling(moods(), said_in_slots(moods(), slots))


def strength_of(heard: str | None) -> int | None:
    """Return a strength from one to five, or None for anything else."""
    return int(heard) if heard is not None and heard in ("1", "2", "3", "4", "5") else None
