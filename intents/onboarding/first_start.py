"""The first start around a wish: what a new person says is done, the facts come with it, and a question comes later."""

from collections.abc import Mapping
from dataclasses import replace

from intents.dialog.conversation import Conversation
from intents.dialog.intent_names import CITY, ENDS, EVENING, FALLBACK, MISHEARD, NOT_MEANT
from intents.dialog.question import Question
from intents.dialog.turn import CONNECTED, DONE, LAUNCH, NEXT, NO, RESUMED, YES, Reply, Turn
from intents.onboarding.questions import AskedFirstCity, AskedFirstEvening
from intents.onboarding.start_steps import ask_step, facts, missing_step
from skill.storage.unit_of_work import UnitOfWork

SAYS_NOTHING = frozenset({YES, NO, NEXT, FALLBACK})
"""What holds no wish where nothing was asked: whoever is new is welcomed instead."""
COURTESIES = frozenset(
    {LAUNCH, CONNECTED, RESUMED, DONE, NOT_MEANT, MISHEARD, "AMAZON.HelpIntent", "AMAZON.RepeatIntent"} | ENDS
)
WITHOUT_A_ROW = frozenset(
    {"BreathingIntent", "GroundingIntent", "RecoveryCodeSayIntent", "RoomAloneIntent", "RoomCompanyIntent"}
    | {"OnboardingNameIntent", "WhoNameIntent", "WhoNewIntent"}
)
"""What keeps nothing of a person, or only a name: nobody has moved in by it, and nothing need be said before it."""
SILENCING = frozenset(
    {"ScheduleStopIntent", "SchedulePauseIntent", "ScheduleSkipIntent", "SharingStopIntent", "SharingUndoIntent"}
    | {"LinkingLeaveIntent", "LinkingEndIntent", "NotTodayIntent"}
)
"""Whoever asks to be left alone is told nothing more, and asked nothing."""
START_ANSWERS: Mapping[type[Question], str] = {
    AskedFirstEvening: EVENING,
    AskedFirstCity: CITY,
}
"""By what intent of another conversation a question of the first start is answered."""
QUIET_AFTER = frozenset({"checkin", "commitment", "schedule", "hard_talk", "evidence", "reminders", "onboarding"})
"""Conversations whose end is a quiet point: after words, breathing, a code or a "good night" nothing is asked."""
NEVER_AFTER = frozenset({"danger", "breathing", "grounding", "private_words", "linking", "deleting"})
"""Conversations after whose questions nothing is asked, whatever was answered."""
IN_A_TALK = frozenset({"HardTalkReadyIntent", "HardTalkNextIntent", "HardTalkPauseIntent", "HardTalkEndIntent"})


def is_wish(turn: Turn) -> bool:
    """Is this something to be done, and no courtesy and no answer to a question of the first start?"""
    is_answer = any(turn.asked(kind) is not None and turn.intent == one for kind, one in START_ANSWERS.items())
    return turn.intent not in SAYS_NOTHING | COURTESIES | WITHOUT_A_ROW | SILENCING and not is_answer


def begin(turn: Turn, reply: Reply) -> Reply:
    """Let somebody new move in with the first thing that is done, and say the facts in the same breath.

    They come before what is said to the wish, so that a question stays beside what it asks about, and before private
    words are said at all.
    """
    if not is_wish(turn):
        return reply
    if turn.person.onboarded_at is None and not reply.waits_for(AskedFirstCity):
        turn.person.onboarded_at = turn.now
    if turn.person.welcomed_at is not None:
        return reply
    return replace(reply, speech=" ".join((*facts(turn), reply.speech)))


def go_on_asking(turn: Turn, reply: Reply, work: UnitOfWork, conversations: tuple[Conversation, ...]) -> Reply:
    """Ask for what the first start still misses where a conversation has come to a quiet end; else leave the reply."""
    if not _is_quiet_end(turn, reply, conversations):
        return reply
    step = missing_step(turn, work)
    if step is None:
        return reply
    asked = ask_step(turn, step, reply.speech, is_afterwards=True)
    return replace(asked, room=reply.room, speaker=reply.speaker)


def _is_quiet_end(turn: Turn, reply: Reply, conversations: tuple[Conversation, ...]) -> bool:
    """Does this reply end a conversation after which one question does no harm, with somebody who may be asked?"""
    person = turn.person
    is_plain = not (reply.awaiting or reply.connection or reply.consent or reply.amazon_task or reply.shows_consent)
    may_ask = turn.may_hear_own and person.welcomed_at is not None and not person.is_paused(turn.now)
    if not is_plain or not reply.speech or not may_ask or turn.light_evenings.is_light(person, turn.now):
        return False
    if turn.intent in COURTESIES | SILENCING | IN_A_TALK | {FALLBACK}:
        return False
    asked_by = turn.awaiting.topic if turn.awaiting is not None else None
    if asked_by == "onboarding" and not is_wish(turn):
        return False  # the steps of the first start lead on by themselves
    heard_by = next((one.topic for one in conversations if turn.intent in one.hears), asked_by)
    return heard_by in QUIET_AFTER and asked_by not in NEVER_AFTER
