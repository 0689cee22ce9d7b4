"""Who is speaking: a name that is said, a voice that nobody knows yet, and somebody who moves in."""

from dataclasses import replace

from intents.dialog.conversation import Conversation, Handler, Heard, tells
from intents.dialog.handover import WelcomeNewcomer
from intents.dialog.questions import AskedAnything
from intents.dialog.speaker import identify_speaker
from intents.dialog.turn import DECLINES, READS, YES, Reply, Turn
from intents.dialog.wish import Wish, wished_for
from intents.identity.questions import AskedMoveIn, AskedName, AskedNewName
from skill.domain.confidence import ANYBODY, Confidence
from skill.domain.first_start import FirstStartStep, settle
from skill.speech.names import name_said
from skill.storage.unit_of_work import UnitOfWork


def _named(turn: Turn, work: UnitOfWork) -> Reply | None:
    name = name_said(turn.slot("name") or "")
    if not name:
        return ask_who(turn, _waiting(turn))
    is_new = turn.asked(AskedNewName) is not None
    if turn.confidence.reaches(Confidence.VOICE) and not is_new:
        # A voice or a PIN says more than a name.
        return turn.ask(turn.phrase("who.as_before"), turn.phrase("courtesy.what_now"), awaiting=AskedAnything())
    found = work.people.by_name(turn.ids.user_id, name)
    if is_new:
        if found is not None:
            return turn.ask(turn.phrase("who.taken"), awaiting=AskedNewName(_waiting(turn)))
        return _move_in(turn, work, name)
    if found is not None:
        if turn.ids.voice_key is not None:
            # Asked once: from now on this voice counts as the name, and never as more than the name.
            work.people.give_voice(found, turn.ids.voice_key, is_proven=False)
        said = turn.phrase("who.hello", name=name)
        asked = turn.ask(said, turn.phrase("courtesy.what_now"), awaiting=AskedAnything())
        return replace(asked, speaker=found.id)
    if turn.confidence is Confidence.UNKNOWN or turn.asked(AskedName) is not None:
        asked_in = AskedMoveIn(name, _waiting(turn))
        return turn.ask(turn.phrase("who.not_known"), turn.phrase("who.move_in"), awaiting=asked_in)
    return None


def _move_in(turn: Turn, work: UnitOfWork, name: str) -> Reply:
    """Add a person to this account; what was kept here stays with whom it belongs to."""
    if work.people.by_name(turn.ids.user_id, name) is not None:
        return turn.ask(turn.phrase("who.taken"), awaiting=AskedNewName(_waiting(turn)))
    zone = (turn.person.zone or turn.zone_here) if turn.ids.local else None
    person = work.people.create_person(turn.ids.user_id, turn.ids.local, zone=zone, now=turn.now)
    work.people.rename(person, name)
    if turn.ids.voice_key is not None and not turn.confidence.reaches(Confidence.VOICE):
        work.people.give_voice(person, turn.ids.voice_key, is_proven=True, now=turn.now)
    if _waiting(turn) is not None:
        # What was wished for comes first, and the welcome with it, as with anybody's first sentence.
        settle(person, FirstStartStep.NAME)
        return Reply("", speaker=person.id)
    return turn.hand_over(WelcomeNewcomer(name, person=person))


def _new(turn: Turn, _work: UnitOfWork) -> Reply:
    return turn.ask(turn.phrase("onboarding.what_name"), awaiting=AskedNewName(_waiting(turn)))


def _moves_in(turn: Turn, work: UnitOfWork) -> Reply | None:
    asked = turn.asked(AskedMoveIn)
    return _move_in(turn, work, asked.name) if asked is not None else None


def named_now(turn: Turn, reply: Reply, work: UnitOfWork) -> Turn | None:
    """Return what was wished for before somebody was asked for a name, as of whoever has said one by this reply.

    None where nothing waits, or where it is not known yet who it is.
    """
    wish = _waiting(turn)
    if wish is None or reply.speaker is None:
        return None
    speaking = identify_speaker(work, turn.ids, reply.speaker, zone=None, now=turn.now)
    return replace(wished_for(turn, wish), person=speaking.person, confidence=speaking.confidence)


def ask_who(turn: Turn, wish: Wish | None = None) -> Reply:
    """Ask an unknown voice who it is, in the same words whoever lives here (rules.md C4); `wish` is done afterwards."""
    return turn.ask(turn.phrase("who.unknown"), turn.phrase("who.say_name"), awaiting=AskedName(wish))


def _waiting(turn: Turn) -> Wish | None:
    """Return the wish that waits in the question who it is, or None."""
    asked = turn.asked(AskedName) or turn.asked(AskedNewName) or turn.asked(AskedMoveIn)
    return asked.wish if asked is not None else None


_WHOSE_NAME: dict[str, Handler] = {
    **dict.fromkeys(DECLINES, tells("courtesy.another_time")),
    "OnboardingNameIntent": _named,
}
"""Answers to each of these questions: "call me Mara" says who it is there, and renames nobody."""

WHO = Conversation(
    "who",
    intents={"WhoNameIntent": Heard(ANYBODY, _named, READS), "WhoNewIntent": Heard(ANYBODY, _new, READS)},
    questions={
        AskedName: _WHOSE_NAME,
        AskedNewName: _WHOSE_NAME,
        AskedMoveIn: {**_WHOSE_NAME, **dict.fromkeys((YES, "WhoNewIntent"), _moves_in)},
    },
)
""" "This is Jonas", "I'm new here"."""
