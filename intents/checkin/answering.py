"""The answers to a check-in: the kind of day and an offer, or the one question that is still to be asked."""

from collections.abc import Collection

from intents.checkin.suggestions import SUGGESTIONS, suggest
from intents.dialog.turn import Awaiting, Datum, Reply, Turn
from skill.content import families, moods
from skill.domain.checkin import BROAD, CheckIn, Mood, MoodEntry, confirmable, find_mood
from skill.domain.polarity import Unsaid
from skill.storage.unit_of_work import UnitOfWork

ELICIT_MOOD = ("CheckInIntent", "mood")


def ask_instead(turn: Turn, unsaid: Unsaid) -> Reply:
    """Ask how it is, where a feeling was heard that is not said of the speaker and of now; nothing of it is kept."""
    data = dict(turn.awaiting.data) if turn.awaiting is not None and turn.is_open("checkin.mood") else {}
    if unsaid is Unsaid.OTHERS:
        data.pop("followed_up", None)
        return turn.ask(turn.phrase("checkin.and_you"), awaiting=Awaiting("checkin.mood", data, ELICIT_MOOD))
    if data.get("followed_up"):
        return turn.tell(turn.phrase("checkin.none_of_them"))
    asked = Awaiting("checkin.mood", {**data, "followed_up": True}, ELICIT_MOOD)
    return turn.ask(turn.phrase("checkin.more_like"), awaiting=asked)


def unsay(turn: Turn, work: UnitOfWork, row: CheckIn, moods_out: Collection[str]) -> Reply:
    """Take feelings that are wrong out of a check-in at once, and ask for the right one.

    A no says that a word is wrong and not which one is right. The row goes where nothing else was said in it, so that
    nothing wrong stays kept if nothing more is said.
    """
    word = work.checkins.word(turn.person, row).without(*moods_out)
    data: dict[str, Datum] = {"corrected": True, "strength": str(word.strength) if word.strength else None}
    if word.is_empty:
        work.deleting.delete(row, turn.now)
    else:
        work.checkins.reword(turn.person, row, word)
        data["id"] = str(row.id)
    asked = Awaiting("checkin.mood", data, ELICIT_MOOD)
    return turn.ask(turn.phrase("checkin.what_is_it"), awaiting=asked, reprompt=turn.phrase("checkin.take_time"))


def answered(turn: Turn, row: CheckIn, word: MoodEntry, *, is_sure: bool) -> Reply:
    """Answer what is kept now: ask the one thing that is open about it, or offer what fits.

    Args:
        is_sure: was it corrected just now? Then it is not asked back once more.
    """
    is_followed_up = turn.is_open("checkin.mood") and bool(turn.datum("followed_up"))
    if word.family in (None, BROAD) and not is_followed_up:
        return _follow_up(turn, row, _heard(turn, word))
    if not is_sure and (misheard := _maybe_misheard(word)) is not None:
        data: dict[str, Datum] = {"mood": misheard.id, "id": str(row.id)}
        asked = Awaiting("checkin.confirm", data)
        return turn.ask(_heard(turn, word), turn.phrase("checkin.is_that_right"), awaiting=asked)
    if word.family is None:
        return turn.tell(turn.phrase("checkin.thanks"))
    return suggest(turn, word.family, _heard(turn, word), row=str(row.id))


def _follow_up(turn: Turn, row: CheckIn, *before: str) -> Reply:
    """Ask the one closed question that a broad word, or one that is not ours, may get."""
    asked = Awaiting("checkin.mood", {"followed_up": True, "id": str(row.id)}, ELICIT_MOOD)
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
    asked = turn.awaiting
    if asked is None or asked.topic != "checkin":
        return turn.tell(*before)
    family = str(turn.datum("family"))
    if asked.question == "checkin.offer" and family in SUGGESTIONS:
        return turn.ask(*before, turn.phrase(f"checkin.offer_{family}"), awaiting=asked)
    if asked.question == "checkin.confirm":
        return turn.ask(*before, turn.phrase("checkin.is_that_right"), awaiting=asked)
    again = turn.phrase("checkin.more_like" if turn.datum("followed_up") else "checkin.how_is_it")
    return turn.ask(*before, again, awaiting=asked)


def _maybe_misheard(word: MoodEntry) -> Mood | None:
    """Return the feeling that sounds like one pointing the opposite way, or None."""
    heard = (find_mood(moods(), mood_id) for mood_id, _ in word.feelings)
    return next((mood for mood in heard if mood is not None and confirmable(mood, moods()) is not None), None)
