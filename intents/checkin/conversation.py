"""Mood check-in: one word is enough; the answer names the kind of day and offers what fits it."""

from uuid import UUID

from intents.checkin.answering import answered, ask_instead, ask_on, unsay
from intents.checkin.questions import AskedMood, AskedRight, AskedSuggestion
from intents.checkin.suggestions import suggest, take_up
from intents.dialog.assent import ASKS_HOW
from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.handover import BeginCheckIn
from intents.dialog.turn import ADDS, DECLINES, NO, YES, Reply, Stake, Turn
from skill.content import moods
from skill.domain.checkin import BELONGS, BROAD, CheckIn, find_mood
from skill.domain.confidence import WRITE_ONLY
from skill.domain.feeling import Feeling, read_feeling, read_set_off, said_in_slots
from skill.domain.polarity import Unsaid
from skill.domain.risk import Risk
from skill.storage.unit_of_work import UnitOfWork

SET_OFF = "CheckInSetOffIntent"
NOT, OTHERS, CORRECT = "CheckInNotIntent", "CheckInOtherIntent", "CheckInCorrectIntent"


def _check_in(turn: Turn, work: UnitOfWork) -> Reply:
    strength = strength_of(turn.slot("strength"))
    feeling = _feeling(turn, "mood", "second")
    if not feeling.is_silent and turn.asked(AskedRight) is not None:
        return _correct(turn, work)
    if not feeling.is_silent:
        return _take(turn, work, feeling, strength)
    if feeling.unsaid is not None:
        return _unsaid(turn, work, feeling)
    since = turn.now - BELONGS
    if strength is not None and turn.may_hear_own and work.checkins.add_strength(turn.person, strength, since=since):
        return turn.tell(turn.phrase("checkin.strength_kept"))
    return begin_checkin(turn, asked=turn.asked(AskedMood))


def _not_mine(turn: Turn, work: UnitOfWork) -> Reply:
    """ "I'm not angry", "he is angry": that word is not kept, only what is said beside it ("not angry but sad")."""
    if turn.intent == OTHERS:
        return ask_instead(turn, Unsaid.OTHERS)
    said = turn.slot("mood")
    mood = find_mood(moods(), said or "")
    if mood is not None or said is None:
        return _unsaid(turn, work, Feeling(denied=frozenset({mood.id} if mood is not None else ())))
    feeling = read_feeling(moods(), [f"not {said}"])
    return _take(turn, work, feeling, None) if feeling.moods else _unsaid(turn, work, feeling)


def _take(turn: Turn, work: UnitOfWork, feeling: Feeling, strength: int | None) -> Reply:
    """Keep what was said, in the row of the open question where there is one, and answer it."""
    asked = turn.asked(AskedMood)
    word = feeling.word(strength if strength is not None or asked is None else asked.strength)
    row = work.checkins.get(turn.person, asked.id) if asked is not None else None
    if row is None:
        row = work.checkins.keep(turn.person, word, turn.now, by_name=turn.is_by_name)
    else:
        word = work.checkins.word(turn.person, row).completed_by(word)
        work.checkins.reword(turn.person, row, word)
    return answered(turn, row, word, is_sure=asked is not None and asked.corrected)


def _confirmed(turn: Turn, work: UnitOfWork) -> Reply:
    doubted = turn.asked(AskedRight)
    row = work.checkins.get(turn.person, doubted.id) if doubted is not None else None
    if row is None or doubted is None:
        return begin_checkin(turn)
    if turn.intent == NO:
        return unsay(turn, work, row, [doubted.mood])
    return suggest(turn, work.checkins.word(turn.person, row).family or BROAD, row=row.id)


def _unsaid(turn: Turn, work: UnitOfWork, feeling: Feeling) -> Reply:
    """Answer a feeling that is not meant; denied of what was just heard, it is a no to that."""
    row = _row_of(turn, work) if turn.asked(AskedMood) is None else None
    known = {mood for mood, _ in work.checkins.word(turn.person, row).feelings} if row is not None else set()
    if row is not None and (wrong := known & feeling.denied):
        return unsay(turn, work, row, wrong)
    return ask_instead(turn, feeling.unsaid or Unsaid.OWN)


def _correct(turn: Turn, work: UnitOfWork) -> Reply:
    """ "No, I said mad", "not hurt, heard": what is right takes the place of what is wrong, in the same row."""
    feeling = _feeling(turn, "mood", "second")
    wrong = _feeling(turn, "wrong").moods
    if feeling.is_silent:
        return _unsaid(turn, work, feeling)
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
    asked = turn.asked(AskedRight)
    doubted = known & ({mood.id for mood in wrong} or ({asked.mood} if asked is not None else set()))
    # Where it was not said which of several is wrong, what was said last is all that is meant.
    word = word.without(*(doubted or known)).completed_by(feeling.word(strength_of(turn.slot("strength"))))
    work.checkins.reword(turn.person, row, word)
    return answered(turn, row, word, is_sure=True)


def _set_off(turn: Turn, work: UnitOfWork) -> Reply:
    """Keep what brought it up with its check-in; nobody is asked for it, and nothing is said about it."""
    feeling = read_set_off(moods(), turn.slot("set_off") or "")
    if feeling.moods or feeling.set_off is None:
        return begin_checkin(turn) if feeling.is_silent else _take(turn, work, feeling, None)
    row = _row_of(turn, work)
    if row is None and turn.may_hear_own:
        # What a name alone is answered must not tell whether something was kept under it (rules.md W3).
        row = work.checkins.newest(turn.person, turn.now - BELONGS)
    if row is None:
        row = work.checkins.keep(turn.person, feeling.word(None), turn.now, by_name=turn.is_by_name)
        return begin_checkin(turn, turn.phrase("checkin.set_off_kept"), asked=AskedMood(row.id))
    word = work.checkins.word(turn.person, row).completed_by(feeling.word(None))
    work.checkins.reword(turn.person, row, word)
    return ask_on(turn, turn.phrase("checkin.set_off_kept"))


def begin_checkin(turn: Turn, *before: str, asked: AskedMood | None = None) -> Reply:
    """Ask how it is with the person, after whatever was said before.

    Args:
        asked: what the question carries, where what is said next belongs to something.
    """
    return turn.ask(
        *before,
        turn.phrase("checkin.how_is_it"),
        awaiting=asked or AskedMood(),
        reprompt=turn.phrase("checkin.take_time"),
    )


def _row_of(turn: Turn, work: UnitOfWork) -> CheckIn | None:
    """Return the check-in that the open question of ours is about, or None."""
    asked = turn.asked(AskedMood) or turn.asked(AskedRight) or turn.asked(AskedSuggestion)
    row: UUID | None = asked.id if asked is not None else None
    return work.checkins.get(turn.person, row) if row is not None else None


def _feeling(turn: Turn, *names: str) -> Feeling:
    """Read the feelings of some slots."""
    slots = [(turn.slot(name), turn.slot_id(name)) for name in names]
    return read_feeling(moods(), said_in_slots(moods(), slots))


def strength_of(heard: str | None) -> int | None:
    """Return a strength from one to five, or None for anything else."""
    return int(heard) if heard is not None and heard in ("1", "2", "3", "4", "5") else None


def _mood_declined(turn: Turn, _work: UnitOfWork) -> Reply:
    asked = turn.asked(AskedMood)
    return turn.tell(turn.phrase("checkin.thanks" if asked is not None and asked.id else "checkin.not_now"))


def _lonely(turn: Turn, work: UnitOfWork) -> Reply:
    """ "Alone" is a mood as well as a room: the open question decides (rules.md M3)."""
    return _take(turn, work, read_feeling(moods(), ["lonely"]), None)


def _corrected(turn: Turn, work: UnitOfWork) -> Reply | None:
    """ "No, I'm fine" to a question about something else corrects no feeling."""
    is_elsewhere = turn.awaiting is not None and turn.awaiting.topic not in ASKS_HOW
    return None if is_elsewhere else _correct(turn, work)


CHECKIN = Conversation(
    "checkin",
    intents={
        "CheckInIntent": Heard(WRITE_ONLY, _check_in, ADDS),
        SET_OFF: Heard(WRITE_ONLY, _set_off, ADDS),
        NOT: Heard(WRITE_ONLY, _not_mine, ADDS),
        OTHERS: Heard(WRITE_ONLY, _not_mine, ADDS),
        CORRECT: Heard(WRITE_ONLY, _corrected, Stake(Risk.CHANGES, lambda turn, _work: begin_checkin(turn))),
    },
    questions={
        AskedMood: {**dict.fromkeys(DECLINES, _mood_declined), "RoomAloneIntent": _lonely},
        AskedRight: dict.fromkeys((YES, NO), _confirmed),
        AskedSuggestion: {**dict.fromkeys(DECLINES, tells("checkin.thanks")), YES: take_up},
    },
    takes_over={BeginCheckIn: lambda turn, _work, _handover: begin_checkin(turn)},
)
""" "I feel hurt", "sad and relieved", "check in", "strength four", "not angry any more", "no, I said mad"."""
