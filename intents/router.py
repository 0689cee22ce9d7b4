"""Who answers a turn: help first, then whoever asked, then whoever hears it; two look-ups in a documented order."""

from collections.abc import Mapping
from dataclasses import replace

from intents.access import AccessControl
from intents.calming.breathing import BREATHING
from intents.calming.grounding import GROUNDING
from intents.checkin.conversation import CHECKIN
from intents.commitment.conversation import COMMITMENT
from intents.deleting.conversation import DELETING
from intents.dialog.assent import as_answer
from intents.dialog.by_name import as_named
from intents.dialog.caution import Caution
from intents.dialog.conversation import Conversation, TakesOver
from intents.dialog.handover import Handover
from intents.dialog.intent_names import CANCEL, ENDS, MISHEARD, NOT_MEANT
from intents.dialog.not_understood import not_understood
from intents.dialog.question import Question
from intents.dialog.questions import AskedAnything
from intents.dialog.turn import DECLINES, LAUNCH, NO, RESUMED, YES, Reply, Turn
from intents.evidence.conversation import EVIDENCE
from intents.hard_talk.conversation import HARD_TALK
from intents.identity.by_name_told import BY_NAME
from intents.identity.identify import WHO, named_now
from intents.identity.linking import LINKING
from intents.identity.recognition import RECOGNITION
from intents.identity.recovery_code import RECOVERY_CODE
from intents.identity.room import ROOM
from intents.identity.voice_pin import after_pin
from intents.onboarding.city_first import ask_city_first, take_up
from intents.onboarding.conversation import ONBOARDING, as_meant, welcome
from intents.onboarding.first_start import SAYS_NOTHING, SILENCING, begin, go_on_asking, is_wish
from intents.onboarding.start_steps import facts
from intents.private_words.conversation import PRIVATE_WORDS, decides_draft
from intents.reflection.conversation import REFLECTION
from intents.safety.courtesy import COURTESY, support
from intents.safety.danger import DANGER_WORDS, leave_the_script
from intents.schedule.answering_offer import REMINDERS
from intents.schedule.settings import SCHEDULE
from intents.sharing.asked import ASKED
from intents.sharing.conversation import SHARING
from intents.visit import ask_again, come_back, not_today
from skill.domain.risk import Sureness
from skill.storage.unit_of_work import UnitOfWork

CONVERSATIONS: tuple[Conversation, ...] = (
    DANGER_WORDS,
    ONBOARDING,
    WHO,
    CHECKIN,
    COMMITMENT,
    HARD_TALK,
    BREATHING,
    GROUNDING,
    REFLECTION,
    PRIVATE_WORDS,
    EVIDENCE,
    DELETING,
    LINKING,
    SHARING,
    ASKED,
    BY_NAME,
    RECOVERY_CODE,
    RECOGNITION,
    SCHEDULE,
    REMINDERS,
    ROOM,
    COURTESY,
)
"""Every conversation; each intent and each question belongs to one of them, so that no order decides."""
BY_INTENT: Mapping[str, Conversation] = {intent: one for one in CONVERSATIONS for intent in one.hears}
BY_QUESTION: Mapping[type[Question], Conversation] = {kind: one for one in CONVERSATIONS for kind in one.questions}
TAKES_OVER: Mapping[type[Handover], TakesOver] = {
    kind: one for each in CONVERSATIONS for kind, one in each.takes_over.items()
}

ACCESS = AccessControl(CONVERSATIONS)
"""Who may hear what, as the conversations declare it."""
CAUTION = Caution(CONVERSATIONS)
"""What is asked about before it is done, as the conversations declare it."""


def answer(turn: Turn, work: UnitOfWork) -> Reply:
    """Return the reply to a turn.

    Order: plain "I need help" and words of danger leave the script; whoever is new and wishes for nothing is
    welcomed; what this voice or this room may not hear is held back; a wish that needs the person's clock waits for
    the city; an end ends at once; whoever asked is asked first, an "okay" or a "thank you" told as what it means
    there (intents/dialog/assent.py); a yes or no to a question that fell silent brings the question back; "not today"
    belongs to the talk that is planned for today; then the conversation that hears the intent; else "I did not
    understand". What the first start still misses is asked for where this ends quietly.
    """
    turn = as_named(turn)
    if turn.intent == "CourtesySupportIntent":
        return support(turn, work)
    if (leaving := leave_the_script(turn, work)) is not None:
        return leaving
    if turn.intent == RESUMED:
        came_back = after_pin(turn)
        if not isinstance(came_back, Turn):
            return came_back or not_understood(turn)
        turn = replace(came_back, sureness=Sureness.ASKED)
    turn = as_answer(turn)
    is_sure = turn.sureness is not Sureness.NEAR
    if is_sure and turn.intent in (NOT_MEANT, MISHEARD) and turn.awaiting is not None and turn.awaiting.is_confirmation:
        turn = replace(turn, intent=NO)
    gone_on = CAUTION.enter(turn)
    if not isinstance(gone_on, Turn):
        return gone_on
    turn = gone_on
    entered = ACCESS.resume(turn)
    if turn.awaiting is not None and entered.awaiting is None and entered.intent in (YES, NO):
        return ACCESS.deny(turn)
    turn = as_meant(entered)
    if turn.awaiting is None and turn.person.welcomed_at is None and turn.intent in SAYS_NOTHING:
        return _handed_over(turn, welcome(turn, work), work)
    # Whoever is in the middle of words decides what becomes of these, under whatever name they are said.
    if not decides_draft(turn) and (held := ACCESS.check(turn)) is not None:
        return held
    turn = take_up(turn, work)
    reply = CAUTION.ask_first(turn, work) or begin(
        turn, ask_city_first(turn, work) or _handed_over(turn, _answered(turn, work), work)
    )
    if (named := named_now(turn, reply, work)) is not None:
        done = _go_on_as_named(named, work)
        return replace(done, speaker=done.speaker or reply.speaker)
    reply = go_on_asking(turn, reply, work, CONVERSATIONS)
    return replace(reply, room=reply.room or turn.room, zone_here=turn.zone_here)


def _go_on_as_named(named: Turn, work: UnitOfWork) -> Reply:
    """Do what was wished for before somebody said a name, and listen on: a name is known in this session alone.

    Whoever asks to be left alone is asked nothing.
    """
    hello = named.phrase("who.hello", name=work.people.name(named.person) or "")
    if named.person.welcomed_at is None and is_wish(named):
        hello = " ".join((hello, *facts(named)))  # nothing is kept of anybody before that was said
    done = answer(named, work)
    is_over = not (done.awaiting or done.connection or done.consent or done.amazon_task or done.shows_consent)
    if not is_over or named.intent in SILENCING | ENDS:
        return replace(done, speech=f"{hello} {done.speech}")
    asked = named.ask(hello, done.speech, named.phrase("courtesy.what_now"), awaiting=AskedAnything(), room=done.room)
    return replace(asked, after_pin=done.after_pin)


def _answered(turn: Turn, work: UnitOfWork) -> Reply:
    """Look the turn up by the open question, then by the intent."""
    asked_by = BY_QUESTION.get(type(turn.awaiting.question)) if turn.awaiting is not None else None
    if asked_by is not None and (turn.intent not in ENDS or turn.intent == CANCEL):
        reply = asked_by.answer(turn, work)
        if reply is not None:
            return reply
        if turn.intent in DECLINES and asked_by not in (COURTESY, ROOM):
            # "Not now" belongs to whatever was asked, and to nothing else that it could mean.
            return turn.tell(turn.phrase("courtesy.another_time"))
    if turn.intent in (YES, NO) and turn.awaiting is None and (asked := ask_again(turn, work)) is not None:
        return asked
    is_not_today = turn.intent == "NotTodayIntent" and turn.awaiting is None
    if is_not_today and (of_today := not_today(turn, work)) is not None:
        return of_today
    heard_by = BY_INTENT.get(turn.intent)
    reply = heard_by.answer(turn, work) if heard_by is not None else None
    if reply is None and turn.intent == LAUNCH:
        return come_back(turn, work)
    return reply if reply is not None else not_understood(turn)


def _handed_over(turn: Turn, reply: Reply, work: UnitOfWork) -> Reply:
    """Return a reply with what other conversations add to it: its speech comes first, what they ask stays open."""
    while (handover := reply.then) is not None:
        if handover.person is not None:
            turn = replace(turn, person=handover.person, awaiting=None)
        is_held = not turn.meets(handover.needs)
        added = ACCESS.deny(turn) if is_held else TAKES_OVER[type(handover)](turn, work, handover)
        speech = f"{reply.speech} {added.speech}".strip()
        reply = replace(added, speech=speech, room=added.room or reply.room, speaker=added.speaker or reply.speaker)
    return reply
