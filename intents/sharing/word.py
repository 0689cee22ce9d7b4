"""Sharing the one word: named first to who is alone, and after rage only with a second yes."""

from intents.dialog.turn import Reply, Turn
from intents.sharing.questions import AskedShareWord, AskedWordAgain
from skill.content import families, moods
from skill.domain.checkin import BELONGS, CheckIn, MoodEntry, find_mood
from skill.domain.couple import Couple
from skill.domain.risk import Sureness
from skill.domain.room import Room
from skill.domain.share import WAITS_AFTER, ShareLevel
from skill.storage.unit_of_work import UnitOfWork


def share_word(turn: Turn, work: UnitOfWork, couple: Couple, checkin: CheckIn, word: MoodEntry) -> Reply:
    """Name the word to who is alone and wait for a yes; else share it unnamed, after rage with a question first."""
    if turn.room is Room.ALONE:
        mood = find_mood(moods(), word.mood or "")
        named = mood.word if mood is not None else word.mood or ""
        return turn.ask(turn.phrase("sharing.name_word", word=named), awaiting=AskedShareWord(checkin.id))
    if word.family in WAITS_AFTER:
        return _ask_again(turn, checkin, word)
    return _share(turn, work, couple, checkin)


def word_confirmed(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Share it with a plain yes, after rage with the second one; with anything else nothing is shared."""
    asked = turn.asked(AskedShareWord) or turn.asked(AskedWordAgain)
    if asked is None or turn.sureness is Sureness.NEAR:
        return None
    couple = work.shares.couple_of(turn.person)
    checkin = work.checkins.newest(turn.person, turn.now - BELONGS, is_own=True)
    if couple is None or checkin is None or checkin.id != asked.id:
        return turn.tell(turn.phrase("sharing.no_checkin"))
    word = work.checkins.word(turn.person, checkin)
    if word.family in WAITS_AFTER and isinstance(asked, AskedShareWord):
        return _ask_again(turn, checkin, word)
    return _share(turn, work, couple, checkin)


def _ask_again(turn: Turn, checkin: CheckIn, word: MoodEntry) -> Reply:
    aloud = families()[word.family or ""].aloud
    return turn.ask(turn.phrase("sharing.still_share", day=aloud), awaiting=AskedWordAgain(checkin.id))


def _share(turn: Turn, work: UnitOfWork, couple: Couple, checkin: CheckIn) -> Reply:
    work.shares.share_checkin(couple, checkin, ShareLevel.WORD, turn.now)
    return turn.tell(turn.phrase("sharing.shared_word"))
