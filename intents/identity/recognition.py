"""Which speakers know a person, told to that person alone; and ending the others, after a question."""

from intents.dialog.conversation import Conversation, Handler, Heard, tells
from intents.dialog.intent_names import ALONE
from intents.dialog.turn import DECLINES, READS, YES, Reply, Turn
from intents.identity.questions import AskedForgetOthers, AskedRecognitionTold, AskedRoomForRecognition
from intents.identity.room import SAID_OR_DECLINED, another_time
from skill.domain.confidence import PARTNER_ITEMS
from skill.domain.room import Room
from skill.speech.spoken import count, listed, since
from skill.storage.queries.recognition import Recognition, RecognitionPlace
from skill.storage.unit_of_work import UnitOfWork

LIST, FORGET = "RecognitionListIntent", "RecognitionForgetIntent"
LISTED_AT_MOST = 5
KNOWN_AND_ALONE = PARTNER_ITEMS
"""A way in tells where somebody else may be: only its person, recognised and alone, hears of one."""


def begin_new_recognition(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Tell of a way in that is new, or ask first who is there; None where there is none, or nobody sure speaks."""
    if not turn.confidence.reaches(KNOWN_AND_ALONE.least) or turn.announced or turn.room is Room.COMPANY:
        return None
    if turn.light_evenings.is_light(turn.person, turn.now) or not work.recognitions.untold(
        turn.person, turn.ids.external_ids
    ):
        return None
    if turn.room is Room.ALONE:
        return _tell(turn, work)
    return turn.ask(turn.phrase("sharing.notice_first"), awaiting=AskedRoomForRecognition())


def _alone(turn: Turn, work: UnitOfWork) -> Reply:
    is_sure = turn.confidence.reaches(KNOWN_AND_ALONE.least)
    return _tell(turn, work) if is_sure else another_time(turn, work)


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
    return turn.ask(said, how, turn.phrase("courtesy.what_now"), awaiting=AskedRecognitionTold(), room=Room.ALONE)


def _list_all(turn: Turn, work: UnitOfWork) -> Reply:
    ways = work.recognitions.ways(turn.person, turn.ids.external_ids)
    work.recognitions.told(turn.person)
    if len(ways) <= 1:
        return turn.tell(turn.phrase("recognition.only_here", since=_since(turn, ways[0])))
    named = [turn.phrase(f"recognition.{one.place}", since=_since(turn, one)) for one in ways[:LISTED_AT_MOST]]
    if len(ways) > LISTED_AT_MOST:
        named.append(turn.phrase("recognition.more", number=count(len(ways) - LISTED_AT_MOST)))
    told = turn.phrase("recognition.list", number=count(len(ways)), these=listed(named))
    return turn.tell(told, turn.phrase("recognition.how_to_end"))


def _ask_forget(turn: Turn, work: UnitOfWork) -> Reply:
    others = _others(turn, work)
    if not others:
        return turn.tell(turn.phrase("recognition.none"))
    key = "one" if len(others) == 1 else "several"
    asked = turn.phrase(f"recognition.ask_{key}", number=count(len(others)))
    return turn.ask(asked, awaiting=AskedForgetOthers())


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


def _unless_new(handler: Handler) -> Handler:
    """Return the handler for a speaker that has been known for long enough; a newer one is told that it is not."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply | None:
        if work.recognitions.is_too_new(turn.person, turn.ids.external_ids):
            return turn.tell(turn.phrase("recognition.too_new"))
        return handler(turn, work)

    return answer


RECOGNITION = Conversation(
    "recognition",
    # It asks on its own before anything ends.
    intents={
        LIST: Heard(KNOWN_AND_ALONE, _unless_new(_list_all), READS),
        FORGET: Heard(KNOWN_AND_ALONE, _unless_new(_ask_forget), READS),
    },
    questions={
        AskedRoomForRecognition: {**dict.fromkeys(SAID_OR_DECLINED, another_time), ALONE: _alone},
        AskedRecognitionTold: {},
        AskedForgetOthers: {**dict.fromkeys(DECLINES, tells("recognition.stay")), YES: _forget},
    },
)
""" "Which speakers know me", "forget the other speakers"."""
