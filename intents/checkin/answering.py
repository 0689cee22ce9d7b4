"""The answers to a check-in: the kind of day and an offer, or the one question that is still to be asked."""

from collections.abc import Collection
from dataclasses import replace

from intents.checkin.questions import AskedMood, AskedRight, AskedSuggestion
from intents.checkin.suggestions import suggest
from intents.dialog.turn import Reply, Turn
from skill.content import families, moods
from skill.domain.checkin import BROAD, SUGGESTIONS, CheckIn, Mood, MoodEntry, confirmable, find_mood
from skill.domain.polarity import Unsaid
from skill.storage.unit_of_work import UnitOfWork


def ask_instead(turn: Turn, unsaid: Unsaid) -> Reply:
    """Ask how it is, where a feeling was heard that is not said of the speaker and of now; nothing of it is kept."""
    asked = turn.asked(AskedMood) or AskedMood()
    if unsaid is Unsaid.OTHERS:
        return turn.ask(turn.phrase("checkin.and_you"), awaiting=replace(asked, followed_up=False))
    if asked.followed_up:
        return turn.tell(turn.phrase("checkin.none_of_them"))
    return turn.ask(turn.phrase("checkin.more_like"), awaiting=replace(asked, followed_up=True))


def unsay(turn: Turn, work: UnitOfWork, row: CheckIn, moods_out: Collection[str]) -> Reply:
    """Take feelings that are wrong out of a check-in at once, and ask for the right one.

    A no says that a word is wrong and not which one is right. The row goes where nothing else was said in it, so that
    nothing wrong stays kept if nothing more is said.
    """
    word = work.checkins.word(turn.person, row).without(*moods_out)
    if word.is_empty:
        work.deleting.delete(row, turn.now)
    else:
        work.checkins.reword(turn.person, row, word)
    asked = AskedMood(None if word.is_empty else row.id, corrected=True, strength=word.strength)
    return turn.ask(turn.phrase("checkin.what_is_it"), awaiting=asked, reprompt=turn.phrase("checkin.take_time"))


def answered(turn: Turn, row: CheckIn, word: MoodEntry, *, is_sure: bool) -> Reply:
    """Answer what is kept now: ask the one thing that is open about it, or offer what fits.

    Args:
        is_sure: was it corrected just now? Then it is not asked back once more.
    """
    asked = turn.asked(AskedMood)
    if word.family in (None, BROAD) and not (asked is not None and asked.followed_up):
        return _follow_up(turn, row, _heard(turn, word))
    if not is_sure and (misheard := _maybe_misheard(word)) is not None:
        doubted = AskedRight(row.id, misheard.id)
        return turn.ask(_heard(turn, word), turn.phrase("checkin.is_that_right"), awaiting=doubted)
    if word.family is None:
        return turn.tell(turn.phrase("checkin.thanks"))
    return suggest(turn, word.family, _heard(turn, word), row=row.id)


def _follow_up(turn: Turn, row: CheckIn, *before: str) -> Reply:
    """Ask the one closed question that a broad word, or one that is not ours, may get."""
    asked = AskedMood(row.id, followed_up=True)
    return turn.ask(*before, turn.phrase("checkin.more_like"), awaiting=asked)


def _heard(turn: Turn, word: MoodEntry) -> str:
    """Name the kind of day, never the word; several kinds at once are let stand beside each other."""
    if word.family is None:
        return turn.phrase("checkin.kept_as_said")
    days = {families()[family].aloud for family in word.families}
    key = "checkin.kind_of_day" if len(days) == 1 else "checkin.kind_of_day_mixed"
    return turn.phrase(key, day=families()[word.family].aloud)


def ask_on(turn: Turn, *before: str) -> Reply:
    """Go on with the question of ours that is open, or end where there is none."""
    if (offered := turn.asked(AskedSuggestion)) is not None and offered.family in SUGGESTIONS:
        return turn.ask(*before, turn.phrase(f"checkin.offer_{offered.family}"), awaiting=offered)
    if (doubted := turn.asked(AskedRight)) is not None:
        return turn.ask(*before, turn.phrase("checkin.is_that_right"), awaiting=doubted)
    asked = turn.asked(AskedMood)
    if asked is None:
        return turn.tell(*before)
    return turn.ask(
        *before, turn.phrase("checkin.more_like" if asked.followed_up else "checkin.how_is_it"), awaiting=asked
    )


def _maybe_misheard(word: MoodEntry) -> Mood | None:
    """Return the feeling that sounds like one pointing the opposite way, or None."""
    heard = (find_mood(moods(), mood_id) for mood_id, _ in word.feelings)
    return next((mood for mood in heard if mood is not None and confirmable(mood, moods()) is not None), None)
